"""What people looked for and did not find, held against what stands idle. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from softplace.foundation.distances import great_circle_metres


class WishKind(StrEnum):
    """How it is known that somebody wants something."""

    SEARCH = "search"
    """A search for free time that found nothing, left to be told."""
    WAITING = "waiting"
    """Somebody waits for a resource that is taken."""
    REQUEST = "request"
    """A request that waits, or that a campaign refused."""


Span = tuple[int, int]
"""Start and end in epoch minutes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that somebody wants and does not have."""

    kind: WishKind
    person_id: int
    spans: tuple[Span, ...]
    """Any of them will do."""
    minutes: int
    """The shortest that would do."""
    headcount: int | None = None
    kinds: frozenset[str] = frozenset()
    """Of resources; any without."""
    equipment: frozenset[str] = frozenset()
    layout: str = ""
    near: tuple[float, float] | None = None
    """Latitude and longitude."""
    radius_km: float = 0.0
    place_ids: frozenset[int] = frozenset()
    """These places only, if any are named."""
    resource_ids: frozenset[int] = frozenset()
    """These resources only, if any are named."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is known of a resource that stands idle."""

    resource_id: int
    place_id: int
    kind: str
    headcount: int | None
    equipment: frozenset[str]
    layouts: dict[str, int]
    latitude: float
    longitude: float


def suits(wish: Wish, room: Room) -> bool:
    """Whether the resource would do, at whatever time."""
    if wish.place_ids or wish.resource_ids:
        if room.place_id not in wish.place_ids and room.resource_id not in wish.resource_ids:
            return False
    elif wish.near is not None:
        metres = great_circle_metres(*wish.near, room.latitude, room.longitude)
        if metres > wish.radius_km * 1000:
            return False
    if wish.kinds and room.kind not in wish.kinds:
        return False
    people = wish.headcount or 0
    if room.headcount is not None and people > room.headcount:
        return False
    if wish.layout and room.layouts.get(wish.layout, 0) < max(people, 1):
        return False
    return wish.equipment <= room.equipment


def has_time(wish: Wish, idle: Sequence[Span]) -> bool:
    """Whether the shortest that would do fits into some idle time."""
    return any(
        min(end, until) - max(start, begin) >= wish.minutes
        for start, end in wish.spans
        for begin, until in idle
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many people would be served by some idle time, by how it is known."""

    searches: int = 0
    waiting: int = 0
    requests: int = 0
    people: int = 0
    """Different ones."""
    largest_headcount: int = 0

    @property
    def wishes(self) -> int:
        return self.searches + self.waiting + self.requests


def evidence_for(wishes: Sequence[Wish], room: Room, idle: Sequence[Span]) -> Evidence:
    """The wishes that some idle time of a resource would meet."""
    met = [wish for wish in wishes if suits(wish, room) and has_time(wish, idle)]
    count = {kind: sum(wish.kind == kind for wish in met) for kind in WishKind}
    return Evidence(
        count[WishKind.SEARCH],
        count[WishKind.WAITING],
        count[WishKind.REQUEST],
        len({wish.person_id for wish in met}),
        max((wish.headcount or 0 for wish in met), default=0),
    )
