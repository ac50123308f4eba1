"""Who is told of bookings: by mail, in a calendar program, in another program."""

from django.db import models
from django.db.models import Q

from softplace.bookings.enums import (
    FeedKind,
    NoticeKind,
)
from softplace.bookings.models.booking import Booking
from softplace.people.models import User
from softplace.places.models import Place, Resource


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
