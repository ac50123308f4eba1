"""On which days a stop or a market comes: as its opening rules will say, so from the same engine."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from softplace.engines.calendar import RuleTable, epoch_minutes, expand, instant_of
from softplace.places.models import Closure, OpeningRule, Place
from softplace.places.queries.rule_rows import row_of
from softplace.rounds.models import Visit
from softplace.rounds.rules import Times, rule_fields


@dataclass(frozen=True, slots=True)
class Coming:
    """One day on which something comes; the instants stand on the wall of its zone."""

    day: date
    start: datetime
    end: datetime


def comings(times: Times, place: Place) -> list[Coming]:
    """Every day of the times, on the wall of a place and with its holidays. No query."""
    zone = ZoneInfo(place.zone)
    rule = OpeningRule(place=place, **rule_fields(times))
    table = RuleTable.from_rows([row_of(rule, place, key=0, owner=0)])
    start = datetime.combine(times.first_day, datetime.min.time(), zone)
    end = datetime.combine(times.last_day + timedelta(days=2), datetime.min.time(), zone)
    found = expand(table, epoch_minutes(start), epoch_minutes(end))
    result = []
    for low, high in zip(found.start.tolist(), found.end.tolist(), strict=True):
        begin = instant_of(low).astimezone(zone)
        if times.first_day <= begin.date() <= times.last_day:
            result.append(Coming(begin.date(), begin, instant_of(high).astimezone(zone)))
    return result


def visits_between(vehicles: Collection[int], first: date, last: date) -> list[Visit]:
    """Where some vehicles are on some days, in order, the days off the road left out.

    Three queries, however many vehicles.
    """
    visits = (
        Visit.objects.filter(vehicle__in=vehicles, day__range=(first, last))
        .select_related(
            "stop__commune", "stop__market", "stop__resource__place__commune", "vehicle__place"
        )
        .prefetch_related("stop__functions")
        .order_by("vehicle_id", "period")
    )
    off = days_off(vehicles, first, last)
    return [visit for visit in visits if visit.day not in off[visit.vehicle_id]]


def days_off(vehicles: Collection[int], first: date, last: date) -> dict[int, frozenset[date]]:
    """Days on which each vehicle is off the road, by the closures of its place. One query."""
    rows = Closure.objects.filter(
        place__in=vehicles, rule=None, first_date__lte=last, last_date__gte=first
    ).values_list("place_id", "first_date", "last_date")
    found: dict[int, set[date]] = {vehicle: set() for vehicle in vehicles}
    for place, low, high in rows:
        found[place] |= set(_days(max(low, first), min(high, last)))
    return {vehicle: frozenset(days) for vehicle, days in found.items()}


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def week_of(day: date) -> tuple[date, date]:
    """The Monday and the Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def visits_by_day(visits: Sequence[Visit]) -> dict[tuple[int, date], list[Visit]]:
    """The way of each vehicle on each day, by vehicle and day."""
    found: dict[tuple[int, date], list[Visit]] = {}
    for visit in visits:
        found.setdefault((visit.vehicle_id, visit.day), []).append(visit)
    return found
