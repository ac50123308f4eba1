"""What everybody may know of rounds and markets: read from the openings, never from the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from softplace.places.models import OpeningRule, Place
from softplace.places.queries.occurrences import Occurrence, occurrences
from softplace.rounds.models import Market
from softplace.rounds.queries.days import comings
from softplace.territory.models import Function

MOST_OPENINGS = 5_000


@dataclass(frozen=True, slots=True)
class Halting:
    """A vehicle that stands somewhere, for some functions."""

    place: Place
    """The halt, which has a page of its own."""
    vehicle: Place
    start: datetime
    end: datetime
    functions: tuple[Function, ...]
    title: str
    mode: str
    market_id: int | None


def haltings_of(vehicle: Place, first: date, last: date) -> list[Halting]:
    """Where a vehicle stands on some days, in order. A fixed number of queries."""
    return _haltings(OpeningRule.objects.filter(place__halt__vehicle=vehicle.pk), first, last)


def haltings_at(market: Market, day: date) -> list[Halting]:
    """Who is at a market on a day, as published, in order of arrival."""
    rules = OpeningRule.objects.filter(of_stop__stop__market=market)
    return _haltings(rules, day, day)


def _haltings(rules: QuerySet[OpeningRule], first: date, last: date) -> list[Halting]:
    found = list(
        rules.filter(place__is_published=True)
        .annotate(market_id=F("of_stop__stop__market"))
        .select_related("function", "place__commune", "place__halt__vehicle__place")
        .order_by("place_id", "id")
    )
    if not found:
        return []
    places = list({rule.place_id: rule.place for rule in found}.values())
    zone = ZoneInfo(places[0].zone)
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    together: dict[tuple[int, datetime, datetime], list[Occurrence]] = {}
    for one in occurrences(places, found, start, end, most=MOST_OPENINGS):
        together.setdefault((one.place_id, one.start, one.end), []).append(one)
    return sorted(
        (_halting(same) for same in together.values()), key=lambda one: (one.start, one.place.pk)
    )


def _halting(same: Sequence[Occurrence]) -> Halting:
    rule = same[0].rule
    functions = {one.rule.function.pk: one.rule.function for one in same if one.rule.function}
    return Halting(
        rule.place,
        rule.place.halt.vehicle.place,
        same[0].start,
        same[0].end,
        tuple(functions.values()),
        rule.title,
        rule.mode,
        getattr(rule, "market_id", None),
    )


def market_days(market: Market, since: date, *, most: int = 6) -> list[date]:
    """The next days on which a market is held. One query: the closures of its square."""
    found = [one.day for one in comings(market.times, market.square) if one.day >= since]
    closed = list(market.square.closures.filter(rule=None, last_date__gte=since))
    return [day for day in found if not any(one.holds_on(day) for one in closed)][:most]
