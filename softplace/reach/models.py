"""Scenarios with their edits, and what lies beyond the border."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models

from softplace.people.models import User
from softplace.reach.enums import EditKind, TravelMode
from softplace.territory.models import Function, latitude_field, longitude_field


class Neighbour(models.Model):
    """A place of a neighbouring territory, of a list that was imported.

    It is no place of ours: nobody finds or books it here. Studies count it, because people near
    a border go where it is near.
    """

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    latitude = latitude_field()
    longitude = longitude_field()
    functions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    hours = models.JSONField(default=list)
    """[start, end) in minutes of a usual week, as far as the list says them week by week."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="one_neighbour")
        ]

    def __str__(self) -> str:
        return self.name


class Scenario(models.Model):
    """One answer to "what if": today's calendar of one function, with some edits."""

    name = models.CharField(max_length=80)
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="scenarios")
    mode = models.CharField(max_length=10, choices=TravelMode.choices, default=TravelMode.STRAIGHT)
    threshold_km = models.FloatField(default=10.0, validators=[MinValueValidator(0.1)])
    version = models.PositiveIntegerField(default=1)
    """Grows with every change: who changed something else in the meantime is told."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return self.name


class Edit(models.Model):
    """One change of a scenario. To undo it is to take it out."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="edits")
    kind = models.CharField(max_length=10, choices=EditKind.choices)
    content = models.JSONField(default=dict)
    """`key` of a place, or `name`, `latitude` and `longitude` of a new one; `hours` as minutes
    of the week."""

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} in {self.scenario_id}"

    @property
    def key(self) -> str:
        """Of the place that this edit brings."""
        return f"edit-{self.pk}"
