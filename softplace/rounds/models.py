"""Vehicles, their stops, and the markets at which they meet. The database keeps each vehicle in
one place at a time.

A stop is what is planned; what is offered to people are the openings that publishing makes of it,
at the place of the halt (docs/decisions/0123).
"""

from dataclasses import fields
from datetime import date, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from softplace.bookings.models import Booking
from softplace.computing.models import PlanRun, one_at_a_time
from softplace.people.models import User
from softplace.places.enums import HolidayPolicy, Mode
from softplace.places.models import OpeningRule, Place, Resource
from softplace.rounds.enums import Cadence
from softplace.rounds.rules import Times, VehicleFields
from softplace.territory.models import Commune, Function, latitude_field, longitude_field


class Vehicle(models.Model):
    """What every round of a mobile unit keeps to, and the version of all its stops."""

    place = models.OneToOneField(
        Place, primary_key=True, on_delete=models.CASCADE, related_name="vehicle"
    )
    first_minute = models.PositiveSmallIntegerField(default=450)
    """It leaves its depot at the earliest then."""
    last_minute = models.PositiveSmallIntegerField(default=1110)
    """It is back at the latest then."""
    weekdays = models.PositiveSmallIntegerField(default=31)
    """On which it works: Monday is 1, Tuesday 2, Wednesday 4, ... added up."""
    note = models.TextField(max_length=1000, blank=True)
    """For whoever drives: keys, fuel, whom to call."""
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_minute__lt=F("last_minute"), last_minute__lte=1440),
                name="vehicle_leaves_then_returns",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__range=(1, 127)), name="vehicle_works_some_day"
            ),
        ]

    def __str__(self) -> str:
        return f"rounds of {self.place_id}"

    @property
    def fields(self) -> VehicleFields:
        return VehicleFields(self.first_minute, self.last_minute, self.weekdays, self.note)


class Timed(models.Model):
    """What comes on some days at the same hours on the wall."""

    cadence = models.CharField(max_length=20, choices=Cadence.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    start_minute = models.PositiveSmallIntegerField()
    length_minutes = models.PositiveSmallIntegerField()
    on_public_holidays = models.PositiveSmallIntegerField(
        choices=HolidayPolicy.choices, default=HolidayPolicy.CLOSED
    )

    class Meta:
        abstract = True

    @property
    def times(self) -> Times:
        return Times(
            self.cadence,
            self.first_day,
            self.last_day,
            self.start_minute,
            self.length_minutes,
            self.on_public_holidays,
        )

    @times.setter
    def times(self, times: Times) -> None:
        for field in fields(times):
            setattr(self, field.name, getattr(times, field.name))

    @property
    def comes_on_public_holidays(self) -> bool:
        return self.on_public_holidays == HolidayPolicy.AS_USUAL

    @property
    def end_minute(self) -> int:
        return self.start_minute + self.length_minutes


def comes_then_ends(name: str) -> models.CheckConstraint:
    """Of whatever is timed: its first day, its hours and its end stand in order."""
    return models.CheckConstraint(
        condition=Q(first_day__lte=F("last_day"), start_minute__lt=1440, length_minutes__gt=0),
        name=name,
    )


class Market(Timed):
    """A service market: days on which several services meet on one square."""

    name = models.CharField(max_length=120)
    square = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="service_markets")
    text = models.TextField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [comes_then_ends("market_comes_then_ends")]

    def __str__(self) -> str:
        return self.name


