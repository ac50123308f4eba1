"""From the sketches of the demo to rows, not yet saved."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import cos, radians
from random import Random

from softplace.demo.sketches import Event, Hours, Spot, Thing
from softplace.demo.usual import USUAL
from softplace.engines.calendar.hours import weekly_rules_from_hours
from softplace.foundation.text import folded
from softplace.people.models import Group
from softplace.places.enums import HolidayPolicy, Mode, Pattern
from softplace.places.models import (
    Closure,
    OpeningRule,
    Place,
    PlaceFunction,
    Resource,
    ResourceLayout,
    Unit,
)
from softplace.territory.models import Commune, Function

METRES_PER_DEGREE = 111_195.0


@dataclass
class Rows:
    """Every row of the places of the demo, in the order in which they can be saved."""

    places: list[Place] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    units_of: list[tuple[Resource, Unit]] = field(default_factory=list)
    layouts: list[ResourceLayout] = field(default_factory=list)
    offers: list[PlaceFunction] = field(default_factory=list)
    rules: list[OpeningRule] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)


@dataclass(frozen=True)
class Ground:
    """What the places stand on."""

    communes: dict[str, Commune]
    functions: dict[str, Function]
    groups: dict[str, Group]
    instant: datetime
    today: date
    chance: Random


def rows_of(spots: tuple[Spot, ...], ground: Ground) -> Rows:
    """Rows of the sketched places."""
    rows = Rows()
    for spot in spots:
        place = _place(spot, ground)
        rows.places.append(place)
        for thing in (*spot.things, *USUAL.get(spot.kind, ())):
            _add_thing(rows, place, thing, ground)
        by_name = {r.name: r for r in rows.resources if r.place is place}
        dated = [event.function for event in spot.events if event.function]
        for code in dict.fromkeys([*spot.functions, *dated]):
            function = ground.functions[code]
            hours = spot.functions.get(code, ())
            if not hours and code in dated and code in spot.functions:
                # Its own hours would otherwise be the event's alone: repeat the place's.
                hours = spot.hours
            has_own_hours = bool(hours) or code in dated
            rows.offers.append(
                PlaceFunction(place=place, function=function, has_own_hours=has_own_hours)
            )
            rows.rules += _rules(place, hours, ground, function=function)
        rows.rules += _rules(place, spot.hours, ground)
        for event in spot.events:
            rows.rules.append(_event_rule(place, event, ground, by_name))
            if event.resource:
                _give_own_hours(rows, by_name[event.resource], spot.hours, ground)
        for shut in spot.shut:
            first = ground.today + timedelta(days=shut.after_days)
            rows.closures.append(
                Closure(
                    place=place,
                    first_date=first,
                    last_date=first + timedelta(days=shut.days - 1),
                    note=shut.note,
                )
            )
    return rows


def _give_own_hours(
    rows: Rows, resource: Resource, hours: tuple[Hours, ...], ground: Ground
) -> None:
    """A resource whose only rule is an event keeps the place's hours beside it."""
    if not resource.has_own_hours:
        resource.has_own_hours = True
        rows.rules += _rules(resource.place, hours, ground, resource=resource)


def _place(spot: Spot, ground: Ground) -> Place:
    commune = ground.communes.get(folded(spot.commune)) if spot.commune else None
    if spot.commune and commune is None:
        raise LookupError(f"{spot.name}: GeoNames has no commune {spot.commune!r} in reach.")
    latitude, longitude = spot.point or (commune.latitude, commune.longitude)  # type: ignore[union-attr]
    latitude += spot.north / METRES_PER_DEGREE
    longitude += spot.east / (METRES_PER_DEGREE * cos(radians(latitude)))
    slug = folded(spot.name).replace(" ", "-")[:80]
    type_, category, headcount = spot.erp or ("", None, None)
    return Place(
        slug=slug,
        name=spot.name,
        kind=spot.kind,
        is_mobile=spot.is_mobile,
        address=spot.address,
        post_code=spot.post_code,
        commune=commune,
        latitude=round(latitude, 6),
        longitude=round(longitude, 6),
        zone="Europe/Paris",
        holiday_region="FR",
        school_zone="A",
        description=spot.description,
        phone=f"01 99 00 {ground.chance.randrange(100):02d} {ground.chance.randrange(100):02d}",
        email=f"{slug[:40].strip('-')}@demo.example",
        access=spot.access,
        accessibility=list(spot.accessibility),
        erp_type=type_,
        erp_category=category,
        legal_headcount=headcount,
        shortest_commitment=spot.shortest_commitment or "",
        key_holding=spot.key_holding or "",
        audience=spot.audience,
        updated_at=ground.instant,
    )


