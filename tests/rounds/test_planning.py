"""A draft becomes a problem, its plan a proposal, the proposal stops."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from softplace.computing.enums import RunStatus
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.places.models import Place
from softplace.rounds.commands import (
    add_target,
    create_draft,
    lock_stop,
    remove_target,
    request_computation,
    save_stop,
    stop_computation,
    take_over,
)
from softplace.rounds.commands.drafts import fail_silent_computations, queue_lost_computations
from softplace.rounds.models import Computation, Draft, Stop, Vehicle
from softplace.rounds.planning.asking import asked_of
from softplace.rounds.planning.running import compute
from softplace.rounds.rules.draft import DraftFields, TargetFields
from tests.rounds.conftest import MONDAY, NINE, Wheels
from tests.rounds.test_stops import codes

pytestmark = pytest.mark.xdist_group("rounds")
"""One worker for all that run the engine: it is compiled once."""
FIRST, LAST = date(2027, 3, 8), date(2027, 3, 28)


def make_draft(wheels: Wheels, *vehicles: Place, **said: Any) -> Draft:
    ids = tuple(place.pk for place in vehicles or (wheels.bus,))
    fields = DraftFields(**{"name": "Spring", "vehicle_ids": ids, "first_day": FIRST,
                            "last_day": LAST, **said})  # fmt: skip
    return create_draft(actor=wheels.keeper, fields=fields)


def serve(wheels: Wheels, draft: Draft, town: str, cadence: str = "weekly", **said: Any) -> None:
    draft.refresh_from_db()
    fields = TargetFields(
        **{
            "commune_id": wheels.communes[town].pk, "function_ids": (wheels.papers.pk,),
            "cadence": cadence, "minutes": 120, "from_minute": NINE, "to_minute": 17 * 60, **said,
        }
    )  # fmt: skip
    add_target(actor=wheels.keeper, draft=draft, version=draft.version, fields=fields)
    draft.refresh_from_db()


def computed(wheels: Wheels, draft: Draft) -> Computation:
    asked = request_computation(actor=wheels.keeper, draft=draft, version=draft.version, seconds=1)
    return compute(asked)


@pytest.fixture
def van(wheels: Wheels) -> Place:
    van = Place.objects.create(
        slug="van", name="Van", kind="truck", is_mobile=True, latitude=44.76, longitude=5.37,
        updated_at=MONDAY,
    )  # fmt: skip
    van.keepers.add(wheels.keeper)
    return van


def test_what_must_be_served_weekly_is_served_on_one_weekday_of_both_weeks(
    wheels: Wheels,
) -> None:
    draft = make_draft(wheels)
    serve(wheels, draft, "Saou")
    serve(wheels, draft, "Die", "every_other_week")
    done = computed(wheels, draft)
    assert (done.status, done.left_out) == (RunStatus.DONE, [])
    saou, die = (target.pk for target in draft.targets.order_by("pk"))
    days = sorted(day for target, _, day, _ in done.visits if target == saou)
    assert len(days) == 2 and days[1] - days[0] == 7
    assert len([visit for visit in done.visits if visit[0] == die]) == 1
    assert Stop.objects.count() == 0  # a proposal changes nothing


def test_a_proposal_becomes_stops_that_wait_to_be_published(wheels: Wheels) -> None:
    draft = make_draft(wheels)
    serve(wheels, draft, "Saou")
    done = computed(wheels, draft)
    take_over(actor=wheels.keeper, draft=draft, version=draft.version, computation=done)
    assert {stop.name for stop in Stop.objects.all()} == {"Saou"}
    assert sum(stop.visits.count() for stop in Stop.objects.all()) == 3  # weeks
    assert not Stop.objects.filter(published__isnull=False).exists()
    before = sorted(Stop.objects.values_list("pk", flat=True))
    take_over(actor=wheels.keeper, draft=draft, version=draft.version, computation=done)
    assert sorted(Stop.objects.values_list("pk", flat=True)) == before


def test_what_is_locked_stays_when_a_plan_is_computed_again(wheels: Wheels) -> None:
    draft = make_draft(wheels)
    serve(wheels, draft, "Saou")
    take_over(
        actor=wheels.keeper, draft=draft, version=draft.version, computation=computed(wheels, draft)
    )
    (stop,) = Stop.objects.all()
    friday = wheels.fields("Saou", first_day=date(2027, 3, 12), last_day=LAST)
    moved = save_stop(
        actor=wheels.keeper, place=wheels.bus, version=wheels.version, fields=friday, stop=stop
    )
    lock_stop(
        actor=wheels.keeper, place=wheels.bus, version=wheels.version, stop=moved, is_locked=True
    )
    serve(wheels, draft, "Die")
    done = computed(wheels, draft)
    take_over(actor=wheels.keeper, draft=draft, version=draft.version, computation=done)
    moved.refresh_from_db()
    assert (moved.first_day, moved.start_minute) == (date(2027, 3, 12), NINE)
    assert sorted({stop.name.split(",")[0] for stop in Stop.objects.all()}) == ["Die", "Saou"]


def test_services_of_two_vehicles_meet_where_that_is_worth_it(wheels: Wheels, van: Place) -> None:
    draft = make_draft(wheels, wheels.bus, van, meeting_value=200)
    for vehicle in (wheels.bus, van):
        serve(wheels, draft, "Die", "every_other_week", square_id=wheels.square.pk,
              vehicle_id=vehicle.pk)  # fmt: skip
    done = computed(wheels, draft)
    assert (done.status, done.meeting_count) == (RunStatus.DONE, 1)
    assert len({day for _, _, day, _ in done.visits}) == 1


def test_stops_planned_by_hand_are_driven_around(wheels: Wheels) -> None:
    wheels.stop("Saou", first_day=date(2027, 3, 9), last_day=LAST, start_minute=8 * 60,
                length_minutes=9 * 60)  # fmt: skip
    draft = make_draft(wheels)
    serve(wheels, draft, "Die")
    asked = asked_of(draft)
    fixed = [stop for stop in asked.problem.stops if stop.locks]
    assert sorted((stop.locks[0].day, stop.locks[0].start) for stop in fixed) == [
        (1, 480), (8, 480),
    ]  # fmt: skip
    done = computed(wheels, draft)
    assert done.status == RunStatus.DONE
    assert not {day for _, _, day, _ in done.visits} & {1, 8}


def test_the_problem_takes_the_same_queries_whatever_the_number_of_targets(
    wheels: Wheels, django_assert_num_queries: Any
) -> None:
    draft = make_draft(wheels)
    serve(wheels, draft, "Saou")
    with django_assert_num_queries(7):
        asked_of(draft)
    serve(wheels, draft, "Die")
    with django_assert_num_queries(7):
        asked_of(draft)


def test_a_draft_is_for_who_keeps_all_its_vehicles(wheels: Wheels, van: Place) -> None:
    van.keepers.clear()
    with pytest.raises(Refused) as refusal:
        make_draft(wheels, wheels.bus, van)
    assert codes(refusal) == ["not_your_place"]
    assert Draft.objects.count() == 0


def test_a_plan_of_what_was_said_before_is_not_taken_over(wheels: Wheels) -> None:
    draft = make_draft(wheels)
    serve(wheels, draft, "Saou")
    done = computed(wheels, draft)
    serve(wheels, draft, "Die")
    with pytest.raises(Refused) as refusal:
        take_over(actor=wheels.keeper, draft=draft, version=draft.version, computation=done)
    assert codes(refusal) == ["proposal_outdated"]
    with clock.frozen(MONDAY + timedelta(days=7)), pytest.raises(Refused) as refusal:
        fresh = computed(wheels, draft)
        take_over(actor=wheels.keeper, draft=draft, version=draft.version, computation=fresh)
    assert codes(refusal) == ["draft_has_begun"]


def test_one_computation_at_a_time_and_it_can_be_stopped(wheels: Wheels) -> None:
    draft = make_draft(wheels)
    with pytest.raises(Refused) as refusal:
        request_computation(actor=wheels.keeper, draft=draft, version=1, seconds=5)
    assert codes(refusal) == ["nothing_to_serve"]
    serve(wheels, draft, "Saou")
    asked = request_computation(actor=wheels.keeper, draft=draft, version=2, seconds=5)
    with pytest.raises(Refused) as refusal:
        request_computation(actor=wheels.keeper, draft=draft, version=2, seconds=5)
    assert codes(refusal) == ["computation_in_progress"]
    stopped = stop_computation(actor=wheels.keeper, computation=asked)
    assert stopped.status == RunStatus.FAILED
    assert compute(stopped).visits == []


def test_a_computation_that_is_lost_is_queued_again_and_a_silent_one_given_up(
    wheels: Wheels,
) -> None:
    draft = make_draft(wheels)
    serve(wheels, draft, "Saou")
    asked = request_computation(actor=wheels.keeper, draft=draft, version=2, seconds=5)
    assert queue_lost_computations() == 0
    Computation.objects.filter(pk=asked.pk).update(
        status=RunStatus.RUNNING, seen_at=MONDAY - timedelta(minutes=4)
    )
    assert fail_silent_computations() == 1


def test_a_computation_whose_task_was_lost_or_broke_down_does_not_wait_for_ever(
    wheels: Wheels,
) -> None:
    draft = make_draft(wheels)
    serve(wheels, draft, "Saou")
    asked = request_computation(actor=wheels.keeper, draft=draft, version=2, seconds=5)
    with connection.cursor() as cursor:
        # Its worker was killed between taking the task and beginning it.
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")
    assert (queue_lost_computations(), queue_lost_computations()) == (1, 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert queue_lost_computations() == 0
    asked.refresh_from_db()
    assert (asked.status, asked.fault) == (RunStatus.FAILED, '["run_broke_down", {}]')


def test_who_asks_again_to_stop_a_silent_computation_gives_it_up(wheels: Wheels) -> None:
    draft = make_draft(wheels)
    serve(wheels, draft, "Saou")
    asked = request_computation(actor=wheels.keeper, draft=draft, version=2, seconds=5)
    Computation.objects.filter(pk=asked.pk).update(
        status=RunStatus.RUNNING, seen_at=MONDAY - timedelta(minutes=1)
    )
    once = stop_computation(actor=wheels.keeper, computation=asked)
    assert (once.status, once.stop_asked) == (RunStatus.RUNNING, True)
    again = stop_computation(actor=wheels.keeper, computation=asked)
    assert (again.status, again.fault) == (RunStatus.FAILED, '["worker_was_killed", {}]')


def test_targets_are_refused_with_their_reasons_and_can_be_taken_off(wheels: Wheels) -> None:
    draft = make_draft(wheels)
    for said, code in (
        ({"minutes": 7}, "target_in_five_minutes"),
        ({"to_minute": NINE + 60}, "target_beyond_its_hours"),
        ({"cadence": "monthly"}, "unknown_choice"),
        ({"function_ids": ()}, "stop_without_function"),
    ):
        with pytest.raises(Refused) as refusal:
            serve(wheels, draft, "Saou", **said)
        assert codes(refusal) == [code]
    serve(wheels, draft, "Saou")
    target = draft.targets.get()
    remove_target(actor=wheels.keeper, draft=draft, version=draft.version, target=target)
    assert draft.targets.count() == 0
    assert Vehicle.objects.count() == 0
