"""Who has which vehicles, and what stands of their stops."""

from django.db.models import Prefetch, QuerySet

from softplace.people.models import User
from softplace.places.models import Place
from softplace.rounds.models import Stop, Vehicle
from softplace.territory.models import Function


def mobile_units() -> QuerySet[Place]:
    """Places that move; the halts that publishing makes are where they stop, not what stops."""
    return Place.objects.filter(is_mobile=True, halt=None)


def units_of(user: User) -> QuerySet[Place]:
    """The mobile units whose rounds somebody may change: all of them for a planner."""
    units = mobile_units().select_related("commune", "vehicle").order_by("name", "id")
    return units if user.is_planner else units.filter(keepers=user)


def stops_of(vehicles: list[Vehicle]) -> list[Stop]:
    """All stops of some vehicles with what is said of them; two queries."""
    functions = Prefetch("functions", Function.objects.order_by("code"))
    return list(
        Stop.objects.filter(vehicle__in=vehicles)
        .select_related(
            "commune", "market__square", "resource__place", "halt__place", "vehicle__place"
        )
        .prefetch_related(functions)
        .order_by("first_day", "start_minute", "id")
    )


def is_vehicle(place: Place) -> bool:
    """Whether a place moves by itself: a halt stands where a vehicle stops. One query."""
    return mobile_units().filter(pk=place.pk).exists()
