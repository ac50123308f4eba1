"""The problem: opening rules as columns, and the dates on which places are closed.

A rule says when occurrences start on the wall of a zone and how long they last there:
`start_minute` 1320 with `length_minutes` 480 closes when the wall shows 06:00, whatever happens
to the clocks that night.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from softplace.engines.calendar.grouped import Membership, ranges
from softplace.engines.calendar.wallclock import (
    FIRST_DATE,
    LAST_DATE,
    MINUTES_PER_DAY,
    BoolArray,
    IntArray,
    day_number,
    day_numbers,
)

MAX_LENGTH_MINUTES = 7 * MINUTES_PER_DAY
ALL_WEEKDAYS = 127
NEVER_STARTS = -(1 << 40)
"""Day number that stands for "no first date"."""
NEVER_ENDS = 1 << 40
"""Day number that stands for "no last date"."""


class Pattern(IntEnum):
    WEEKLY = 1
    ONCE = 2
    RECURRENCE = 3
    HOURS = 4


class HolidayPolicy(IntEnum):
    AS_USUAL = 0
    CLOSED = 1
    ONLY = 2


def weekday_bit(weekday: int) -> int:
    """The bit of a weekday, Monday 0: 1, 2, 4 ... 64."""
    return 1 << weekday


COLUMNS = (
    "key",
    "owner",
    "zone",
    "pattern",
    "weekdays",
    "start_minute",
    "length_minutes",
    "recurrence",
    "hours",
    "starts_on",
    "ends_on",
    "on_public_holidays",
    "on_school_holidays",
    "holiday_region",
    "school_zone",
)
"""The order of a row in `RuleTable.from_rows`."""
_NUMBER_COLUMNS = (
    "key",
    "owner",
    "pattern",
    "weekdays",
    "start_minute",
    "length_minutes",
    "on_public_holidays",
    "on_school_holidays",
)


@dataclass(frozen=True)
class RuleTable:
    """Opening rules, one position for each; arrays of one length, made by `from_rows`.

    Attributes
    ----------
    key, owner
        Opaque integers: the rule's, and that of what it belongs to (closures name either).
    zone, holiday_region, school_zone, recurrence, hours
        Codes: positions in `zones`, `regions`, `school_zones`, `recurrences`, `expressions`.
    pattern, on_public_holidays, on_school_holidays
        Values of `Pattern` and `HolidayPolicy`.
    weekdays
        Bit mask, Monday 1 ... Sunday 64; read by WEEKLY only.
    start_minute, length_minutes
        0..1439 and 1..10080 on the wall; HOURS has its own times and ignores both.
    starts_on, ends_on
        Day numbers between which an occurrence may start, inclusive; `NEVER_STARTS` and
        `NEVER_ENDS` where there is no limit.
    """

    key: IntArray
    owner: IntArray
    zone: IntArray
    pattern: IntArray
    weekdays: IntArray
    start_minute: IntArray
    length_minutes: IntArray
    recurrence: IntArray
    hours: IntArray
    starts_on: IntArray
    ends_on: IntArray
    on_public_holidays: IntArray
    on_school_holidays: IntArray
    holiday_region: IntArray
    school_zone: IntArray
    zones: tuple[str, ...]
    recurrences: tuple[str, ...]
    expressions: tuple[str, ...]
    regions: tuple[str, ...]
    school_zones: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in COLUMNS:
            column = getattr(self, name)
            if len(column) != len(self.key):
                raise ValueError(f"Column {name} has {len(column)} rows, key has {len(self.key)}.")
            column.flags.writeable = False
        for zone in self.zones:
            if not is_known_zone(zone):
                raise ValueError(f"Unknown time zone {zone!r}; give an IANA name (Europe/Paris).")
        self._validate()

    def __len__(self) -> int:
        return len(self.key)

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[Any]]) -> "RuleTable":
        """From tuples in the order of `COLUMNS`; dates are `date` or None, texts may be empty."""
        columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
        if len(columns) != len(COLUMNS):
            raise ValueError(f"A row has {len(COLUMNS)} values ({', '.join(COLUMNS)}).")
        return cls.from_columns(**dict(zip(COLUMNS, columns, strict=True)))

    @classmethod
    def from_columns(cls, **columns: Sequence[Any]) -> "RuleTable":
        """From one sequence for each name in `COLUMNS`; dates are `date` or None."""
        if set(columns) != set(COLUMNS):
            wrong = sorted(set(columns) ^ set(COLUMNS))
            raise ValueError(f"Columns missing or unknown: {', '.join(wrong)}.")
        numbers: dict[str, IntArray] = {
            name: np.array(columns[name], dtype=np.int64) for name in _NUMBER_COLUMNS
        }
        zone, zones = _coded(columns["zone"])
        recurrence, recurrences = _coded(columns["recurrence"])
        hours, expressions = _coded(columns["hours"])
        region, regions = _coded(columns["holiday_region"])
        school_zone, school_zones = _coded(columns["school_zone"])
        return cls(
            **numbers,
            zone=zone,
            recurrence=recurrence,
            hours=hours,
            starts_on=day_numbers(columns["starts_on"], NEVER_STARTS),
            ends_on=day_numbers(columns["ends_on"], NEVER_ENDS),
            holiday_region=region,
            school_zone=school_zone,
            zones=zones,
            recurrences=recurrences,
            expressions=expressions,
            regions=regions,
            school_zones=school_zones,
        )

    def _validate(self) -> None:
        timed = self.pattern != Pattern.HOURS
        weekly = self.pattern == Pattern.WEEKLY
        anchored = (self.pattern == Pattern.ONCE) | (self.pattern == Pattern.RECURRENCE)
        no_start, no_end = self.starts_on == NEVER_STARTS, self.ends_on == NEVER_ENDS
        first, last = day_number(FIRST_DATE), day_number(LAST_DATE)

        def outside(column: IntArray, low: int, high: int) -> BoolArray:
            return (column < low) | (column > high)

        self._refuse("pattern is not 1 to 4", outside(self.pattern, 1, 4))
        self._refuse("weekdays is not 1 to 127", weekly & outside(self.weekdays, 1, 127))
        self._refuse(
            "start_minute is not 0 to 1439",
            timed & outside(self.start_minute, 0, MINUTES_PER_DAY - 1),
        )
        self._refuse(
            f"length_minutes is not 1 to {MAX_LENGTH_MINUTES}",
            timed & outside(self.length_minutes, 1, MAX_LENGTH_MINUTES),
        )
        self._refuse("starts_on is missing (ONCE and RECURRENCE need it)", anchored & no_start)
        within = f"is not between {FIRST_DATE} and {LAST_DATE}"
        self._refuse(f"starts_on {within}", ~no_start & outside(self.starts_on, first, last))
        self._refuse(f"ends_on {within}", ~no_end & outside(self.ends_on, first, last))
        self._refuse("ends_on is before starts_on", self.ends_on < self.starts_on)
        for name, texts in (("recurrence", self.recurrences), ("hours", self.expressions)):
            empty = np.array([not text for text in texts], dtype=np.bool_)
            needs = self.pattern == (Pattern.RECURRENCE if name == "recurrence" else Pattern.HOURS)
            if needs.any():
                self._refuse(f"{name} is empty", needs & empty[getattr(self, name)])
        # ONLY where the region or the school zone is not known is no mistake of the table: the
        # rule never opens, and its keeper is told when it is written (reasons_to_refuse_rule).
        for policy in ("on_public_holidays", "on_school_holidays"):
            self._refuse(f"{policy} is not 0 to 2", outside(getattr(self, policy), 0, 2))

    def _refuse(self, problem: str, rows: BoolArray) -> None:
        bad = np.flatnonzero(rows)
        if len(bad):
            keys = ", ".join(str(key) for key in self.key[bad[:5]])
            more = f" and {len(bad) - 5} more" if len(bad) > 5 else ""
            raise ValueError(f"Opening rule {keys}{more}: {problem}.")


def _coded(texts: Sequence[str]) -> tuple[IntArray, tuple[str, ...]]:
    """The position of each text among the different ones, and these."""
    codes: dict[str, int] = {}
    column = [codes.setdefault(text, len(codes)) for text in texts]
    return np.array(column, dtype=np.int64), tuple(codes)


@lru_cache(maxsize=1024)
def is_known_zone(zone: str) -> bool:
    """Whether an IANA time zone of that name exists."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


