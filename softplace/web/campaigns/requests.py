"""One request on the board: its wishes, its sessions, what planners say and do about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.foundation.errors import Refused
from softplace.matching.commands.adjusting import (
    allow_again,
    forbid_for,
    keep_session,
    set_priority,
    take_off_board,
)
from softplace.matching.commands.comments import comment_on
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign, Forbid, Request
from softplace.matching.queries.board import request_view
from softplace.matching.queries.rounds import offered_resources
from softplace.places.models import Resource
from softplace.web import words
from softplace.web.campaigns.board import minute_of, whole
from softplace.web.campaigns.telling import (
    against_words,
    alternatives_of,
    explained,
    known_of,
    lost_dates,
    nearest_sentence,
    when_words,
    wish_sentences,
)
from softplace.web.forms import say_reasons
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.trail_words import verb_words


@require_safe
@for_planners
def show(request: HttpRequest, campaign_id: int, request_id: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    row = get_object_or_404(
        campaign.requests.select_related("applicant__person").prefetch_related(
            "wishes__resource__place", "wishes__place"
        ),
        pk=request_id,
    )
    view = request_view(campaign, row)
    context: dict[str, Any] = {
        "campaign": campaign,
        "asked": row,
        "view": view,
        "may_change": campaign.status == CampaignStatus.DECIDING,
        "resources": offered_resources(campaign),
        "weekdays": list(enumerate(str(name) for name in words.WEEKDAYS)),
        "windows": [when_words(day, start, end - start) for day, start, end in row.windows],
        "sessions": [
            {
                "row": each,
                "when": when_words(each.weekday, each.start_minute, each.minutes),
                "at": f"{each.start_minute // 60:02}:{each.start_minute % 60:02}",
                "against": against_words(each.against),
                "lost": lost_dates(each.lost),
            }
            for each in view.allocations
        ],
        "forbids": [(each, _forbid_words(each)) for each in view.forbids],
        "trail": [(each, verb_words(each.verb)) for each in view.trail],
    }
    if view.told is not None and view.missing > 0:
        known = known_of([view.told])
        context |= {
            "cause": explained(view.told),
            "wish_sentences": wish_sentences(view.told, known, to_planner=True),
            "nearest": nearest_sentence(view.told, known),
            "alternatives": alternatives_of(view.told, known, to_planner=True),
        }
    return render(request, "campaigns/on_board.html", context)


def _forbid_words(each: Forbid) -> str:
    said = [each.resource.name] if each.resource else []
    if each.weekday is not None:
        name = str(words.WEEKDAYS[each.weekday])
        said.append(name.lower() if words.is_french() else name)
    if each.start_minute is not None:
        said.append(words.hour(each.start_minute))
    return ", ".join(said)


@require_POST
@for_planners
def change(request: HttpRequest, campaign_id: int, request_id: int) -> HttpResponse:
    """One of the small acts about a request; `act` says which."""
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    row = get_object_or_404(campaign.requests, pk=request_id)
    try:
        done = _act(request, campaign, row)
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    else:
        messages.success(request, done)
    return redirect("campaign-request", campaign_id=campaign.pk, request_id=row.pk)


def _act(request: HttpRequest, campaign: Campaign, row: Request) -> str:
    said, actor = request.POST, signed_in(request)
    if said.get("act") == "comment":
        comment_on(actor=actor, campaign=campaign, request=row, text=said.get("text", ""))
        return _("Your comment is there for the other planners.")
    seen: dict[str, Any] = {
        "actor": actor,
        "campaign": campaign,
        "version": whole(said.get("version", "")),
    }
    match said.get("act"):
        case "points":
            set_priority(
                **seen, request=row, points=_points(said.get("points", "")),
                reason=said.get("reason", ""),
            )  # fmt: skip
            return _("The points count from the next computation on.")
        case "forbid":
            weekday = said.get("weekday", "")
            forbid_for(
                **seen,
                request=row,
                resource=Resource.objects.filter(pk=whole(said.get("resource", ""))).first(),
                weekday=int(weekday) if weekday in set("0123456") else None,
                start_minute=minute_of(said.get("at", "")),
            )
            return _("It is ruled out from now on.")
        case "allow":
            forbid = get_object_or_404(
                Forbid.objects.select_related("request"), pk=whole(said.get("forbid", "")),
                request=row,
            )  # fmt: skip
            allow_again(**seen, forbid=forbid)
            return _("It is possible again.")
    held = get_object_or_404(
        row.allocations.select_related("request", "resource"),
        pk=whole(said.get("allocation", "")),
    )
    match said.get("act"):
        case "remove":
            take_off_board(**seen, allocation=held)
            return _("The session is off the board.")
        case "lock":
            keep_session(**seen, allocation=held, locked=True)
            return _("The session stays where it is.")
    keep_session(**seen, allocation=held, locked=False)
    return _("The session may move at the next computation.")


def _points(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return -1.0
