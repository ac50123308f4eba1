"""Everything that is offered over the territory in two weeks, for all functions at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from softplace.engines.reach.week import WEEK_MINUTES
from softplace.people.enums import Audience
from softplace.places.models import Place, PlaceFunction
from softplace.places.queries.occurrences import Occurrence, occurrences, rules_between
from softplace.reach.models import Neighbour
from softplace.reach.queries.calendar import MOST_OPENINGS
from softplace.reach.queries.standing import standing_offers
from softplace.territory.models import Function

DAYS = 14
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Site:
    """A place, or one beyond the border; that has no page here, so no slug."""

    slug: str
    name: str
    latitude: float
    longitude: float
    is_mobile: bool = False


@dataclass(frozen=True, slots=True)
class Offering:
    """A function, which sites have it, and when each is open to everyone.

    Attributes
    ----------
    sites
        Indices into the sites of the whole week.
    spans
        For each of them, instants in UTC over the two weeks, in order.
    minutes
        For each of them, [start, end) in minutes on the wall of the first week.
    """

    function: Function
    sites: Sequence[int]
    spans: Sequence[Sequence[Span]]
    minutes: Sequence[Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class WholeWeek:
    """The sites, and the functions that any of them offers, by code."""

    monday: date
    sites: Sequence[Site]
    offerings: Mapping[str, Offering]


def state_of_calendar() -> tuple[Any, ...]:
    """Changes with whatever the calendar is made of. One query."""
    tables = (
        "places_place", "places_placefunction", "places_openingrule", "places_closure",
        "territory_commune", "territory_function", "territory_schoolholiday", "reach_neighbour",
    )  # fmt: skip
    # A row that is edited has a new xmin, within one transaction a new cmin; a deleted one is
    # missing in the count.
    newest = "max(xmin::text::bigint * 1000000 + cmin::text::bigint)"
    asked = ", ".join(f"(SELECT (count(*), {newest})::text FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        return tuple(cursor.fetchone())


def whole_week(monday: date, zone: ZoneInfo) -> WholeWeek:
    """Nine queries, however much there is."""
    functions = {function.pk: function for function in Function.objects.order_by("pk")}
    offers = list(
        PlaceFunction.objects.filter(place__is_published=True).values_list(
            "place_id", "function_id", "has_own_hours"
        )
    )
    offers = standing_offers(offers, monday)
    places = list(Place.objects.filter(pk__in={offer[0] for offer in offers}).order_by("pk"))
    start = datetime.combine(monday, time(), zone)
    end = datetime.combine(monday + timedelta(days=DAYS), time(), zone)
    rules = [
        rule
        for rule in rules_between(places, start, end, functions=functions)
        if rule.audience == Audience.EVERYONE and rule.group_id is None
    ]
    opened: dict[tuple[int, int | None], list[Occurrence]] = defaultdict(list)
    for one in occurrences(places, rules, start, end, most=MOST_OPENINGS):
        opened[one.place_id, one.rule.function_id].append(one)
    sites = [
        Site(place.slug, place.name, place.latitude, place.longitude, place.is_mobile)
        for place in places
    ]
    number = {place.pk: i for i, place in enumerate(places)}
    lines: dict[int, dict[int, list[Occurrence]]] = defaultdict(lambda: defaultdict(list))
    families = _families(functions, {offer[1] for offer in offers})
    for place_id, function_id, has_own in offers:
        found = opened[place_id, function_id if has_own else None]
        for code in families[function_id]:
            lines[code][number[place_id]] += found
    offerings = {
        functions[pk].code: _offering(functions[pk], by_site, monday)
        for pk, by_site in lines.items()
    }
    for neighbour in Neighbour.objects.order_by("id"):
        sites.append(Site("", neighbour.name, neighbour.latitude, neighbour.longitude))
        for name in offerings.keys() & set(neighbour.functions):
            at = len(sites) - 1
            offerings[name] = _with_neighbour(offerings[name], at, neighbour, monday, zone)
    return WholeWeek(monday, sites, offerings)


def _families(functions: Mapping[int, Function], offered: set[int]) -> dict[int, set[int]]:
    """Each function that is offered, and those above it that are offered by themselves too."""
    families = {}
    for pk in offered:
        above, family = functions[pk].parent_id, {pk}
        while above is not None:
            if above in offered:
                family.add(above)
            above = functions[above].parent_id
        families[pk] = family
    return families


def _offering(
    function: Function, by_site: Mapping[int, Sequence[Occurrence]], monday: date
) -> Offering:
    origin = datetime.combine(monday, time())
    sites = sorted(by_site)
    spans, minutes = [], []
    for site in sites:
        found = sorted({(one.start, one.end) for one in by_site[site]})
        spans.append([(start.astimezone(UTC), end.astimezone(UTC)) for start, end in found])
        walls = [
            (_minutes(start, origin), min(_minutes(end, origin), WEEK_MINUTES))
            for start, end in found
        ]
        minutes.append([(max(low, 0), high) for low, high in walls if max(low, 0) < high])
    return Offering(function, sites, spans, minutes)


def _with_neighbour(
    offering: Offering, site: int, neighbour: Neighbour, monday: date, zone: ZoneInfo
) -> Offering:
    hours = [(int(low), int(high)) for low, high in neighbour.hours]
    origin = datetime.combine(monday, time())
    spans = sorted(
        tuple(
            (origin + timedelta(weeks=week, minutes=minute)).replace(tzinfo=zone).astimezone(UTC)
            for minute in span
        )
        for span in hours
        for week in range(DAYS // 7)
    )
    return Offering(
        offering.function,
        [*offering.sites, site],
        [*offering.spans, [(start, end) for start, end in spans]],
        [*offering.minutes, [(low, min(high, WEEK_MINUTES)) for low, high in hours]],
    )


def _minutes(at: datetime, origin: datetime) -> int:
    return int((at.replace(tzinfo=None) - origin).total_seconds() // 60)
