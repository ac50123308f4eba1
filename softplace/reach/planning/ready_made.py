"""Scenarios made for the questions of the field: the edits, to be looked at before they are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from softplace.engines.reach import templates
from softplace.engines.reach.scenario import (
    AddFunction,
    AddStop,
    ClosePlace,
    Hours,
    Network,
    SetHours,
)
from softplace.engines.reach.scenario import Edit as EngineEdit
from softplace.foundation.errors import Reason, Refused
from softplace.places.enums import PlaceKind
from softplace.places.models import Place
from softplace.reach.enums import EditKind, Question, UseMeasure
from softplace.reach.models import Scenario
from softplace.reach.planning.edits import Draft, network_of, studied_calendar
from softplace.reach.queries import Calendar, idle_hours, rooms, use_of_places, week_of
from softplace.reach.rules import MOST_EDITS, cut_into_days

USE_WEEKS = 12
LEAST_IDLE_MINUTES = 240
"""A room that is idle for less in a week is no vacant space."""
HALF_DAYS: tuple[Hours, ...] = tuple(
    ((day * 1440 + start, day * 1440 + start + 180),) for day in range(5) for start in (540, 840)
)
"""Mornings from 9 to 12 and afternoons from 14 to 17, Monday to Friday: a truck's week."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which question, of which function, and its numbers."""

    question: str
    function: str
    count: int = 1
    measure: str = UseMeasure.BOOKINGS
    share: float = 0.5
    kinds: Sequence[str] = (PlaceKind.TOWN_HALL,)
    hours: Hours = ()


def ready_made(scenario: Scenario, wish: Wish, at: datetime) -> tuple[list[Draft], Calendar]:
    """What the question would add to the scenario as it is, and the calendar it stands on.

    Raises
    ------
    Refused
        As `engines.reach.templates`; `nothing_to_change` where it would add nothing.
    """
    edits = list(scenario.edits.all())
    counters = _counters(wish) if wish.question == Question.DELEGATE else []
    also = [Draft(EditKind.ADD, {"key": slug}) for slug in counters]
    calendar = studied_calendar(scenario.study, [*edits, *also])
    after = network_of(calendar, edits)
    ours = Network.of(
        site
        for key, site in after.places.items()
        if key in calendar.network.places and key not in calendar.beyond
    )
    if wish.question == Question.OPEN_VACANT:
        drafts, calendar = _idle_rooms(scenario, wish, at, ours)
    else:
        found = _edits(scenario, wish, at, ours, counters)
        drafts = [_draft(edit, n, calendar.names) for n, edit in enumerate(found)]
    if not drafts:
        raise Refused(Reason("nothing_to_change"))
    if len(drafts) > MOST_EDITS:
        raise Refused(Reason("too_many", "edits", {"limit": MOST_EDITS}))
    return drafts, calendar


def _edits(
    scenario: Scenario, wish: Wish, at: datetime, ours: Network, counters: Sequence[str]
) -> Iterable[EngineEdit]:
    match Question(wish.question):
        case Question.CLOSE_LEAST_USED:
            slugs = [site.key for site in ours.offering(wish.function)]
            use = use_of_places(slugs, wish.measure, at - timedelta(weeks=USE_WEEKS), at)
            return templates.close_least_used(ours, wish.function, use, wish.count)
        case Question.ALL_MOBILE:
            return templates.all_mobile(ours, wish.function, HALF_DAYS)
        case Question.DELEGATE:
            return templates.delegate(ours, wish.function, counters, wish.hours)
        case Question.SPECIALISE:
            return templates.specialise(ours)
        case Question.SHORTER_HOURS:
            return templates.shorter_hours(ours, wish.function, wish.share)
        case Question.OPEN_VACANT:
            return []


def _counters(wish: Wish) -> list[str]:
    """Published places of the kinds, that do not move."""
    found = Place.objects.published().filter(kind__in=wish.kinds, is_mobile=False)
    return list(found.order_by("slug").values_list("slug", flat=True)[: MOST_EDITS + 1])


def _idle_rooms(
    scenario: Scenario, wish: Wish, at: datetime, ours: Network
) -> tuple[list[Draft], Calendar]:
    """Every room that nobody claims for some hours of the week, at places that stand."""
    monday, zone = week_of(scenario.study)
    every = rooms()
    start = datetime.combine(monday, time(), zone).astimezone(UTC)
    free = idle_hours([room.id for room in every], monday, zone, max(at, start))
    drafts = [
        Draft(
            EditKind.VACANT,
            {
                "key": room.place,
                "resource": room.id,
                "name": room.name,
                "function": wish.function,
                "hours": cut_into_days(free[room.id]),
            },
            number,
        )
        for number, room in enumerate(every)
        if sum(end - begin for begin, end in free.get(room.id, ())) >= LEAST_IDLE_MINUTES
    ]
    edits = list(scenario.edits.all())
    gone = {e.content["key"] for e in edits if e.kind == EditKind.CLOSE}
    drafts = [draft for draft in drafts if draft.content["key"] not in gone]
    return drafts, studied_calendar(scenario.study, [*edits, *drafts])


def _draft(edit: EngineEdit, number: int, names: dict[str, str]) -> Draft:
    """An edit of the engine as it is kept."""
    match edit:
        case ClosePlace():
            return Draft(EditKind.CLOSE, {"key": edit.key, "function": edit.function}, number)
        case SetHours():
            content = {
                "key": edit.key,
                "function": edit.function,
                "hours": cut_into_days(edit.hours),
            }
            return Draft(EditKind.HOURS, content, number)
        case AddFunction():
            content = {
                "key": edit.key,
                "function": edit.function,
                "hours": cut_into_days(edit.hours),
            }
            return Draft(EditKind.ADD, content, number)
        case AddStop():
            name = names.get(edit.key.removesuffix(":stop"), edit.key)
            stop = {
                "name": name,
                "latitude": edit.lat,
                "longitude": edit.lng,
                "functions": list(edit.functions),
                "hours": cut_into_days(edit.hours),
            }
            return Draft(EditKind.STOP, stop, number)
        case _:
            raise TypeError(f"ready_made() does not know how to keep {edit!r}.")
