"""Claims on units: inserted in one order, guarded by the database's exclusion constraint."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError
from psycopg.errors import DeadlockDetected, LockNotAvailable

from softplace.bookings.prepared import rows
from softplace.bookings.rules import Ask, Item, ResourceFacts
from softplace.foundation.errors import Reason, Refused

LOCK_SECONDS = 5
POOL_LOCKS = 7_301
"""First key of the advisory locks on pools; the second is the resource."""
PERSON_LOCKS = 7_302
TRIES = 4


Write = Callable[[Sequence[Any]], tuple[int, Collection[int]]]
"""Writes a booking with claims, given as values of `CLAIM_UNITS`: its id and the units it got."""

CLAIM_UNITS = """
    INSERT INTO bookings_claim (booking_id, unit_id, period, expires_at)
    SELECT {booking}, wanted.unit, tstzrange(wanted.starts, wanted.ends), %s
    FROM {others} unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[])
        AS wanted(unit, starts, ends)
    WHERE EXISTS (SELECT FROM places_resource_units AS link
        WHERE link.unit_id = wanted.unit AND link.resource_id = ANY(%s) FOR KEY SHARE OF link)
    ORDER BY wanted.unit ON CONFLICT DO NOTHING RETURNING unit_id
"""
"""Claim the units that nobody has.

ON CONFLICT waits for a claim that is being made at this moment, and yields to it. Without it, two
claims of one unit would each wait for the other until PostgreSQL breaks the tie. The order of
units is the same for all, so that nobody waits in a circle.

