"""Studies, their scenarios with edits, what things cost, and what lies beyond the border."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models

from softplace.people.models import User
from softplace.reach.enums import EditKind, TravelMode
from softplace.territory.models import Commune, Function, latitude_field, longitude_field


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


class CellSet(models.Model):
    """Cells that were imported together, under a name by which studies choose them."""

    name = models.CharField(max_length=60, unique=True)
    groups = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    """The groups of people that its cells count."""
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Cell(models.Model):
    """A point with a number of people, finer than a commune."""

    cell_set = models.ForeignKey(CellSet, on_delete=models.CASCADE, related_name="cells")
    key = models.CharField(max_length=60)
    commune = models.ForeignKey(
        Commune, null=True, blank=True, on_delete=models.SET_NULL, related_name="cells"
    )
    latitude = latitude_field()
    longitude = longitude_field()
    people = models.FloatField()
    income = models.FloatField(null=True, blank=True)
    """Of a person or household, by which cells are ranked."""
    groups = models.JSONField(default=dict, blank=True)
    """The name of a group to its people."""

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cell_set", "key"], name="one_cell_of_a_set"),
            models.CheckConstraint(condition=models.Q(people__gt=0), name="cell_has_people"),
        ]

    def __str__(self) -> str:
        return self.key


class Roads(models.Model):
    """The road graph of one means of travel, as `engines.travel.packed_roads` writes it."""

    mode = models.CharField(max_length=10, choices=TravelMode.choices, unique=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """Of the file: the same file again changes nothing."""
    node_count = models.PositiveIntegerField()
    edge_count = models.PositiveIntegerField()
    content = models.BinaryField()
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "roads"

    def __str__(self) -> str:
        return f"{self.mode}: {self.file_name}"


class RoadTable(models.Model):
    """What was measured along some roads, so that the next process need not do it again.

    It goes with its roads. Of points that have moved since nothing is believed.
    """

    roads = models.ForeignKey(Roads, on_delete=models.CASCADE, related_name="tables")
    cells_digest = models.CharField(max_length=32)
    content = models.BinaryField()
    """Points of cells and sites, minutes and kilometres, as `packed_arrays` writes them."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roads", "cells_digest"], name="one_table_of_cells")
        ]

    def __str__(self) -> str:
        return f"{self.roads_id} {self.cells_digest}"


class Study(models.Model):
    """A question about the territory, which several scenarios answer."""

    name = models.CharField(max_length=80)
    question = models.TextField(max_length=1000, blank=True)
    """In the planner's words, for who reads the report."""
    functions = models.ManyToManyField(Function, related_name="studies")
    mode = models.CharField(max_length=10, choices=TravelMode.choices, default=TravelMode.STRAIGHT)
    threshold_km = models.FloatField(default=10.0, validators=[MinValueValidator(0.1)])
    threshold_minutes = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(1.0)]
    )
    """Takes the place of the kilometres where it is given; a straight line has none."""
    week = models.DateField(null=True, blank=True)
    """The Monday of the week whose calendar is studied; the present week if empty."""
    cell_set = models.ForeignKey(
        CellSet, null=True, blank=True, on_delete=models.PROTECT, related_name="studies"
    )
    """The imported cells whose people are counted; the communes if empty."""
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-id"]
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(threshold_minutes__isnull=True)
                | ~models.Q(mode=TravelMode.STRAIGHT),
                name="no_minutes_without_travel",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def cells(self) -> str:
        """The name of its set of cells, "" for the communes."""
        return self.cell_set.name if self.cell_set else ""

    @property
    def threshold(self) -> float:
        """Kilometres, or minutes where it is in minutes."""
        return self.threshold_km if self.threshold_minutes is None else self.threshold_minutes

    @property
    def is_in_minutes(self) -> bool:
        return self.threshold_minutes is not None


class Scenario(models.Model):
    """One answer to "what if": the calendar of the study's functions, with some edits."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    """Grows with every change: who changed something else in the meantime is told."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    """When it was written into the openings; it does not change after that."""
    published_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    effective_on = models.DateField(null=True, blank=True)
    """The first day on which what was published holds."""

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True)
                | models.Q(effective_on__isnull=False),
                name="published_from_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Edit(models.Model):
    """One change of a scenario. To undo it is to take it out."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="edits")
    kind = models.CharField(max_length=10, choices=EditKind.choices)
    content = models.JSONField(default=dict)
    """As `rules.CONTENT` says for each kind; hours as minutes of the week."""

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} in {self.scenario_id}"

    @property
    def key(self) -> str:
        """Of the place that this edit brings."""
        return f"edit-{self.pk}"


class Rates(models.Model):
    """What things cost and emit in this territory. There is one row at most."""

    rent_per_square_metre_year = models.FloatField(default=120.0)
    square_metres_per_site = models.FloatField(default=60.0)
    """What a fixed place of a function takes of rented room."""
    staff_per_hour = models.FloatField(default=25.0)
    staff_at_desk = models.FloatField(default=1.0)
    vehicle_per_km = models.FloatField(default=0.6)
    vehicle_km_per_hour = models.FloatField(default=40.0)
    """On the road: what the driver's hours are counted by. 0: they are in the rate of a km."""
    drivers_at_stop = models.FloatField(default=0.0)
    """Who wait with the vehicle while it stands, beside the staff at the desk."""
    litres_per_100_km = models.FloatField(default=10.0)
    kgco2e_per_litre = models.FloatField(default=3.17)
    """Diesel, upstream 0.66 and use 2.51: arrêté du 26 avril 2017 relatif à l'information sur
    la quantité de gaz à effet de serre."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "rates"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_set_of_rates")]

    def __str__(self) -> str:
        return "Rates of the territory"
