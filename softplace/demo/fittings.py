"""What places of the demo are fitted with: rooms, halls, pools, counters, vehicles, equipment."""

from dataclasses import replace
from typing import Any

from softplace.demo.sketches import Hours, Thing
from softplace.people.enums import Audience
from softplace.places.enums import Equipment as E
from softplace.places.enums import Layout, Light, Mode, Noise, ResourceKind, Use

ROOM_FIT = (E.WIFI, E.HEATING, E.POWER)


def layouts_of(area_m2: float, *names: Layout) -> dict[Layout, int]:
    """The headcount that an area holds in each layout."""
    square_metres_each = {
        Layout.STANDING: 0.9,
        Layout.THEATRE: 1.2,
        Layout.CLASSROOM: 2.0,
        Layout.MEETING: 2.4,
        Layout.BANQUET: 1.6,
        Layout.EMPTY: 1.5,
    }
    return {name: max(1, int(area_m2 / square_metres_each[name])) for name in names}


def _largest(layouts: dict[Layout, int]) -> int:
    return max(layouts.values())


def meeting_room(name: str, area_m2: float, *more: E, **changes: Any) -> Thing:
    layouts = layouts_of(area_m2, Layout.MEETING, Layout.CLASSROOM, Layout.THEATRE)
    thing = Thing(
        name=name,
        kind=ResourceKind.ROOM,
        area_m2=area_m2,
        headcount=_largest(layouts),
        layouts=layouts,
        equipment=(*ROOM_FIT, E.WHITEBOARD, *more),
        noise=Noise.TALK,
        light=Light.DAYLIGHT,
        uses=(Use.MEETING, Use.TEACHING),
        changeover_minutes=15,
    )
    return replace(thing, **changes)


def office(name: str, area_m2: float = 12.0, *more: E, **changes: Any) -> Thing:
    thing = Thing(
        name=name,
        kind=ResourceKind.OFFICE,
        area_m2=area_m2,
        headcount=max(2, int(area_m2 / 4)),
        equipment=(*ROOM_FIT, E.CONFIDENTIAL, *more),
        noise=Noise.QUIET,
        light=Light.DAYLIGHT,
        uses=(Use.RECEPTION, Use.MEETING),
        changeover_minutes=10,
    )
    return replace(thing, **changes)


def consulting_room(name: str, area_m2: float = 16.0, **changes: Any) -> Thing:
    thing = office(name, area_m2, E.WATER)
    return replace(thing, uses=(Use.CARE, Use.RECEPTION), changeover_minutes=20, **changes)


def halls_of_two(
    name: str, area_m2: float, left: str, right: str, *more: E, **changes: Any
) -> tuple[Thing, ...]:
    """A hall that a folding wall divides: the whole takes both units, each half its own."""

    def hall(title: str, area: float, units: tuple[str, ...], setup: int) -> Thing:
        layouts = layouts_of(area, Layout.STANDING, Layout.THEATRE, Layout.BANQUET, Layout.EMPTY)
        thing = Thing(
            name=title,
            kind=ResourceKind.HALL,
            area_m2=round(area, 1),
            headcount=_largest(layouts),
            layouts=layouts,
            equipment=(E.HEATING, E.POWER, E.SOUND, *more),
            noise=Noise.MUSIC,
            light=Light.DIMMABLE,
            uses=(Use.MEETING, Use.RECEPTION, Use.FOOD, Use.DANCE, Use.CHILDREN),
            setup_minutes=setup,
            changeover_minutes=30,
            units=units,
        )
        return replace(thing, **changes)

    return (
        hall(name, area_m2, (left, right), 30),
        hall(left, area_m2 * 0.6, (left,), 15),
        hall(right, area_m2 * 0.4, (right,), 15),
    )


def hall(name: str, area_m2: float, *more: E, **changes: Any) -> Thing:
    whole = halls_of_two(name, area_m2, name, name, *more)[0]
    return replace(whole, units=(), **changes)


def desks(name: str, count: int, **changes: Any) -> Thing:
    """A pool of desks in one open room: a booking takes any of them."""
    thing = Thing(
        name=name,
        kind=ResourceKind.DESK,
        area_m2=round(count * 5.5, 1),
        headcount=count,
        equipment=(E.WIFI, E.POWER, E.HEATING),
        noise=Noise.TALK,
        light=Light.DAYLIGHT,
        units=tuple(f"{name} {number}" for number in range(1, count + 1)),
        is_pool=True,
    )
    return replace(thing, **changes)


