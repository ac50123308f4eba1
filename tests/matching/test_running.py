"""A run takes a campaign from its rows to a board; a board is adjusted and computed again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from softplace.bookings.commands.importing import BookingDraft, import_bookings
from softplace.computing import commands as computing
from softplace.computing.queries import runs_before
from softplace.foundation import clock
from softplace.matching.commands import solving
from softplace.matching.commands.solving import request_run
from softplace.matching.models import Allocation, Run
from softplace.places.models import Closure, OpeningRule, Resource
from tests.matching.board_cast import FIRST, LAST, MONDAY, NOW, SATURDAY, TUESDAY, Cast, make_cast

pytestmark = pytest.mark.xdist_group("matching")


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


def booked(resource: Resource, day: date, start_hour: int, end_hour: int) -> None:
    """Taken by somebody, in UTC+2."""
    start, end = (datetime(day.year, day.month, day.day, h - 2, tzinfo=UTC)
                  for h in (start_hour, end_hour))  # fmt: skip
    units = tuple(unit.pk for unit in resource.units.all())
    import_bookings(
        drafts=[BookingDraft(resource.place_id, resource.pk, units, start, end, start, end, "Fair")]
    )


def board(cast: Cast) -> set[tuple[str, str, int, float]]:
    """(request, resource, weekday, start hour) of each session."""
    return {
        (a.request.title, a.resource.name, a.weekday, a.start_minute / 60)
        for a in Allocation.objects.filter(campaign=cast.campaign).select_related(
            "request", "resource"
        )
    }


def mondays() -> list[date]:
    return [FIRST + timedelta(weeks=n) for n in range(10)]


def test_a_wish_is_given_and_the_holiday_falls_out(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room])
    run = cast.solved()
    assert (run.status, run.fault) == ("done", "")
    assert board(cast) == {("Choir", "Room", MONDAY, 18.0)}
    (given,) = Allocation.objects.all()
    # Easter Monday falls before; Whit Monday is 17 May 2027.
    holidays = [date(2027, 5, 17)]
    assert given.dates == [day for day in mondays() if day not in holidays]
    assert given.lost == [["2027-05-17", "public_holiday"]]
    assert run.value == run.bound
    assert run.progress[-1][1:] == [run.value, run.bound]


def test_a_process_told_to_end_stops_its_run_and_keeps_the_plan(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Event()
    told.set()
    monkeypatch.setattr(computing, "LEAVING", told)
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room])
    run = cast.solved()
    assert (run.status, run.stop_asked) == ("done", True)
    assert board(cast) == {("Choir", "Room", MONDAY, 18.0)}
    going = Run.objects.create(
        campaign=cast.campaign, seed=1, most_seconds=60, pass_number=1, requested_at=NOW,
        status="running",
    )  # fmt: skip
    assert computing.note_progress(run=going, points=[])
    told.clear()
    Run.objects.filter(pk=going.pk).update(stop_asked=False)
    assert not computing.note_progress(run=going, points=[])


def test_what_is_booked_on_one_date_is_lost_on_that_date(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
    booked(cast.room, date(2027, 4, 12), 17, 19)
    cast.solved()
    (given,) = Allocation.objects.all()
    assert given.lost == [["2027-04-12", "booked"], ["2027-05-17", "public_holiday"]]


def test_a_hall_and_its_half_exclude_each_other(cast: Cast) -> None:
    cast.asks("ball", (SATURDAY, 20, 22), headcount=70, minutes=120)
    cast.asks("yoga", (SATURDAY, 20, 22), wishes=[cast.left], minutes=120, takes_anything=False)
    run = cast.solved()
    assert board(cast) == {("Ball", "Hall", SATURDAY, 20.0)}
    (told,) = run.unserved
    assert told["cause"] == "taken"
    assert told["details"]["wishes"][0]["outcome"] == "taken"


def test_two_halves_are_given_at_once(cast: Cast) -> None:
    for name in ("yoga", "judo"):
        cast.asks(name, (SATURDAY, 20, 22), wishes=[cast.left, cast.right], minutes=120,
                  headcount=25, takes_anything=False)  # fmt: skip
    cast.solved()
    assert {(name, hour) for name, _, _, hour in board(cast)} == {("Yoga", 20.0), ("Judo", 20.0)}
    assert {resource for _, resource, _, _ in board(cast)} == {"Left half", "Right half"}


def test_who_wishes_for_one_half_only_is_not_given_the_other(cast: Cast) -> None:
    for name in ("yoga", "judo"):
        cast.asks(name, (SATURDAY, 20, 22), wishes=[cast.right], minutes=120,
                  takes_anything=False)  # fmt: skip
    run = cast.solved()
    assert [resource for _, resource, _, _ in board(cast)] == ["Right half"]
    assert [told["cause"] for told in run.unserved] == ["taken"]


def test_buffers_keep_neighbours_apart(cast: Cast) -> None:
    Resource.objects.filter(pk=cast.room.pk).update(setup_minutes=15, changeover_minutes=15)
    booked(cast.room, date(2027, 4, 13), 10, 12)
    for name in ("choir", "yoga"):
        cast.asks(name, (TUESDAY, 8, 12.5), wishes=[cast.room], minutes=60, takes_anything=False)
    cast.solved()
    starts = sorted(Allocation.objects.values_list("start_minute", flat=True))
    assert len(starts) == 2
    assert starts[1] - starts[0] >= 90


def test_a_one_off_closing_in_the_evening_loses_that_evening_only(cast: Cast) -> None:
    rule = OpeningRule.objects.get()
    Closure.objects.create(
        place=cast.place, rule=rule, first_date=date(2027, 4, 6), last_date=date(2027, 4, 6)
    )
    OpeningRule.objects.create(
        place=cast.place, pattern=2, starts_on=date(2027, 4, 6), start_minute=480,
        length_minutes=240,
    )  # fmt: skip
    cast.asks("early", (TUESDAY, 9, 10), wishes=[cast.room])
    cast.asks("late", (TUESDAY, 18, 19), wishes=[cast.room])
    cast.solved()
    lost = {a.request.title: a.lost for a in Allocation.objects.select_related("request")}
    assert lost == {"Early": [], "Late": [["2027-04-06", "closed"]]}


def test_a_session_over_the_night_on_which_clocks_change_is_lost(cast: Cast) -> None:
    OpeningRule.objects.update(start_minute=0, length_minutes=1440)
    cast.campaign.first_day = date(2027, 3, 22)
    cast.campaign.save()
    cast.asks("night", (6, 1, 4), wishes=[cast.room], minutes=180)
    cast.asks("noon", (6, 12, 13), wishes=[cast.room])
    cast.solved()
    lost = {a.request.title: a.lost for a in Allocation.objects.select_related("request")}
    assert lost["Night"][0] == ["2027-03-28", "closed"]
    assert "2027-03-28" not in [day for day, _ in lost["Noon"]]


def test_nothing_is_given_that_only_nobody_offers(cast: Cast) -> None:
    cast.campaign.offers.filter(resource=cast.room).delete()
    request = cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
    run = cast.solved()
    assert board(cast) == set()
    assert [(told["request"], told["cause"]) for told in run.unserved] == [
        (request.pk, "no_room_fits")
    ]


def test_past_hours_let_a_newcomer_go_first(cast: Cast) -> None:
    for name in ("old", "new"):
        cast.asks(name, (MONDAY, 18, 20), wishes=[cast.room], minutes=120, takes_anything=False)
    old = cast.campaign.requests.get(title="Old")
    earlier = type(cast.campaign).objects.create(
        name="Winter", first_day=date(2027, 1, 4), last_day=date(2027, 3, 14),
        applications_open_at=NOW - timedelta(days=90),
        applications_close_at=NOW - timedelta(days=80), status="published", created_at=NOW,
    )  # fmt: skip
    from softplace.bookings.models import Series

    series = Series.objects.create(
        title="x", recurrence="FREQ=DAILY;COUNT=1", starts_at=NOW, ends_at=NOW, created_at=NOW
    )
    Allocation.objects.create(
        campaign=earlier, request=old, resource=cast.room, units=[1], weekday=0, start_minute=600,
        minutes=240, dates=[date(2027, 1, 4) + timedelta(weeks=n) for n in range(10)],
        series=series,
    )  # fmt: skip
    cast.solved()
    assert ("New", "Room", MONDAY, 18.0) in board(cast)


def test_the_season_that_is_left_begins_tomorrow(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room])
    with clock.frozen(datetime(2027, 5, 10, 8, tzinfo=UTC)):
        cast.solved()
    (given,) = Allocation.objects.all()
    assert given.dates[0] == date(2027, 5, 24)
    assert given.dates[-1] == date(2027, 6, 7) <= LAST


def test_a_run_that_cannot_be_computed_says_why_and_leaves_the_board(cast: Cast) -> None:
    Resource.objects.filter(pk=cast.room.pk).update(setup_minutes=200, changeover_minutes=100)
    cast.asks("choir", (MONDAY, 18, 19))
    run = cast.solved()
    assert run.status == "failed"
    assert "buffers_too_long" in run.fault


def test_a_run_waits_its_turn_however_long_and_its_lost_task_is_queued_again(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19))
    run = request_run(actor=cast.planner, campaign=cast.campaign, version=1, seconds=5)
    with clock.frozen(NOW + timedelta(hours=3)):
        assert (solving.fail_silent_runs(), solving.queue_lost_runs()) == (0, 0)
    run.refresh_from_db()
    assert run.status == "queued"
    with connection.cursor() as cursor:
        # Its worker was killed between taking the task and beginning the run.
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")
    assert (solving.queue_lost_runs(), solving.queue_lost_runs()) == (1, 0)
    waiting = ProcrastinateJob.objects.filter(status="todo").values_list("args", flat=True)
    assert list(waiting) == [{"run_id": run.pk}]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert solving.queue_lost_runs() == 0
    run.refresh_from_db()
    assert (run.status, run.fault) == ("failed", '["run_broke_down", {}]')


def test_a_run_is_behind_those_that_were_asked_for_before(cast: Cast) -> None:
    other = {"seed": 1, "most_seconds": 60, "pass_number": 1, "requested_at": NOW}
    for status in ("done", "running", "queued", "failed"):
        campaign = cast.campaign
        campaign.pk = None
        campaign.save()
        last = Run.objects.create(campaign=campaign, status=status, **other)
    campaign.pk = None
    campaign.save()
    mine = Run.objects.create(campaign=campaign, status="queued", **other)
    later = Run.objects.create(campaign=campaign, status="done", **other)
    assert [runs_before(run) for run in (last, mine, later)] == [2, 2, 3]
