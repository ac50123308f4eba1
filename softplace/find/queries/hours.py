"""The opening rules that speak of what was asked, as columns, and the intervals they give.

What is asked at a place is its *subject*: some functions, some resources, or all that it has.
The rules of a subject are those that name it, and the place's general ones where a function or
a resource has no hours of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from softplace.bookings.prepared import MOST_BY_NAME, columns, listed
from softplace.bookings.queries.open_hours import coded
from softplace.engines.calendar import (
    ALL_WEEKDAYS,
    Closures,
    HolidayPolicy,
    RuleTable,
    SchoolHolidays,
    date_of,
    expand,
    is_known_zone,
    weekday_bit,
)
from softplace.engines.calendar.rules import NEVER_ENDS, NEVER_STARTS
from softplace.engines.calendar.wallclock import MINUTES_PER_DAY
from softplace.find.queries.candidates import (
    Candidates,
    IntArray,
    alternatives_of_resource,
    resource_only,
)
from softplace.find.rules import Question

BoolArray = npt.NDArray[np.bool_]
LONGEST_OPENING_DAYS = 8
NONE = "{}"
"""No ids, as PostgreSQL reads an array."""
_COLUMNS = {
    "key": ("r.id", "int"),
    "place": ("r.place_id", "int"),
    "function": ("coalesce(r.function_id, 0)", "int"),
    "resource": ("coalesce(r.resource_id, 0)", "int"),
    "pattern": ("r.pattern", "short"),
    "weekdays": ("r.weekdays", "short"),
    "start_minute": ("r.start_minute", "short"),
    "length_minutes": ("r.length_minutes", "short"),
    "recurrence": ("r.recurrence", "text"),
    "hours": ("r.hours", "text"),
    "starts_on": (f"coalesce(r.starts_on - DATE '1970-01-01', {NEVER_STARTS})", "int"),
    "ends_on": (f"coalesce(r.ends_on - DATE '1970-01-01', {NEVER_ENDS})", "int"),
    "on_public_holidays": ("r.on_public_holidays", "short"),
    "on_school_holidays": ("r.on_school_holidays", "short"),
    "audience": ("r.audience", "short"),
    "mode": ("r.mode", "text"),
}
_NUMBERS_OF_THE_CALENDAR = (
    "key", "pattern", "weekdays", "start_minute", "length_minutes", "starts_on", "ends_on",
    "on_public_holidays", "on_school_holidays",
)  # fmt: skip
Rules = dict[str, Any]
"""Columns by their names above."""


@dataclass(frozen=True)
class Subjects:
    """What each candidate is asked for; positions are those of `Candidates`."""

    functions: frozenset[int]
    of_functions: BoolArray
    general_for_function: BoolArray
    resources: IntArray
    """Ids in ascending order."""
    of_resources: BoolArray
    general_for_resource: BoolArray
    resources_at: dict[int, list[tuple[int, str]]]
    """Position to the ids and names of its resources that answer."""

    @property
    def of_everything(self) -> BoolArray:
        return ~(self.of_functions | self.of_resources)


@dataclass(frozen=True)
class Hours:
    """Occurrences as columns of one length."""

    place: IntArray
    """Position among the candidates."""
    start: IntArray
    end: IntArray
    mode: IntArray
    """Position among `modes`."""
    audience: IntArray
    modes: Sequence[str]


def subjects(question: Question, found: Candidates) -> Subjects:
    """Two queries: offers of the functions asked for, and resources that have what is asked."""
    size = len(found)
    functions = frozenset().union(*(c.functions for c in question.concepts))
    offering, general_f = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    having, general_r = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place_id, has_own_hours FROM places_placefunction "
            "WHERE function_id = ANY(%s) AND place_id = ANY(%s::bigint[])",
            [sorted(functions), listed(found.ids) if functions else NONE],
        )
        for place_id, has_own_hours in cursor.fetchall():
            at = int(np.searchsorted(found.ids, place_id))
            offering[at] = True
            general_f[at] |= not has_own_hours
        condition, values = _resource_condition(question)
        audience = "" if question.audiences is None else "AND r.audience = ANY(%s)"
        values += [] if question.audiences is None else [sorted(question.audiences)]
        cursor.execute(
            "SELECT r.id, r.place_id, r.has_own_hours, r.name FROM places_resource r "
            f"WHERE {condition} {audience} AND r.place_id = ANY(%s::bigint[]) ORDER BY r.id",
            [*values, listed(found.ids) if condition != "FALSE" else NONE],
        )
        rows = cursor.fetchall()
    resources_at: dict[int, list[tuple[int, str]]] = {}
    for resource_id, place_id, has_own_hours, name in rows:
        at = int(np.searchsorted(found.ids, place_id))
        having[at] = True
        general_r[at] |= not has_own_hours
        resources_at.setdefault(at, []).append((resource_id, name))
    # A kind of resource is what one takes: its hours then count, not those of the function.
    if any(c.resource_kinds for c in resource_only(question.concepts)):
        offering &= ~having
    else:
        having &= ~offering
    return Subjects(
        functions,
        offering,
        general_f,
        np.array([row[0] for row in rows], dtype=np.int64),
        having,
        general_r,
        resources_at,
    )


def _resource_condition(question: Question) -> tuple[str, list[Any]]:
    """All that only a resource can fulfil; without any such concept, any alternative of one."""
    values: list[Any] = []
    strict = resource_only(question.concepts)
    if strict:
        return " AND ".join(alternatives_of_resource(c, values) for c in strict), values
    loose = [c for c in question.concepts if c.speaks_of_resources]
    if loose:
        return f"({' OR '.join(alternatives_of_resource(c, values) for c in loose)})", values
    return "FALSE", values


def hours(question: Question, found: Candidates, asked: Subjects, start: int, end: int) -> Hours:
    """Occurrences between two instants (epoch minutes) of the subjects. Three queries."""
    rules = _rules(question, found, asked, start, end)
    place, function, resource = rules["place"], rules["function"], rules["resource"]
    general = (function == 0) & (resource == 0)
    keep = asked.of_everything[place]
    keep |= asked.of_functions[place] & (
        np.isin(function, sorted(asked.functions)) | (general & asked.general_for_function[place])
    )
    keep |= asked.of_resources[place] & (
        np.isin(resource, asked.resources) | (general & asked.general_for_resource[place])
    )
    table, rows = _table(rules, keep, found)
    closures, holidays = _closures(found, start, end), _school_holidays(start, end)
    mode, modes = coded(rules["mode"])
    if not len(table):
        none = np.empty(0, dtype=np.int64)
        return Hours(none, none, none, none, none, modes)
    occurrences = expand(table, start, end, closures=closures, school_holidays=holidays)
    source = rows[occurrences.rule_index]
    return Hours(
        place[source],
        occurrences.start,
        occurrences.end,
        mode[source],
        rules["audience"][source],
        modes,
    )


def _rules(question: Question, found: Candidates, asked: Subjects, start: int, end: int) -> Rules:
    """Rules of the candidates that may have an occurrence between the instants.

    The place is its position among the candidates.
    """
    first, last = start // MINUTES_PER_DAY - 1, end // MINUTES_PER_DAY + 1
    where: list[str] = []
    values: list[Any] = []
    if len(found) <= MOST_BY_NAME:
        where.append("r.place_id = ANY(%s::bigint[])")
        values.append(listed(found.ids))
    if not asked.of_everything.any():
        where.append(
            "(r.function_id = ANY(%s) OR r.resource_id = ANY(%s)"
            " OR (r.function_id IS NULL AND r.resource_id IS NULL))"
        )
        values += [sorted(asked.functions), asked.resources.tolist()]
    if question.audiences is not None:
        where.append("r.audience = ANY(%s)")
        values.append(sorted(question.audiences))
    if question.modes:
        where.append("r.mode = ANY(%s)")
        values.append(sorted(question.modes))
    where.append("(r.pattern <> 1 OR r.length_minutes > 1440 OR (r.weekdays & %s) <> 0)")
    values.append(_weekdays(first - 1, last))
    where.append("(r.starts_on IS NULL OR r.starts_on <= %s)")
    values.append(date_of(last))
    where.append("(r.ends_on IS NULL OR r.ends_on >= %s)")
    values.append(date_of(first - LONGEST_OPENING_DAYS))
    where.append("(r.pattern <> 2 OR r.starts_on >= %s)")
    values.append(date_of(first - LONGEST_OPENING_DAYS))
    read = columns(
        dict(_COLUMNS.values()),
        f"FROM places_openingrule r WHERE {' AND '.join(where)}",
        values,
    )
    rules = dict(zip(_COLUMNS, read, strict=True))
    if not len(found):
        return rules
    at = np.minimum(np.searchsorted(found.ids, rules["place"]), len(found) - 1)
    of_candidates = found.ids[at] == rules["place"]
    rules["place"] = at
    if of_candidates.all():
        return rules
    kept = np.flatnonzero(of_candidates)
    return {name: _picked(column, kept) for name, column in rules.items()}


def _picked(column: Any, rows: IntArray) -> Any:
    """Some rows of numbers, or of texts."""
    return (
        column[rows] if isinstance(column, np.ndarray) else [column[row] for row in rows.tolist()]
    )


def _weekdays(first: int, last: int) -> int:
    if last - first >= 6:
        return ALL_WEEKDAYS
    return sum(weekday_bit((day + 3) % 7) for day in range(first, last + 1))


def _table(rules: Rules, keep: BoolArray, found: Candidates) -> tuple[RuleTable, IntArray]:
    """The kept rules as the calendar reads them, and their positions among the rules."""
    place = rules["place"]
    zone, zones = coded(found.zones)
    region, regions = coded(found.holiday_regions)
    school, schools = coded(found.school_zones)
    known = np.array([is_known_zone(name) for name in zones] or [False], dtype=np.bool_)
    keep = keep & known[zone[place]]
    # A rule for holidays of nowhere never opens: the calendar would call it a mistake.
    for column, codes, names in (
        ("on_public_holidays", region, regions),
        ("on_school_holidays", school, schools),
    ):
        empty = np.array([not name for name in names] or [False], dtype=np.bool_)
        keep = keep & ~((rules[column] == HolidayPolicy.ONLY) & empty[codes[place]])
    rows = np.flatnonzero(keep)
    at = place[rows]
    recurrence, recurrences = coded(rules["recurrence"])
    expression, expressions = coded(rules["hours"])
    numbers = {name: rules[name][rows] for name in _NUMBERS_OF_THE_CALENDAR}
    return (
        RuleTable(
            owner=found.ids[at],
            zone=zone[at],
            recurrence=recurrence[rows],
            hours=expression[rows],
            holiday_region=region[at],
            school_zone=school[at],
            zones=tuple(name if ok else "UTC" for name, ok in zip(zones, known, strict=False)),
            recurrences=recurrences,
            expressions=expressions,
            regions=regions,
            school_zones=schools,
            **numbers,
        ),
        rows,
    )


def _closures(found: Candidates, start: int, end: int) -> Closures:
    first, last = _dates_around(start, end)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place_id, rule_id, first_date, last_date FROM places_closure "
            "WHERE first_date <= %s AND last_date >= %s AND place_id = ANY(%s::bigint[])",
            [last, first, listed(found.ids)],
        )
        rows = cursor.fetchall()
    return Closures(
        of_rules=tuple((rule, low, high) for _, rule, low, high in rows if rule is not None),
        of_owners=tuple((place, low, high) for place, rule, low, high in rows if rule is None),
    )


def _school_holidays(start: int, end: int) -> SchoolHolidays:
    first, last = _dates_around(start, end)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT zone, first_date, last_date FROM territory_schoolholiday "
            "WHERE first_date <= %s AND last_date >= %s",
            [last, first],
        )
        return SchoolHolidays.from_rows(cursor.fetchall())


def _dates_around(start: int, end: int) -> tuple[date, date]:
    """Dates that an occurrence between the instants may start on, with a margin for zones."""
    first = start // MINUTES_PER_DAY - LONGEST_OPENING_DAYS - 1
    return date_of(first), date_of(end // MINUTES_PER_DAY + 2)
