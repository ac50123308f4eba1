"""The background work: a step that fails holds up no other, and `softplace doctor` tells of it."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from softplace.config import tasks
from softplace.foundation import clock
from softplace.trail.checks import background_steps_work
from softplace.trail.models import FailingStep

NOW = datetime(2027, 3, 1, 7, tzinfo=UTC)
done: list[str] = []


def first() -> None:
    done.append("first")


def broken() -> None:
    raise LookupError("no such place")


def breaks_the_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing_of_that_name")


def last() -> None:
    done.append("last")


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


@pytest.mark.django_db
def test_a_step_that_fails_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    with clock.frozen(NOW), caplog.at_level(logging.ERROR):
        tasks.run_steps([first, broken, last])
    assert done == ["first", "last"]
    assert [record.getMessage() for record in caplog.records] == [
        "The step broken of the background work failed"
    ]
    (row,) = FailingStep.objects.all()
    assert (row.name, row.failure_count, row.fault) == ("broken", 1, "LookupError: no such place")


@pytest.mark.django_db(transaction=True)
def test_a_step_that_the_database_refuses_holds_up_no_other() -> None:
    tasks.run_steps([breaks_the_connection, last])
    assert done == ["last"]
    (row,) = FailingStep.objects.all()
    assert row.fault.startswith("ProgrammingError: column")


@pytest.mark.django_db
def test_failures_in_a_row_are_counted_and_told_until_the_step_works() -> None:
    for minutes in range(3):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            tasks.run_steps([broken, first])
    (fault,) = background_steps_work()
    assert fault.rows == (
        "broken: 3 × since 2027-03-01 07:00 UTC, last at 07:02: LookupError: no such place",
    )
    broken_works_again = lambda: None  # noqa: E731
    broken_works_again.__name__ = "broken"
    tasks.run_steps([broken_works_again])
    assert list(background_steps_work()) == []


@pytest.mark.django_db
def test_the_minute_runs_all_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "EACH_MINUTE", (broken, *tasks.EACH_MINUTE, last))
    tasks.every_minute(timestamp=0)
    assert done == ["last"]
    assert [step.name for step in FailingStep.objects.all()] == ["broken"]
