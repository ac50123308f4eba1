"""Who waits for what is taken, and who found nothing."""

from django.db import models
from django.db.models import F, Q

from softplace.bookings.enums import (
    WaitingStatus,
)
from softplace.bookings.models.booking import Booking
from softplace.people.models import User
from softplace.places.models import Resource


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
