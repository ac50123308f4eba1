"""The board of a campaign: rooms by week, who waits, and what people change by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused
from softplace.matching.enums import CampaignStatus, Rhythm
from softplace.matching.models import Allocation, Campaign, Request
from softplace.matching.planning.adjusting import place_by_hand
from softplace.matching.queries.board import BoardView, Waiting, board_view
from softplace.matching.queries.offers import closed_to_applicants
from softplace.matching.queries.season_week import DayOfSeason, season_week
from softplace.places.models import Resource
from softplace.web import words
from softplace.web.campaigns.runs import run_panel
from softplace.web.campaigns.telling import against_words, cause_words, when_words
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told

WAKING_HOURS = (8, 22)
MOST_ROOMS_WITH_HOURS = 150
"""A season of so many is laid on one week in half a second."""


@require_safe
@for_planners
def board(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Everything at a glance. A fixed number of queries, however many rooms and requests."""
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    view = board_view(campaign)
    chosen = request.GET.get("place", "")
    shown = [r for r in view.resources if not chosen or r.place.slug == chosen]
    ids = {resource.pk for resource in shown}
    cards = [_card(each, view) for each in view.allocations if each.resource_id in ids]
    places = {r.place.slug: r.place.name for r in view.resources}
    hours = season_week(campaign, shown, now()) if len(shown) <= MOST_ROOMS_WITH_HOURS else {}
    context = {
        "campaign": campaign,
        "view": view,
        "may_change": campaign.status == CampaignStatus.DECIDING,
        "places": sorted(places.items(), key=lambda pair: pair[1]),
        "chosen": chosen,
        "rows": [(r, _days(r, cards, hours.get(r.pk))) for r in shown],
        "weekdays": [str(name) for name in words.WEEKDAYS_SHORT],
        "waiting": [_waiting(each, view) for each in view.waiting],
        "overlap_count": len(view.overlapping),
        "served_count": view.request_count - len(view.waiting),
        "closed": closed_to_applicants(campaign),
        "has_hours": bool(hours),
        "hours_are_left_out": len(shown) > MOST_ROOMS_WITH_HOURS,
        "timeline": _timeline(campaign, shown, cards, hours),
        **run_panel(view.run, campaign),
    }
    return render(request, "campaigns/board.html", context)


def _card(each: Allocation, view: BoardView) -> dict[str, Any]:
    """One session as a block."""
    states = []
    if each.series_id is not None:
        states.append("published")
    elif each.is_locked:
        states.append("locked")
    if each.pk in view.overlapping:
        states.append("overlapping")
    if each.against:
        states.append("against")
    return {
        "row": each,
        "when": words.hours(each.start_minute, each.end_minute),
        "states": states,
        "against": against_words(each.against),
        "dates": _dates_words(each),
        "may_move": each.series_id is None,
    }


def _dates_words(each: Allocation) -> str:
    """On which dates it is, where that is not every week of the season: others may be between."""
    if not each.dates:
        return ""
    first = words.day(each.dates[0], weekday=False)
    if each.request.rhythm == Rhythm.ONCE:
        return _("once, %(day)s") % {"day": first}
    if each.request.rhythm == Rhythm.EVERY_OTHER_WEEK:
        return _("every other week, from %(day)s") % {"day": first}
    if each.request.first_day or each.request.last_day:
        return words.days_between(each.dates[0], each.dates[-1])
    return ""


def _days(
    resource: Resource, cards: list[dict[str, Any]], week: tuple[DayOfSeason, ...] | None
) -> list[tuple[list[dict[str, Any]], str]]:
    """Seven days of a room: its sessions, and when it is free in words."""
    mine = [card for card in cards if card["row"].resource_id == resource.pk]
    return [
        (
            [card for card in mine if card["row"].weekday == day],
            _free_words(week[day]) if week else "",
        )
        for day in range(7)
    ]


def _free_words(day: DayOfSeason) -> str:
    if day.free:
        return _("free %(hours)s") % {"hours": ", ".join(words.hours(*span) for span in day.free)}
    return _("booked already") if day.taken else _("closed")


def _waiting(each: Waiting, view: BoardView) -> dict[str, Any]:
    return {
        "request": each.request,
        "missing": each.missing,
        "cause": cause_words(each.told["cause"]) if each.told else "",
        "comments": view.comment_counts.get(each.request.pk, 0),
        "windows": ", ".join(
            when_words(day, start, end - start) for day, start, end in each.request.windows[:3]
        ),
    }


