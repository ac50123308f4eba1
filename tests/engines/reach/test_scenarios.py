import numpy as np
import pytest

from softplace.engines.reach.comparison import Rates, change, upkeep
from softplace.engines.reach.scenario import (
    AddFunction,
    AddStop,
    ClosePlace,
    Edit,
    Kind,
    MovePlace,
    Network,
    Offer,
    OpenPlace,
    Place,
    SetHours,
    applied,
)
from softplace.engines.reach.shuttle_line import with_shuttle
from softplace.engines.reach.templates import (
    all_mobile,
    close_least_used,
    delegate,
    open_vacant,
    shorter_hours,
    specialise,
)
from softplace.engines.travel import TravelMatrix, Unit
from softplace.foundation.errors import Refused

POST, FORMS = "post", "forms"
MONDAY, TUESDAY, THURSDAY = ((540, 720),), ((1980, 2160),), ((4860, 5040),)

NETWORK = Network.of(
    [
        Place("die", 44.75, 5.37, (Offer(POST, MONDAY), Offer(FORMS, MONDAY + TUESDAY))),
        Place("crest", 44.73, 5.02, (Offer(POST, TUESDAY),), square_metres=80),
        Place("town hall", 44.69, 5.10),
    ]
)


def offering(network: Network, function: str) -> list[str]:
    return [place.key for place in network.offering(function)]


def test_each_edit_does_what_it_says() -> None:
    after = applied(
        NETWORK,
        [
            ClosePlace("crest"),
            MovePlace("die", 44.8, 5.4),
            SetHours("die", POST, THURSDAY),
            AddFunction("town hall", POST, MONDAY),
            AddStop("truck at saillans", 44.69, 5.19, (POST,), THURSDAY),
            OpenPlace(Place("luc", 44.6, 5.4, (Offer(FORMS, TUESDAY),))),
            AddStop("market", 44.7, 5.2, (POST, FORMS), MONDAY),
        ],
    )
    assert offering(after, POST) == ["die", "town hall", "truck at saillans", "market"]
    assert offering(after, FORMS) == ["die", "luc", "market"]
    keys, points, openings = after.sites(POST)
    assert keys[0] == "die"
    assert points.lat.tolist() == [44.8, 44.69, 44.69, 44.7]
    assert openings.open_at(4900, 4).tolist() == [True, False, True, False]
    assert [place.offers[-1].kind for place in after.offering(POST)[1:]] == [
        Kind.DELEGATED,
        Kind.MOBILE,
        Kind.MARKET,
    ]


def test_a_scenario_is_undone_by_applying_less_of_it() -> None:
    edits: list[Edit] = [ClosePlace("crest"), AddFunction("town hall", POST, MONDAY)]
    assert applied(NETWORK, edits) != NETWORK
    assert applied(NETWORK, edits[:0]) == NETWORK
    assert offering(applied(NETWORK, edits[1:]), POST) == ["die", "crest", "town hall"]


def test_one_function_of_a_place_closes_and_the_other_stays() -> None:
    after = applied(NETWORK, [ClosePlace("die", POST)])
    assert offering(after, POST) == ["crest"]
    assert offering(after, FORMS) == ["die"]


@pytest.mark.parametrize(
    "edit, code",
    [
        (ClosePlace("lyon"), "place_not_in_scenario"),
        (MovePlace("lyon", 45, 5), "place_not_in_scenario"),
        (MovePlace("die", 95, 5), "point_off_the_globe"),
        (OpenPlace(Place("die", 44, 5)), "place_already_in_scenario"),
        (ClosePlace("crest", FORMS), "function_not_at_place"),
        (SetHours("crest", FORMS, MONDAY), "function_not_at_place"),
        (SetHours("die", POST, ((720, 540),)), "hours_end_before_start"),
        (AddFunction("die", POST, ((-60, 60),)), "hours_outside_week"),
    ],
)
def test_an_edit_of_what_is_not_there_is_refused(edit: Edit, code: str) -> None:
    with pytest.raises(Refused, match=code):
        applied(NETWORK, [edit])


def test_an_operator_closes_its_least_used_agencies() -> None:
    visits = {"die": 900.0, "crest": 40.0}
    assert close_least_used(NETWORK, POST, visits, 1) == [ClosePlace("crest", POST)]
    with pytest.raises(Refused, match="more_closures_than_places"):
        close_least_used(NETWORK, POST, visits, 3)


def test_all_agencies_become_stops_one_slot_each() -> None:
    after = applied(NETWORK, all_mobile(NETWORK, POST, [MONDAY, THURSDAY]))
    stops = after.offering(POST)
    assert [(p.key, p.offers[0].hours, p.offers[0].kind) for p in stops] == [
        ("die:stop", MONDAY, Kind.MOBILE),
        ("crest:stop", THURSDAY, Kind.MOBILE),
    ]


