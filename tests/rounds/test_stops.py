"""Planning the stops of a vehicle."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.rounds.commands import lock_stop, remove_stop, save_stop
from softplace.rounds.models import Stop, Vehicle, Visit
from softplace.trail.models import Entry
from tests.rounds.conftest import MONDAY, NINE, NOON, Wheels


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def days_of(stop: Stop) -> list[int]:
    return [visit.day.day for visit in stop.visits.order_by("day")]


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        ("weekly", [2, 9, 16, 23, 30]),
        ("every_other_week", [2, 16, 30]),
        ("monthly", [2]),
        ("once", [2]),
    ],
)
def test_a_stop_comes_on_the_days_of_its_cadence(
    wheels: Wheels, cadence: str, days: list[int]
) -> None:
    assert days_of(wheels.stop(cadence=cadence)) == days


def test_a_stop_leaves_out_public_holidays_unless_told(wheels: Wheels) -> None:
    monday = {"first_day": date(2027, 3, 22), "last_day": date(2027, 4, 5)}
    assert days_of(wheels.stop(**monday)) == [22, 5]  # Easter Monday is the 29th
    usual = wheels.stop("Die", **monday, on_public_holidays=0, start_minute=14 * 60)
    assert days_of(usual) == [22, 29, 5]


def test_the_commune_is_the_nearest_one(wheels: Wheels) -> None:
    assert wheels.stop("Saou").name == "Saou, place de la Bascule"


def test_a_vehicle_is_not_in_two_places_at_once(wheels: Wheels) -> None:
    wheels.stop("Saou")
    with pytest.raises(Refused) as refusal:
        wheels.stop("Die", cadence="once", first_day=date(2027, 3, 16), start_minute=NOON - 1)
    assert codes(refusal) == ["vehicle_is_at"]
    assert str(refusal.value.reasons[0].details["at"]) == "2027-03-16 09:00:00+01:00"
    assert Stop.objects.count() == 1


def test_the_database_keeps_a_vehicle_in_one_place(wheels: Wheels) -> None:
    stop = wheels.stop("Saou")
    visit = stop.visits.order_by("day")[0]
    hour = timedelta(hours=1)
    period = DateTimeTZRange(visit.starts_at + hour, visit.ends_at + hour)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(stop=stop, vehicle=stop.vehicle, day=visit.day, period=period)


def test_a_drive_that_is_short_may_be_accepted_and_one_beyond_reason_not(wheels: Wheels) -> None:
    wheels.stop("Saou")  # Die is 28 km away, 47 min by a guess
    late = {"start_minute": NOON + 30, "length_minutes": 60}
    with pytest.raises(Refused) as refusal:
        wheels.stop("Die", **late)
    assert codes(refusal) == ["drive_too_short"]
    assert refusal.value.reasons[0].details["there_are"] == 30
    wheels.stop("Die", **late, accepts_drive=True)
    with pytest.raises(Refused) as refusal:
        wheels.stop("Saou", start_minute=NOON + 95, length_minutes=60, accepts_drive=True)
    assert codes(refusal) == ["drive_impossible"]


def test_only_its_keepers_and_planners_plan_a_vehicle(wheels: Wheels) -> None:
    with pytest.raises(Refused) as refusal:
        save_stop(actor=wheels.stranger, place=wheels.bus, version=1, fields=wheels.fields())
    assert codes(refusal) == ["not_your_place"]
    save_stop(actor=wheels.planner, place=wheels.bus, version=1, fields=wheels.fields())
    entry = Entry.objects.about(wheels.bus).get(verb="add_stop")
    assert (entry.actor_id, entry.changes["stop"][1]["spot"]) == (
        wheels.planner.pk,
        "Saou, place de la Bascule",
    )


def test_who_has_not_seen_the_last_change_is_told(wheels: Wheels) -> None:
    wheels.stop("Saou")
    with pytest.raises(Refused) as refusal:
        save_stop(actor=wheels.planner, place=wheels.bus, version=1, fields=wheels.fields("Die"))
    assert codes(refusal) == ["round_changed_meanwhile"]


def test_what_stands_still_has_no_rounds(wheels: Wheels) -> None:
    with pytest.raises(Refused) as refusal:
        save_stop(actor=wheels.planner, place=wheels.square, version=1, fields=wheels.fields())
    assert codes(refusal) == ["not_a_vehicle"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"function_ids": ()}, "stop_without_function"),
        ({"last_day": date(2027, 3, 1)}, "stop_ends_before_first"),
        ({"last_day": date(2029, 3, 1)}, "round_too_long"),
        ({"length_minutes": 0}, "ends_before_start"),
        ({"length_minutes": 17 * 60}, "stop_length_out_of_range"),
        ({"latitude": None}, "commune_or_point_needed"),
        ({"resource_id": 10**9}, "room_not_bookable"),
        ({"market_id": 10**9}, "already_removed"),
        ({"spot": "<b>"}, "name_with_markup"),
    ],
)
def test_what_makes_no_stop_is_refused_with_its_reason(
    wheels: Wheels, said: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        wheels.stop(**said)
    assert code in codes(refusal)
    assert (Stop.objects.count(), Visit.objects.count()) == (0, 0)


def test_a_published_stop_that_has_begun_keeps_its_past(wheels: Wheels) -> None:
    stop = wheels.stop()
    wheels.publish()
    with clock.frozen(MONDAY + timedelta(days=9)):
        with pytest.raises(Refused) as refusal:
            wheels.stop(stop=stop, start_minute=NINE + 60)
        assert codes(refusal) == ["begun_stop_changes_later"]
        later = wheels.stop(stop=stop, start_minute=NINE + 60, first_day=date(2027, 3, 16))
    stop.refresh_from_db()
    assert (days_of(stop), days_of(later)) == ([2, 9], [16, 23, 30])
    assert later.pk != stop.pk


def test_a_stop_that_nobody_saw_is_changed_in_place_and_goes_when_removed(wheels: Wheels) -> None:
    stop = wheels.stop()
    assert wheels.stop(stop=stop, start_minute=NINE + 60).pk == stop.pk
    remove_stop(actor=wheels.keeper, place=wheels.bus, version=wheels.version, stop=stop)
    assert (Stop.objects.count(), Visit.objects.count()) == (0, 0)
    with pytest.raises(Refused) as refusal:
        remove_stop(actor=wheels.keeper, place=wheels.bus, version=wheels.version, stop=stop)
    assert codes(refusal) == ["already_removed"]


def test_a_lock_is_noted_once(wheels: Wheels) -> None:
    stop = wheels.stop()
    for _ in range(2):
        lock_stop(
            actor=wheels.keeper, place=wheels.bus, version=wheels.version, stop=stop, is_locked=True
        )
    assert Stop.objects.get().is_locked
    assert Entry.objects.filter(verb="lock_stop").count() == 1
    assert Vehicle.objects.get().version == 3
