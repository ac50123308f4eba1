"""Places, their resources and units, and the rules by which they open."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from softplace.people.enums import Audience
from softplace.people.models import Group, User
from softplace.places.enums import (
    Accessibility,
    Commitment,
    Equipment,
    HolidayPolicy,
    KeyHolding,
    Layout,
    Light,
    Mode,
    Noise,
    Pattern,
    PlaceKind,
    ResourceKind,
    Use,
)
from softplace.territory.models import (
    Commune,
    Function,
    latitude_field,
    longitude_field,
    point,
)

LARGEST_HEADCOUNT = 100_000


class PlaceQuerySet(models.QuerySet["Place"]):
    def published(self) -> "PlaceQuerySet":
        return self.filter(is_published=True)

    def kept_by(self, user: User) -> "PlaceQuerySet":
        return self.filter(keepers=user)


class Place(models.Model):
    """An address or a mobile unit, with keepers."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=PlaceKind.choices, default=PlaceKind.OTHER)
    is_mobile = models.BooleanField(default=False)
    is_published = models.BooleanField(default=True)
    keepers = models.ManyToManyField(User, related_name="places", blank=True)

    source = models.CharField(max_length=40, blank=True)
    """The list that the place was imported from; empty for one made here."""
    source_id = models.CharField(max_length=80, blank=True)
    official_ids = models.JSONField(default=dict, blank=True)
    """Vocabulary ("siret", "rna", "pivot") to the identifier in it."""

    address = models.CharField(max_length=200, blank=True)
    address_complement = models.CharField(max_length=200, blank=True)
    post_code = models.CharField(max_length=10, blank=True)
    commune = models.ForeignKey(
        Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    latitude = latitude_field()
    longitude = longitude_field()
    zone = models.CharField(max_length=60, default="Europe/Paris")
    holiday_region = models.CharField(max_length=10, default="FR", blank=True)
    school_zone = models.CharField(max_length=10, default="", blank=True)

    description = models.TextField(max_length=4000, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    access = models.TextField(max_length=1000, blank=True)
    """How to come: the bus stop, the door, the bell."""
    accessibility = ArrayField(
        models.CharField(max_length=20, choices=Accessibility.choices), default=list, blank=True
    )

    erp_type = models.CharField(max_length=8, blank=True)
    """Type of an establishment open to the public (French fire code): L, N, R, W, ..."""
    erp_category = models.PositiveSmallIntegerField(null=True, blank=True)
    legal_headcount = models.PositiveIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(LARGEST_HEADCOUNT)]
    )

    shortest_commitment = models.CharField(max_length=10, choices=Commitment.choices, blank=True)
    key_holding = models.CharField(max_length=10, choices=KeyHolding.choices, blank=True)
    audience = models.PositiveSmallIntegerField(choices=Audience.choices, default=Audience.EVERYONE)
    details = models.JSONField(default=dict, blank=True)
    """What a source says and no field here holds, kept to be exported again unharmed."""

    functions = models.ManyToManyField(Function, through="PlaceFunction", related_name="places")
    updated_at = models.DateTimeField()
    search_text = models.TextField(blank=True)
    """Folded words by which the place is found: its own, its functions', its resources'."""
    search_vector = models.GeneratedField(
        expression=SearchVector("search_text", config="french"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes = [
            GistIndex(point(), name="place_point"),
            GinIndex(fields=["search_vector"], name="place_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="one_place_per_official_id",
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_on_the_globe",
            ),
            models.CheckConstraint(
                condition=Q(erp_category__isnull=True) | Q(erp_category__range=(1, 5)),
                name="erp_category_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceFunction(models.Model):
    """A function that a place offers."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="offers")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="offers")
    has_own_hours = models.BooleanField(default=False)
    """Whether opening rules speak of this function; otherwise the place's general ones hold."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "function"], name="function_offered_once")
        ]

    def __str__(self) -> str:
        return f"{self.function} at {self.place}"


class Unit(models.Model):
    """The atom that cannot be shared. A hall that divides in two has two."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="units")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class ResourceQuerySet(models.QuerySet["Resource"]):
    def bookable(self) -> "ResourceQuerySet":
        return self.filter(is_bookable=True, place__is_published=True)


class Resource(models.Model):
    """What can be booked at a place, with its technical sheet (*fiche technique*)."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="resources")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=ResourceKind.choices)
    is_bookable = models.BooleanField(default=True)
    units = models.ManyToManyField(Unit, related_name="resources")
    is_pool = models.BooleanField(default=False)
    """A pool gives any one of its units (a desk of twelve); otherwise a booking takes them all."""

    area_m2 = models.FloatField(null=True, blank=True)
    headcount = models.PositiveIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(LARGEST_HEADCOUNT)]
    )
    """The most people at once, whatever the layout."""
    equipment = ArrayField(
        models.CharField(max_length=20, choices=Equipment.choices), default=list, blank=True
    )
    noise = models.CharField(max_length=8, choices=Noise.choices, blank=True)
    light = models.CharField(max_length=10, choices=Light.choices, blank=True)
    uses = ArrayField(
        models.CharField(max_length=12, choices=Use.choices), default=list, blank=True
    )
    audience = models.PositiveSmallIntegerField(choices=Audience.choices, default=Audience.EVERYONE)
    setup_minutes = models.PositiveSmallIntegerField(default=0)
    """Kept free before each booking."""
    changeover_minutes = models.PositiveSmallIntegerField(default=0)
    """Kept free after each booking."""
    description = models.TextField(max_length=2000, blank=True)
    has_own_hours = models.BooleanField(default=False)
    """Whether opening rules speak of this resource; otherwise the place's general ones hold."""

    objects = ResourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="resource_named_once"),
            models.CheckConstraint(
                condition=Q(area_m2__isnull=True) | Q(area_m2__gt=0), name="area_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(headcount__isnull=True) | Q(headcount__lte=LARGEST_HEADCOUNT),
                name="headcount_believable",
            ),
            models.CheckConstraint(
                condition=Q(setup_minutes__lte=1440, changeover_minutes__lte=1440),
                name="buffers_within_a_day",
            ),
        ]
        indexes = [GinIndex(fields=["equipment"], name="resource_equipment")]

    def __str__(self) -> str:
        return self.name


