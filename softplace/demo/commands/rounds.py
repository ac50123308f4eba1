"""The demo's trucks go round: planned and published as anybody would."""

from collections.abc import Mapping
from datetime import date

from softplace.demo.touring import BUS, PITCH, ROUNDS, SQUARE, Halt, market_fields, stop_fields
from softplace.foundation import clock
from softplace.foundation.text import folded
from softplace.people.models import User
from softplace.places.models import Place
from softplace.rounds.commands import (
    change_vehicle,
    publish_rounds,
    save_market,
    save_stop,
)
from softplace.rounds.models import Market, Vehicle
from softplace.rounds.queries import differences
from softplace.rounds.rules import StopFields, VehicleFields
from softplace.territory.models import Commune, Function

NOTE = "Clés du bus au tableau de l’Écosite. En cas de panne : garage communal, 01 99 00 12 99."


def make_rounds(*, planner: User, communes: Mapping[str, Commune], today: date) -> None:
    """A market on the square of Crest, and two trucks that stop in villages and meet there."""
    square = Place.objects.get(name=SQUARE)
    market = save_market(actor=planner, fields=market_fields(today, square.pk))
    for name, halts in ROUNDS.items():
        place = Place.objects.get(name=name)
        # The market, on Saturdays, is beyond the usual week.
        fields = VehicleFields(weekdays=0b111111, note=NOTE if name == BUS else "")
        change_vehicle(actor=planner, place=place, version=1, fields=fields)
        for halt in halts:
            save_stop(
                actor=planner,
                place=place,
                version=Vehicle.objects.get(pk=place).version,
                fields=_fields(halt, name, market, communes, today),
            )
        vehicle = Vehicle.objects.select_related("place").get(pk=place)
        digest = differences(vehicle, clock.now()).digest
        publish_rounds(actor=planner, place=place, version=vehicle.version, digest=digest)


def _fields(
    halt: Halt, name: str, market: Market, communes: Mapping[str, Commune], today: date
) -> StopFields:
    functions = Function.objects.filter(code__in=halt.functions).values_list("pk", flat=True)
    if not halt.is_at_market:
        commune = communes.get(folded(halt.commune))
        if commune is None:
            raise LookupError(f"{name}: GeoNames has no commune {halt.commune!r} in reach.")
        point = (commune.latitude, commune.longitude)
        return stop_fields(
            halt, today, function_ids=functions, point=point, market_id=None, resource_id=None
        )
    pitch = market.square.resources.get(name=PITCH) if name == BUS else None
    return stop_fields(
        halt,
        today,
        function_ids=functions,
        point=(None, None),
        market_id=market.pk,
        resource_id=pitch.pk if pitch else None,
    )
