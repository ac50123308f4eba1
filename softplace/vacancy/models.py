"""The policy against vacancy, who is exempt from it, and what keepers opened to others."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from softplace.bookings.models import Terms
from softplace.people.enums import Audience
from softplace.people.models import User
from softplace.places.enums import PlaceKind, ResourceKind
from softplace.places.models import OpeningRule, Place, Resource
from softplace.vacancy.rules import Leave, PolicyFields


class Policy(models.Model):
    """What the territory decided. There is one row at most; without it the defaults hold."""

    place_kinds_left_out = ArrayField(
        models.CharField(max_length=20, choices=PlaceKind.choices), default=list, blank=True
    )
    resource_kinds_left_out = ArrayField(
        models.CharField(max_length=12, choices=ResourceKind.choices), default=list, blank=True
    )
    weekdays = models.PositiveSmallIntegerField()
    """Monday is 1, Tuesday 2, Wednesday 4, ... Sunday 64, added up."""
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()
    on_public_holidays = models.BooleanField()
    in_school_holidays = models.BooleanField()
    longest_idle_half_days = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    """Grows with every change: who changed something else in the meantime is told."""
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_vacancy_policy"),
            models.CheckConstraint(
                condition=Q(weekdays__range=(1, 127)), name="policy_counts_some_day"
            ),
            models.CheckConstraint(
                condition=Q(start_minute__lt=F("end_minute"), end_minute__lte=1440),
                name="policy_hours_forward",
            ),
            models.CheckConstraint(
                condition=Q(longest_idle_half_days__gte=1), name="policy_threshold_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"vacancy policy, version {self.version}"

    @property
    def fields(self) -> PolicyFields:
        return PolicyFields(
            tuple(self.place_kinds_left_out),
            tuple(self.resource_kinds_left_out),
            self.weekdays,
            self.start_minute,
            self.end_minute,
            self.on_public_holidays,
            self.in_school_holidays,
            self.longest_idle_half_days,
        )


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def touching(self, first: date, last: date) -> "ExemptionQuerySet":
        """Those that hold on any day between two dates, both included."""
        return self.filter(first_date__lte=last, last_date__gte=first)


class Exemption(models.Model):
    """A place, or one resource, that need not be in use for a term. It ends by itself."""

    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.CASCADE, related_name="exemptions"
    )
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.CASCADE, related_name="exemptions"
    )
    reason = models.CharField(max_length=400)
    first_date = models.DateField()
    last_date = models.DateField()
    """Both included."""
    granted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField()

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["last_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=True) ^ Q(resource__isnull=True),
                name="exemption_of_a_place_or_a_resource",
            ),
            models.CheckConstraint(
                condition=Q(first_date__lte=F("last_date")), name="exemption_forward"
            ),
        ]
        indexes = [models.Index(fields=["last_date"], name="exemption_by_its_end")]

    def __str__(self) -> str:
        return f"{self.first_date} to {self.last_date}"

    @property
    def leave(self) -> Leave:
        return Leave(self.place_id, self.resource_id, self.first_date, self.last_date)


class ReleaseQuerySet(models.QuerySet["Release"]):
    def standing(self) -> "ReleaseQuerySet":
        return self.filter(undone_at=None)


class Release(models.Model):
    """Idle half-days of a resource that its keeper opened to others, and how to take it back.

    Where only some may use the resource, its other hours are kept for them: the limit moves from
    the resource to its opening rules, and from the place's rules and terms to copies of them.
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="releases")
    opened = models.ForeignKey(
        OpeningRule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The opening rule of these half-days."""
    weekday = models.PositiveSmallIntegerField()
    is_afternoon = models.BooleanField()
    first_date = models.DateField()
    last_date = models.DateField()
    """Of the half-days, a week apart."""
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    copied = models.ManyToManyField(OpeningRule, related_name="+")
    """Rules of the place that it wrote again for the resource alone."""
    narrowed = models.ManyToManyField(OpeningRule, related_name="+")
    """Rules of the resource that took over its own limit."""
    terms = models.ManyToManyField(Terms, related_name="+")
    """Terms that it added to the resource."""
    audience_before = models.PositiveSmallIntegerField(choices=Audience.choices)
    """Who might use the resource before."""
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_date__lte=F("last_date")), name="release_forward"
            ),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="release_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.resource}, {self.first_date} to {self.last_date}"
