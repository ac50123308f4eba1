"""Rows that should not be, for the doctor."""

from django.db.models import F, Q

from softplace.rounds.models import Stop, Visit


def stops_without_openings() -> list[str]:
    """Stops that are still to come on the calendar, and of which no opening rule is left."""
    found = Stop.objects.filter(published__isnull=False, written=None, visits__isnull=False)
    return [f"stop {pk}" for pk in found.order_by("pk").values_list("pk", flat=True).distinct()]


def visits_astray() -> list[str]:
    astray = Q(day__lt=F("stop__first_day")) | Q(day__gt=F("stop__last_day"))
    found = Visit.objects.filter(astray | ~Q(vehicle=F("stop__vehicle"))).order_by("pk")
    return [f"visit {pk}" for pk in found.values_list("pk", flat=True)]
