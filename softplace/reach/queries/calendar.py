"""The territory and its calendar as the engine wants them, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from softplace.engines.reach.scenario import Hours, Kind, Network, Offer
from softplace.engines.reach.scenario import Place as Site
from softplace.engines.reach.week import WEEK_MINUTES
from softplace.engines.travel import Points
from softplace.engines.travel.points import Floats
from softplace.places.models import Place, PlaceFunction
from softplace.places.queries.occurrences import occurrences, rules_between
from softplace.reach.models import Neighbour
from softplace.territory.models import Commune, Function

MOST_OPENINGS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Where people live: the communes, or the points of a set that was imported.

    Attributes
    ----------
    codes, names
        Of the cells.
    people
        (cells,) 0 or more.
    communes, departments
        (cells,) the code of the commune of each, and its département; "" where unknown.
    source
        The name of the imported set, "" for the communes.
    income
        (cells,) of a person or household, NaN where unknown; None where no cell has one.
    groups
        People of each cell, by the name of a group: an age band, those without a car.
    """

    codes: Sequence[str]
    names: Sequence[str]
    points: Points
    people: Floats
    communes: Sequence[str] = ()
    departments: Sequence[str] = ()
    source: str = ""
    income: Floats | None = None
    groups: Mapping[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The network of one function in one week, and what its sites are called."""

    network: Network
    names: dict[str, str]
    beyond: frozenset[str]
    """Keys of sites that belong to neighbouring territories."""


def cells() -> Cells:
    """Every commune. One query."""
    rows = list(
        Commune.objects.order_by("code").values_list(
            "code", "name", "latitude", "longitude", "population", "department"
        )
    )
    codes = [row[0] for row in rows]
    return Cells(
        codes,
        [row[1] for row in rows],
        Points.of([(row[2], row[3]) for row in rows]),
        np.array([float(row[4] or 0) for row in rows]),
        communes=codes,
        departments=[row[5] for row in rows],
    )


def function_family(function: Function) -> dict[int, str]:
    """The function and all below it: id to code. One query."""
    rows = list(Function.objects.values_list("id", "parent_id", "code"))
    family = {function.pk: function.code}
    grown = True
    while grown:
        more = {pk: code for pk, parent, code in rows if parent in family and pk not in family}
        grown = bool(more)
        family |= more
    return family


def calendar(function: Function, monday: date, zone: ZoneInfo) -> Calendar:
    """Who offers a function, or one below it, in the week of that Monday.

    Seven queries, however many places. A place whose hours nobody knows is a site all the same:
    it counts for distance, and not for hours.
    """
    family = function_family(function)
    offers = list(
        PlaceFunction.objects.filter(function__in=family, place__is_published=True).values_list(
            "place_id", "function_id", "has_own_hours"
        )
    )
    places = list(Place.objects.filter(pk__in={offer[0] for offer in offers}).order_by("pk"))
    start = datetime.combine(monday, time(), zone)
    end = datetime.combine(monday + timedelta(days=7), time(), zone)
    rules = rules_between(places, start, end, functions=family)
    own = {(place, code) for place, code, has_own in offers if has_own}
    general = {place for place, _, has_own in offers if not has_own}
    counted = [
        rule
        for rule in rules
        if (rule.place_id, rule.function_id) in own
        or (rule.function_id is None and rule.place_id in general)
    ]
    spans: dict[int, set[tuple[int, int]]] = defaultdict(set)
    origin = datetime.combine(monday, time())
    for one in occurrences(places, counted, start, end, most=MOST_OPENINGS):
        # Minutes on the wall, where a week has 7 times 24 hours whatever the clocks do.
        begin = _minutes(one.start.replace(tzinfo=None) - origin)
        stop = _minutes(one.end.replace(tzinfo=None) - origin)
        if max(begin, 0) < min(stop, WEEK_MINUTES):
            spans[one.place_id].add((max(begin, 0), min(stop, WEEK_MINUTES)))
    sites = [
        _site(
            place.slug,
            place.latitude,
            place.longitude,
            function.code,
            tuple(sorted(spans[place.pk])),
            Kind.MOBILE if place.is_mobile else Kind.FIXED,
        )
        for place in places
    ]
    names = {place.slug: place.name for place in places}
    beyond = list(Neighbour.objects.filter(functions__overlap=list(family.values())).order_by("id"))
    for neighbour in beyond:
        key = _key(neighbour)
        hours = tuple((int(low), int(high)) for low, high in neighbour.hours)
        at = (neighbour.latitude, neighbour.longitude)
        sites.append(_site(key, *at, function.code, hours, Kind.FIXED))
        names[key] = neighbour.name
    return Calendar(Network.of(sites), names, frozenset(map(_key, beyond)))


def _site(
    key: str, latitude: float, longitude: float, function: str, hours: Hours, kind: Kind
) -> Site:
    return Site(key, latitude, longitude, (Offer(function, hours, kind),))


def _key(neighbour: Neighbour) -> str:
    return f"beyond-{neighbour.pk}"


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
