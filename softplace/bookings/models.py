"""Bookings and the claims on units by which they exclude each other."""

from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import GreaterThan

from softplace.bookings.enums import (
    CLAIMING,
    BookingStatus,
    FeedKind,
    NoticeKind,
    SeriesDateStatus,
    Tariff,
    Visibility,
    WaitingStatus,
)
from softplace.people.enums import Audience
from softplace.people.models import Group, User
from softplace.places.models import LARGEST_HEADCOUNT, Place, Resource, Unit

LONGEST_BOOKING_DAYS = 366
"""No booking is longer: a stay of a year at a co-living house is one booking."""


class Terms(models.Model):
    """On what terms an audience may book at a place, or one resource of it.

    A resource that has terms of its own is under those alone, otherwise under its place's; among
    them, the most specific audience that the person belongs to stands before the others.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="terms")
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.CASCADE, related_name="terms"
    )
    audience = models.PositiveSmallIntegerField(choices=Audience.choices, default=Audience.EVERYONE)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE)

    notice_minutes = models.PositiveIntegerField(default=0)
    """The least time between the booking and its start."""
    horizon_days = models.PositiveSmallIntegerField(default=365)
    """How far ahead one may book."""
    shortest_minutes = models.PositiveIntegerField(default=15)
    longest_minutes = models.PositiveIntegerField(default=1440)
    quota_minutes_per_week = models.PositiveIntegerField(null=True, blank=True)
    """The most one person may have booked on these terms in a calendar week."""
    needs_approval = models.BooleanField(default=True)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.KEEPERS
    )
    no_show_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    """After how many minutes without check-in a confirmed booking is released; never if empty."""
    reconfirm_days = models.PositiveSmallIntegerField(null=True, blank=True)
    """How many days before each date of a series its holder is asked whether it still holds;
    unanswered, the date is released. Never asked if empty."""
    cancel_minutes = models.PositiveIntegerField(default=0)
    """The least time before the start at which one may still cancel oneself."""

    tariff = models.CharField(max_length=8, choices=Tariff.choices, default=Tariff.FREE)
    cents_per_hour = models.PositiveIntegerField(default=0)
    cents_per_day = models.PositiveIntegerField(null=True, blank=True)
    """The most that a calendar day costs, however many hours."""
    time_minutes_per_hour = models.PositiveIntegerField(default=0)
    """Minutes of the time bank for an hour of use."""
    social_percent = models.PositiveSmallIntegerField(default=100)
    """The share of the price that is asked under the social tariff."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "resource", "audience", "group"],
                name="one_set_of_terms",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(shortest_minutes__lte=F("longest_minutes")),
                name="shortest_within_longest",
            ),
            models.CheckConstraint(
                condition=Q(social_percent__lte=100), name="social_percent_to_100"
            ),
        ]

    def __str__(self) -> str:
        return f"Terms of {self.place_id} for {Audience(self.audience).name}"


class Series(models.Model):
    """A repeated booking: what was asked for, of which each date is a booking or a refusal."""

    person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="series")
    title = models.CharField(max_length=160)
    recurrence = models.CharField(max_length=300)
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
        constraints = [
            models.UniqueConstraint(fields=["booking", "resource"], name="resource_booked_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="at_least_one_unit"),
        ]
        indexes = [models.Index(fields=["resource", "booking"], name="line_of_resource")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.resource_id}"


def _bound_of_period(function: str) -> Func:
    return Func(F("period"), function=function, output_field=models.DateTimeField())


LONG_CLAIM = "upper(period) - lower(period) > interval '2 days'"
"""Longer claims are few and have an index of their own: the others are found by their start."""


class Claim(models.Model):
    """One unit, taken for a period by a booking that stands. It goes when the booking falls.

    No two claims of one unit overlap: the database refuses it, whatever the software does.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="claims")
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


class WaitingEntry(models.Model):
    """Somebody who waits for units to be freed; the first who fits gets a timed offer."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="waiting")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="waiting")
    quantity = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=160)
    headcount = models.PositiveIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(
        max_length=10, choices=WaitingStatus.choices, default=WaitingStatus.WAITING
    )
    offered = models.OneToOneField(
        Booking, null=True, blank=True, on_delete=models.SET_NULL, related_name="offered_to"
    )
    """The hold that is offered, until it expires."""
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="wait_ends_after_it_starts"
            )
        ]
        indexes = [
            models.Index(
                fields=["resource", "starts_at"],
                condition=Q(status="waiting"),
                name="waiting_for_resource",
            )
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.person} waits for {self.resource}"


class UnmetRequest(models.Model):
    """A search for free time that found nothing, left by someone who still wants it."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="unmet_requests")
    question = models.JSONField()
    """The question as `find` understands it, to be asked again."""
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person}, {self.created_at:%Y-%m-%d}"


class Notice(models.Model):
    """Something to tell somebody, written in the transaction of what happened, sent later."""

    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="notices")
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    """None: at once. Somebody who sends it moves this ahead first, so that no other does."""
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(sent_at__isnull=True), name="notice_to_send")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.booking_id}"


class FeedToken(models.Model):
    """A secret address at which a calendar program reads bookings; it can be revoked."""

    token_hash = models.CharField(max_length=64, unique=True)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feed_tokens")
    kind = models.CharField(max_length=10, choices=FeedKind.choices)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE)
    resource = models.ForeignKey(Resource, null=True, blank=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} feed of {self.owner}"


class Webhook(models.Model):
    """An address of another program that is told of bookings of a place."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="webhooks")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=64)
    """Key of the HMAC-SHA256 signature."""
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event for one webhook, tried until it is taken or given up."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.UUIDField(unique=True)
    payload = models.JSONField()
    next_try_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    response_status = models.PositiveSmallIntegerField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "notice"], name="event_delivered_once")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(delivered_at__isnull=True),
                name="delivery_to_try",
            )
        ]

    def __str__(self) -> str:
        return str(self.event_id)
