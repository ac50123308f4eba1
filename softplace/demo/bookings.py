"""Weeks of invented bookings around today: habits, stays, and what the inhabitant has booked."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

from softplace.bookings.commands.importing import BookingDraft
from softplace.bookings.enums import BookingStatus
from softplace.bookings.rules import Ask, Item, ResourceFacts, TermsFacts, quote
from softplace.demo.habits import LIVELINESS, OF_PART, OF_WEEKDAY, OWN, STAYS, USES, Own, Use
from softplace.foundation.intervals import Interval
from softplace.people.models import User

WEEKS_BEFORE, WEEKS_AFTER = 7, 4
"""The pages about vacancy look back on seven weeks."""
KEPT_SHARE = 0.88
"""How often a weekly habit is kept."""
REQUEST_SHARE = 0.04
"""How many of the coming three weeks still wait for a keeper, where one must approve."""
CANCELLED_SHARE = 0.15
"""How many of those that were not kept had been booked."""
CHECKED_IN_SHARE = 0.85
PAID_SHARE = 0.8
PARTS = ((8, 13), (13, 18), (18, 23))
"""Hours of mornings, afternoons and evenings; those before eight and after eleven are nobody's."""
EVENING = 2
LEAST_MINUTES = 60
LATEST_WEEKS = 4
"""How much later than meant the inhabitant's own may be, where a place is closed that week."""


@dataclass(frozen=True, slots=True)
class Bookable:
    """A resource, with its kind, the terms under which it is booked, and when it is open."""

    facts: ResourceFacts
    place_name: str
    kind: str
    terms: TermsFacts
    openings: Sequence[Interval]
    days_go_on_until: date
    """The last day of habits by day. Habits of the evening end with the coming weeks: the next
    season's evenings are given out anew."""

    def is_open(self, start: datetime, end: datetime) -> bool:
        at = bisect_right(self.openings, start, key=lambda opening: opening.start) - 1
        return at >= 0 and end <= self.openings[at].end


@dataclass
class Diary:
    """What is written so far, around an instant."""

    at: datetime
    zone: ZoneInfo
    chance: Random
    """Of the resource that is written of: who comes there does not hang on the day on which the
    demo is made, nor on what other places have."""
    taken: dict[tuple[int, date], list[Interval]] = field(default_factory=dict)
    """By unit and day."""
    made: list[BookingDraft] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()

    def moment(self, day: date, minute: int) -> datetime:
        return datetime.combine(day, time(*divmod(minute, 60)), self.zone)


@dataclass(frozen=True, slots=True)
class Habit:
    """The same minutes on the same day of each week."""

    who: str
    title: str
    weekday: int
    start_minute: int
    end_minute: int
    quantity: int
    headcount: int | None
    last_day: date


def first_day(today: date) -> date:
    return today - timedelta(days=today.weekday() + 7 * WEEKS_BEFORE)


def last_day(today: date) -> date:
    return first_day(today) + timedelta(days=7 * (WEEKS_BEFORE + WEEKS_AFTER) + 6)


def drafts(
    bookables: Sequence[Bookable],
    *,
    inhabitant: User,
    idle: frozenset[str],
    at: datetime,
    seed: int,
    zone: ZoneInfo,
) -> list[BookingDraft]:
    """Bookings that fit the opening hours and do not collide; the same seed, the same ones.

    Nobody comes to those that are named in `idle`.
    """
    diary = Diary(at, zone, Random(seed))
    by_name = {(each.place_name, each.facts.name): each for each in bookables}
    for own in OWN:
        _book_own(diary, by_name[own.place, own.resource], own, inhabitant)
    for bookable in bookables:
        if bookable.facts.name in idle:
            continue
        diary.chance = Random(f"{seed} {bookable.place_name} {bookable.facts.name}")
        if bookable.kind == "bed":
            _stay(diary, bookable)
            continue
        for habit in list(_habits(diary, bookable)):
            _keep(diary, bookable, habit)
    return diary.made


