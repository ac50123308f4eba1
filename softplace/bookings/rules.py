"""Who may book what, when, on which terms and at what price. Pure: facts in, reasons out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from softplace.bookings.enums import BookingStatus, Tariff
from softplace.foundation.errors import Reason
from softplace.foundation.intervals import Interval
from softplace.people.enums import Audience

LONGEST_BOOKING_MINUTES = 366 * 1440
MOST_RESOURCES = 20
MOST_UNITS = 200
MOST_PEOPLE = 100_000
LAST_YEAR = 2200

SPECIFICITY = {
    Audience.MEMBERS: 4,
    Audience.PASS_HOLDERS: 3,
    Audience.PROFESSIONALS: 2,
    Audience.RESIDENTS: 1,
    Audience.EVERYONE: 0,
}
"""Of several sets of terms, the one for the most specific audience holds."""


@dataclass(frozen=True, slots=True)
class Item:
    """A resource that is asked for, and how many of its units when it is a pool."""

    resource_id: int
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody wants to book."""

    items: tuple[Item, ...]
    starts_at: datetime
    ends_at: datetime
    headcount: int | None = None
    layout: str = ""

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class ResourceFacts:
    """What the rules need to know of a resource and of its place."""

    id: int
    name: str
    place_id: int
    zone: str
    is_bookable: bool
    is_pool: bool
    unit_ids: Sequence[int]
    headcount: int | None
    legal_headcount: int | None
    audience: int
    setup_minutes: int
    changeover_minutes: int
    layout_headcounts: Mapping[str, int]

    def claimed(self, ask: Ask) -> Interval:
        """The time that is taken from others: the booking and the buffers around it."""
        return Interval(
            ask.starts_at - timedelta(minutes=self.setup_minutes),
            ask.ends_at + timedelta(minutes=self.changeover_minutes),
        )