def _add_thing(rows: Rows, place: Place, thing: Thing, ground: Ground) -> None:
    resource = Resource(
        place=place,
        name=thing.name,
        kind=thing.kind,
        is_bookable=thing.is_bookable,
        is_pool=thing.is_pool,
        area_m2=thing.area_m2,
        headcount=thing.headcount,
        equipment=list(dict.fromkeys(thing.equipment)),
        noise=thing.noise or "",
        light=thing.light or "",
        uses=list(thing.uses),
        audience=thing.audience,
        setup_minutes=thing.setup_minutes,
        changeover_minutes=thing.changeover_minutes,
        description=thing.description,
        has_own_hours=bool(thing.hours),
    )
    rows.resources.append(resource)
    known = {unit.name: unit for unit in rows.units if unit.place is place}
    for name in thing.units or (thing.name,):
        if name not in known:
            known[name] = Unit(place=place, name=name)
            rows.units.append(known[name])
        rows.units_of.append((resource, known[name]))
    for layout, headcount in thing.layouts.items():
        rows.layouts.append(ResourceLayout(resource=resource, layout=layout, headcount=headcount))
    rows.rules += _rules(place, thing.hours, ground, resource=resource)


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _span(start: str, end: str) -> dict[str, int]:
    """Past midnight if it ends before it starts."""
    first, last = _minute(start), _minute(end)
    return {"start_minute": first, "length_minutes": (last - first) % 1440 or 1440}


def _rules(
    place: Place,
    hours: tuple[Hours, ...],
    ground: Ground,
    *,
    resource: Resource | None = None,
    function: Function | None = None,
) -> Iterator[OpeningRule]:
    for stretch in hours:
        if stretch.group and stretch.group not in ground.groups:
            raise LookupError(f"{place.name}: the demo has no group {stretch.group!r}.")
        for pattern in _patterns(stretch):
            rule = OpeningRule(
                place=place,
                resource=resource,
                function=function,
                title=stretch.title,
                mode=stretch.mode,
                audience=stretch.audience,
                group=ground.groups.get(stretch.group),
                starts_on=_shifted(ground.today, stretch.from_days),
                ends_on=_shifted(ground.today, stretch.until_days),
                **pattern,
            )
            if stretch.on_public_holidays is not None:
                rule.on_public_holidays = stretch.on_public_holidays
            if stretch.on_school_holidays is not None:
                rule.on_school_holidays = stretch.on_school_holidays
            yield rule


def _patterns(hours: Hours) -> Iterator[dict[str, object]]:
    """The fields by which a rule says when, for each rule that the hours need."""
    if hours.recurrence:
        yield {
            "pattern": Pattern.RECURRENCE,
            "recurrence": hours.recurrence,
            **_span(hours.start, hours.end),
        }
        return
    weekly = weekly_rules_from_hours(hours.osm)
    if weekly is None:
        yield {"pattern": Pattern.HOURS, "hours": hours.osm}
        return
    for span in weekly.spans:
        yield {
            "pattern": Pattern.WEEKLY,
            "weekdays": span.weekdays,
            "start_minute": span.start_minute,
            "length_minutes": span.length_minutes,
            "on_public_holidays": HolidayPolicy(weekly.on_public_holidays),
            "on_school_holidays": HolidayPolicy(weekly.on_school_holidays),
        }


def _shifted(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def _event_rule(
    place: Place, event: Event, ground: Ground, resources: dict[str, Resource]
) -> OpeningRule:
    earliest = ground.today + timedelta(days=event.after_days)
    return OpeningRule(
        place=place,
        resource=resources[event.resource] if event.resource else None,
        function=ground.functions[event.function] if event.function else None,
        title=event.title,
        pattern=Pattern.ONCE,
        starts_on=earliest + timedelta(days=(event.weekday - earliest.weekday()) % 7),
        mode=Mode(event.mode),
        audience=event.audience,
        **_span(event.start, event.end),
    )
