"""What every computation of a plan has, whatever is computed."""

from django.db import models

from softplace.computing.enums import ACTIVE, RunStatus
from softplace.people.models import User


class PlanRun(models.Model):
    """One computation of a plan, followed while it goes on. Apps add for what, and the plan."""

    status = models.CharField(max_length=8, choices=RunStatus.choices, default=RunStatus.QUEUED)
    seed = models.PositiveIntegerField()
    most_seconds = models.PositiveIntegerField()
    progress = models.JSONField(default=list)
    """[seconds, value, bound] as they came; the bound is null while there is none."""
    stop_asked = models.BooleanField(default=False)
    value = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    fault = models.CharField(max_length=400, blank=True)
    """Why it came to nothing (`commands.fault_of`)."""
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    """When the worker last said that it is at it; silent for long, it was killed."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE


def one_at_a_time(subject: str, name: str) -> models.UniqueConstraint:
    """Of what is computed for one `subject`, at most one is not over."""
    return models.UniqueConstraint(
        fields=[subject], condition=models.Q(status__in=["queued", "running"]), name=name
    )