@dataclass(frozen=True, slots=True)
class TermsFacts:
    """The terms that hold for a person and a resource (see `models.Terms`)."""

    id: int | None = None
    notice_minutes: int = 0
    horizon_days: int = 365
    shortest_minutes: int = 15
    longest_minutes: int = 1440
    quota_minutes_per_week: int | None = None
    needs_approval: bool = True
    check_in_minutes: int = 30
    no_show_minutes: int | None = None
    cancel_minutes: int = 0
    tariff: str = Tariff.FREE
    cents_per_hour: int = 0
    cents_per_day: int | None = None
    time_minutes_per_hour: int = 0
    social_percent: int = 100


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who asks. `audiences` always holds EVERYONE."""

    id: int | None = None
    audiences: frozenset[int] = frozenset({Audience.EVERYONE})
    group_ids: frozenset[int] = frozenset()
    keeps: frozenset[int] = frozenset()
    """Places that the person keeps; a planner keeps them all (`keeps_all`)."""
    keeps_all: bool = False
    is_mediator: bool = False

    def keeps_place(self, place_id: int) -> bool:
        return self.keeps_all or place_id in self.keeps

    def is_of(self, audience: int, group_id: int | None = None) -> bool:
        if audience == Audience.MEMBERS and group_id is not None:
            return group_id in self.group_ids
        return audience in self.audiences


def best_terms(
    offered: Sequence[tuple[int | None, int, int | None, TermsFacts]], person: PersonFacts
) -> TermsFacts | None:
    """The terms that hold, among (resource or None, audience, group, terms) of one resource.

    A resource that has terms of its own is under those alone, otherwise under its place's; among
    them the most specific audience stands before the others. Where nothing is offered at all,
    the careful default holds: anyone may ask and a keeper decides. None: nothing is offered to
    this person.
    """
    if not offered:
        return TermsFacts()
    own = [row for row in offered if row[0] is not None]
    fitting = [
        (SPECIFICITY[Audience(audience)], terms)
        for _, audience, group_id, terms in own or offered
        if person.is_of(audience, group_id)
    ]
    return max(fitting, key=lambda row: row[0])[1] if fitting else None


def reasons_to_refuse_shape(ask: Ask, at: datetime) -> list[Reason]:
    """What can be told from the ask alone, before anything is read."""
    reasons = []
    if not ask.items or len(ask.items) > MOST_RESOURCES:
        reasons.append(Reason("how_many_resources", "resources", {"limit": MOST_RESOURCES}))
    if len({item.resource_id for item in ask.items}) < len(ask.items):
        reasons.append(Reason("resource_twice", "resources"))
    if any(not 1 <= item.quantity <= MOST_UNITS for item in ask.items):
        reasons.append(Reason("how_many_units", "quantity", {"limit": MOST_UNITS}))
    if ask.ends_at <= ask.starts_at:
        reasons.append(Reason("ends_before_start", "ends_at"))
    elif ask.minutes > LONGEST_BOOKING_MINUTES:
        reasons.append(Reason("booking_too_long", "ends_at", {"limit_days": 366}))
    elif any(t.second or t.microsecond for t in (ask.starts_at, ask.ends_at)):
        reasons.append(Reason("whole_minutes", "starts_at"))
    if ask.ends_at.year > LAST_YEAR:
        reasons.append(Reason("too_far_ahead", "ends_at", {"year": LAST_YEAR}))
    if ask.starts_at < at:
        reasons.append(Reason("in_the_past", "starts_at"))
    if ask.headcount is not None and not 1 <= ask.headcount <= MOST_PEOPLE:
        reasons.append(Reason("headcount_out_of_range", "headcount", {"limit": MOST_PEOPLE}))
    return reasons


def reasons_to_refuse_resource(ask: Ask, item: Item, resource: ResourceFacts) -> list[Reason]:
    """What the resource itself forbids to everyone, its keepers included."""
    named = {"resource": resource.name}
    reasons = []
    if not resource.unit_ids:
        reasons.append(Reason("no_units", "resources", named))
    if not resource.is_pool and item.quantity != 1:
        reasons.append(Reason("not_a_pool", "quantity", named))
    if resource.is_pool and item.quantity > len(resource.unit_ids):
        pool = {**named, "limit": len(resource.unit_ids)}
        reasons.append(Reason("more_than_the_pool", "quantity", pool))
    if ask.headcount is not None:
        for most, code in (
            (resource.legal_headcount, "above_legal_headcount"),
            (resource.layout_headcounts.get(ask.layout), "above_layout_headcount"),
            (resource.headcount, "above_headcount"),
        ):
            if most is not None and ask.headcount > most and not resource.is_pool:
                details = {**named, "limit": most, "asked": ask.headcount}
                reasons.append(Reason(code, "headcount", details))
                break
    if ask.layout and resource.layout_headcounts and ask.layout not in resource.layout_headcounts:
        reasons.append(Reason("no_such_layout", "layout", named))
    return reasons


def reasons_to_refuse_terms(
    ask: Ask,
    resource: ResourceFacts,
    terms: TermsFacts | None,
    person: PersonFacts,
    *,
    at: datetime,
    open_intervals: Sequence[tuple[datetime, datetime]],
    minutes_booked_that_week: int = 0,
) -> list[Reason]:
    """What the terms and the opening hours forbid. Keepers are above them at their places."""
    named = {"resource": resource.name}
    if person.keeps_place(resource.place_id):
        return []
    if not resource.is_bookable:
        return [Reason("not_bookable", "resources", named)]
    if terms is None or not person.is_of(resource.audience):
        return [Reason("not_for_you", "resources", named)]
    reasons = []
    if ask.starts_at < at + timedelta(minutes=terms.notice_minutes):
        reasons.append(Reason("notice_too_short", "starts_at", {"minutes": terms.notice_minutes}))
    if ask.starts_at > at + timedelta(days=terms.horizon_days):
        reasons.append(Reason("beyond_horizon", "starts_at", {"days": terms.horizon_days}))
    if ask.minutes < terms.shortest_minutes:
        reasons.append(Reason("shorter_than_terms", "ends_at", {"minutes": terms.shortest_minutes}))
    if ask.minutes > terms.longest_minutes:
        reasons.append(Reason("longer_than_terms", "ends_at", {"minutes": terms.longest_minutes}))
    quota = terms.quota_minutes_per_week
    if quota is not None and minutes_booked_that_week + ask.minutes > quota:
        used = {"minutes": quota, "booked_minutes": minutes_booked_that_week}
        reasons.append(Reason("over_quota", "starts_at", used))
    if not any(start <= ask.starts_at and ask.ends_at <= end for start, end in open_intervals):
        reasons.append(Reason("closed_then", "starts_at", named))
    return reasons


def reasons_to_refuse_cancel(
    status: str,
    ends_at: datetime,
    starts_at: datetime,
    terms: TermsFacts,
    at: datetime,
    keeps: bool,
) -> list[Reason]:
    """Why a booking can no longer be cancelled by who asks."""
    if status not in {BookingStatus.HELD, BookingStatus.REQUESTED, BookingStatus.CONFIRMED}:
        return [Reason("already_ended", "", {"status": status})]
    if ends_at <= at:
        return [Reason("already_over")]
    if not keeps and starts_at < at + timedelta(minutes=terms.cancel_minutes):
        return [Reason("too_late_to_cancel", "", {"minutes": terms.cancel_minutes})]
    return []


def check_in_opens_at(starts_at: datetime, terms: Iterable[TermsFacts]) -> datetime:
    """From when one may check in; of several terms the strictest holds."""
    minutes = min((of_one.check_in_minutes for of_one in terms), default=0)
    return starts_at - timedelta(minutes=minutes)


def reasons_to_refuse_check_in(
    status: str, opens_at: datetime, starts_at: datetime, ends_at: datetime, at: datetime
) -> list[Reason]:
    """Why nobody can be noted as being there."""
    if status != BookingStatus.CONFIRMED:
        return [Reason("not_confirmed", "", {"status": status})]
    if ends_at <= at:
        return [Reason("already_over")]
    if at < opens_at:
        minutes = int((starts_at - opens_at).total_seconds() // 60)
        return [Reason("check_in_not_open", "", {"minutes": minutes})]
    return []


# --- What it costs ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One step of the computation: `code` names it, `details` are its numbers."""

    code: str
    cents: int = 0
    time_minutes: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a booking costs, and how that was computed."""

    lines: tuple[QuoteLine, ...] = ()

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)

    @property
    def time_minutes(self) -> int:
        return sum(line.time_minutes for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        return {
            "lines": [
                {
                    "code": line.code,
                    "cents": line.cents,
                    "time_minutes": line.time_minutes,
                    "details": dict(line.details),
                }
                for line in self.lines
            ]
        }

    def __add__(self, other: "Quote") -> "Quote":
        return Quote(self.lines + other.lines)


def quote(ask: Ask, item: Item, resource: ResourceFacts, terms: TermsFacts) -> Quote:
    """The price of one item. Amounts are rounded half up to the cent or minute, once a line."""
    named = {"resource": resource.name, "quantity": item.quantity}
    if terms.tariff == Tariff.FREE:
        return Quote((QuoteLine("free", details=named),))
    if terms.tariff == Tariff.MINUTES:
        minutes = _rounded(ask.minutes * terms.time_minutes_per_hour * item.quantity, 60)
        details = {**named, "minutes": ask.minutes, "per_hour": terms.time_minutes_per_hour}
        return Quote((QuoteLine("time_minutes", time_minutes=minutes, details=details),))
    full = 0
    for minutes in minutes_by_day(ask, ZoneInfo(resource.zone)):
        cents = _rounded(minutes * terms.cents_per_hour, 60)
        full += cents if terms.cents_per_day is None else min(cents, terms.cents_per_day)
    full *= item.quantity
    details = {
        **named,
        "minutes": ask.minutes,
        "cents_per_hour": terms.cents_per_hour,
        "cents_per_day": terms.cents_per_day,
    }
    lines = [QuoteLine("euros", cents=full, details=details)]
    if terms.tariff == Tariff.SOCIAL:
        reduced = _rounded(full * terms.social_percent, 100)
        percent = {"percent": 100 - terms.social_percent}
        lines.append(QuoteLine("social", cents=reduced - full, details=percent))
    return Quote(tuple(lines))


def minutes_by_day(ask: Ask, zone: ZoneInfo) -> list[int]:
    """The minutes of the booking that fall on each calendar day of its place."""
    minutes, start = [], ask.starts_at
    while start < ask.ends_at:
        local = start.astimezone(zone)
        midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        end = min(ask.ends_at, midnight.astimezone(UTC))
        minutes.append(int((end - start).total_seconds() // 60))
        start = end
    return minutes


def _rounded(numerator: int, denominator: int) -> int:
    """The quotient rounded half up, in whole numbers: no float ever holds money."""
    return (2 * numerator + denominator) // (2 * denominator)
