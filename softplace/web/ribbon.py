"""The time ribbon: a day, or some days, as one bar on a scale that rows of a list share.

The hours shown are those of the waking day, widened to hold every interval, so that rows can
be compared by eye. Each ribbon has its words for who cannot see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from softplace.foundation.intervals import Interval, difference
from softplace.web import words

WAKING_HOURS = (8, 20)
NARROWEST_PERCENT = 0.6


@dataclass(frozen=True, slots=True)
class Tick:
    percent: float
    label: str
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    left: float
    """Percent of the ribbon's width."""
    width: float
    kind: str
    """A class of the style sheet: open or booked."""


@dataclass(frozen=True)
class Ribbon:
    bars: tuple[Bar, ...]
    now: float | None
    words: str
    grid: str
    """The style sheet's numbers for the lines behind the bars."""

    @property
    def drawn(self) -> SafeString:
        """The bar itself. Made here: a list has hundreds of bars, and each is a few numbers."""
        bars = "".join(
            f'<i class="{bar.kind}" style="left:{bar.left:g}%;width:{bar.width:g}%"></i>'
            for bar in self.bars
        )
        now = "" if self.now is None else f'<i class="now" style="left:{self.now:g}%"></i>'
        return mark_safe(  # the words are escaped, the rest is ours
            f'<span class="ribbon" role="img" aria-label="{escape(self.words)}" '
            f'style="{self.grid}">{bars}{now}</span>'
        )


@dataclass(frozen=True)
class Scale:
    """Days beside each other, each from one hour to another, on the walls of a zone."""

    first: date
    days: int
    first_hour: int
    last_hour: int
    zone: ZoneInfo

    @property
    def ticks(self) -> tuple[Tick, ...]:
        if self.days == 1:
            return tuple(
                Tick(self._percent(0, hour * 60), words.hour(hour * 60))
                for hour in range(self.first_hour, self.last_hour + 1, self._step)
            )
        return tuple(
            Tick(100 * (n + 0.5) / self.days, self._day_label(n), is_day=True)
            for n in range(self.days)
        )

    @property
    def grid(self) -> str:
        """How far apart the lines behind the bars stand, in percent of the width."""
        if self.days > 1:
            return f"--step:{100 / self.days:.5g}%"
        return f"--step:{100 * self._step / (self.last_hour - self.first_hour):.5g}%"

    @property
    def _step(self) -> int:
        return 2 if self.last_hour - self.first_hour <= 16 else 4

    def _day_label(self, number: int) -> str:
        day = self.first + timedelta(days=number)
        return f"{words.WEEKDAYS_SHORT[day.weekday()]} {day.day}"

    def _percent(self, day: int, minute: int) -> float:
        low, high = self.first_hour * 60, self.last_hour * 60
        within = (min(max(minute, low), high) - low) / (high - low)
        return round(100 * (day + within) / self.days, 3)

    def percent(self, instant: datetime) -> float:
        """Where an instant stands on the scale; the night stands where the evening ends."""
        wall = instant.astimezone(self.zone)
        day = (wall.date() - self.first).days
        if day < 0:
            return 0.0
        if day >= self.days:
            return 100.0
        return self._percent(day, wall.hour * 60 + wall.minute)

    def ribbon(
        self,
        opened: Iterable[Interval],
        *,
        booked: Iterable[Interval] = (),
        now: datetime | None = None,
    ) -> Ribbon:
        """The ribbon of one row; `now` is marked where the scale holds it.

        What is booked is drawn as that, whether or not it is among the hours that are open.
        """
        intervals, taken = list(opened), list(booked)
        bars = [self._bar(i, "open") for i in difference(intervals, taken)]
        bars += [self._bar(i, "booked") for i in taken]
        at = None
        if now is not None:
            wall = now.astimezone(self.zone)
            holds_day = 0 <= (wall.date() - self.first).days < self.days
            at = self.percent(now) if holds_day else None
        return Ribbon(
            tuple(bar for bar in bars if bar.width > 0),
            at,
            self._words(intervals, taken),
            self.grid,
        )

    def _words(self, opened: list[Interval], taken: list[Interval]) -> str:
        with_days = self.days > 1
        told = hours_in_words(opened, self.zone, with_days=with_days)
        if not taken:
            return told
        hours = hours_in_words(taken, self.zone, with_days=with_days)
        said = words.named(_("Taken"), hours)
        return f"{told}. {said}"

    def _bar(self, interval: Interval, kind: str) -> Bar:
        left, right = self.percent(interval.start), self.percent(interval.end)
        width = right - left
        if 0 < width < NARROWEST_PERCENT:
            width = min(NARROWEST_PERCENT, 100 - left)
        return Bar(left, round(width, 3), kind)


