"""What units are claimed between two instants, whoever booked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from softplace.bookings.prepared import rows


@dataclass(frozen=True, slots=True)
class ClaimedTime:
    """A stretch for which a unit is taken, buffers included, and by which booking."""

    unit_id: int
    start: datetime
    end: datetime
    booking_id: int


def claimed_times(
    unit_ids: Collection[int], start: datetime, end: datetime, at: datetime
) -> list[ClaimedTime]:
    """The claims on these units; a hold that ran out before `at` counts for nothing. One query."""
    found = rows(
        # Unit by unit, in the words of the constraint, so that its index answers.
        "SELECT c.unit_id, lower(c.period), upper(c.period), c.booking_id"
        " FROM unnest(%s::bigint[]) AS unit JOIN bookings_claim c"
        " ON int8range(c.unit_id, c.unit_id, '[]') && int8range(unit, unit, '[]')"
        " AND c.period && tstzrange(%s, %s)"
        " WHERE c.expires_at IS NULL OR c.expires_at > %s ORDER BY c.unit_id, lower(c.period)",
        [sorted(unit_ids), start, end, at],
    )
    return [ClaimedTime(*row) for row in found]