def counter(name: str, *more: E, **changes: Any) -> Thing:
    thing = Thing(
        name=name,
        kind=ResourceKind.COUNTER,
        area_m2=6.0,
        headcount=3,
        equipment=(E.COMPUTER, E.PRINTER, *more),
        noise=Noise.TALK,
        light=Light.SOME,
        uses=(Use.RECEPTION,),
        changeover_minutes=5,
    )
    return replace(thing, **changes)


def counters(name: str, count: int, **changes: Any) -> Thing:
    """A pool of like counters."""
    units = tuple(f"{name} {number}" for number in range(1, count + 1))
    return counter(name, units=units, is_pool=True, area_m2=6.0 * count, **changes)


def kitchen(name: str, area_m2: float = 18.0, **changes: Any) -> Thing:
    thing = Thing(
        name=name,
        kind=ResourceKind.KITCHEN,
        area_m2=area_m2,
        headcount=max(3, int(area_m2 / 3)),
        equipment=(E.KITCHEN, E.WATER, E.POWER),
        noise=Noise.TALK,
        light=Light.SOME,
        uses=(Use.FOOD,),
        setup_minutes=15,
        changeover_minutes=45,
    )
    return replace(thing, **changes)


def workshop(name: str, area_m2: float, *more: E, **changes: Any) -> Thing:
    thing = Thing(
        name=name,
        kind=ResourceKind.WORKSHOP,
        area_m2=area_m2,
        headcount=max(2, int(area_m2 / 5)),
        equipment=(E.POWER, E.WATER, *more),
        noise=Noise.LOUD,
        light=Light.DAYLIGHT,
        uses=(Use.CRAFT, Use.TEACHING),
        setup_minutes=10,
        changeover_minutes=20,
    )
    return replace(thing, **changes)


def pitches(name: str, count: int, area_each_m2: float = 12.0, **changes: Any) -> Thing:
    """A pool of like pitches on a square."""
    thing = Thing(
        name=name,
        kind=ResourceKind.PITCH,
        area_m2=area_each_m2 * count,
        equipment=(E.POWER, E.WATER),
        noise=Noise.LOUD,
        light=Light.DAYLIGHT,
        uses=(Use.SALE, Use.FOOD),
        setup_minutes=60,
        changeover_minutes=60,
        units=tuple(f"{name} {number}" for number in range(1, count + 1)),
        is_pool=True,
    )
    return replace(thing, **changes)


def pitch(name: str, area_m2: float = 30.0, **changes: Any) -> Thing:
    """One pitch large enough for a truck."""
    return replace(pitches(name, 1, area_m2), units=(), is_pool=False, **changes)


def bedroom(name: str, beds: int = 1, area_m2: float = 14.0, **changes: Any) -> Thing:
    guests = changes.get("audience", Audience.EVERYONE)
    thing = Thing(
        name=name,
        kind=ResourceKind.BED,
        area_m2=area_m2,
        headcount=beds,
        equipment=(E.WIFI, E.HEATING),
        noise=Noise.QUIET,
        light=Light.DAYLIGHT,
        uses=(Use.OVERNIGHT,),
        changeover_minutes=120,
        hours=(Hours(osm="24/7", mode=Mode.KEY, audience=guests),),
    )
    return replace(thing, **changes)


def vehicle(name: str, seats: int, **changes: Any) -> Thing:
    thing = Thing(
        name=name, kind=ResourceKind.VEHICLE, headcount=seats, setup_minutes=15,
        changeover_minutes=30,
    )  # fmt: skip
    return replace(thing, **changes)


def kit(name: str, *what: E, **changes: Any) -> Thing:
    """One piece of equipment that is lent."""
    thing = Thing(name=name, kind=ResourceKind.EQUIPMENT, equipment=what, changeover_minutes=15)
    return replace(thing, **changes)


def kits(name: str, count: int, *what: E, **changes: Any) -> Thing:
    """A pool of like pieces."""
    units = tuple(f"{name} {number}" for number in range(1, count + 1))
    return replace(kit(name, *what), units=units, is_pool=True, **changes)


def outdoors(name: str, area_m2: float, headcount: int, *uses: Use, **changes: Any) -> Thing:
    thing = Thing(
        name=name,
        kind=ResourceKind.OUTDOORS,
        area_m2=area_m2,
        headcount=headcount,
        noise=Noise.LOUD,
        light=Light.DAYLIGHT,
        uses=uses or (Use.SPORT, Use.CHILDREN),
        changeover_minutes=15,
    )
    return replace(thing, **changes)