def test_a_service_is_delegated_where_it_is_not_yet_in_the_hours_of_the_counter() -> None:
    edits = delegate(NETWORK, FORMS, ["die", "crest"])
    assert edits == [AddFunction("crest", FORMS, TUESDAY)]


def test_vacant_spaces_are_put_to_a_function_in_their_free_hours() -> None:
    after = applied(NETWORK, open_vacant(NETWORK, FORMS, {"town hall": MONDAY, "crest": ()}, 20))
    assert offering(after, FORMS) == ["die", "town hall"]
    assert after.place("town hall").square_metres == 20


def test_specialised_again_each_place_keeps_the_function_with_most_hours() -> None:
    after = applied(NETWORK, specialise(NETWORK))
    assert (offering(after, POST), offering(after, FORMS)) == (["crest"], ["die"])


def test_shorter_hours_keep_the_first_part_of_each_span() -> None:
    after = applied(NETWORK, shorter_hours(NETWORK, POST, 0.5))
    assert after.place("crest").offers[0].hours == ((1980, 2070),)


def test_who_gains_and_who_loses() -> None:
    people = np.array([100.0, 10.0, 1.0, 5.0, 7.0])
    before = np.array([5.0, 12.0, 8.0, np.inf, np.inf])
    after = np.array([5.0, 6.0, 11.0, 20.0, np.inf])
    found = change(before, after, people, less_is_better=True)
    assert found.difference.tolist() == [0, -6, 3, -np.inf, 0]
    assert (found.people_better, found.people_worse, found.people_same) == (15, 1, 107)
    assert found.mean_difference == pytest.approx((-60 + 3) / 111)
    more = change(before, after, people, less_is_better=False)
    assert (more.people_better, more.people_worse) == (1, 15)


def test_upkeep_of_a_year() -> None:
    network = applied(NETWORK, [AddStop("truck", 44.69, 5.19, (POST,), THURSDAY + MONDAY)])
    rates = Rates(
        rent_per_square_metre_year=100,
        staff_per_hour=20,
        vehicle_per_km=0.5,
        litres_per_100_km=10,
        kgco2e_per_litre=3.17,
    )
    found = upkeep(network, rates, {"truck": 30.0, "die": 999.0})
    assert found.rent_euros == 8000
    assert found.staff_euros == pytest.approx((3 * 4 + 3 * 2) * 52.18 * 20)
    assert found.vehicle_km == pytest.approx(60 * 52.18)
    assert found.vehicle_euros == pytest.approx(30 * 52.18)
    assert found.kgco2e == pytest.approx(6 * 52.18 * 3.17)
    # Two comings of 30 km at 40 km an hour; nobody waits with the truck.
    assert found.driver_hours == pytest.approx(1.5 * 52.18)
    assert found.driver_euros == pytest.approx(1.5 * 52.18 * 20)
    shares = (found.rent_euros, found.staff_euros, found.vehicle_euros, found.driver_euros)
    assert found.euros == sum(shares)


@pytest.mark.parametrize(
    "speed, waiting, hours", [(60.0, 0.0, 1.0), (0.0, 0.0, 0.0), (0.0, 2.0, 12.0), (30.0, 1.0, 8.0)]
)
def test_drivers_are_on_the_road_and_wait_at_stops(
    speed: float, waiting: float, hours: float
) -> None:
    """Twice a week the truck comes 30 km and stands three hours, with two functions."""
    stop = AddStop("truck", 44.69, 5.19, (POST, "library"), THURSDAY + MONDAY)
    rates = Rates(vehicle_km_per_hour=speed, drivers_at_stop=waiting)
    found = upkeep(applied(NETWORK, [stop]), rates, {"truck": 30.0})
    assert found.driver_hours == pytest.approx(hours * 52.18)


def test_a_rate_below_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="rate_negative"):
        Rates(staff_per_hour=-1)


def test_a_shuttle_brings_people_nearer_and_never_farther() -> None:
    travel = TravelMatrix(np.array([[50.0, 70.0], [5.0, 80.0]]))
    to_stops = TravelMatrix(np.array([[3.0, np.inf], [4.0, 2.0]]))
    after = with_shuttle(travel, to_stops, np.array([[20.0], [10.0]]), [0])
    assert after.costs.tolist() == [[23, 70], [5, 80]]


def test_a_shuttle_needs_minutes() -> None:
    km = TravelMatrix(np.array([[50.0]]), Unit.KM)
    with pytest.raises(Refused, match="shuttle_needs_minutes"):
        with_shuttle(km, km, np.array([[1.0]]), [0])
