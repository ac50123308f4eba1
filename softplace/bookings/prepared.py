"""Statements that PostgreSQL plans once for each connection, and then only runs.

Django binds parameters in the client, so its statements are planned at every call. For the few
that every booking runs, planning costs more than running: they go through a cursor of psycopg
on Django's own connection, in its transaction.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection


def rows(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement, prepared on first use by each connection."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, parameters, prepare=True)
        return cursor.fetchall()
