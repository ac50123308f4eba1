"""The territory and its calendar as the engine wants them, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from softplace.engines.reach.scenario import Kind, Network, Offer
from softplace.engines.reach.scenario import Place as Site
from softplace.engines.reach.week import WEEK_MINUTES
from softplace.places.models import Place, PlaceFunction
from softplace.places.queries.occurrences import occurrences, rules_between
from softplace.reach.models import Neighbour
from softplace.reach.queries.standing import standing_offers
from softplace.territory.models import Function

MOST_OPENINGS = 1_000_000
Spans = dict[tuple[int, int], set[tuple[int, int]]]
"""By place and studied function: [start, end) in minutes of the week; a key for every offer."""


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The network of some functions in one week, and what its sites are called."""

    network: Network
    names: dict[str, str]
    beyond: frozenset[str]
    """Keys of sites that belong to neighbouring territories."""


def function_family(function: Function) -> dict[int, str]:
    """The function and all below it: id to code. One query."""
    return function_families([function])[function.pk]


def function_families(functions: Sequence[Function]) -> dict[int, dict[int, str]]:
    """Of each function, by its id: itself and all below it, id to code. One query."""
    rows = list(Function.objects.values_list("id", "parent_id", "code"))
    families = {}
    for function in functions:
        family = {function.pk: function.code}
        grown = True
        while grown:
            more = {pk: code for pk, parent, code in rows if parent in family and pk not in family}
            grown = bool(more)
            family |= more
        families[function.pk] = family
    return families


def calendar(function: Function, monday: date, zone: ZoneInfo) -> Calendar:
    """Who offers a function, or one below it, in the week of that Monday."""
    return calendar_of([function], monday, zone)


def calendar_of(
    functions: Sequence[Function],
    monday: date,
    zone: ZoneInfo,
    *,
    also: Collection[str] = (),
    square_metres: float = 0.0,
) -> Calendar:
    """Who offers which of some functions, or one below it, in the week of that Monday.

    Nine queries, however many places. A place whose hours nobody knows is a site all the same:
    it counts for distance, and not for hours. Places of the slugs in `also` are in the network
    even where they offer none of the functions; a fixed place takes `square_metres`.
    """
    families = function_families(functions)
    every = {pk for family in families.values() for pk in family}
    offers = list(
        PlaceFunction.objects.filter(function__in=every, place__is_published=True).values_list(
            "place_id", "function_id", "has_own_hours"
        )
    )
    offers = standing_offers(offers, monday)
    wanted = Place.objects.filter(pk__in={offer[0] for offer in offers})
    if also:
        wanted |= Place.objects.filter(slug__in=also, is_published=True)
    places = list(wanted.order_by("pk"))
    spans = _spans(places, offers, families, monday, zone)
    sites = []
    for place in places:
        kind = Kind.MOBILE if place.is_mobile else Kind.FIXED
        found = tuple(
            Offer(function.code, tuple(sorted(spans[place.pk, function.pk])), kind)
            for function in functions
            if (place.pk, function.pk) in spans
        )
        room = square_metres if found and not place.is_mobile else 0.0
        sites.append(Site(place.slug, place.latitude, place.longitude, found, room))
    names = {place.slug: place.name for place in places}
    codes = {function.pk: set(families[function.pk].values()) for function in functions}
    wanted_codes = sorted(set().union(*codes.values()))
    beyond = list(Neighbour.objects.filter(functions__overlap=wanted_codes).order_by("id"))
    for neighbour in beyond:
        key = _key(neighbour)
        hours = tuple((int(low), int(high)) for low, high in neighbour.hours)
        found = tuple(
            Offer(function.code, hours, Kind.FIXED)
            for function in functions
            if not codes[function.pk].isdisjoint(neighbour.functions)
        )
        sites.append(Site(key, neighbour.latitude, neighbour.longitude, found))
        names[key] = neighbour.name
    return Calendar(Network.of(sites), names, frozenset(map(_key, beyond)))


def _spans(
    places: Sequence[Place],
    offers: Sequence[tuple[int, int, bool]],
    families: Mapping[int, Mapping[int, str]],
    monday: date,
    zone: ZoneInfo,
) -> Spans:
    start = datetime.combine(monday, time(), zone)
    end = datetime.combine(monday + timedelta(days=7), time(), zone)
    spans: Spans = {}
    studied: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    """Of a place and the function of a rule (None: a general one), whose hours it makes."""
    for place, code, has_own in offers:
        for function, family in families.items():
            if code in family:
                spans.setdefault((place, function), set())
                studied[place, code if has_own else None].append(function)
    every = {pk for family in families.values() for pk in family}
    rules = [
        rule
        for rule in rules_between(places, start, end, functions=every)
        if (rule.place_id, rule.function_id) in studied
    ]
    origin = datetime.combine(monday, time())
    for one in occurrences(places, rules, start, end, most=MOST_OPENINGS):
        # Minutes on the wall, where a week has 7 times 24 hours whatever the clocks do.
        begin = max(_minutes(one.start.replace(tzinfo=None) - origin), 0)
        stop = min(_minutes(one.end.replace(tzinfo=None) - origin), WEEK_MINUTES)
        if begin < stop:
            for function in studied[one.place_id, one.rule.function_id]:
                spans[one.place_id, function].add((begin, stop))
    return spans


def _key(neighbour: Neighbour) -> str:
    return f"beyond-{neighbour.pk}"


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
