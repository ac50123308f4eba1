"""What is published about vacancy: by week, commune and kind of place, with no person in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection

from softplace.bookings.enums import CLAIMING
from softplace.bookings.prepared import Column
from softplace.foundation.clock import now
from softplace.foundation.masking import is_small, masked_cells
from softplace.vacancy.queries.measuring import DAYS, HALVES, Measured, Scope, measure
from softplace.vacancy.queries.survey import Described, described
from softplace.vacancy.rules import PolicyFields

WEEKS = 8
"""The last whole weeks."""
ALL = "all"
"""Stands for every commune, or every kind of place, in the rows of totals."""
LEFT_OUT = PolicyFields().resource_kinds_left_out
"""Housing, and what moves: published figures do not change with the policy."""


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """Figures of one week; None in all of them where the row is masked."""

    monday: date
    commune_code: str
    """Empty where the place has no commune."""
    commune: str
    place_kind: str
    is_masked: bool
    resources: int | None
    open_half_days: int | None
    idle_half_days: int | None
    idle_m2_hours: float | None
    used_m2_hours: float | None


def last_monday_published(today: date) -> date:
    """The Monday of the last week that is over."""
    return today - timedelta(days=today.weekday() + DAYS)


def published_rows(today: date, zone: str) -> tuple[PublishedRow, ...]:
    """The rows of the last weeks, as they stood when this process first made them on that day."""
    return _rows_of(last_monday_published(today), today, zone)


@lru_cache(maxsize=4)
def _rows_of(last: date, today: date, zone: str) -> tuple[PublishedRow, ...]:
    """`today` is there so that a new day makes them anew."""
    return make_published_rows(last - timedelta(days=DAYS * (WEEKS - 1)), WEEKS, zone)


def make_published_rows(first: date, weeks: int, zone: str) -> tuple[PublishedRow, ...]:
    """The rows of whole weeks. Eight queries.

    A row is masked in all weeks or in none: what a week shows says nothing of another one.
    """
    scope = Scope("r.is_bookable AND p.is_published AND NOT r.kind = ANY(%s)", (list(LEFT_OUT),))
    measured = measure(scope, first, weeks, now())
    said = described(measured.calendars.ids)
    if not len(measured):
        return ()
    codes, row = np.unique(np.array(said.commune_code, dtype=object), return_inverse=True)
    kinds, column = np.unique(np.array(said.place_kind, dtype=object), return_inverse=True)
    shape = (weeks, len(codes) + 1, len(kinds) + 1)
    cell = (row, column)
    figures = [_with_totals(_sums(table, cell, shape)) for table in _by_week(measured)]
    bookings = _with_totals(_sums(_bookings(said, first, weeks, zone), cell, shape))
    resources = figures[0].astype(np.int64)
    is_any = is_small(resources) | is_small(bookings.astype(np.int64))
    small, present = np.any(is_any, axis=0), np.any(resources > 0, axis=0)
    masked = masked_cells(small, present, resources.max(axis=0).astype(float))
    names = dict(zip(said.commune_code, said.commune_name, strict=True))
    labels = [*((str(code), names[code]) for code in codes), (ALL, ALL)]
    columns = [*map(str, kinds), ALL]
    return tuple(
        _published(
            first + timedelta(days=DAYS * week),
            *labels[r],
            columns[c],
            None if masked[r, c] else [float(table[week, r, c]) for table in figures],
        )
        for week in range(weeks)
        for r, c in np.argwhere(present).tolist()
    )


def _published(
    monday: date, code: str, commune: str, kind: str, figures: list[float] | None
) -> PublishedRow:
    if figures is None:
        return PublishedRow(monday, code, commune, kind, True, None, None, None, None, None)
    resources, opened, idle, open_m2, idle_m2 = figures
    return PublishedRow(
        monday,
        code,
        commune,
        kind,
        False,
        int(resources),
        int(opened),
        int(idle),
        round(idle_m2, 1),
        round(open_m2 - idle_m2, 1),
    )


def _by_week(measured: Measured) -> list[Column]:
    """(resources, weeks): open at all, half-days open and idle, m²·hours open and idle."""
    weeks, size = measured.weeks, len(measured) * measured.weeks
    cell = measured.resource * weeks + measured.half // HALVES
    apart = ~measured.is_made_of_parts[measured.resource]

    def table(weights: Column) -> Column:
        sums = np.bincount(cell[apart], weights[apart], minlength=size)
        return sums.reshape(-1, weeks)

    opened = table(measured.counts)
    return [
        (opened > 0).astype(float),
        opened,
        table(measured.idle),
        table(measured.m2_hours(measured.open_minutes)),
        table(measured.m2_hours(measured.free_minutes)),
    ]


def _bookings(said: Described, first: date, weeks: int, zone: str) -> Column:
    """(resources, weeks): bookings at the place in the week, at the first resource of each place.

    A place is all in one cell, so that no booking of several resources counts twice.
    """
    table = np.zeros((len(said.place), weeks))
    place_of, at = np.unique(said.place, return_index=True)
    edges = [
        datetime.combine(first + timedelta(days=DAYS * n), time.min, ZoneInfo(zone)).astimezone(UTC)
        for n in range(weeks + 1)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.place_id, w.number - 1, count(*) FROM bookings_booking b"
            " JOIN unnest(%s::timestamptz[], %s::timestamptz[]) WITH ORDINALITY"
            " AS w(starts, ends, number) ON b.starts_at < w.ends AND b.ends_at > w.starts"
            " WHERE b.status = ANY(%s) AND b.place_id = ANY(%s)"
            " AND b.starts_at < %s AND b.ends_at > %s GROUP BY 1, 2",
            [
                edges[:-1],
                edges[1:],
                [str(status) for status in CLAIMING],
                place_of.tolist(),
                edges[-1],
                edges[0],
            ],
        )
        for place, week, count in cursor.fetchall():
            table[at[np.searchsorted(place_of, place)], week] = count
    return table


def _sums(table: Column, cell: tuple[Column, Column], shape: tuple[int, int, int]) -> Column:
    sums = np.zeros(shape)
    for week in range(shape[0]):
        np.add.at(sums[week], cell, table[:, week])
    return sums


def _with_totals(sums: Column) -> Column:
    """The last row and column as the sums of the others."""
    sums[:, -1, :] = sums[:, :-1, :].sum(axis=1)
    sums[:, :, -1] = sums[:, :, :-1].sum(axis=2)
    return sums
