"""Campaigns, what is offered in them, and who is asked to offer."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from softplace.matching.enums import (
    CampaignStatus,
)
from softplace.people.enums import Audience
from softplace.people.models import Group, User
from softplace.places.models import Place, Resource


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
