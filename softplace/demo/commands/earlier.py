"""A small campaign of the demo that is published: its results, its refusals and its appeals."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

from softplace.bookings.models import Notice
from softplace.demo import campaigns as sketched
from softplace.demo.applicants import Asker
from softplace.foundation import clock
from softplace.foundation.intervals import Interval
from softplace.matching.commands.appeals import answer_appeal, make_appeal
from softplace.matching.commands.publishing import publish_board
from softplace.matching.enums import RequestStatus, Rhythm
from softplace.matching.models import Allocation, Campaign, Letter, Request
from softplace.matching.queries.season import DaySpan, Spans, open_days, taken_days
from softplace.people.models import User
from softplace.places.models import Resource

ZONE = ZoneInfo("Europe/Paris")
NAME = "Créneaux de fin de saison"
WEEKS = 4
REQUESTS = 18
FEWEST_DATES = 2
APPEAL_DAYS = 14
APPEALS = (
    (
        "Nous demandions la même salle depuis trois ans. Peut-on regarder le jeudi, même une "
        "semaine sur deux ?",
        "",
    ),
    (
        "Notre cours existe depuis dix ans, il devrait passer avant les nouveaux.",
        "L’ancienneté ne compte pas dans les poids que le conseil a votés. Une salle est libre le "
        "vendredi à la même heure : écrivez-nous si elle vous convient.",
    ),
)
"""(what an applicant says, what the planner answered or nothing yet)."""


def season(today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)
    return monday, monday + timedelta(days=7 * WEEKS - 1)


def asked(
    chance: Random, people: Sequence[Asker], rooms: Sequence[sketched.Room], own: Asker
) -> list[sketched.Sketch]:
    """Weekly evenings of some associations; the inhabitant's comes last, and wants what the
    first one wants."""
    found = [
        replace(sketch, session_count=1)
        for sketch in sketched.sketches(chance, people, rooms, REQUESTS)
        if sketch.rhythm == Rhythm.WEEKLY and sketch.wishes
    ]
    first = found[0]
    return [
        *found,
        replace(first, asker=own.number, activity=own.activity, headcount=6, takes_anything=False),
    ]


def decide(
    campaign: Campaign, requests: Sequence[Request], offered: Sequence[Resource]
) -> list[dict[str, object]]:
    """Who comes first is served in the first evening that is free, the others are refused; what
    is told of these."""
    first, last = campaign.first_day, campaign.last_day
    hours = open_days(offered, first, last, audience=campaign.audience, group_id=None)
    units_of = {each.pk: [unit.pk for unit in each.units.all()] for each in offered}
    booked = taken_days(offered, units_of, first, last, clock.now())
    by_key = {each.pk: each for each in offered}
    given: dict[tuple[int, int], int] = {}
    unserved: list[dict[str, object]] = []
    for request in requests:
        told: list[dict[str, object]] = []
        for wish, (weekday, start, _) in product(request.wishes.all(), request.windows):
            assert wish.resource_id is not None, "in this campaign nobody wishes for a place"
            resource = by_key[wish.resource_id]
            units = sorted(units_of[resource.pk])
            by = {given[unit, weekday] for unit in units if (unit, weekday) in given}
            span = Interval(start, start + request.wished_minutes)
            taken = _taken(resource, [each for unit in units for each in booked[unit]], span)
            dates = [d for d in _dates(hours[resource.pk], weekday, span) if d not in taken]
            if not by and len(dates) >= FEWEST_DATES:
                break
            if wish.rank not in {each["rank"] for each in told}:
                told.append(
                    {
                        "rank": wish.rank,
                        "resource": resource.pk,
                        "place": None,
                        "outcome": "taken" if by else "booked",
                        "by": sorted(by),
                    }
                )
        else:
            cause = "taken" if any(each["outcome"] == "taken" for each in told) else "booked"
            unserved.append(
                {
                    "request": request.pk,
                    "sessions": 1,
                    "cause": cause,
                    "details": {"wishes": told},
                    "alternatives": [],
                }
            )
            continue
        given |= {(unit, weekday): request.pk for unit in units}
        Allocation.objects.create(
            campaign=campaign, request=request, resource=resource, units=units, weekday=weekday,
            start_minute=start, minutes=request.wished_minutes, dates=dates,
        )  # fmt: skip
    return unserved


def _taken(resource: Resource, spans: Sequence[DaySpan], wanted: Interval) -> set[date]:
    """Days on which bookings claim these minutes or those needed around them."""
    around = Interval(
        wanted.start - resource.setup_minutes, wanted.end + resource.changeover_minutes
    )
    return {span.day for span in spans if around.overlaps(Interval(span.start, span.end))}


def _dates(days: dict[date, Spans], weekday: int, wanted: Interval) -> list[date]:
    return sorted(
        day
        for day, spans in days.items()
        if day.weekday() == weekday and any(span.covers(wanted) for span in spans)
    )


def publish(campaign: Campaign, planner: User, unserved: Sequence[dict[str, object]]) -> None:
    """Into bookings, with appeals; nobody is written to."""
    closes = datetime.combine(clock.today(ZONE) + timedelta(days=APPEAL_DAYS), time.min, ZONE)
    published = publish_board(
        actor=planner, campaign=campaign, version=campaign.version, unserved=unserved,
        appeals_close_at=closes,
    )  # fmt: skip
    refused = published.requests.filter(status=RequestStatus.REFUSED).order_by("-id")
    for request, (text, answer) in zip(
        refused.select_related("applicant__person", "campaign"), APPEALS, strict=False
    ):
        made = make_appeal(actor=request.applicant.person, request=request, text=text)
        if answer:
            answer_appeal(actor=planner, appeal=made, upheld=False, answer=answer)
    at = clock.now()
    Notice.objects.filter(sent_at=None).update(sent_at=at)
    Letter.objects.filter(sent_at=None).update(sent_at=at)
