"""Who asks, for what, and what is wished for."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from softplace.bookings.commands.once import LETTERS, REFERENCE_LENGTH
from softplace.bookings.models import Booking, Series
from softplace.matching.enums import (
    ApplicantKind,
    RequestStatus,
    Rhythm,
)
from softplace.matching.models.campaigns import Campaign
from softplace.people.models import Group, User
from softplace.places.enums import Equipment, Layout, Noise
from softplace.places.models import LARGEST_HEADCOUNT, Place, Resource
from softplace.territory.models import latitude_field, longitude_field


class Applicant(models.Model):
    """Who asks: a person, or an association for which a person writes. It has a past."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="applicants")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=16, choices=ApplicantKind.choices, default=ApplicantKind.ASSOCIATION
    )
    member_count = models.PositiveIntegerField(null=True, blank=True)
    latitude = latitude_field(null=True, blank=True)
    longitude = longitude_field(null=True, blank=True)
    """Where its people come from."""
    several_at_once = models.BooleanField(default=False)
    """Whether it can be in two rooms at the same time: a club of several sections."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="applicant_named_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="applicant_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def new_reference() -> str:
    """A reference that nobody has guessed; a form with a key computes its own."""
    return "".join(secrets.choice(LETTERS) for _ in range(REFERENCE_LENGTH))


class RequestQuerySet(models.QuerySet["Request"]):
    def standing(self) -> "RequestQuerySet":
        """All but those that were withdrawn."""
        return self.exclude(status=RequestStatus.WITHDRAWN)

    def waiting(self) -> "RequestQuerySet":
        """Outside a campaign, and nothing was found yet."""
        return self.filter(campaign=None, status=RequestStatus.SUBMITTED)


class Request(models.Model):
    """A wish not yet placed; without a campaign it stands by itself, and is tried at once."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    """Told to people, and what its pages are found by."""
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="requests")
    title = models.CharField(max_length=160)
    purpose = models.TextField(max_length=2000, blank=True)
    headcount = models.PositiveIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST_HEADCOUNT)]
    )
    layout = models.CharField(max_length=10, choices=Layout.choices)
    equipment = ArrayField(
        models.CharField(max_length=20, choices=Equipment.choices), default=list, blank=True
    )
    noise = models.CharField(max_length=8, choices=Noise.choices, default=Noise.TALK)
    rhythm = models.CharField(max_length=16, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    session_count = models.PositiveSmallIntegerField(default=1)
    """A week, on different days."""
    wished_minutes = models.PositiveSmallIntegerField()
    shortest_minutes = models.PositiveSmallIntegerField()
    windows = models.JSONField(default=list)
    """[weekday, start, end]: 0 is Monday; minutes since midnight."""
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    """Within the season; both included. Needed without a campaign."""
    takes_anything = models.BooleanField(default=True)
    """Whether something else that fits will do, beside the wishes."""
    latitude = latitude_field(null=True, blank=True)
    longitude = longitude_field(null=True, blank=True)
    radius_km = models.FloatField(null=True, blank=True)
    priority_points = models.FloatField(default=0.0)
    """What the planner adds for a reason that is written on the trail."""
    status = models.CharField(
        max_length=16, choices=RequestStatus.choices, default=RequestStatus.SUBMITTED
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    """Without a campaign: when it was last held against what is free."""
    found_at = models.DateTimeField(null=True, blank=True)
    """Without a campaign: since when something that suits has been free; none, if nothing is."""
    told_at = models.DateTimeField(null=True, blank=True)
    """When the person was told by mail of what is free since `found_at`."""
    booking = models.ForeignKey(
        Booking, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Without a campaign: what the person chose; of a weekly one, the first date of `series`."""
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(session_count__range=(1, 7)), name="one_to_seven_sessions"
            ),
            models.CheckConstraint(
                condition=Q(shortest_minutes__gte=15, shortest_minutes__lte=F("wished_minutes")),
                name="shortest_up_to_wished",
            ),
            models.CheckConstraint(
                condition=Q(campaign__isnull=False)
                | Q(first_day__isnull=False, last_day__isnull=False),
                name="request_without_campaign_has_dates",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(campaign__isnull=True, status="submitted"),
                name="request_that_waits",
            ),
            models.Index(
                fields=["id"],
                condition=Q(found_at__isnull=False, told_at__isnull=True),
                name="request_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Wish(models.Model):
    """A resource or a place that a request wishes for; rank 0 is the first wish."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField()
    resource = models.ForeignKey(Resource, null=True, blank=True, on_delete=models.CASCADE)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["request", "rank"], name="wishes_are_ranked"),
            models.CheckConstraint(
                condition=Q(resource__isnull=True) ^ Q(place__isnull=True),
                name="wish_for_a_resource_or_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"wish {self.rank + 1} of {self.request_id}"
