"""Publishing a scenario into openings: what is written, what stands in the way, once only."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from softplace.bookings.models import Booking
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.places.models import Closure, OpeningRule, Place
from softplace.places.queries.occurrences import occurrences, rules_between
from softplace.reach.enums import EditKind
from softplace.reach.models import Scenario, Study
from softplace.reach.planning import plan_publication, publish
from softplace.territory.models import Function
from softplace.trail.models import Entry
from tests.reach.conftest import AddPlace
from tests.reach.test_edits import STOP, THURSDAY, edited, reloaded

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday
MONDAY = date(2026, 12, 7)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.frozen(NOW):
        yield


def published(planner: User, scenario: Scenario, **options: Any) -> Scenario:
    scenario = reloaded(scenario)
    plan = plan_publication(scenario, MONDAY)
    chosen: dict[str, Any] = {"version": scenario.version, "digest": plan.digest} | options
    return publish(actor=planner, scenario=scenario, effective_on=MONDAY, **chosen)


def openings(place: Place, first: date, days: int = 7, code: str = "library") -> list[str]:
    """When a function of a place is open, as "Mon 9-11"."""
    start = datetime.combine(first, datetime.min.time(), PARIS)
    function = Function.objects.get(code=code)
    offer = place.offers.filter(function=function).first()
    if offer is None:
        return []
    rules = [
        rule
        for rule in rules_between([place], start, start + timedelta(days=days))
        if rule.function_id == (function.pk if offer.has_own_hours else None)
    ]
    end = start + timedelta(days=days)
    return [
        f"{one.start:%a} {one.start.hour}-{one.end.hour}"
        for one in occurrences([place], rules, start, end, most=100)
    ]


BEFORE = MONDAY - timedelta(days=7)


def test_a_place_closes_from_the_day_and_not_before(planner: User, scenario: Scenario) -> None:
    edited(planner, scenario, EditKind.CLOSE, key="south")
    done = published(planner, scenario)
    south = Place.objects.get(slug="south")
    assert openings(south, BEFORE) == ["Mon 9-11"]
    assert openings(south, MONDAY) == []
    assert (done.published_at, done.effective_on, done.published_by) == (NOW, MONDAY, planner)
    assert Entry.objects.get(verb="publish_scenario").actor == planner


def test_a_stop_becomes_a_truck_with_a_rule(planner: User, scenario: Scenario) -> None:
    edited(planner, scenario, EditKind.STOP, **STOP)
    published(planner, scenario)
    truck = Place.objects.get(slug="north")
    assert (truck.kind, truck.is_mobile, truck.is_published) == ("truck", True, True)
    assert truck.commune is not None
    assert truck.commune.name == "North"
    assert openings(truck, MONDAY) == ["Thu 9-12"]
    assert openings(truck, BEFORE) == []


def test_it_happens_once(planner: User, scenario: Scenario) -> None:
    edited(planner, scenario, EditKind.STOP, **STOP)
    seen = plan_publication(reloaded(scenario), MONDAY).digest
    first = published(planner, scenario)
    again = published(planner, scenario, digest=seen, version=2)
    assert again.published_at == first.published_at
    assert Place.objects.filter(name="North").count() == 1
    assert Entry.objects.filter(verb="publish_scenario").count() == 1


def test_other_functions_of_the_place_keep_their_hours(
    planner: User, scenario: Scenario, add_place: AddPlace
) -> None:
    both = add_place("both", 45.05, functions=("library", "printing"))
    edited(planner, scenario, EditKind.CLOSE, key="both", function="library")
    published(planner, scenario)
    assert openings(both, BEFORE) == ["Mon 9-11"]
    assert openings(both, MONDAY) == []
    assert openings(both, MONDAY, code="printing") == ["Mon 9-11"]


def test_hours_change_for_the_function_alone(
    planner: User, scenario: Scenario, add_place: AddPlace
) -> None:
    both = add_place("both", 45.05, functions=("library", "printing"))
    edited(planner, scenario, EditKind.HOURS, key="both", function="library", hours=THURSDAY)
    published(planner, scenario)
    assert openings(both, BEFORE) == ["Mon 9-11"]
    assert openings(both, MONDAY) == ["Thu 9-12"]
    assert openings(both, MONDAY, code="printing") == ["Mon 9-11"]


def test_a_town_hall_offers_the_function_from_the_day(
    planner: User, scenario: Scenario, add_place: AddPlace
) -> None:
    hall = add_place("hall", 45.1, functions=("printing",))
    edited(planner, scenario, EditKind.ADD, key="hall", function="library", hours=THURSDAY)
    published(planner, scenario)
    assert openings(hall, BEFORE) == []
    assert openings(hall, MONDAY) == ["Thu 9-12"]


def test_a_move_is_a_new_place_and_the_old_one_closed(planner: User, scenario: Scenario) -> None:
    edited(planner, scenario, EditKind.MOVE, key="south", latitude=45.1, longitude=5.0)
    edited(planner, scenario, EditKind.HOURS, key="south", function="library", hours=THURSDAY)
    published(planner, scenario)
    old, new = Place.objects.filter(name="South").order_by("pk")
    assert (new.latitude, openings(new, MONDAY), openings(new, BEFORE)) == (45.1, ["Thu 9-12"], [])
    assert (openings(old, BEFORE), openings(old, MONDAY)) == (["Mon 9-11"], [])


def test_bookings_stand_in_the_way_and_are_never_touched(planner: User, scenario: Scenario) -> None:
    south = Place.objects.get(slug="south")
    at = datetime(2026, 12, 14, 9, tzinfo=UTC)
    Booking.objects.create(
        reference="A", check_in_code="1", place=south, title="Choir", starts_at=at,
        ends_at=at + timedelta(hours=1), status="confirmed", created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    edited(planner, scenario, EditKind.CLOSE, key="south")
    assert [b.title for b in plan_publication(reloaded(scenario), MONDAY).obstacles] == ["Choir"]
    with pytest.raises(Refused) as refused:
        published(planner, scenario)
    assert [reason.code for reason in refused.value.reasons] == ["bookings_in_the_way"]
    assert Closure.objects.count() == 0
    published(planner, scenario, bookings_stay=True)
    assert Closure.objects.count() == 1
    assert Booking.objects.get().status == "confirmed"


def test_a_shuttle_is_said_not_to_be_written(planner: User, scenario: Scenario) -> None:
    Study.objects.update(mode="car")
    shuttle = {"key": "south", "stops": [[45.1, 5.0]], "names": ["North"], "hours": THURSDAY}
    edited(planner, scenario, EditKind.SHUTTLE, **shuttle)
    plan = plan_publication(reloaded(scenario), MONDAY)
    assert [reason.code for reason in plan.left_out] == ["shuttle_not_published"]
    with pytest.raises(Refused) as refused:
        published(planner, scenario)
    assert [reason.code for reason in refused.value.reasons] == ["nothing_to_publish"]


def test_hours_that_nobody_knows_cannot_end(planner: User, scenario: Scenario) -> None:
    OpeningRule.objects.all().delete()
    edited(planner, scenario, EditKind.CLOSE, key="south", function="library")
    plan = plan_publication(reloaded(scenario), MONDAY)
    assert ([*plan.steps], [reason.code for reason in plan.left_out]) == (
        [], ["function_without_hours"],
    )  # fmt: skip


def test_what_was_not_seen_is_not_published(
    planner: User, scenario: Scenario, add_place: AddPlace
) -> None:
    edited(planner, scenario, EditKind.CLOSE, key="south")
    seen = plan_publication(reloaded(scenario), MONDAY).digest
    edited(planner, scenario, EditKind.STOP, **STOP)
    with pytest.raises(Refused) as refused:
        published(planner, scenario, digest=seen)
    assert [reason.code for reason in refused.value.reasons] == ["publication_changed"]
    assert Scenario.objects.get().published_at is None


def test_nothing_is_left_where_one_step_is_refused(
    planner: User, scenario: Scenario, add_place: AddPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(planner, scenario, EditKind.CLOSE, key="south")
    edited(planner, scenario, EditKind.STOP, **STOP)

    def broken(**_: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("softplace.reach.commands.publishing.create_place", broken)
    with pytest.raises(RuntimeError):
        published(planner, scenario)
    assert (Closure.objects.count(), Scenario.objects.get().published_at) == (0, None)


def test_a_day_that_is_over_is_refused(scenario: Scenario) -> None:
    with pytest.raises(Refused) as refused:
        plan_publication(reloaded(scenario), date(2026, 11, 23))
    assert [reason.code for reason in refused.value.reasons] == ["effective_in_past"]


def test_a_published_scenario_does_not_change(planner: User, scenario: Scenario) -> None:
    edited(planner, scenario, EditKind.STOP, **STOP)
    published(planner, scenario)
    with pytest.raises(Refused) as refused:
        edited(planner, scenario, EditKind.CLOSE, key="south")
    assert [reason.code for reason in refused.value.reasons] == ["scenario_is_published"]
