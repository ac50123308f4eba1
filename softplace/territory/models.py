"""Communes, functions, holidays, and the territory that this installation serves."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q


def latitude_field(**options: Any) -> "models.FloatField[float, float]":
    return models.FloatField(
        validators=[MinValueValidator(-90.0), MaxValueValidator(90.0)], **options
    )


def longitude_field(**options: Any) -> "models.FloatField[float, float]":
    return models.FloatField(
        validators=[MinValueValidator(-180.0), MaxValueValidator(180.0)], **options
    )


def point() -> Func:
    """The row's point for PostgreSQL, x = longitude, y = latitude, both in degrees."""
    return Func(F("longitude"), F("latitude"), function="point")


class Territory(models.Model):
    """The territory that this installation serves. There is one row."""

    name = models.CharField(max_length=120)
    latitude = latitude_field()
    longitude = longitude_field()
    zone = models.CharField(max_length=60, default="Europe/Paris")
    holiday_region = models.CharField(max_length=10, default="FR", blank=True)
    school_zone = models.CharField(max_length=10, default="A", blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_territory")]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """An official unit of the land."""

    code = models.CharField(max_length=12, unique=True)
    """INSEE code in France; elsewhere the code of the source, prefixed by the country."""

    name = models.CharField(max_length=120)
    department = models.CharField(max_length=5, blank=True, db_index=True)
    region = models.CharField(max_length=5, blank=True)
    post_codes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    latitude = latitude_field()
    longitude = longitude_field()
    population = models.PositiveIntegerField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    area_km2 = models.FloatField(null=True, blank=True)
    folded_name = models.CharField(max_length=120, db_index=True)
    """The name in lower case without accents or punctuation, for search."""

    class Meta:
        indexes = [GistIndex(point(), name="commune_point")]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="commune_on_the_globe",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """The shape of a commune: a GeoJSON geometry (Polygon or MultiPolygon, WGS 84)."""

    commune = models.OneToOneField(Commune, on_delete=models.CASCADE, related_name="boundary")
    geometry = models.JSONField()

    def __str__(self) -> str:
        return f"Boundary of {self.commune_id}"


class Function(models.Model):
    """What people come for. A small tree; planners extend it."""

    code = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    synonyms_fr = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    synonyms_en = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    official_codes = models.JSONField(default=dict, blank=True)
    """Vocabulary ("bpe", "france_services", "mediation_num", "data_inclusion") to codes of it."""

    class Meta:
        ordering = ["code"]
        indexes = [GinIndex(fields=["official_codes"], name="function_official_codes")]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        return self.name_fr if language.startswith("fr") else self.name_en


class SchoolHoliday(models.Model):
    """A holiday of the schools of a zone, first and last day included."""

    zone = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    first_date = models.DateField()
    last_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "first_date", "name"], name="one_school_holiday"
            ),
            models.CheckConstraint(
                condition=Q(first_date__lte=F("last_date")), name="school_holiday_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.zone})"
