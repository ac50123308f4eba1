"""When resources are open, and when they are taken: what a time ribbon draws."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from softplace.bookings.prepared import rows
from softplace.bookings.queries.asking import person_facts, situation
from softplace.bookings.rules import Ask
from softplace.foundation.intervals import Interval, difference, in_all, intersection, merged
from softplace.people.models import User

_CLAIMS = """
SELECT u.resource_id, c.unit_id, lower(c.period), upper(c.period)
FROM places_resource_units u JOIN bookings_claim c
  ON int8range(c.unit_id, c.unit_id, '[]') && int8range(u.unit_id, u.unit_id, '[]')
 AND c.period && tstzrange(%s, %s)
WHERE u.resource_id = ANY(%s) AND (c.expires_at IS NULL OR c.expires_at > %s)
"""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The time of one resource between two instants, as sets of intervals."""

    opened: tuple[Interval, ...]
    taken: tuple[Interval, ...]
    """Of a pool: when not one unit is free."""

    @property
    def free(self) -> list[Interval]:
        return difference(self.opened, self.taken)

    @property
    def taken_while_open(self) -> list[Interval]:
        return intersection(self.taken, self.opened)


def timelines(
    resource_ids: Collection[int], start: datetime, end: datetime, person: User | None, at: datetime
) -> dict[int, Timeline]:
    """The timeline of each resource for a person. Three queries, four with school holidays."""
    facts = person_facts(person, at)
    known = situation(resource_ids, Ask((), start, end), facts)
    whole = [Interval(start, end)]
    claimed: dict[int, dict[int, list[tuple[datetime, datetime]]]] = {}
    for resource_id, unit, begins, ends in rows(_CLAIMS, [start, end, sorted(resource_ids), at]):
        claimed.setdefault(resource_id, {}).setdefault(unit, []).append((begins, ends))
    found = {}
    for resource_id, resource in known.resources.items():
        by_unit = claimed.get(resource_id, {})
        if resource.is_pool:
            taken = in_all(merged(by_unit.get(unit, ())) for unit in resource.unit_ids)
        else:
            taken = merged(period for periods in by_unit.values() for period in periods)
        found[resource_id] = Timeline(
            tuple(intersection(merged(known.open_intervals[resource_id]), whole)),
            tuple(intersection(taken, whole)),
        )
    return found