class Halt(models.Model):
    """The place that stands on the calendar where a vehicle stops. Publishing alone writes it."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="halts")
    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="halt")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"halt of {self.vehicle_id} at {self.place_id}"


class StopQuerySet(models.QuerySet["Stop"]):
    def standing(self) -> "StopQuerySet":
        """Those that are planned: not the ones that only wait to be taken off the calendar."""
        return self.filter(is_removed=False)


class Stop(Timed):
    """A halt of a vehicle that comes again, at one point, for some functions."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="stops")
    market = models.ForeignKey(
        Market, null=True, blank=True, on_delete=models.PROTECT, related_name="stops"
    )
    spot = models.CharField(max_length=120, blank=True)
    """In words, within the commune: "place de la Bascule"."""
    commune = models.ForeignKey(
        Commune, null=True, on_delete=models.PROTECT, related_name="mobile_stops"
    )
    latitude = latitude_field()
    longitude = longitude_field()
    functions = models.ManyToManyField(Function, related_name="mobile_stops")
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.WALK_IN)
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.SET_NULL, related_name="mobile_stops"
    )
    """The room or pitch that it takes; booked when it is published."""
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    remark = models.TextField(max_length=1000, blank=True)
    """For whoever drives: where the key is, where the socket is."""
    target = models.ForeignKey(
        "Target", null=True, blank=True, on_delete=models.SET_NULL, related_name="stops"
    )
    """What it serves, where a computed plan was taken over."""
    is_locked = models.BooleanField(default=False)
    """A computed plan leaves it as it is."""
    is_removed = models.BooleanField(default=False)
    """Planned no more; publishing takes it off the calendar, and then it goes."""
    halt = models.ForeignKey(
        Halt, null=True, blank=True, on_delete=models.SET_NULL, related_name="stops"
    )
    """Where people find it; made when it is published."""
    published = models.JSONField(null=True, blank=True)
    """What its openings say (`queries.differences`); None while it has none."""

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            comes_then_ends("stop_comes_then_ends"),
            models.CheckConstraint(
                condition=Q(is_removed=False) | Q(published__isnull=False),
                name="only_what_was_published_waits_to_go",
            ),
        ]
        indexes = [models.Index(fields=["vehicle", "last_day"], name="stop_of_vehicle")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """ "Saou, place des Cagnards"."""
        parts = [self.commune.name if self.commune else "", self.spot]
        return ", ".join(part for part in parts if part)

    @property
    def point(self) -> tuple[float, float]:
        return self.latitude, self.longitude

    def has_begun(self, day: date) -> bool:
        """Whether it is on the calendar and came already, or comes today."""
        return self.published is not None and self.first_day <= day


class Visit(models.Model):
    """One day of a stop: the vehicle is there, and nowhere else."""

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="visits")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="visits")
    day = models.DateField()
    period = DateTimeRangeField()

    class Meta:
        ordering = ["period"]
        constraints = [
            ExclusionConstraint(
                name="no_vehicle_in_two_places_at_once",
                # int8range lets GiST compare integers without the extension btree_gist.
                expressions=[
                    (
                        Func(F("vehicle_id"), F("vehicle_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False)
                & Q(period__upper_inf=False),
                name="visit_has_a_start_and_an_end",
            ),
        ]
        indexes = [models.Index(fields=["vehicle", "day"], name="visit_of_vehicle")]

    def __str__(self) -> str:
        return f"{self.stop_id} on {self.day}"

    @property
    def name(self) -> str:
        return self.stop.name

    @property
    def point(self) -> tuple[float, float]:
        return self.stop.point

    @property
    def starts_at(self) -> datetime:
        return self.period.lower

    @property
    def ends_at(self) -> datetime:
        return self.period.upper


class Written(models.Model):
    """An opening rule that says what a stop offers: one for each of its functions."""

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="written")
    rule = models.OneToOneField(OpeningRule, on_delete=models.CASCADE, related_name="of_stop")

    def __str__(self) -> str:
        return f"rule {self.rule_id} of stop {self.stop_id}"


class Berth(models.Model):
    """The booking that a stop holds for one of its days."""

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="berths")
    day = models.DateField()
    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="berth")

    def __str__(self) -> str:
        return f"{self.booking_id} for {self.stop_id} on {self.day}"


class Draft(models.Model):
    """Rounds of some vehicles that are computed together: what must be served, and how it went."""

    name = models.CharField(max_length=120)
    vehicles = models.ManyToManyField(Place, related_name="drafts")
    first_day = models.DateField()
    """A Monday: the two weeks that are planned begin then, and come again until the last day."""
    last_day = models.DateField()
    meeting_value = models.PositiveSmallIntegerField(default=40)
    """What it is worth that two services meet, in euros of driving."""
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="draft_begins_then_ends"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """A commune or a square that must be served: how often, how long, within which hours."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="targets")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    square = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    spot = models.CharField(max_length=120, blank=True)
    latitude = latitude_field()
    longitude = longitude_field()
    functions = models.ManyToManyField(Function, related_name="+")
    vehicle = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    """By this one; None: by any of the draft."""
    cadence = models.CharField(max_length=20, choices=Cadence.choices)
    minutes = models.PositiveSmallIntegerField()
    from_minute = models.PositiveSmallIntegerField()
    to_minute = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cadence__in=[Cadence.WEEKLY, Cadence.EVERY_OTHER_WEEK]),
                name="target_within_two_weeks",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, to_minute__lte=1440)
                & Q(to_minute__gte=F("from_minute") + F("minutes")),
                name="target_fits_its_hours",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """ "Saou, place des Cagnards"."""
        spot = self.square.name if self.square else self.spot
        return ", ".join(part for part in (self.commune.name, spot) if part)


class Computation(PlanRun):
    """One search for a plan of a draft, followed while it goes on. Its plan is a proposal."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="computations")
    visits = models.JSONField(default=list)
    """[target, vehicle, day, start minute] of the plan; days count from the draft's first."""
    left_out = models.JSONField(default=list)
    """Targets for which the plan has no room."""
    meeting_count = models.PositiveIntegerField(default=0)
    draft_version = models.PositiveIntegerField()
    """What it was computed from."""
    taken_over_at = models.DateTimeField(null=True, blank=True)

    class Meta(PlanRun.Meta):
        constraints = [one_at_a_time("draft", "one_computation_at_a_time")]

    def __str__(self) -> str:
        return f"computation {self.pk} of {self.draft_id}"
