"""Statements below the ORM: for what every booking runs, and for reads of many thousand rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
from django.db import connection

Column = npt.NDArray[Any]
_NUMBERS = {
    "int": ("string_agg(int8send(({})::bigint), ''::bytea)", ">i8"),
    "short": ("string_agg(int4send(({})::int), ''::bytea)", ">i4"),
    "float": ("string_agg(float8send({}), ''::bytea)", ">f8"),
    "instant": ("string_agg(timestamptz_send({}), ''::bytea)", ">i8"),
}
MOST_BY_NAME = 4000
"""Rows of more numbers than this are better all read, and those of others left aside."""
MINUTE = 60_000_000
"""In microseconds, in which instants are counted: by PostgreSQL from the year 2000 on."""
_YEAR_2000 = 15_778_080 * MINUTE
_SEPARATOR = "\x1f"
"""ASCII's unit separator, which no text of ours holds."""
_TEXTS = f"string_agg({{}}, '{_SEPARATOR}')"


def rows(
    statement: str,
    parameters: Sequence[Any] | Mapping[str, Any],
    *,
    keep_plan: bool = False,
) -> list[tuple[Any, ...]]:
    """All rows of a statement, by a cursor of psycopg on Django's connection, in its transaction.

    With `keep_plan` PostgreSQL reads and plans it once for each connection; for short statements
    that costs more than to run them. The plan is the best for the tables as they are then: not
    to be kept where they may grow from nothing in one transaction, as claims do in an import.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, parameters, prepare=keep_plan)
        return cursor.fetchall()


def columns(wanted: Mapping[str, str], source: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
    """Many rows as columns: `wanted` is SQL expression to "int", "short" (in half the bytes),
    "float", "instant" or "text".

    PostgreSQL strings each column together, and numpy reads numbers as the bytes they are.
    Making Python objects of 40,000 rows would take longer than the whole search may. Numbers
    come as arrays, instants too, in microseconds from 1970-01-01T00:00Z, and texts as lists.
    NULL is not allowed: coalesce it.
    """
    selected = ", ".join(
        _TEXTS.format(expression) if kind == "text" else _NUMBERS[kind][0].format(expression)
        for expression, kind in wanted.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), {selected} {source}", parameters)
        count, *found = cursor.fetchone()
    return tuple(
        _column(kind, value, count) for value, kind in zip(found, wanted.values(), strict=True)
    )


def _column(kind: str, value: Any, count: int) -> Any:
    if kind == "text":
        return (value or "").split(_SEPARATOR) if count else []
    sent = _NUMBERS[kind][1]
    wide = "f8" if kind == "float" else "i8"
    numbers = np.frombuffer(bytes(value or b""), dtype=sent).astype(wide)
    return numbers + _YEAR_2000 if kind == "instant" else numbers


def listed(ids: Column) -> str:
    """Whole numbers for `ANY(%s::bigint[])`, as the text that PostgreSQL reads an array from.

    Of a list Django's cursor asks each number how it is to be written, which takes longer than
    finding its row.
    """
    return f"{{{','.join(map(str, ids.tolist()))}}}"
