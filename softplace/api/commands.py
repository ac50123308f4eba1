"""The writes of the API itself."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import connection

from softplace.api.models import GivenAnswer
from softplace.foundation.clock import now
from softplace.people.models import User

ANSWERS_KEPT = timedelta(hours=48)
"""How long the same Idempotency-Key gets the same answer."""

WAIT_FOR_FIRST_SECONDS = 15
"""How long a repeated request waits for the first, which is still being answered."""


def count_request(*, caller: str, window: int) -> int:
    """Count one request of a caller in a window; how many there are now.

    One statement, so that requests at the same time are all counted. It also forgets a few
    callers of windows that are over, and skips those that another process is forgetting.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH forgotten AS (
                DELETE FROM api_requestcount WHERE caller IN (
                    SELECT caller FROM api_requestcount
                    WHERE "window" < %(window)s AND caller <> %(caller)s
                    LIMIT 20 FOR UPDATE SKIP LOCKED
                )
            )
            INSERT INTO api_requestcount AS mine (caller, "window", requests)
            VALUES (%(caller)s, %(window)s, 1)
            ON CONFLICT (caller) DO UPDATE SET
                requests = CASE WHEN mine."window" = excluded."window"
                           THEN mine.requests + 1 ELSE 1 END,
                "window" = excluded."window"
            RETURNING requests
            """,
            {"caller": caller, "window": window},
        )
        return int(cursor.fetchone()[0])


def claim_key(*, user: User, key: str, route: str, body_hash: str) -> int | None:
    """Take an idempotency key, inside the transaction of the write; None if it is taken.

    Waits while another transaction that took it is still open. Raises `OperationalError` when
    that takes too long.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM api_givenanswer WHERE id IN (
                SELECT id FROM api_givenanswer WHERE at < %s
                LIMIT 20 FOR UPDATE SKIP LOCKED
            )
            """,
            [now() - ANSWERS_KEPT],
        )
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_FOR_FIRST_SECONDS}s'")
        cursor.execute(
            """
            INSERT INTO api_givenanswer (user_id, key, route, body_hash, headers, body, at)
            VALUES (%s, %s, %s, %s, '{}', '', %s)
            ON CONFLICT (user_id, key) DO NOTHING RETURNING id
            """,
            [user.pk, key, route, body_hash, now()],
        )
        row = cursor.fetchone()
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    return int(row[0]) if row else None


def keep_answer(*, answer_id: int, status: int, headers: Mapping[str, str], body: str) -> None:
    """Fill in what was answered, in the transaction that `claim_key` began."""
    GivenAnswer.objects.filter(pk=answer_id).update(status=status, headers=dict(headers), body=body)
