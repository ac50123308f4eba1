"""What must always hold of bookings and their claims."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from softplace.bookings.enums import CLAIMING, BookingStatus
from softplace.bookings.models import Booking, Claim
from softplace.foundation.checks import Check, Fault, rows_fault
from softplace.foundation.clock import now


def claims_do_not_overlap() -> Iterable[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, b.id, a.unit_id FROM bookings_claim a JOIN bookings_claim b "
            "ON a.unit_id = b.unit_id AND a.id < b.id AND a.period && b.period"
        )
        pairs = cursor.fetchall()
    return rows_fault(
        "Units are taken twice at the same time: move or cancel one booking of each pair.",
        [f"claims {first} and {second} of unit {unit}" for first, second, unit in pairs],
    )


def fallen_bookings_claim_nothing() -> Iterable[Fault]:
    claims = Claim.objects.exclude(booking__status__in=CLAIMING).exclude(booking=None)
    return rows_fault(
        "Bookings that do not stand still hold units: cancel them again.",
        sorted({f"booking {pk}" for pk in claims.values_list("booking_id", flat=True)}),
    )


def standing_bookings_claim_their_units() -> Iterable[Fault]:
    # A hold that ran out loses its claims to whoever comes next, and its status a little later.
    bookings = Booking.objects.filter(
        status__in=set(CLAIMING) - {BookingStatus.HELD}, claims__isnull=True
    )
    return rows_fault(
        "Bookings stand and hold no unit, so someone else can take their place: book them again.",
        [f"booking {pk}" for pk in bookings.values_list("pk", flat=True)],
    )


def claims_are_what_was_booked() -> Iterable[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.booking_id FROM bookings_claim c JOIN bookings_booking b "
            "ON b.id = c.booking_id WHERE NOT c.period @> tstzrange(b.starts_at, b.ends_at) "
            "OR NOT EXISTS (SELECT 1 FROM bookings_line l JOIN places_resource_units u "
            "ON u.resource_id = l.resource_id WHERE l.booking_id = b.id AND u.unit_id = c.unit_id) "
            # What was divided anew keeps its past on the units that it had.
            "AND upper(c.period) > %s",
            [now()],
        )
        wrong = cursor.fetchall()
    return rows_fault(
        "Claims hold other units, or another time, than was booked: move these bookings.",
        [f"claim {claim} of booking {booking}" for claim, booking in wrong],
    )


def coming_bookings_claim_exactly_what_they_need() -> Iterable[Fault]:
    """All the units of a resource, or as many of a pool as were booked; and no others.

    Only coming ones: a keeper may cut a hall anew, and the past stays as it was.
    """
    lines = "bookings_line l JOIN places_resource r ON r.id = l.resource_id"
    units = f"{lines} JOIN places_resource_units u ON u.resource_id = r.id AND NOT r.is_pool"
    with connection.cursor() as cursor:
        cursor.execute(
            # A hall and a half of it, booked together, share a unit: it is claimed once.
            "SELECT b.id FROM bookings_booking b "
            "WHERE b.status IN ('requested', 'confirmed') AND b.ends_at > %s AND ("
            "(SELECT count(*) FROM bookings_claim c WHERE c.booking_id = b.id) <> "
            f"(SELECT coalesce(sum(l.quantity), 0) FROM {lines} "
            "WHERE l.booking_id = b.id AND r.is_pool) + "
            f"(SELECT count(DISTINCT u.unit_id) FROM {units} WHERE l.booking_id = b.id) "
            f"OR EXISTS (SELECT 1 FROM {units} WHERE l.booking_id = b.id AND NOT EXISTS "
            "(SELECT 1 FROM bookings_claim c "
            "WHERE c.unit_id = u.unit_id AND c.booking_id = b.id)))",
            [now()],
        )
        wrong = cursor.fetchall()
    return rows_fault(
        "Coming bookings hold more or fewer units than they need: move each to its own time again.",
        [f"booking {pk}" for (pk,) in wrong],
    )


def holds_run_out_and_nothing_else_does() -> Iterable[Fault]:
    held = Q(booking__status=BookingStatus.HELD)
    wrong = Claim.objects.filter(
        (held & Q(expires_at__isnull=True)) | (~held & Q(expires_at__isnull=False))
    )
    return rows_fault(
        "Holds that never end, or bookings that end like holds: cancel them and book again.",
        sorted({f"booking {pk}" for pk in wrong.values_list("booking_id", flat=True)}),
    )


CHECKS = (
    Check("claims_do_not_overlap", claims_do_not_overlap),
    Check("fallen_bookings_claim_nothing", fallen_bookings_claim_nothing),
    Check("claims_are_what_was_booked", claims_are_what_was_booked),
    Check("standing_bookings_claim_their_units", standing_bookings_claim_their_units),
    Check(
        "coming_bookings_claim_exactly_what_they_need",
        coming_bookings_claim_exactly_what_they_need,
    ),
    Check("holds_run_out_and_nothing_else_does", holds_run_out_and_nothing_else_does),
)
