"""The day of a vehicle, drive by drive."""

from collections.abc import Callable
from typing import Any

from softplace.places.commands import add_closure
from softplace.rounds.queries import days_of, visits_between
from tests.rounds.conftest import NINE, TUESDAY, Wheels


def test_a_day_leads_from_the_depot_to_each_stop_and_back(wheels: Wheels) -> None:
    wheels.stop("Saou", length_minutes=120)
    wheels.stop("Die", start_minute=NINE + 240, length_minutes=60)
    visits = visits_between([wheels.bus.pk], TUESDAY, TUESDAY)
    day = days_of([wheels.bus], visits)[wheels.bus.pk, TUESDAY]
    assert [leg.to_name for leg in day.legs] == [
        "Saou, place de la Bascule", "Die, place de la Bascule", "",
    ]  # fmt: skip
    # 10.6 km as the crow flies, 1.4 times that on the way, at 50 km/h.
    assert [round(leg.minutes) for leg in day.legs] == [18, 46, 47]
    assert [round(leg.km) for leg in day.legs] == [15, 38, 39]
    assert (f"{day.leaves_at:%H:%M}", f"{day.back_at:%H:%M}") == ("07:42", "13:47")  # in UTC
    assert day.is_guessed and not any(leg.is_short for leg in day.legs)


def test_a_vehicle_is_nowhere_on_its_days_off(wheels: Wheels) -> None:
    wheels.stop()
    add_closure(actor=wheels.keeper, place=wheels.bus, first_date=TUESDAY, last_date=TUESDAY)
    assert visits_between([wheels.bus.pk], TUESDAY, TUESDAY) == []


def test_the_week_takes_the_same_queries_whatever_the_number_of_stops(
    wheels: Wheels, django_assert_num_queries: Callable[[int], Any]
) -> None:
    wheels.stop("Saou", length_minutes=60)
    wheels.stop("Die", start_minute=NINE + 240, length_minutes=60)
    with django_assert_num_queries(5):
        days_of([wheels.bus], visits_between([wheels.bus.pk], TUESDAY, TUESDAY))
    wheels.stop("Saou", start_minute=NINE + 360, length_minutes=60)
    with django_assert_num_queries(5):
        days_of([wheels.bus], visits_between([wheels.bus.pk], TUESDAY, TUESDAY))
