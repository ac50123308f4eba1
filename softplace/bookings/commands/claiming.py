"""Claims on units: taken under ordered locks, guarded by the database's exclusion constraint."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.errors import DeadlockDetected, ExclusionViolation, LockNotAvailable

from softplace.bookings.models import Booking, Claim
from softplace.bookings.rules import Ask, ResourceFacts
from softplace.foundation.errors import Reason, Refused

LOCK_SECONDS = 5
UNIT_LOCKS = 7_301
"""First key of the advisory locks on units; the second is the unit."""
PERSON_LOCKS = 7_302


def claim_units(
    *,
    booking: Booking,
    ask: Ask,
    resources: Mapping[int, ResourceFacts],
    at: datetime,
    expires_at: datetime | None,
) -> list[Claim]:
    """Claim what the ask needs, or raise Refused("taken") with nothing claimed.

    Runs inside the caller's transaction. Units of pools are chosen here, the lowest free ones.
    """
    lock_units([unit for item in ask.items for unit in resources[item.resource_id].unit_ids])
    claims: list[Claim] = []
    chosen: set[int] = set()
    for item in ask.items:
        resource = resources[item.resource_id]
        start, end = resource.claimed(ask)
        taken = _taken(resource.unit_ids, start, end, at) | chosen
        free = [unit for unit in resource.unit_ids if unit not in taken]
        needed = item.quantity if resource.is_pool else len(resource.unit_ids)
        if len(free) < needed:
            raise Refused(Reason("taken", "starts_at", {"resource": resource.name}))
        for unit in free[:needed]:
            chosen.add(unit)
            period = DateTimeTZRange(start, end)
            claims.append(
                Claim(booking=booking, unit_id=unit, period=period, expires_at=expires_at)
            )
    try:
        with transaction.atomic(savepoint=False):
            Claim.objects.bulk_create(claims)
    except IntegrityError as error:
        # Locks make this rare: somebody claimed without them. The constraint has the last word.
        if isinstance(error.__cause__, ExclusionViolation):
            raise Refused(Reason("taken", "starts_at", {"resource": booking.title})) from error
        raise
    return claims


def lock_units(unit_ids: Sequence[int]) -> None:
    """Hold the units until the transaction ends, in one order so that nobody waits in a circle.

    Against: two claims on one unit that are checked at the same moment. Each would wait for the
    other to end, and PostgreSQL would break the tie only after a second.
    """
    _lock(UNIT_LOCKS, sorted(set(unit_ids)))


def lock_person(person_id: int) -> None:
    """Against: two bookings of one person that each fit the weekly quota, and together do not."""
    _lock(PERSON_LOCKS, [person_id])


def _lock(kind: int, keys: Sequence[int]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s, key)"
                " FROM unnest(%s::int[]) AS key",
                [f"{LOCK_SECONDS}s", kind, list(keys)],
            )
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise Refused(Reason("busy", "", {"seconds": LOCK_SECONDS})) from error
        raise


def _taken(unit_ids: Sequence[int], start: datetime, end: datetime, at: datetime) -> set[int]:
    """Units claimed in [start, end); claims of holds that have run out are removed on the way."""
    with connection.cursor() as cursor:
        cursor.execute(
            # Unit by unit, in the words of the constraint, so that its index answers.
            "SELECT c.id, c.unit_id, c.expires_at FROM unnest(%s::bigint[]) AS unit"
            " JOIN bookings_claim c"
            " ON int8range(c.unit_id, c.unit_id, '[]') && int8range(unit, unit, '[]')"
            " AND c.period && tstzrange(%s, %s)",
            [list(unit_ids), start, end],
        )
        rows = cursor.fetchall()
    stale = [claim_id for claim_id, _, expires_at in rows if expires_at and expires_at <= at]
    if stale:
        Claim.objects.filter(pk__in=stale).delete()
    return {unit for claim_id, unit, _ in rows if claim_id not in stale}
