"""Campaigns, what is offered in them, who asks for what, and what is given to whom."""

import secrets
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from softplace.bookings.commands.once import LETTERS, REFERENCE_LENGTH
from softplace.bookings.models import Booking, Series
from softplace.matching.enums import (
    AppealStatus,
    ApplicantKind,
    CampaignStatus,
    LetterKind,
    RequestStatus,
    Rhythm,
    RunStatus,
)
from softplace.people.enums import Audience
from softplace.people.models import Group, User
from softplace.places.enums import Equipment, Layout, Noise
from softplace.places.models import LARGEST_HEADCOUNT, Place, Resource
from softplace.territory.models import latitude_field, longitude_field


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible(self) -> "CampaignQuerySet":
        """What everybody may read of: all but drafts."""
        return self.exclude(status=CampaignStatus.DRAFT)

    def taking_applications(self, at: datetime) -> "CampaignQuerySet":
        return self.filter(
            status=CampaignStatus.OPEN, applications_open_at__lte=at, applications_close_at__gt=at
        )


class Campaign(models.Model):
    """A round of matching requests to resources, for one season."""

    name = models.CharField(max_length=120)
    description = models.TextField(max_length=4000, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    """Of the season that is given out, both included."""
    applications_open_at = models.DateTimeField()
    applications_close_at = models.DateTimeField()
    audience = models.PositiveSmallIntegerField(choices=Audience.choices, default=Audience.EVERYONE)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT)
    """Who may apply."""
    policy = models.JSONField(default=dict)
    """Weights that differ from `engines.matching.problem.Policy`, by the names of its fields."""
    status = models.CharField(
        max_length=10, choices=CampaignStatus.choices, default=CampaignStatus.DRAFT
    )
    pass_number = models.PositiveSmallIntegerField(default=1)
    """2 in the second pass, on what the first one left."""
    appeals_close_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Grows with every change of the board: who changed another in the meantime is told."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="season_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(applications_open_at__lt=F("applications_close_at")),
                name="applications_close_after_they_open",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """A resource that its keeper offers in a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="offers")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="offers")
    offered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "resource"], name="offered_once")
        ]

    def __str__(self) -> str:
        return f"{self.resource} in {self.campaign}"


class Invitation(models.Model):
    """A planner asks a keeper to offer what a place has; told by mail, and on the page."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="invitations")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="invitations")
    keeper = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    invited_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "place", "keeper"], name="keeper_invited_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(told_at__isnull=True), name="invitation_to_tell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.keeper} for {self.place}"


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


class Run(models.Model):
    """One computation of a plan for a campaign, followed while it goes on."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="runs")
    status = models.CharField(max_length=8, choices=RunStatus.choices, default=RunStatus.QUEUED)
    seed = models.PositiveIntegerField()
    most_seconds = models.PositiveIntegerField()
    pass_number = models.PositiveSmallIntegerField()
    progress = models.JSONField(default=list)
    """[seconds, value, bound] as they came; the bound is null while there is none."""
    stop_asked = models.BooleanField(default=False)
    value = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    changed_count = models.PositiveIntegerField(null=True, blank=True)
    """Allocations of the board before that are not on the new one as they were."""
    unserved = models.JSONField(default=list)
    """What the plan refuses, why, and what would have done; see `planning.explaining`."""
    board_version = models.PositiveIntegerField(null=True, blank=True)
    """The campaign's version once the plan was on the board: `unserved` speaks of that one."""
    fault = models.CharField(max_length=400, blank=True)
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    """When the worker last said that it is at it; silent for long, it was killed."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(status__in=["queued", "running"]),
                name="one_run_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.campaign_id}"


class Allocation(models.Model):
    """One session given to a request: on the board until it is published, then a series."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="allocations")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="allocations")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="allocations")
    units = ArrayField(models.BigIntegerField())
    weekday = models.PositiveSmallIntegerField()
    start_minute = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    dates = ArrayField(models.DateField())
    lost = models.JSONField(default=list)
    """[date, reason] of wished dates that fall out."""
    is_locked = models.BooleanField(default=False)
    """A person placed it: it stays when the rest is computed again."""
    against = ArrayField(models.CharField(max_length=40), default=list)
    """What of the request's wishes a lock overrides."""
    pass_number = models.PositiveSmallIntegerField(default=1)
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Its bookings, once it is published."""

    class Meta:
        ordering = ["weekday", "start_minute", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__range=(0, 6)), name="allocation_on_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(start_minute__lt=1440, minutes__gte=1),
                name="allocation_starts_and_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} at {self.resource}"

    @property
    def end_minute(self) -> int:
        return self.start_minute + self.minutes


class Forbid(models.Model):
    """What a person rules out for a request: whatever agrees with all that is given."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="forbids")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="forbids")
    resource = models.ForeignKey(Resource, null=True, blank=True, on_delete=models.CASCADE)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    start_minute = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"not for {self.request_id}"


class Refusal(models.Model):
    """Sessions of a request that a published plan does not hold, why, and what would have done."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="refusals")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="refusals")
    pass_number = models.PositiveSmallIntegerField()
    session_count = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=40)
    """Of `engines.matching.explain`."""
    details = models.JSONField(default=dict)
    alternatives = models.JSONField(default=list)
    """The smallest changes that would have been served, as the engine computed them."""
    taken_series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The bookings of the alternative that the applicant took."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "pass_number"], name="one_refusal_of_a_request_and_pass"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cause}: {self.request_id}"


class Comment(models.Model):
    """What somebody who decides says of a request, for the others who decide."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="comments")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:40]


class Appeal(models.Model):
    """An applicant asks for a decision to be looked at again; one of a request and pass."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="appeals")
    pass_number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000)
    status = models.CharField(
        max_length=10, choices=AppealStatus.choices, default=AppealStatus.OPEN
    )
    answer = models.TextField(max_length=2000, blank=True)
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "pass_number"], name="one_appeal_of_a_request_and_pass"
            )
        ]

    def __str__(self) -> str:
        return f"appeal of {self.request_id}"


class Letter(models.Model):
    """A mail to an applicant, written when it leaves: what is in it is read then."""

    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="letters")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="letters")
    request = models.ForeignKey(
        Request, null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    pass_number = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "applicant", "campaign", "request", "pass_number"],
                name="letter_written_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.applicant_id}"
