"""Rooms that stand idle, and in which hours of a usual week."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from softplace.bookings.models import Claim
from softplace.bookings.queries import situation
from softplace.bookings.rules import Ask, PersonFacts
from softplace.engines.calendar import merge_by_group, subtract_by_group
from softplace.engines.reach.scenario import Hours
from softplace.engines.reach.week import WEEK_MINUTES
from softplace.people.enums import Audience
from softplace.people.models import Group
from softplace.places.enums import ResourceKind
from softplace.places.models import Resource

WEEKS_LOOKED_AT = 4
ROOMS = (
    ResourceKind.ROOM,
    ResourceKind.OFFICE,
    ResourceKind.COUNTER,
    ResourceKind.HALL,
    ResourceKind.WORKSHOP,
)
"""Kinds in which people can be received."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room of a published place, that a function could be put into."""

    id: int
    name: str
    place: str
    place_name: str
    area_m2: float | None


def rooms() -> list[Room]:
    """Every room in which people can be received. One query."""
    found = Resource.objects.bookable().filter(kind__in=ROOMS, is_pool=False)
    rows = found.order_by("place__name", "name").values_list(
        "id", "name", "place__slug", "place__name", "area_m2"
    )
    return [Room(*row) for row in rows]


def idle_hours(
    resource_ids: Sequence[int], monday: date, zone: ZoneInfo, at: datetime
) -> dict[int, Hours]:
    """When each room is open and nobody claims it in the four weeks from a Monday.

    Four queries at most, however many rooms. A room is claimed in an hour of the week if any
    of its units is, in any of the weeks; holds that ran out before `at` count for nothing.
    """
    if not resource_ids:
        return {}
    start = datetime.combine(monday, time(), zone).astimezone(UTC)
    last = monday + timedelta(days=7 * WEEKS_LOOKED_AT)
    end = datetime.combine(last, time(), zone).astimezone(UTC)
    everybody = PersonFacts(
        audiences=frozenset(Audience),
        group_ids=frozenset(Group.objects.values_list("pk", flat=True)),
    )
    known = situation(resource_ids, Ask((), start, end), everybody)
    rooms_of_unit: dict[int, list[int]] = defaultdict(list)
    for pk, facts in known.resources.items():
        for unit in facts.unit_ids:
            rooms_of_unit[unit].append(pk)
    claims = Claim.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=at),
        unit__in=list(rooms_of_unit),
        period__overlap=(start, end),
    ).values_list("unit_id", "period")
    opened = _on_the_wall(
        (
            (pk, one.start, one.end)
            for pk, intervals in known.open_intervals.items()
            for one in intervals
            if one.start < end and one.end > start
        ),
        zone,
    )
    claimed = _on_the_wall(
        ((pk, span.lower, span.upper) for unit, span in claims for pk in rooms_of_unit[unit]),
        zone,
    )
    free = subtract_by_group(merge_by_group(*opened), merge_by_group(*claimed))
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pk, begin, stop in zip(*free, strict=True):
        found[int(pk)].append((int(begin), int(stop)))
    return {pk: tuple(spans) for pk, spans in found.items()}


def _on_the_wall(
    spans: Iterable[tuple[int, datetime, datetime]], zone: ZoneInfo
) -> tuple[list[int], list[int], list[int]]:
    """Groups, starts and ends in minutes of a week without a date; cut at Sunday midnight."""
    groups, starts, ends = [], [], []
    for group, start, end in spans:
        wall = start.astimezone(zone)
        begin = wall.weekday() * 1440 + wall.hour * 60 + wall.minute
        length = int(
            (end.astimezone(zone).replace(tzinfo=None) - wall.replace(tzinfo=None)).total_seconds()
            // 60
        )
        stop = begin + min(length, WEEK_MINUTES)
        parts = [(begin, min(stop, WEEK_MINUTES)), (0, stop - WEEK_MINUTES)]
        for low, high in parts:
            if low < high:
                groups.append(group)
                starts.append(low)
                ends.append(high)
    return groups, starts, ends
