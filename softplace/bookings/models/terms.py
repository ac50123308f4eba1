"""On what terms a resource is booked."""

from django.db import models
from django.db.models import F, Q

from softplace.bookings.enums import (
    Tariff,
    Visibility,
)
from softplace.people.enums import Audience
from softplace.people.models import Group
from softplace.places.models import Place, Resource


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
    check_in_minutes = models.PositiveSmallIntegerField(default=30)
    """The earliest check-in, before the start: nobody keeps a room by checking in days ahead."""
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