def _timeline(
    campaign: Campaign,
    shown: list[Resource],
    cards: list[dict[str, Any]],
    hours: dict[int, tuple[DayOfSeason, ...]],
) -> dict[str, Any]:
    """What the script draws: a week without a date, from Monday to Sunday."""
    low, high = WAKING_HOURS
    for card in cards:
        low = min(low, card["row"].start_minute // 60)
        high = max(high, -(-card["row"].end_minute // 60))
    several = len({resource.place_id for resource in shown}) > 1
    return {
        "monday": MONDAY,
        "first_hour": low,
        "last_hour": high,
        "version": campaign.version,
        "editable": campaign.status == CampaignStatus.DECIDING,
        "weekdays": [str(name) for name in words.WEEKDAYS],
        "resources": [
            {"id": str(r.pk), "title": f"{r.name} · {r.place.name}" if several else r.name}
            for r in shown
        ],
        "events": [_event(campaign, card) for card in cards] + _backgrounds(hours),
    }


MONDAY = "2024-01-01"
"""A Monday of the calendar that the script draws on, in a week without a change of clocks."""


def _event(campaign: Campaign, card: dict[str, Any]) -> dict[str, Any]:
    row = card["row"]
    return {
        "id": str(row.pk),
        "resourceIds": [str(row.resource_id)],
        "start": _wall(row.weekday, row.start_minute),
        "end": _wall(row.weekday, row.end_minute),
        "title": f"{row.request.title} ({card['dates']})" if card["dates"] else row.request.title,
        "editable": card["may_move"] and campaign.status == CampaignStatus.DECIDING,
        "classNames": card["states"],
        "extendedProps": {
            "place": reverse("campaign-place", args=[campaign.pk, row.request_id]),
            "page": reverse("campaign-request", args=[campaign.pk, row.request_id]),
            "said": f"{row.request.title}, {row.request.applicant}, {row.resource}, "
            f"{when_words(row.weekday, row.start_minute, row.minutes)}"
            + (f", {card['dates']}" if card["dates"] else ""),
        },
    }


def _backgrounds(hours: dict[int, tuple[DayOfSeason, ...]]) -> list[dict[str, Any]]:
    """Where nothing can be placed: hours at which a room is closed, or booked already."""
    return [
        {
            "resourceIds": [str(resource)],
            "start": _wall(weekday, span.start),
            "end": _wall(weekday, span.end),
            "display": "background",
            "classNames": [state],
        }
        for resource, week in hours.items()
        for weekday, day in enumerate(week)
        for state, spans in (("closed", day.closed), ("taken", day.taken))
        for span in spans
    ]


def _wall(weekday: int, minute: int) -> str:
    day = 1 + weekday + minute // 1440
    return f"2024-01-{day:02}T{minute % 1440 // 60:02}:{minute % 60:02}"


@require_POST
@for_planners
def place(request: HttpRequest, campaign_id: int, request_id: int) -> HttpResponse:
    """Put a session somewhere, or move one: by dragging, or by the form."""
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    row = get_object_or_404(campaign.requests.select_related("applicant"), pk=request_id)
    faults, placed = [], None
    try:
        placed = _place(request, campaign, row)
    except Refused as refusal:
        faults = [told(reason) for reason in refusal.reasons]
    if placed is not None:
        messages.success(request, _placed_words(placed))
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"refusal": " ".join(faults)}, status=409 if faults else 200)
    for fault in faults:
        messages.error(request, fault)
    return redirect("campaign-request", campaign_id=campaign.pk, request_id=row.pk)


def _place(request: HttpRequest, campaign: Campaign, row: Request) -> Allocation:
    said = request.POST
    resource = Resource.objects.filter(pk=whole(said.get("resource", ""))).first()
    weekday, at = said.get("weekday", ""), minute_of(said.get("at", ""))
    if resource is None or at is None or weekday not in set("0123456"):
        raise Refused(Reason("place_unclear"))
    instead = None
    if said.get("allocation"):
        instead = (
            row.allocations.filter(pk=whole(said["allocation"]), series=None)
            .select_related("resource")
            .first()
        )
        if instead is None:
            raise Refused(Reason("campaign_changed_meanwhile"))
    return place_by_hand(
        actor=signed_in(request),
        campaign=campaign,
        version=whole(said.get("version", "")),
        request=row,
        resource=resource,
        weekday=int(weekday),
        start_minute=at,
        minutes=whole(said.get("minutes", "")) or None,
        instead=instead,
    )


def _placed_words(placed: Allocation) -> str:
    said = _("“%(title)s” is locked: %(room)s, %(when)s, %(count)s dates.") % {
        "title": placed.request.title,
        "room": placed.resource.name,
        "when": when_words(placed.weekday, placed.start_minute, placed.minutes),
        "count": len(placed.dates),
    }
    if placed.against:
        said += " " + _("It goes against the request: %(against)s.") % {
            "against": against_words(placed.against)
        }
    return said


def minute_of(text: str) -> int | None:
    """The minute of the day that a form names, as "18:30"; None where it names none."""
    hour, _colon, minute = text.partition(":")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in (hour, minute)):
        return None
    known = int(hour) < 24 and int(minute) < 60
    return int(hour) * 60 + int(minute) if known else None


def whole(text: str) -> int:
    """A number from a form; 0 for what is none, which no row and no version has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
