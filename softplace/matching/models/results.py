"""What is computed and given in a campaign, what is refused, and what is said of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from softplace.bookings.models import Series
from softplace.computing.models import PlanRun, one_at_a_time
from softplace.matching.enums import AppealStatus, LetterKind
from softplace.matching.models.campaigns import Campaign
from softplace.matching.models.requests import Applicant, Request
from softplace.people.models import User
from softplace.places.models import Resource


class Run(PlanRun):
    """One computation of a plan for a campaign, followed while it goes on."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="runs")
    pass_number = models.PositiveSmallIntegerField()
    from_scratch = models.BooleanField(default=False)
    """Whether all but the locks may change; otherwise as little as possible does."""
    changed_count = models.PositiveIntegerField(null=True, blank=True)
    """Allocations of the board before that are not on the new one as they were."""
    unserved = models.JSONField(default=list)
    """What the plan refuses, why, and what would have done; see `planning.explaining`."""
    board_version = models.PositiveIntegerField(null=True, blank=True)
    """The campaign's version once the plan was on the board: `unserved` speaks of that one."""

    class Meta(PlanRun.Meta):
        constraints = [one_at_a_time("campaign", "one_run_at_a_time")]

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
        ordering = ["id"]
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
        ordering = ["id"]
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
