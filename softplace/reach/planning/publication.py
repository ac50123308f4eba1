"""What publishing a scenario would write, what stands in its way, and what it cannot write."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from hashlib import blake2b
from zoneinfo import ZoneInfo

from softplace.bookings.models import Booking
from softplace.engines.reach.scenario import Hours, Network
from softplace.engines.reach.scenario import Place as Site
from softplace.foundation.clock import today
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.enums import PlaceKind
from softplace.places.models import OpeningRule, Place
from softplace.reach.commands import publish_scenario
from softplace.reach.commands.publishing import Step, StepKind
from softplace.reach.enums import EditKind
from softplace.reach.models import Scenario
from softplace.reach.planning.edits import network_of, studied_calendar
from softplace.reach.queries import Calendar, week_of
from softplace.reach.rules import NEW

GONE = frozenset({StepKind.CLOSE_PLACE, StepKind.MOVE_PLACE})
PLACE_KINDS = {EditKind.STOP: PlaceKind.TRUCK, EditKind.MARKET: PlaceKind.MARKET}


@dataclass(frozen=True, slots=True)
class Publication:
    """A preview: exactly what is written if nothing changes before.

    Attributes
    ----------
    obstacles
        Bookings that stand at places which close. They are never touched.
    left_out
        Why some edits are not written.
    digest
        Of all this: who publishes what was not seen is told.
    """

    effective_on: date
    steps: Sequence[Step]
    obstacles: Sequence[Booking]
    left_out: Sequence[Reason]

    @property
    def digest(self) -> str:
        seen = [
            self.effective_on,
            [asdict(step) for step in self.steps],
            [booking.reference for booking in self.obstacles],
            [str(reason) for reason in self.left_out],
        ]
        return blake2b(json.dumps(seen, default=str).encode(), digest_size=12).hexdigest()


def plan_publication(scenario: Scenario, effective_on: date) -> Publication:
    """Compare today's network with the scenario's, place by place; a fixed number of queries.

    Raises
    ------
    Refused
        `effective_in_past`, or as `network_of`.
    """
    _, zone = week_of(scenario.study)
    if effective_on < today(zone):
        raise Refused(Reason("effective_in_past", "effective_on"))
    edits = list(scenario.edits.all())
    calendar = studied_calendar(scenario.study, edits)
    after = network_of(calendar, edits)
    brought = {edit.key: edit for edit in edits if edit.kind in NEW}
    steps = [
        step
        for key, site in calendar.network.places.items()
        if key not in calendar.beyond
        for step in _steps_of(calendar, site, after)
    ]
    steps += [
        Step(
            StepKind.NEW_PLACE,
            "",
            str(edit.content["name"]),
            _hours_of(after.places[key]),
            after.places[key].lat,
            after.places[key].lng,
            PLACE_KINDS.get(EditKind(edit.kind), PlaceKind.OTHER),
            edit.kind == EditKind.STOP,
        )
        for key, edit in brought.items()
        if key in after.places and after.places[key].offers
    ]
    known = _with_hours({step.place for step in steps if step.kind is StepKind.CLOSE_FUNCTION})
    left_out = [
        Reason("function_without_hours", "edits", {"place": step.name})
        for step in steps
        if step.kind is StepKind.CLOSE_FUNCTION and step.place not in known
    ]
    steps = [
        step for step in steps if step.kind is not StepKind.CLOSE_FUNCTION or step.place in known
    ]
    left_out += [
        Reason("shuttle_not_published", "edits", {"place": calendar.names.get(line.place, "")})
        for line in after.lines
    ]
    left_out += [
        Reason("room_stays_bookable", "edits", {"room": edit.content.get("name", "")})
        for edit in edits
        if edit.kind == EditKind.VACANT
    ]
    return Publication(effective_on, steps, _bookings(steps, effective_on, zone), left_out)


def _steps_of(calendar: Calendar, before: Site, network: Network) -> list[Step]:
    """What becomes of one place that stands."""
    key, name = before.key, calendar.names[before.key]
    after = network.places.get(key)
    if after is None:
        return [Step(StepKind.CLOSE_PLACE, key, name)]
    changes = _changes_of(key, name, before, after)
    if (after.lat, after.lng) == (before.lat, before.lng):
        return changes
    move = StepKind.MOVE_PLACE
    return [Step(move, key, name, latitude=after.lat, longitude=after.lng, then=tuple(changes))]


def _changes_of(key: str, name: str, before: Site, after: Site) -> list[Step]:
    """What becomes of its functions."""
    old, new = dict(_hours_of(before)), dict(_hours_of(after))
    steps = []
    for code, hours in new.items():
        if code not in old:
            steps.append(Step(StepKind.ADD_FUNCTION, key, name, ((code, hours),)))
        elif set(old[code]) < set(hours):
            more = tuple(span for span in hours if span not in old[code])
            steps.append(Step(StepKind.ADD_HOURS, key, name, ((code, more),)))
        elif set(old[code]) != set(hours):
            steps.append(Step(StepKind.CHANGE_HOURS, key, name, ((code, hours),)))
    gone = [code for code in old if code not in new]
    return [*steps, *(Step(StepKind.CLOSE_FUNCTION, key, name, ((code, ()),)) for code in gone)]


def _hours_of(site: Site) -> tuple[tuple[str, Hours], ...]:
    found: dict[str, Hours] = {}
    for offer in site.offers:
        found[offer.function] = (*found.get(offer.function, ()), *offer.hours)
    return tuple(found.items())


def _with_hours(slugs: set[str]) -> set[str]:
    """Those of which some opening rule is known."""
    rules = OpeningRule.objects.filter(place__slug__in=slugs, resource=None)
    return set(rules.values_list("place__slug", flat=True)) if slugs else set()


def _bookings(steps: Sequence[Step], on: date, zone: ZoneInfo) -> list[Booking]:
    slugs = [step.place for step in steps if step.kind in GONE]
    if not slugs:
        return []
    start = datetime.combine(on, time(), zone).astimezone(UTC)
    places = Place.objects.filter(slug__in=slugs)
    standing = Booking.objects.claiming().filter(place__in=places, ends_at__gt=start)
    return list(standing.select_related("place").order_by("starts_at", "id"))


def publish(
    *,
    actor: User,
    scenario: Scenario,
    version: int,
    effective_on: date,
    digest: str,
    bookings_stay: bool = False,
) -> Scenario:
    """Write what the preview of that digest said; published before, nothing happens again."""
    if scenario.published_at is not None:
        return scenario
    plan = plan_publication(scenario, effective_on)
    if plan.digest != digest:
        raise Refused(Reason("publication_changed"))
    if not plan.steps:
        raise Refused(Reason("nothing_to_publish"))
    if plan.obstacles and not bookings_stay:
        details = {"count": len(plan.obstacles)}
        refuse([Reason("bookings_in_the_way", "bookings_stay", details)])
    return publish_scenario(
        actor=actor,
        scenario_id=scenario.pk,
        version=version,
        effective_on=effective_on,
        steps=plan.steps,
    )
