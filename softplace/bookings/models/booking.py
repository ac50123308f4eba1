"""Bookings, the resources that they take, and series of them."""

from datetime import datetime

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from softplace.bookings.enums import (
    CLAIMING,
    BookingStatus,
    SeriesDateStatus,
)
from softplace.people.models import Group, User
from softplace.places.models import LARGEST_HEADCOUNT, Place, Resource

LONGEST_BOOKING_DAYS = 366
"""No booking is longer: a stay of a year at a co-living house is one booking."""


class Series(models.Model):
    """Several dates at once: what was asked for, of which each is a booking or a refusal."""

    person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="series")
    title = models.CharField(max_length=160)
    recurrence = models.CharField(max_length=300)
    """The rule by which the dates repeat; empty where they were picked one by one."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class BookingQuerySet(models.QuerySet["Booking"]):
    def confirmed(self) -> "BookingQuerySet":
        return self.filter(status=BookingStatus.CONFIRMED)

    def claiming(self) -> "BookingQuerySet":
        return self.filter(status__in=CLAIMING)

    def overlapping(self, start: datetime, end: datetime) -> "BookingQuerySet":
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def at(self, place: Place) -> "BookingQuerySet":
        return self.filter(place=place)

    def of(self, person: User) -> "BookingQuerySet":
        return self.filter(person=person)

    def to_decide_by(self, keeper: User) -> "BookingQuerySet":
        return self.filter(status=BookingStatus.REQUESTED, place__keepers=keeper)

    def no_shows(self, at: datetime) -> "BookingQuerySet":
        """Confirmed ones whose delay for checking in is over."""
        return self.confirmed().filter(release_at__lte=at, checked_in_at__isnull=True)


class Booking(models.Model):
    """What is taken, from `starts_at` to `ends_at`. Its claims also cover the buffers."""

    reference = models.CharField(max_length=12, unique=True)
    """Told to people; shown at the door, together with the code."""
    check_in_code = models.CharField(max_length=8)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="bookings")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="bookings"
    )
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="bookings"
    )
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="bookings"
    )
    title = models.CharField(max_length=160)
    purpose = models.TextField(max_length=2000, blank=True)
    headcount = models.PositiveIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(LARGEST_HEADCOUNT)]
    )
    layout = models.CharField(max_length=10, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=BookingStatus.choices)
    expires_at = models.DateTimeField(null=True, blank=True)
    """For a hold: when it ends if it is not confirmed."""
    release_at = models.DateTimeField(null=True, blank=True)
    """For a confirmed booking: when it is released if nobody has checked in."""
    checked_in_at = models.DateTimeField(null=True, blank=True)
    reconfirm_by = models.DateTimeField(null=True, blank=True)
    """For a date of a series that was asked for again: released if unanswered by then."""
    reconfirmed_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=400, blank=True)
    quote = models.JSONField(default=dict)
    """How the price was computed (`rules.Quote`), as it was told."""
    price_cents = models.PositiveIntegerField(default=0)
    price_minutes = models.PositiveIntegerField(default=0)
    paid_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    """Counts changes: the SEQUENCE of its calendar event."""
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    resources = models.ManyToManyField(Resource, through="Line", related_name="bookings")

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="booking_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(status=BookingStatus.HELD, expires_at__isnull=False)
                | (~Q(status=BookingStatus.HELD) & Q(expires_at__isnull=True)),
                name="only_holds_expire",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "starts_at"], name="booking_of_place"),
            models.Index(fields=["person", "starts_at"], name="booking_of_person"),
            models.Index(
                fields=["place", "ends_at"],
                condition=Q(status="requested"),
                name="booking_to_decide",
            ),
            models.Index(
                fields=["release_at"],
                condition=Q(release_at__isnull=False, checked_in_at__isnull=True),
                name="booking_to_release",
            ),
            models.Index(
                fields=["expires_at"], condition=Q(status="held"), name="booking_to_expire"
            ),
            models.Index(
                fields=["reconfirm_by"],
                condition=Q(reconfirm_by__isnull=False, reconfirmed_at__isnull=True),
                name="booking_to_reconfirm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def status_word(self) -> BookingStatus:
        return BookingStatus(self.status)

    @property
    def claims_units(self) -> bool:
        return self.status in CLAIMING


class Line(models.Model):
    """One resource of a booking; several make a bundle (a room with a projector)."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="lines")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="lines")
    quantity = models.PositiveSmallIntegerField(default=1)
    """How many units of a pool; 1 for any other resource."""

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "resource"], name="resource_booked_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="at_least_one_unit"),
        ]
        indexes = [models.Index(fields=["resource", "booking"], name="line_of_resource")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.resource_id}"


class SeriesDate(models.Model):
    """One date of a series: its booking, or the reason why there is none."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=SeriesDateStatus.choices)
    booking = models.OneToOneField(
        Booking, null=True, blank=True, on_delete=models.SET_NULL, related_name="series_date"
    )
    reason_code = models.CharField(max_length=40, blank=True)
    reason_details = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "starts_at"], name="series_date_once")
        ]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} {self.status}"

    @property
    def is_standing(self) -> bool:
        return self.booking is not None and self.booking.claims_units
