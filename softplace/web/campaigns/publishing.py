"""Publishing a board: what it will do is shown first; and the second pass."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.matching.commands.publishing import open_second_pass
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign
from softplace.matching.planning.publishing import board_of, publish, reasons_not_to_publish
from softplace.matching.queries.board import board_view
from softplace.territory.models import Territory
from softplace.vacancy.queries import CampaignWeek, campaign_week
from softplace.web import words
from softplace.web.campaigns.board import whole
from softplace.web.forms import DayField, say_reasons
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told

APPEAL_DAYS = 14


@require_http_methods(["GET", "HEAD", "POST"])
@for_planners
def publishing(request: HttpRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            publish(
                actor=signed_in(request),
                campaign=campaign,
                version=whole(request.POST.get("version", "")),
                appeals_close_at=_end_of(request.POST.get("appeals_until", "")),
            )
        except Refused as refusal:
            refusals = [told(reason) for reason in refusal.reasons]
        else:
            messages.success(
                request,
                _("It is published: the bookings are made, and everybody is told by mail."),
            )
            return redirect("campaign-results", campaign_id=campaign.pk)
        campaign.refresh_from_db()
    elif campaign.status != CampaignStatus.DECIDING:
        return redirect("campaign-results", campaign_id=campaign.pk)
    at, view = clock.now(), board_view(campaign)
    if not refusals:
        try:
            board = board_of(campaign, at)
            refusals = [told(reason) for reason in reasons_not_to_publish(board)]
        except Refused as refusal:
            refusals = [told(reason) for reason in refusal.reasons]
    fresh = [each for each in view.allocations if each.series_id is None]
    context: dict[str, Any] = {
        "campaign": campaign,
        "refusals": refusals,
        "view": view,
        "session_count": len(fresh),
        "date_count": sum(len(each.dates) for each in fresh),
        "letter_count": len({each.request.applicant_id for each in fresh}
                            | {each.request.applicant_id for each in view.waiting}),
        "appeals_until": (at.astimezone(_zone()) + timedelta(days=APPEAL_DAYS)).date().isoformat(),
        "idle": idle_words(campaign_week(campaign, at)),
    }  # fmt: skip
    status = 409 if request.method == "POST" else 200
    return render(request, "campaigns/publish.html", context, status=status)


def _zone() -> ZoneInfo:
    """Of the territory: a day of the campaign is one on its walls."""
    territory = Territory.objects.first()
    return ZoneInfo(territory.zone if territory else "Europe/Paris")


def _end_of(text: str) -> datetime | None:
    """The end of the day until which appeals are heard; None where there are none."""
    if not text:
        return None
    day = DayField().clean(text)
    return datetime.combine(day + timedelta(days=1), time.min, _zone())


@require_POST
@for_planners
def second_pass(request: HttpRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    try:
        open_second_pass(
            actor=signed_in(request),
            campaign=campaign,
            version=whole(request.POST.get("version", "")),
        )
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
        return redirect("campaign-results", campaign_id=campaign.pk)
    messages.success(request, _("The second pass is open: it decides on what was not served."))
    return redirect("campaign-board", campaign_id=campaign.pk)


def idle_words(week: CampaignWeek) -> dict[str, Any]:
    """Idle half-days before and after, for a table with bars on one scale."""
    most = max([1, *(half.open for half in week.halves)])
    rows = []
    for late in (False, True):
        cells = [
            {
                "weekday": str(words.WEEKDAYS_SHORT[half.weekday]),
                "open": half.open,
                "before": half.idle_before,
                "after": half.idle_after,
                "open_percent": round(100 * half.open / most),
                "before_percent": round(100 * half.idle_before / most),
                "after_percent": round(100 * half.idle_after / most),
            }
            for half in week.halves
            if half.is_afternoon == late
        ]
        rows.append((_("Afternoon") if late else _("Morning"), cells))
    gone = week.idle_before - week.idle_after
    return {
        "week": week,
        "rows": rows,
        "percent": round(100 * gone / week.idle_before) if week.idle_before else 0,
        "gone": gone,
        "weekdays": [str(name) for name in words.WEEKDAYS_SHORT],
    }
