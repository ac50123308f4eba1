"""What the weights of a campaign do, computed by the engine on an example that looks like it."""

from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from softplace.engines.matching.offers import Part, Point, Resource, Season, Window
from softplace.engines.matching.policy import Policy
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.wishes import Applicant, Request
from softplace.engines.matching.worth import (
    MILLI,
    SLOTS_PER_HOUR,
    hours_worth,
    idle_milli,
    rates_milli,
    session_worth,
    slopes_milli,
    widths_slots,
)
from softplace.matching.models import Campaign

KM_OF_A_DEGREE = 111.195
NEAR_KM, FAR_KM = 3.0, 10.0
USUAL_HEADCOUNT, USUAL_MINUTES = 20, 120


@dataclass(frozen=True, slots=True)
class Example:
    """The request on which weights are shown: how many people, for how long."""

    headcount: int
    minutes: int
    is_of_campaign: bool
    """Made of the middle of the requests that came in, or as is usual."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Points of the example, a date, under one policy."""

    first_wish: float
    second_wish: float
    not_wished: float
    far: float
    """In the first wish, FAR_KM away instead of NEAR_KM."""
    large: float
    """In a room of twice as many seats."""
    first_hours: float
    """What the hours alone bring to who has none yet."""
    hours_by_tranche: tuple[tuple[float, float | None, float], ...]
    """From and up to how many hours a week, and what an hour of them brings."""
    idle_half_day: float
    two_short: float
    """Two sessions of half the length, for two applicants, instead of one."""
    kept: float


def example_of(campaign: Campaign) -> Example:
    """One query."""
    rows = list(campaign.requests.standing().values_list("headcount", "wished_minutes"))
    if not rows:
        return Example(USUAL_HEADCOUNT, USUAL_MINUTES, False)
    headcount = max(1, int(median(row[0] for row in rows)))
    minutes = max(30, int(median(row[1] for row in rows)) // 30 * 30)
    return Example(headcount, minutes, True)


def meaning_of(policy: Policy, example: Example) -> Meaning:
    """The engine's own worth of the example: nothing is computed here but sums of it."""
    slots = example.minutes // 15
    slopes = slopes_milli(policy)
    widths = widths_slots(policy, 1)

    def session(slots: int, wishes: tuple[str, ...], km: float, seats: int) -> float:
        """A weekly session on one date, to an applicant who has nothing yet."""
        problem = _problem(policy, example, wishes, km, seats)
        request, resource = problem.requests[0], problem.resources[0]
        slot, per_date = rates_milli(problem, request, resource, resource.parts[0])
        worth = session_worth(slots, 1, slot, per_date, slopes[-1])
        return (worth + hours_worth(slots, slopes, widths)) / MILLI

    seats = example.headcount
    first = session(slots, ("room",), NEAR_KM, seats)
    return Meaning(
        first_wish=first,
        second_wish=session(slots, ("other", "room"), NEAR_KM, seats),
        not_wished=session(slots, (), NEAR_KM, seats),
        far=session(slots, ("room",), FAR_KM, seats),
        large=session(slots, ("room",), NEAR_KM, 2 * seats),
        first_hours=hours_worth(slots, slopes, widths) / MILLI,
        hours_by_tranche=_by_tranche(policy),
        idle_half_day=idle_milli(policy) / MILLI,
        two_short=2 * session(slots // 2, ("room",), NEAR_KM, seats),
        kept=policy.kept_points,
    )


def _by_tranche(policy: Policy) -> tuple[tuple[float, float | None, float], ...]:
    rows, low = [], 0.0
    for tranche, slope in zip(policy.tranches, slopes_milli(policy), strict=True):
        rows.append((low, tranche.up_to_hours, slope * SLOTS_PER_HOUR / MILLI))
        low = tranche.up_to_hours or low
    return tuple(rows)


def _problem(
    policy: Policy, example: Example, wishes: tuple[str, ...], km: float, seats: int
) -> Problem:
    """One room and one request, `km` apart."""
    home = Point(45.0, 5.0)
    room = Resource(
        "room",
        "place",
        ("unit",),
        (Part("all", ("unit",), {"any": seats}),),
        (Window(0, 0, 1440),),
        point=replace(home, lat=home.lat + km / KM_OF_A_DEGREE),
    )
    other = Resource("other", "elsewhere", ("unit",), room.parts, room.opening)
    request = Request(
        "request",
        "applicant",
        (Window(0, 0, 1440),),
        example.headcount,
        example.minutes,
        example.minutes,
        "any",
        wishes=wishes,
    )
    season = Season(date(2027, 1, 4), date(2027, 1, 10))
    rooms = (room, other) if "other" in wishes else (room,)
    return Problem(season, rooms, (Applicant("applicant", home),), (request,), policy=policy)
