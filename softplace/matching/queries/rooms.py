"""Resources as the engine tests them against what somebody asks for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from softplace.bookings.rules import PersonFacts
from softplace.engines.matching.offers import MAX_UNITS, NOISE_LEVELS, Part, Point, Season, Window
from softplace.engines.matching.offers import Resource as Room
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.rooms import TESTS, Rooms
from softplace.engines.matching.wishes import Applicant, Request
from softplace.matching.rules import RequestFields, Wished
from softplace.places.enums import Layout
from softplace.places.models import Resource

ANY_DAY = date(2027, 1, 4)
"""The tests do not look at dates."""
ASKS, OTHERS = "asks", "others"
"""The audiences of the test: who asks belongs to the one, a room for others to the other."""


@dataclass(frozen=True, slots=True)
class Tested:
    """A resource, and the first test of `engines.matching.rooms` that it fails; none: it fits."""

    resource: Resource
    failed: str = ""

    @property
    def fits(self) -> bool:
        return not self.failed


def room_tests(
    resources: Sequence[Resource],
    fields: RequestFields,
    wishes: Sequence[Wished],
    person: PersonFacts,
) -> list[Tested]:
    """Each resource held against the request by the engine. No query but what is prefetched.

    `resources` come with their place, units and layouts.
    """
    rooms = {resource.pk: _room(resource, person) for resource in resources}
    usable = tuple(room for room in rooms.values() if room is not None)
    failed: dict[str, str] = {}
    if usable:
        request = engine_request(fields, wishes, {room.key for room in usable}, usable)
        table = Rooms(Problem(Season(ANY_DAY, ANY_DAY), usable, (Applicant("a"),), (request,)))
        results = table.tests(request)
        for position, (room, _) in enumerate(table.rows):
            failed[room.key] = next((name for name in TESTS if not results[name][position]), "")
    return [Tested(resource, failed.get(str(resource.pk), "headcount")) for resource in resources]


def engine_request(
    fields: RequestFields,
    wishes: Sequence[Wished],
    keys: Collection[str],
    rooms: Sequence[Room],
) -> Request:
    """The request as the engine knows it; wishes for what is not among the rooms are left out."""
    places = {room.place for room in rooms}
    wished = tuple(key for key in map(_wish_key, wishes) if key in keys or key in places)
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    near = Point(latitude, longitude) if latitude is not None and longitude is not None else None
    anything = fields.get("takes_anything", True) or not wished
    return Request(
        key="r",
        applicant="a",
        windows=tuple(Window(*window) for window in fields["windows"]) or (Window(0, 0, 1440),),
        headcount=fields["headcount"],
        wished_minutes=fields["wished_minutes"],
        shortest_minutes=fields["shortest_minutes"],
        layout=fields["layout"],
        equipment=frozenset(fields.get("equipment", ())),
        noise=NOISE_LEVELS.index(fields.get("noise", "talk")),
        audience=ASKS,
        wishes=wished,
        anything=anything,
        near=near,
        radius_km=fields.get("radius_km") if near else None,
    )


def capacities(resource: Resource) -> Mapping[str, int]:
    """People by layout; where no layout is described, its own headcount in any of them.

    In a pool, of each unit: what is said of it is said of all its units together.
    """
    described = {layout.layout: layout.headcount for layout in resource.layouts.all()}
    if not described and resource.headcount is not None:
        described = dict.fromkeys(Layout.values, resource.headcount)
    if not resource.is_pool:
        return described
    units = max(1, len(resource.units.all()))
    return {layout: max(1, people // units) for layout, people in described.items()}


def _room(resource: Resource, person: PersonFacts) -> Room | None:
    """None where nothing is known that could be tested: it serves nobody."""
    units = tuple(str(unit.pk) for unit in resource.units.all())
    capacity = {layout: people for layout, people in capacities(resource).items() if people}
    if not capacity or not 1 <= len(units) <= MAX_UNITS:
        return None
    place = resource.place
    part = Part("all", units, capacity, frozenset(resource.equipment), pool=resource.is_pool)
    return Room(
        key=str(resource.pk),
        place=_place_key(resource.place_id),
        units=units,
        parts=(part,),
        opening=(),
        point=Point(place.latitude, place.longitude),
        erp_headcount=place.legal_headcount,
        noise=NOISE_LEVELS.index(resource.noise) if resource.noise else len(NOISE_LEVELS) - 1,
        audiences=frozenset() if person.is_of(resource.audience) else frozenset({OTHERS}),
    )


def _place_key(place_id: int | None) -> str:
    return f"place-{place_id}"


def _wish_key(wish: Wished) -> str:
    return str(wish.resource_id) if wish.resource_id is not None else _place_key(wish.place_id)