def _book_own(diary: Diary, bookable: Bookable, own: Own, person: User) -> None:
    monday = diary.today - timedelta(days=diary.today.weekday())
    left = own.weeks
    for week in range(own.after_weeks, own.after_weeks + own.weeks + LATEST_WEEKS):
        day = monday + timedelta(days=7 * week + own.weekday)
        start = diary.moment(day, own.hour * 60)
        end = start + timedelta(minutes=own.minutes)
        status = (
            BookingStatus.REQUESTED if bookable.terms.needs_approval else BookingStatus.CONFIRMED
        )
        if left and bookable.is_open(start, end):
            left -= _write(
                diary, bookable, start, end, own.title, status, headcount=own.headcount,
                person=person,
            )  # fmt: skip


def _habits(diary: Diary, bookable: Bookable) -> Iterator[Habit]:
    """One for some parts of the week in which the resource is open."""
    use, chance = USES[bookable.kind], diary.chance
    busy = use.share * chance.choice(LIVELINESS)
    for weekday, parts in _open_parts(diary, bookable).items():
        until = -1
        for part, (opens, closes) in sorted(parts.items()):
            wanted = busy * OF_WEEKDAY[weekday] * OF_PART[part]
            if chance.random() > wanted or opens < until:
                continue
            start = min(opens + 30 * chance.choice((0, 0, 1, 2)), closes - LEAST_MINUTES)
            end = min(closes, start + chance.choice(use.minutes))
            spans = [(start, end)]
            if part == 0 and 1 in parts and chance.random() < use.whole_days:
                # Where it closes at noon, they come back.
                again = parts[1]
                spans = [(start, again[1])] if closes == again[0] else [(start, closes), again]
            until = spans[-1][1]
            who, title = chance.choice(use.by)
            quantity = _quantity(chance, bookable, use)
            headcount = _headcount(chance, bookable.facts)
            last = last_day(diary.today) if part == EVENING else bookable.days_go_on_until
            for span in spans:
                yield Habit(who, title, weekday, *span, quantity, headcount, last)


def _quantity(chance: Random, bookable: Bookable, use: Use) -> int:
    """Of a pool: more of it where it is in use most of the time."""
    count = len(bookable.facts.unit_ids)
    if not bookable.facts.is_pool:
        return 1
    return max(1, min(count, round(count * use.share * chance.uniform(0.5, 1.7))))


def _headcount(chance: Random, facts: ResourceFacts) -> int | None:
    if facts.is_pool or facts.headcount is None:
        return None
    return chance.randint(max(1, min(4, facts.headcount)), max(1, min(45, facts.headcount)))


