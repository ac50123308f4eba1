"""The claims on units by which bookings exclude each other."""

from datetime import UTC, datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import GreaterThan

from softplace.bookings.models.booking import Booking
from softplace.places.models import Unit


def _bound_of_period(function: str) -> Func:
    return Func(F("period"), function=function, output_field=models.DateTimeField())


RETIRED_UNTIL = datetime(9999, 1, 1, tzinfo=UTC)
LONG_CLAIM = "upper(period) - lower(period) > interval '2 days'"
"""Longer claims are few and have an index of their own: the others are found by their start."""


class Claim(models.Model):
    """One unit, taken for a period by a booking that stands. It goes when the booking falls.

    A unit that was booked and belongs to nothing any more, because its resource was divided anew,
    is retired: it is taken without a booking, from then on and for good (`RETIRED_UNTIL`).

    No two claims of one unit overlap: the database refuses it, whatever the software does.
    """

    booking = models.ForeignKey(
        Booking, null=True, blank=True, on_delete=models.CASCADE, related_name="claims"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="claims", db_index=False)
    period = DateTimeRangeField()
    """The booking's time and its buffers, half-open."""
    expires_at = models.DateTimeField(null=True, blank=True)
    """That of a hold: from then on the claim counts for nothing, and the next one deletes it."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="no_two_claims_of_one_unit_overlap",
                # int8range lets GiST compare integers without the extension btree_gist.
                expressions=[
                    (
                        Func(F("unit_id"), F("unit_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False)
                & Q(period__upper_inf=False),
                name="claim_has_a_start_and_an_end",
            ),
            models.CheckConstraint(
                condition=Q(booking__isnull=False) | Q(expires_at__isnull=True),
                name="a_retired_unit_stays_so",
            ),
        ]
        # Both hold all that a search reads, so that it never touches the table.
        indexes = [
            models.Index(
                _bound_of_period("lower"),
                name="claim_by_start",
                include=["unit", "period", "expires_at"],
            ),
            models.Index(
                F("unit"),
                _bound_of_period("lower"),
                name="claim_of_unit",
                include=["period", "expires_at"],
            ),
            GistIndex(
                fields=["period"],
                name="claim_long",
                # The same words as LONG_CLAIM, or PostgreSQL would not use the index for it.
                condition=Q(
                    GreaterThan(
                        _bound_of_period("upper") - _bound_of_period("lower"),
                        Value(timedelta(days=2)),
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} for booking {self.booking_id}"
