"""What the demo says of places before they are rows: plain values, easy to write and to read."""

from dataclasses import dataclass, field

from softplace.people.enums import Audience
from softplace.places.enums import (
    Accessibility,
    Commitment,
    Equipment,
    HolidayPolicy,
    KeyHolding,
    Layout,
    Light,
    Mode,
    Noise,
    PlaceKind,
    ResourceKind,
    Use,
)


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When something is open: `osm` in OpenStreetMap's syntax, or `recurrence` as an RRULE."""

    osm: str = ""
    recurrence: str = ""
    start: str = ""
    """For a recurrence: "09:00" to `end` on the wall."""
    end: str = ""
    title: str = ""
    mode: Mode = Mode.WALK_IN
    audience: Audience = Audience.EVERYONE
    group: str = ""
    on_public_holidays: HolidayPolicy | None = None
    """None: what `osm` says, or as usual."""
    on_school_holidays: HolidayPolicy | None = None
    from_days: int | None = None
    """Valid from that many days after today (negative: before)."""
    until_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """A one-off opening: on the first `weekday` (Monday 0) at least `after_days` from today."""

    title: str
    weekday: int
    after_days: int
    start: str
    end: str
    function: str = ""
    resource: str = ""
    mode: Mode = Mode.WALK_IN
    audience: Audience = Audience.EVERYONE


@dataclass(frozen=True, kw_only=True)
class Shut:
    """Days on which the place stays closed, counted from today."""

    after_days: int
    days: int
    note: str


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A resource with its technical sheet."""

    name: str
    kind: ResourceKind
    area_m2: float | None = None
    headcount: int | None = None
    layouts: dict[Layout, int] = field(default_factory=dict)
    equipment: tuple[Equipment, ...] = ()
    noise: Noise | None = None
    light: Light | None = None
    uses: tuple[Use, ...] = ()
    audience: Audience = Audience.EVERYONE
    setup_minutes: int = 0
    changeover_minutes: int = 0
    description: str = ""
    units: tuple[str, ...] = ()
    """Names of the units of the place that it is made of; its own name where empty."""
    is_pool: bool = False
    is_bookable: bool = True
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place. `north` and `east` are metres from the centre of the commune."""

    name: str
    kind: PlaceKind
    commune: str
    post_code: str
    address: str
    description: str
    north: int = 0
    east: int = 0
    point: tuple[float, float] | None = None
    """Latitude and longitude, for a village that GeoNames does not list."""
    is_mobile: bool = False
    access: str = ""
    accessibility: tuple[Accessibility, ...] = ()
    erp: tuple[str, int, int] | None = None
    """Type, category and legal headcount of an establishment open to the public."""
    shortest_commitment: Commitment | None = None
    key_holding: KeyHolding | None = None
    audience: Audience = Audience.EVERYONE
    hours: tuple[Hours, ...] = ()
    functions: dict[str, tuple[Hours, ...]] = field(default_factory=dict)
    """Function code to its own hours; none of its own: the place's."""
    things: tuple[Thing, ...] = ()
    events: tuple[Event, ...] = ()
    shut: tuple[Shut, ...] = ()
    is_kept: bool = False
    """Whether the demo's keeper keeps it."""


def offered(*codes: str) -> dict[str, tuple[Hours, ...]]:
    """Functions with no hours of their own: the place's hold."""
    return dict.fromkeys(codes, ())
