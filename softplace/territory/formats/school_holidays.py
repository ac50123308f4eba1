"""School holidays from CSV, as the ministry publishes them or as anyone can write them.

The plain columns are zone, name, first_date and last_date, both days free. The ministry's file
gives instants instead: the midnight that begins the first free day, and the midnight that begins
the first day back at school.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from softplace.foundation.errors import Reason, Refused
from softplace.foundation.imports import RefusedLine, in_order, refused
from softplace.foundation.tables import Row, Table, read_table

PLAIN = ("zone", "name", "first_date", "last_date")
MINISTRY = ("zones", "description", "start_date", "end_date")
LONGEST_DAYS = 120
_FRENCH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class SchoolHolidayDraft:
    line: int
    zone: str
    name: str
    first_date: date
    last_date: date


@dataclass(frozen=True, slots=True)
class SchoolHolidayFile:
    drafts: tuple[SchoolHolidayDraft, ...]
    refused: tuple[RefusedLine, ...]
    notices: tuple[Reason, ...]


def read_school_holidays(content: bytes) -> SchoolHolidayFile:
    table = read_table(content, required=())
    is_ministry = all(name in table.columns for name in MINISTRY)
    missing = [name for name in PLAIN if name not in table.columns]
    if missing and not is_ministry:
        details = {"columns": ", ".join(missing), "found": ", ".join(table.columns)[:200]}
        raise Refused(Reason("columns_missing", "", details))
    return _read(table, MINISTRY if is_ministry else PLAIN, is_ministry=is_ministry)


def _read(
    table: Table, columns: tuple[str, str, str, str], *, is_ministry: bool
) -> SchoolHolidayFile:
    zone_column, name_column, first_column, last_column = columns
    bad = list(table.refused)
    drafts: dict[tuple[str, date, str], SchoolHolidayDraft] = {}
    for row in table.rows:
        if is_ministry and row["population"].casefold().startswith("enseignants"):
            continue  # the days on which teachers are back before their pupils
        lines: list[RefusedLine] = []

        def refuse(
            field: str, code: str, row: Row = row, to: list[RefusedLine] = lines, **details: object
        ) -> None:
            to.append(refused(row.line, field, row[field], Reason(code, field, details)))

        zone = re.sub(r"^zone\s+", "", row[zone_column], flags=re.IGNORECASE)
        name = row[name_column]
        for field, text, limit in ((zone_column, zone, 10), (name_column, name, 120)):
            if not text:
                refuse(field, "required")
            elif len(text) > limit:
                refuse(field, "too_long", limit=limit, length=len(text))
        first, last = date_in(row[first_column]), date_in(row[last_column])
        if first is None:
            refuse(first_column, "not_a_date", value=row[first_column])
        if last is None:
            refuse(last_column, "not_a_date", value=row[last_column])
        if first is not None and last is not None:
            if is_ministry and last == first:
                continue  # a mere mark in the calendar: the summer begins
            last -= timedelta(days=1 if is_ministry else 0)
            if last < first:
                refuse(last_column, "last_day_before_first")
            elif (last - first).days >= LONGEST_DAYS:
                refuse(last_column, "holiday_too_long", limit=LONGEST_DAYS)
        bad += lines
        if lines or first is None or last is None:
            continue
        key = (zone, first, name)
        known = drafts.get(key)
        if known is None:
            drafts[key] = SchoolHolidayDraft(row.line, zone, name, first, last)
        elif known.last_date != last:
            refuse(last_column, "contradicts_line", other=known.line)
            bad += lines
    return SchoolHolidayFile(tuple(drafts.values()), in_order(bad), table.notices)


def date_in(text: str) -> date | None:
    """2026-10-17, 17/10/2026, or an instant near a local midnight; None for anything else."""
    french = _FRENCH_DATE.fullmatch(text)
    try:
        if french:
            return date(int(french[3]), int(french[2]), int(french[1]))
        if len(text) <= 10:
            return date.fromisoformat(text)
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if instant.tzinfo is None:
        return instant.date()
    # Half a day later it is that same date at Greenwich, wherever the midnight was.
    return (instant.astimezone(UTC) + timedelta(hours=12)).date()
