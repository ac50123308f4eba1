"""People place sessions by hand: kept, refused with what is in the way, told of each other."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection

from softplace.computing.commands import begin_run, note_progress
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.matching.commands import adjusting, comments
from softplace.matching.commands.solving import (
    ask_to_stop,
    fail_silent_runs,
    request_run,
)
from softplace.matching.models import Allocation, Comment, Request, Run
from softplace.matching.planning.adjusting import place_by_hand
from softplace.matching.planning.running import compute
from softplace.places.models import Resource
from softplace.trail.models import Entry
from tests.matching.board_cast import MONDAY, NOW, SATURDAY, TUESDAY, Cast, make_cast
from tests.matching.test_running import board, booked

pytestmark = pytest.mark.xdist_group("matching")


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


def placed(
    cast: Cast, request: Request, resource: Resource, weekday: int, hour: float, **fields: object
) -> Allocation:
    cast.campaign.refresh_from_db()
    return place_by_hand(
        actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version,
        request=request, resource=resource, weekday=weekday, start_minute=round(hour * 60),
        **fields,
    )  # fmt: skip


def refusal(*args: object, **fields: object) -> list[str]:
    with pytest.raises(Refused) as error:
        placed(*args, **fields)  # type: ignore[arg-type]
    return [reason.code for reason in error.value.reasons]


def test_a_placed_session_says_what_it_goes_against_and_stays(cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
    lock = placed(cast, choir, cast.left, TUESDAY, 10)
    assert (lock.is_locked, lock.against) == (True, ["wish", "window"])
    run = cast.solved()
    assert (run.status, run.changed_count) == ("done", 0)
    assert board(cast) == {("Choir", "Left half", TUESDAY, 10.0)}
    assert list(Entry.objects.about(choir).values_list("verb", flat=True)) == ["lock_session"]


def test_computing_again_around_a_lock_changes_nothing_else(cast: Cast) -> None:
    for number, name in enumerate(("choir", "yoga", "judo", "chess")):
        cast.asks(name, (number, 18, 20), wishes=[cast.room, cast.left])
    cast.solved()
    before = board(cast)
    moved = Allocation.objects.get(request__title="Chess")
    placed(cast, moved.request, cast.right, SATURDAY, 9, instead=moved)
    run = cast.solved()
    assert run.changed_count == 0
    assert board(cast) == {row for row in before if row[0] != "Chess"} | {
        ("Chess", "Right half", SATURDAY, 9.0)
    }


def test_what_a_lock_displaces_is_moved_by_the_next_run(cast: Cast) -> None:
    cast.asks("yoga", (MONDAY, 18, 21), wishes=[cast.room], takes_anything=False)
    choir = cast.asks("choir", (TUESDAY, 18, 19), wishes=[cast.room])
    cast.solved()
    at = Allocation.objects.get(request__title="Yoga").start_minute / 60
    placed(cast, choir, cast.room, MONDAY, at,
           instead=Allocation.objects.get(request=choir))  # fmt: skip
    cast.solved()
    rows = {name: hour for name, _, _, hour in board(cast)}
    assert rows["Choir"] == at != rows["Yoga"]


def test_a_lock_never_goes_against_hours_bookings_or_another_lock(cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19))
    yoga = cast.asks("yoga", (MONDAY, 18, 19))
    assert refusal(cast, choir, cast.room, MONDAY, 7) == ["closed_on_that_weekday"]
    assert refusal(cast, choir, cast.room, MONDAY, 18.1) == ["off_the_quarter"]
    assert refusal(cast, choir, cast.room, MONDAY, 23.5) == ["past_midnight"]
    placed(cast, choir, cast.left, MONDAY, 18)
    assert refusal(cast, yoga, cast.hall, MONDAY, 18.5) == ["lock_in_the_way"]
    assert refusal(cast, choir, cast.room, TUESDAY, 18) == ["all_sessions_locked"]
    for n in range(10):
        day = date(2027, 4, 7).toordinal() + 7 * n
        booked(cast.room, date.fromordinal(day), 18, 20)
    assert refusal(cast, yoga, cast.room, 2, 18) == ["booked_or_closed_on_every_date"]
    assert Allocation.objects.count() == 1


def test_nobody_is_put_in_two_rooms_at_once(cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19))
    small = cast.asks("small choir", (MONDAY, 18, 19), applicant="choir")
    placed(cast, choir, cast.left, MONDAY, 18)
    assert refusal(cast, small, cast.room, MONDAY, 18.5) == ["applicant_locked_elsewhere"]


def test_the_second_planner_is_told(cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19))
    seen = cast.campaign.version
    placed(cast, choir, cast.room, MONDAY, 18)
    with pytest.raises(Refused, match="campaign_changed_meanwhile"):
        place_by_hand(
            actor=cast.rival, campaign=cast.campaign, version=seen, request=choir,
            resource=cast.left, weekday=TUESDAY, start_minute=1080,
        )  # fmt: skip
    assert board(cast) == {("Choir", "Room", MONDAY, 18.0)}


def test_only_planners_touch_the_board(cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19))
    with pytest.raises(Refused, match="planners_only"):
        place_by_hand(
            actor=cast.keeper, campaign=cast.campaign, version=1, request=choir,
            resource=cast.room, weekday=MONDAY, start_minute=1080,
        )  # fmt: skip
    with pytest.raises(Refused, match="planners_only"):
        comments.comment_on(actor=cast.keeper, campaign=cast.campaign, request=choir, text="x")
    assert Comment.objects.count() == 0


def test_what_is_ruled_out_leaves_the_board_and_does_not_come_back(cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 20), wishes=[cast.room, cast.left])
    cast.solved()
    ruled = adjusting.forbid_for(
        actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version, request=choir,
        resource=cast.room,
    )  # fmt: skip
    assert board(cast) == set()
    cast.solved()
    assert {resource for _, resource, _, _ in board(cast)} == {"Left half"}
    adjusting.allow_again(
        actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version, forbid=ruled
    )
    cast.solved(from_scratch=True)
    assert {resource for _, resource, _, _ in board(cast)} == {"Room"}


def test_a_half_is_ruled_out_and_the_other_is_given(cast: Cast) -> None:
    yoga = cast.asks("yoga", (MONDAY, 18, 19), wishes=[cast.left, cast.right], takes_anything=False)
    for resource in (cast.left, cast.room):
        adjusting.forbid_for(
            actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version,
            request=yoga, resource=resource,
        )  # fmt: skip
        cast.campaign.refresh_from_db()
    cast.solved()
    assert board(cast) == {("Yoga", "Right half", MONDAY, 18.0)}


def test_points_need_a_reason_and_count(cast: Cast) -> None:
    for name in ("choir", "yoga"):
        cast.asks(name, (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
    yoga = cast.campaign.requests.get(title="Yoga")

    def give(reason: str) -> None:
        adjusting.set_priority(
            actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version,
            request=yoga, points=50, reason=reason,
        )  # fmt: skip

    with pytest.raises(Refused, match="points_need_a_reason"):
        give(" ")
    give("Flooded hall last year")
    cast.solved()
    assert board(cast) == {("Yoga", "Room", MONDAY, 18.0)}
    entry = Entry.objects.get(verb="set_priority")
    assert entry.changes["reason"] == [None, "Flooded hall last year"]


def test_a_session_is_taken_off_or_kept(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19))
    cast.solved()
    given = Allocation.objects.get()
    kept = {"actor": cast.planner, "campaign": cast.campaign, "allocation": given}
    adjusting.keep_session(version=cast.campaign.version, locked=True, **kept)
    cast.campaign.refresh_from_db()
    assert Allocation.objects.get().is_locked
    adjusting.take_off_board(version=cast.campaign.version, **kept)
    assert Allocation.objects.count() == 0


def test_one_run_at_a_time_and_the_board_waits_for_it(cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19))
    ask = {"actor": cast.planner, "campaign": cast.campaign, "version": 1, "seconds": 5}
    run = request_run(**ask)
    with pytest.raises(Refused, match="run_in_progress"):
        request_run(**ask)
    assert refusal(cast, choir, cast.room, MONDAY, 18) == ["run_in_progress"]
    assert compute(run).status == "done"
    placed(cast, choir, cast.room, MONDAY, 18)


def test_stop_keeps_the_best_and_a_waiting_run_just_ends(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19))
    run = request_run(actor=cast.planner, campaign=cast.campaign, version=1, seconds=60)
    assert begin_run(run=run)
    assert not note_progress(run=run, points=[(0.0, 1.0, None)])
    ask_to_stop(actor=cast.planner, run=run)
    assert note_progress(run=run, points=[(0.0, 1.0, None), (0.5, 2.0, 3.0)])
    Run.objects.update(status="queued")
    assert ask_to_stop(actor=cast.planner, run=run).status == "failed"
    assert not begin_run(run=run)


def test_the_run_of_a_worker_that_is_struck_off_fails_sooner(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19))
    run = request_run(
        actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version, seconds=60
    )
    begin_run(run=run)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")
    with clock.frozen(NOW + timedelta(seconds=20)):
        assert fail_silent_runs() == 0
    with clock.frozen(NOW + timedelta(seconds=40)):
        assert fail_silent_runs() == 1
    run.refresh_from_db()
    assert (run.status, run.fault) == ("failed", '["worker_was_killed", {}]')


def test_the_run_of_a_killed_worker_fails_and_leaves_the_board(cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19))
    placed(cast, choir, cast.room, MONDAY, 18)
    cast.campaign.refresh_from_db()
    run = request_run(
        actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version, seconds=60
    )
    begin_run(run=run)
    assert fail_silent_runs() == 0
    with clock.frozen(NOW + timedelta(minutes=2)):
        assert fail_silent_runs() == 0
    with clock.frozen(NOW.replace(hour=9)):
        assert fail_silent_runs() == 1
    run.refresh_from_db()
    assert (run.status, run.fault) == ("failed", '["worker_was_killed", {}]')
    assert board(cast) == {("Choir", "Room", MONDAY, 18.0)}
    # The worker was only slow: what it finds after all is not put on a board that went on.
    assert note_progress(run=run, points=[])