def _open_parts(diary: Diary, bookable: Bookable) -> Mapping[int, Mapping[int, tuple[int, int]]]:
    """By weekday and part of the day, from which minute to which it is open in a usual week: the
    one of those around today with the most openings."""
    weeks: dict[int, list[tuple[int, int, int, int]]] = {}
    start = diary.moment(first_day(diary.today), 0)
    for opening in bookable.openings:
        opens = opening.start.astimezone(diary.zone)
        closes = opening.end.astimezone(diary.zone)
        number, weekday = divmod((opens.date() - start.date()).days, 7)
        if number > WEEKS_BEFORE + WEEKS_AFTER:
            break
        from_minute = opens.hour * 60 + opens.minute
        length = int((closes - opens).total_seconds() // 60)
        for later in range(min(7, (from_minute + length - 1) // 1440 + 1)):
            weeks.setdefault(number + (weekday + later) // 7, []).extend(
                ((weekday + later) % 7, part, max(60 * hours[0], from_minute - 1440 * later),
                 min(60 * hours[1], from_minute + length - 1440 * later))
                for part, hours in enumerate(PARTS)
            )  # fmt: skip
    found: dict[int, dict[int, tuple[int, int]]] = {}
    usual = max(weeks, key=lambda number: (len(weeks[number]), -number), default=None)
    for weekday, part, opens_at, closes_at in [] if usual is None else sorted(weeks[usual]):
        if closes_at - opens_at >= LEAST_MINUTES:
            found.setdefault(weekday, {})[part] = (opens_at, closes_at)
    return found


def _keep(diary: Diary, bookable: Bookable, habit: Habit) -> None:
    """Write it week after week, now and then not."""
    chance = diary.chance
    day = first_day(diary.today) + timedelta(days=habit.weekday)
    while day <= habit.last_day:
        start, end = diary.moment(day, habit.start_minute), diary.moment(day, habit.end_minute)
        day += timedelta(days=7)
        is_kept = chance.random() < KEPT_SHARE
        if not is_kept and chance.random() > CANCELLED_SHARE:
            continue
        if not bookable.is_open(start, end):
            continue
        is_soon = diary.at < start < diary.at + timedelta(weeks=3)
        is_new = chance.random() < REQUEST_SHARE
        if not is_kept:
            status = BookingStatus.CANCELLED
        elif is_new and is_soon and bookable.terms.needs_approval:
            status = BookingStatus.REQUESTED
        else:
            status = BookingStatus.CONFIRMED
        _write(
            diary, bookable, start, end, habit.title, status, quantity=habit.quantity,
            headcount=habit.headcount, contact_name=habit.who,
        )  # fmt: skip


def _stay(diary: Diary, bookable: Bookable) -> None:
    """Some nights in a row, from the evening to the morning, and again."""
    chance = diary.chance
    day = first_day(diary.today) + timedelta(days=chance.randrange(10))
    while day < last_day(diary.today):
        leaves = day + timedelta(days=chance.randint(1, 6))
        start, end = diary.moment(day, 17 * 60), diary.moment(leaves, 10 * 60)
        if bookable.is_open(start, end):
            status = BookingStatus.CONFIRMED
            _write(diary, bookable, start, end, "Séjour", status, contact_name=chance.choice(STAYS))
        day = leaves + timedelta(days=chance.randrange(9))


def _write(
    diary: Diary,
    bookable: Bookable,
    start: datetime,
    end: datetime,
    title: str,
    status: BookingStatus,
    *,
    quantity: int = 1,
    headcount: int | None = None,
    contact_name: str = "",
    person: User | None = None,
) -> bool:
    """Whether its units were free."""
    facts, chance = bookable.facts, diary.chance
    ask = Ask((Item(facts.id, quantity),), start, end, headcount)
    claimed = facts.claimed(ask)
    days = {claimed.start.date() + timedelta(days=n) for n in range((end - start).days + 2)}
    free = [
        unit
        for unit in facts.unit_ids
        if not any(
            claimed.overlaps(other) for day in days for other in diary.taken.get((unit, day), ())
        )
    ]
    needed = quantity if facts.is_pool else len(facts.unit_ids)
    if len(free) < needed or not needed:
        return False
    units = tuple(free[:needed])
    if status != BookingStatus.CANCELLED:
        for key in product(units, days):
            diary.taken.setdefault(key, []).append(claimed)
    is_over = end < diary.at and status == BookingStatus.CONFIRMED
    price = quote(ask, ask.items[0], facts, bookable.terms)
    diary.made.append(
        BookingDraft(
            place_id=facts.place_id,
            resource_id=facts.id,
            unit_ids=units,
            starts_at=start,
            ends_at=end,
            claimed_from=claimed.start,
            claimed_until=claimed.end,
            title=title,
            status=status,
            quantity=quantity,
            headcount=headcount,
            person=person,
            contact_name=contact_name,
            price=price,
            checked_in_at=start if is_over and chance.random() < CHECKED_IN_SHARE else None,
            paid_at=end if is_over and price.cents and chance.random() < PAID_SHARE else None,
        )
    )
    return True