class ResourceLayout(models.Model):
    """The headcount of a resource in one layout."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="layouts")
    layout = models.CharField(max_length=10, choices=Layout.choices)
    headcount = models.PositiveIntegerField(validators=[MaxValueValidator(LARGEST_HEADCOUNT)])

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "layout"], name="layout_described_once")
        ]

    def __str__(self) -> str:
        return f"{self.layout}: {self.headcount}"


class Photo(models.Model):
    """A picture of a place, or of one of its resources, with words for who cannot see it."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="photos")
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.CASCADE, related_name="photos"
    )
    file = models.ImageField(upload_to="photos/%Y/%m", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alternative_text = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.alternative_text


class OpeningRule(models.Model):
    """When a place, one of its functions or one of its resources is open, for whom and how.

    Hours are read on the wall of the place, in its own time zone. An occurrence starts on a
    date and lasts `length_minutes` on the wall, past midnight if need be.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="opening_rules")
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.CASCADE, related_name="opening_rules"
    )
    function = models.ForeignKey(
        Function, null=True, blank=True, on_delete=models.PROTECT, related_name="opening_rules"
    )
    title = models.CharField(max_length=120, blank=True)
    """What a one-off opening is called: an event, the stop of a truck."""

    pattern = models.PositiveSmallIntegerField(choices=Pattern.choices, default=Pattern.WEEKLY)
    weekdays = models.PositiveSmallIntegerField(default=0)
    """For a weekly rule: Monday is 1, Tuesday 2, Wednesday 4, ... Sunday 64, added up."""
    start_minute = models.PositiveSmallIntegerField(default=0)
    """Minute of the day at which it opens, 0 to 1439."""
    length_minutes = models.PositiveIntegerField(default=0)
    recurrence = models.CharField(max_length=300, blank=True)
    """An RRULE of RFC 5545, without DTSTART: it starts on `starts_on`."""
    hours = models.CharField(max_length=1000, blank=True)
    """An opening_hours expression of OpenStreetMap that no weekly rule can say."""
    starts_on = models.DateField(null=True, blank=True)
    """The first date on which an occurrence may start; for a one-off rule, its date."""
    ends_on = models.DateField(null=True, blank=True)
    """The last date on which an occurrence may start."""
    on_public_holidays = models.PositiveSmallIntegerField(
        choices=HolidayPolicy.choices, default=HolidayPolicy.AS_USUAL
    )
    on_school_holidays = models.PositiveSmallIntegerField(
        choices=HolidayPolicy.choices, default=HolidayPolicy.AS_USUAL
    )
    audience = models.PositiveSmallIntegerField(choices=Audience.choices, default=Audience.EVERYONE)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.WALK_IN)
    source = models.CharField(max_length=40, blank=True)
    """The list that the rule was imported from; empty for one that a keeper wrote."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pattern=Pattern.HOURS)
                | Q(start_minute__lt=1440, length_minutes__range=(1, 10_080)),
                name="rule_opens_then_closes",
            ),
            models.CheckConstraint(
                condition=~Q(pattern=Pattern.WEEKLY) | Q(weekdays__range=(1, 127)),
                name="weekly_rule_has_days",
            ),
            models.CheckConstraint(
                condition=~Q(pattern__in=[Pattern.ONCE, Pattern.RECURRENCE])
                | Q(starts_on__isnull=False),
                name="dated_rule_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                name="rule_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(resource__isnull=True) | Q(function__isnull=True),
                name="rule_of_a_resource_or_a_function",
            ),
        ]
        indexes = [models.Index(fields=["place", "function", "resource"], name="rule_of_place")]

    def __str__(self) -> str:
        return f"Opening rule {self.pk} of {self.place_id}"


class Closure(models.Model):
    """Days on which a place, or one of its rules, does not open; first and last included."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="closures")
    rule = models.ForeignKey(
        OpeningRule, null=True, blank=True, on_delete=models.CASCADE, related_name="closures"
    )
    first_date = models.DateField()
    last_date = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_date__lte=F("last_date")), name="closure_forward"
            )
        ]
        indexes = [models.Index(fields=["place", "last_date"], name="closure_of_place")]

    def __str__(self) -> str:
        return f"{self.first_date} to {self.last_date}"

    def holds_on(self, day: date) -> bool:
        return self.first_date <= day <= self.last_date