FOR KEY SHARE waits for a keeper who divides the resource anew at this moment, and makes the next
one wait: what is no unit of the resource any more is not claimed.
"""


@dataclass(frozen=True, slots=True)
class _Need:
    """What one item of an ask still lacks."""

    item: Item
    resource: ResourceFacts
    start: datetime
    end: datetime

    @property
    def units(self) -> int:
        return self.item.quantity if self.resource.is_pool else len(self.resource.unit_ids)


def claim_units(
    *,
    booking_id: int,
    ask: Ask,
    resources: Mapping[int, ResourceFacts],
    at: datetime,
    expires_at: datetime | None,
) -> list[int]:
    """Claim what the ask needs for a booking that stands: the units; or raise Refused("taken").

    Runs inside the caller's transaction, which must be rolled back on a refusal. Units of pools
    are chosen here, the lowest free ones.
    """

    def write(claims: Sequence[Any]) -> tuple[int, Collection[int]]:
        return booking_id, _claimed(booking_id, claims)

    return write_and_claim(write, ask=ask, resources=resources, at=at, expires_at=expires_at)


def write_and_claim(
    write: Write,
    *,
    ask: Ask,
    resources: Mapping[int, ResourceFacts],
    at: datetime,
    expires_at: datetime | None,
) -> list[int]:
    """The same for a booking that `write` writes together with its first claims."""
    needs = [
        _Need(item, resources[item.resource_id], *resources[item.resource_id].claimed(ask))
        for item in ask.items
    ]
    pools = sorted(need.resource.id for need in needs if need.resource.is_pool)
    if pools:
        # Against: two people who choose the same free unit of a pool, of which one would have
        # to choose again.
        lock_keys(POOL_LOCKS, pools)
    # What is taken whole comes first, so that a pool gives other units than those.
    chosen: dict[Item, list[int]] = {}
    for need in sorted(needs, key=lambda need: need.resource.is_pool):
        chosen[need.item] = (
            _free_of_pool(need, need.units, at, _all(chosen))
            if need.resource.is_pool
            else list(need.resource.unit_ids)
        )
    booking_id: int | None = None
    got: set[int] = set()
    for _ in range(TRIES):
        wanted: dict[int, tuple[datetime, datetime]] = {}
        for need in needs:
            for unit in chosen[need.item]:
                if unit not in got:
                    # A hall and a half of it share a unit: it is kept for the longer of the two.
                    start, end = wanted.get(unit, (need.start, need.end))
                    wanted[unit] = min(start, need.start), max(end, need.end)
        with as_refusal():
            claims = _values(wanted, expires_at, [need.resource.id for need in needs])
            if booking_id is None:
                booking_id, now_got = write(claims)
            else:
                now_got = _claimed(booking_id, claims)
        got.update(now_got)
        short = [need for need in needs if not got.issuperset(chosen[need.item])]
        if not short:
            return sorted(got)
        _refuse_divided(short)
        # Somebody has a unit that we wanted. What a hold that has run out has, we take; for a
        # pool another unit will do.
        for need in short:
            mine = chosen.pop(need.item)
            missing = [unit for unit in mine if unit not in got]
            if need.resource.is_pool:
                mine = [unit for unit in mine if unit in got]
                mine += _free_of_pool(need, len(missing), at, got | _all(chosen))
            elif _taken(missing, need.start, need.end, at):
                raise _refusal(need)
            chosen[need.item] = mine
    raise _refusal(short[0])


def lock_person(person_id: int) -> None:
    """Against: two bookings of one person that each fit the weekly quota, and together do not."""
    lock_keys(PERSON_LOCKS, [person_id])


def _all(chosen: Mapping[Item, Sequence[int]]) -> set[int]:
    return {unit for units in chosen.values() for unit in units}


def _free_of_pool(need: _Need, wanted: int, at: datetime, others: set[int]) -> list[int]:
    """The lowest free units of a pool, besides those that are chosen already."""
    taken = _taken(need.resource.unit_ids, need.start, need.end, at) | others
    free = [unit for unit in need.resource.unit_ids if unit not in taken][:wanted]
    if len(free) < wanted:
        raise _refusal(need)
    return free


def _refusal(need: _Need) -> Refused:
    return Refused(Reason("taken", "starts_at", {"resource": need.resource.name}))


def _refuse_divided(needs: Sequence[_Need]) -> None:
    """A keeper has divided the resource anew since its units were read."""
    for need in needs:
        found = rows(
            "SELECT count(*) FROM places_resource_units"
            " WHERE resource_id = %s AND unit_id = ANY(%s)",
            [need.resource.id, list(need.resource.unit_ids)],
        )
        if found[0][0] < len(need.resource.unit_ids):
            raise Refused(Reason("divided_anew", "starts_at", {"resource": need.resource.name}))


def _values(
    wanted: Mapping[int, tuple[datetime, datetime]],
    expires_at: datetime | None,
    resource_ids: Sequence[int],
) -> list[Any]:
    """Of `CLAIM_UNITS`."""
    units = sorted(wanted)
    return [
        expires_at,
        units,
        [wanted[unit][0] for unit in units],
        [wanted[unit][1] for unit in units],
        list(resource_ids),
    ]


def _claimed(booking_id: int, claims: Sequence[Any]) -> set[int]:
    """Claim for a booking that is written; the units that it got."""
    found = rows(CLAIM_UNITS.format(booking="%s::bigint", others=""), [booking_id, *claims])
    return {unit for (unit,) in found}


def _taken(unit_ids: Sequence[int], start: datetime, end: datetime, at: datetime) -> set[int]:
    """Units claimed in [start, end); claims of holds that have run out are removed on the way."""
    found = rows(
        # Unit by unit, in the words of the constraint, so that its index answers.
        "SELECT c.id, c.unit_id, c.expires_at FROM unnest(%s::bigint[]) AS unit"
        " JOIN bookings_claim c"
        " ON int8range(c.unit_id, c.unit_id, '[]') && int8range(unit, unit, '[]')"
        " AND c.period && tstzrange(%s, %s)",
        [list(unit_ids), start, end],
    )
    stale = [claim_id for claim_id, _, expires_at in found if expires_at and expires_at <= at]
    gone: set[int] = set()
    if stale:
        # Its end is asked for again: the hold may be confirmed at this very moment, and then
        # the statement waits, and finds that the claim now stays.
        deleted = rows(
            "DELETE FROM bookings_claim WHERE id = ANY(%s) AND expires_at <= %s RETURNING id",
            [stale, at],
        )
        gone = {claim_id for (claim_id,) in deleted}
    return {unit for claim_id, unit, _ in found if claim_id not in gone}


def lock_keys(kind: int, keys: Sequence[int]) -> None:
    """Hold locks until the transaction ends, taken in the order given."""
    with as_refusal():
        rows(
            "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s, key)"
            " FROM unnest(%s::int[]) AS key",
            [f"{LOCK_SECONDS}s", kind, list(keys)],
            keep_plan=True,
        )


@contextmanager
def as_refusal() -> Iterator[None]:
    """Who waits too long for another, or in a circle with another, is told to try again."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise Refused(Reason("busy", "", {"seconds": LOCK_SECONDS})) from error
        raise