@dataclass(frozen=True)
class Closures:
    """Dates on which rules, or all the rules of an owner, are closed.

    An occurrence of at most 24 hours belongs to the local date on which it starts: it is closed
    if that date is, and runs past midnight into a closed date otherwise. A longer one is cut at
    the local midnights, and each piece belongs to its own date.

    Rows are (key, first date, last date), both inclusive; None is "without limit".
    """

    of_rules: tuple[tuple[int, date | None, date | None], ...] = ()
    of_owners: tuple[tuple[int, date | None, date | None], ...] = ()

    def __post_init__(self) -> None:
        for key, first, last in (*self.of_rules, *self.of_owners):
            if first and last and last < first:
                raise ValueError(f"The closure of {key} ends {last}, before it begins {first}.")

    def membership(self, rules: RuleTable) -> Membership:
        """Closed days; the position of a rule is its group."""
        groups, firsts, lasts = [], [], []
        for column, rows in ((rules.key, self.of_rules), (rules.owner, self.of_owners)):
            if not rows or len(column) == 0:
                continue
            keys, first_dates, last_dates = zip(*rows, strict=True)
            wanted = np.array(keys, dtype=np.int64)
            order = np.argsort(column, kind="stable")
            in_order = column[order]
            low = np.searchsorted(in_order, wanted, side="left")
            count = np.searchsorted(in_order, wanted, side="right") - low
            groups.append(order[ranges(low, count)])
            firsts.append(np.repeat(day_numbers(first_dates, day_number(FIRST_DATE)), count))
            lasts.append(np.repeat(day_numbers(last_dates, day_number(LAST_DATE)), count))
        if not groups:
            none = np.empty(0, dtype=np.int64)
            return Membership(none, none, none)
        return Membership(np.concatenate(groups), np.concatenate(firsts), np.concatenate(lasts) + 1)