def scale_for(first: date, days: int, zone: ZoneInfo, rows: Iterable[Sequence[Interval]]) -> Scale:
    """A scale of some days whose hours hold all the intervals of all the rows."""
    low, high = WAKING_HOURS
    for intervals in rows:
        for interval in intervals:
            start, end = interval.start.astimezone(zone), interval.end.astimezone(zone)
            low = min(low, start.hour)
            if end.date() > start.date():
                # Past midnight: the whole night is on the scale.
                high = 24
                low = 0 if (end.hour, end.minute) != (0, 0) else low
            else:
                high = max(high, end.hour + (end.minute > 0))
    # Even hours, so that the lines fall on them.
    return Scale(first, days, low - low % 2, high + high % 2, zone)


def open_until(
    opening: Interval, now: datetime, zone: ZoneInfo, *, seen_until: datetime | None = None
) -> str:
    """Until when what is open now stays so; of what lies beyond `seen_until` nothing is known."""
    start, end = opening.start.astimezone(zone), opening.end.astimezone(zone)
    if end.date() - start.date() >= timedelta(weeks=1):
        return _("Open day and night")
    if seen_until is not None and opening.end >= seen_until:
        return _("Open now")
    if opening.end - now > timedelta(days=1):
        return _("Open, closes %(moment)s") % {"moment": words.moment(end)}
    return _("Open, closes at %(hour)s") % {"hour": _closing_hour(end)}


def taken_until(taken: Interval, now: datetime, zone: ZoneInfo) -> str:
    """Until when what is open now is taken."""
    end = taken.end.astimezone(zone)
    if taken.end - now > timedelta(days=1):
        return _("Taken until %(moment)s") % {"moment": words.moment(end)}
    return _("Taken until %(hour)s") % {"hour": _closing_hour(end)}


def _closing_hour(at: datetime) -> str:
    """An hour at which something ends: midnight is called so."""
    return _("midnight") if (at.hour, at.minute) == (0, 0) else words.hour(at)


def _cut_to_days(
    intervals: Iterable[Interval], zone: ZoneInfo
) -> Iterable[tuple[datetime, datetime]]:
    """On the wall; what is longer than a day is cut at the midnights, a night is not."""
    for interval in intervals:
        start, end = interval.start.astimezone(zone), interval.end.astimezone(zone)
        while end - start > timedelta(days=1):
            midnight = datetime.combine(start.date() + timedelta(days=1), time.min, zone)
            yield start, midnight
            start = midnight
        yield start, end


def hours_in_words(
    intervals: Iterable[Interval], zone: ZoneInfo, *, with_days: bool = False
) -> str:
    """ "9:00–12:00, 14:00–17:00", with the day before each day's hours if asked."""
    by_day: dict[date, list[str]] = {}
    for start, end in _cut_to_days(intervals, zone):
        is_whole = start.time() == time.min and end - start == timedelta(days=1)
        told = _("all day") if is_whole else words.hours(start, end)
        by_day.setdefault(start.date(), []).append(told)
    if not by_day:
        return _("closed")
    lists = [
        words.named(words.day_short(day), ", ".join(hours)) if with_days else ", ".join(hours)
        for day, hours in by_day.items()
    ]
    return words.listed_apart(lists)
