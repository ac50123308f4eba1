"""What is planned becomes openings, as differences."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from softplace.bookings.commands import book, refuse_booking, set_terms
from softplace.bookings.models import Booking
from softplace.bookings.rules import Ask, Item
from softplace.find.queries import forget_lexicon, search
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.places.commands import add_closure
from softplace.places.models import Closure, OpeningRule, Place
from softplace.places.queries import openings
from softplace.rounds.commands import publish_rounds, remove_stop, save_stop
from softplace.rounds.models import Stop, Vehicle
from softplace.rounds.queries import differences
from softplace.rounds.queries.integrity import stops_without_openings, visits_astray
from softplace.trail.models import Entry
from tests.rounds.conftest import MONDAY, NINE, NOON, Wheels
from tests.rounds.test_stops import codes

MARCH = (date(2027, 3, 1), date(2027, 4, 30))


def hours_at(place: Place) -> list[str]:
    """The openings of a place in March and April: "2 Mar 09-12"."""
    return [f"{o.start:%-d %b %H}-{o.end:%H}" for o in openings(place, *MARCH)]


def halt(number: int = 0) -> Place:
    return Place.objects.filter(halt__isnull=False).order_by("id")[number]


def steps(wheels: Wheels) -> list[tuple[str, str]]:
    plan = differences(Vehicle.objects.get(), clock.now())
    return [(step.kind.value, step.name) for step in plan.steps]


def test_nothing_is_on_the_calendar_before_it_is_published(wheels: Wheels) -> None:
    wheels.stop()
    assert OpeningRule.objects.exclude(place=wheels.square).count() == 0
    assert steps(wheels) == [("open", "Saou, place de la Bascule")]


def test_a_published_stop_opens_where_the_vehicle_stands(wheels: Wheels) -> None:
    wheels.stop(function_ids=(wheels.papers.pk, wheels.care.pk))
    wheels.publish()
    there = halt()
    assert (there.name, there.is_mobile, there.kind) == (
        "Bus des vallées – Saou, place de la Bascule", True, "truck",
    )  # fmt: skip
    assert (there.latitude, there.longitude, there.phone) == (44.64, 5.06, "01 99 00 00 01")
    assert sorted(f.code for f in there.functions.all()) == ["care", "papers"]
    assert hours_at(there)[:4] == ["2 Mar 09-12", "2 Mar 09-12", "9 Mar 09-12", "9 Mar 09-12"]
    assert steps(wheels) == []


def test_find_sees_the_vehicle_where_and_when_it_stands(wheels: Wheels) -> None:
    wheels.stop()
    wheels.publish()
    forget_lexicon()
    at = MONDAY + timedelta(days=1, hours=2)
    zone = ZoneInfo("Europe/Paris")
    _, found = search({"q": ["papers"], "where": ["Saou"], "when": ["now"]}, now=at, zone=zone)
    assert [(a.name, a.commune, a.is_mobile) for a in found.answers] == [
        ("Bus des vallées – Saou, place de la Bascule", "Saou", True)
    ]
    forget_lexicon()


def test_the_place_of_a_halt_serves_again(wheels: Wheels) -> None:
    wheels.stop()
    wheels.stop(start_minute=14 * 60, function_ids=(wheels.care.pk,))
    wheels.publish()
    assert Place.objects.filter(halt__isnull=False).count() == 1


def test_a_shorter_stop_ends_earlier_and_nothing_else_is_written(wheels: Wheels) -> None:
    stop = wheels.stop()
    wheels.publish()
    rule = OpeningRule.objects.get(place=halt())
    wheels.stop(stop=stop, last_day=date(2027, 3, 16))
    assert steps(wheels) == [("end", "Saou, place de la Bascule")]
    wheels.publish()
    assert OpeningRule.objects.get(place=halt()).pk == rule.pk
    assert hours_at(halt()) == ["2 Mar 09-12", "9 Mar 09-12", "16 Mar 09-12"]


def test_other_hours_hold_from_the_day_given_and_the_past_stays(wheels: Wheels) -> None:
    stop = wheels.stop()
    wheels.publish()
    with clock.frozen(MONDAY + timedelta(days=8)):
        wheels.stop(stop=stop, start_minute=14 * 60, first_day=date(2027, 3, 16))
        assert steps(wheels) == [
            ("end", "Saou, place de la Bascule"),
            ("open", "Saou, place de la Bascule"),
        ]
        wheels.publish()
    assert hours_at(halt()) == [
        "2 Mar 09-12", "9 Mar 09-12", "16 Mar 14-17", "23 Mar 14-17", "30 Mar 14-17",
    ]  # fmt: skip


def test_a_change_that_is_published_late_holds_from_the_next_time(wheels: Wheels) -> None:
    stop = wheels.stop(cadence="every_other_week")
    wheels.publish()
    wheels.stop(stop=stop, cadence="every_other_week", start_minute=14 * 60)
    with clock.frozen(MONDAY + timedelta(days=2)):
        wheels.publish()
    assert hours_at(halt()) == ["2 Mar 09-12", "16 Mar 14-17", "30 Mar 14-17"]
    assert stops_without_openings() == []


def test_a_stop_that_is_taken_off_leaves_the_calendar_when_that_is_published(
    wheels: Wheels,
) -> None:
    stop = wheels.stop()
    wheels.publish()
    remove_stop(actor=wheels.keeper, place=wheels.bus, version=wheels.version, stop=stop)
    assert len(hours_at(halt())) == 5
    assert steps(wheels) == [("end", "Saou, place de la Bascule")]
    wheels.publish()
    assert (hours_at(halt()), halt().is_published, Stop.objects.count()) == ([], False, 0)


def test_a_stop_that_has_begun_ends_today_when_it_is_taken_off(wheels: Wheels) -> None:
    stop = wheels.stop()
    wheels.publish()
    with clock.frozen(MONDAY + timedelta(days=8)):
        remove_stop(actor=wheels.keeper, place=wheels.bus, version=wheels.version, stop=stop)
        wheels.publish()
    assert hours_at(halt()) == ["2 Mar 09-12", "9 Mar 09-12"]
    assert (stops_without_openings(), visits_astray()) == ([], [])


def test_days_off_the_road_close_every_halt_and_open_again(wheels: Wheels) -> None:
    wheels.stop()
    wheels.publish()
    nine = date(2027, 3, 9)
    add_closure(
        actor=wheels.keeper, place=wheels.bus, first_date=nine, last_date=nine, note="Contrôle"
    )
    assert steps(wheels) == [("close", "Contrôle")]
    wheels.publish()
    assert hours_at(halt())[:2] == ["2 Mar 09-12", "16 Mar 09-12"]
    Closure.objects.filter(place=wheels.bus).delete()
    assert steps(wheels) == [("reopen", "Contrôle")]
    wheels.publish()
    assert len(hours_at(halt())) == 5


def test_only_what_was_seen_is_published_and_only_once(wheels: Wheels) -> None:
    wheels.stop()
    plan = differences(Vehicle.objects.get(), clock.now())
    wheels.stop("Die", start_minute=14 * 60)
    with pytest.raises(Refused) as refusal:
        publish_rounds(
            actor=wheels.keeper, place=wheels.bus, version=wheels.version, digest=plan.digest
        )
    assert codes(refusal) == ["rounds_changed_since_seen"]
    wheels.publish()
    with pytest.raises(Refused) as refusal:
        wheels.publish()
    assert codes(refusal) == ["rounds_as_published"]
    entry = Entry.objects.about(wheels.bus).get(verb="publish_rounds")
    assert [step["kind"] for step in entry.changes["steps"][1]] == ["open", "open"]


def test_strangers_publish_nothing(wheels: Wheels) -> None:
    wheels.stop()
    with pytest.raises(Refused) as refusal:
        wheels.publish(actor=wheels.stranger)
    assert codes(refusal) == ["not_your_place"]
    assert Place.objects.filter(halt__isnull=False).count() == 0


def test_the_pitch_of_a_stop_is_booked_and_given_up_with_it(wheels: Wheels) -> None:
    stop = wheels.stop(resource_id=wheels.pitch.pk)
    assert stop.point == (44.75, 5.37)
    wheels.publish()
    booked = Booking.objects.order_by("starts_at")
    assert [(b.starts_at.day, b.starts_at.hour) for b in booked] == [
        (2, 8), (9, 8), (16, 8), (23, 8), (30, 7),
    ]  # fmt: skip
    assert {b.person for b in booked} == {wheels.keeper}
    with clock.frozen(MONDAY + timedelta(days=8)):
        remove_stop(actor=wheels.keeper, place=wheels.bus, version=wheels.version, stop=stop)
        wheels.publish()
    assert [b.status for b in booked.all()] == ["confirmed"] * 2 + ["cancelled"] * 3


def test_a_pitch_that_is_taken_leaves_the_round_as_it_was(wheels: Wheels) -> None:
    wheels.stop(resource_id=wheels.pitch.pk)
    start = MONDAY + timedelta(days=8, hours=1)
    ask = Ask((Item(wheels.pitch.pk),), start, start + timedelta(hours=1))
    book(actor=wheels.stranger, person=wheels.stranger, ask=ask, title="Stall")
    with pytest.raises(Refused) as refusal:
        wheels.publish()
    assert codes(refusal)[0] == "berth_refused"
    assert (Place.objects.filter(halt__isnull=False).count(), Booking.objects.count()) == (0, 1)


def test_a_date_that_the_keeper_refuses_is_to_be_booked_again(wheels: Wheels) -> None:
    set_terms(actor=None, place=wheels.square, needs_approval=True, horizon_days=15)
    wheels.stop(resource_id=wheels.pitch.pk)
    wheels.publish()
    asked = Booking.objects.order_by("starts_at")
    assert [b.status for b in asked] == ["requested"] * 3  # the others wait for their horizon
    refuse_booking(actor=wheels.planner, booking=asked[0], reason="Market day")
    plan = differences(Vehicle.objects.get(), clock.now())
    assert [(d.name, [day.day for day in d.days]) for d in plan.to_book] == [
        ("Die, place de la Bascule", [2])
    ]


def test_a_planner_publishes_in_the_name_of_a_keeper(wheels: Wheels) -> None:
    save_stop(
        actor=wheels.planner,
        place=wheels.bus,
        version=1,
        fields=wheels.fields(resource_id=wheels.pitch.pk, length_minutes=NOON - NINE),
    )
    wheels.publish(actor=wheels.planner)
    assert {b.person for b in Booking.objects.all()} == {wheels.keeper}
    assert Vehicle.objects.get().published_by == wheels.planner
