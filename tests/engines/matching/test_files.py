"""Files are read whole or refused with the path of the wrong field."""

import copy
import json
from pathlib import Path

import pytest

from softplace.engines.matching.files import read_problem, read_start, write_plan
from softplace.engines.matching.generate import SIZES, generate
from softplace.engines.matching.grid import build_grid
from softplace.engines.matching.plan import Plan, changed
from softplace.engines.matching.problem import InvalidField
from softplace.engines.matching.run import read_file, run_file
from tests.engines.matching.worlds import request, solved, world

SMALL = generate("scarce", 3)
LOCK = {
    "request": "request-1", "resource": "room-1", "units": ["a"],
    "weekday": "monday", "start": "09:00", "minutes": 60,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["scarce", "town"])
def test_what_is_generated_can_be_read_and_has_its_size(kind: str) -> None:
    problem = read_problem(generate(kind, 1))
    assert len(problem.resources) == SIZES[kind].resources
    assert len(problem.requests) == SIZES[kind].requests


def test_the_same_seed_generates_the_same_file() -> None:
    assert generate("scarce", 3) == SMALL
    assert generate("scarce", 4) != SMALL


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        (("format",), "other", "format: must be 'softplace-matching/1'."),
        (("requests", 3, "windows", 0, "weekday"), "mon", "requests[3].windows[0].weekday: must"),
        (("requests", 3, "windows", 0, "end"), "25:00", "requests[3].windows[0].end: must"),
        (("requests", 3, "windows", 0, "end"), "２２:００", "requests[3].windows[0].end: must"),
        (("requests", 3, "windows", 0, "end"), "00:15", "requests[3].windows[0].end: must"),
        (("requests", 2, "headcount"), 0, "requests[2].headcount: must be 1 to 1000000"),
        (("requests", 2, "headcount"), 10**20, "requests[2].headcount: must be 1 to 1000000"),
        (("requests", 2, "headcount"), "3", "requests[2].headcount: must be a whole number."),
        (("requests", 2, "headcount"), True, "requests[2].headcount: must be a whole number."),
        (("requests", 1, "applicant"), "nobody", "requests[1].applicant: 'nobody' is not among"),
        (("requests", 1, "wishes"), ["nowhere"], "requests[1].wishes[0]: 'nowhere' is neither"),
        (("requests", 1, "key"), "request-1", "requests[1].key: 'request-1' is used twice."),
        (("requests", 1, "colour"), "red", "requests[1].colour: is not a field of this format."),
        (("requests", 1, "layout"), None, "requests[1].layout: is missing."),
        (("requests", 1, "wished_minutes"), 50, "requests[1].wished_minutes: must be a multiple"),
        (("resources", 0, "parts", 0, "units"), ["z"], "resources[0].parts[0].units[0]: 'z' is no"),
        (("resources", 0, "parts"), {}, "resources[0].parts: must be a list."),
        (("resources", 0, "point", "lat"), 91, "resources[0].point.lat: must be from -90"),
        (("season", "last_day"), "2026-02-30", "season.last_day: must be a date such as"),
        (("season", "last_day"), "20260930", "season.last_day: must be a date such as"),
        (("season", "last_day"), "2029-01-01", "season.last_day: must be within 64 weeks."),
        (("policy",), {"hour_points": -1}, "policy.hour_points: must be 0 to 10000 points."),
        (("policy",), {"tranches": [{"share": 2}]}, "policy.tranches[0].share: must be above 0"),
        (
            ("policy",),
            {"tranches": [{"up_to_hours": 1e308, "share": 1}]},
            "policy.tranches[0].up_to_hours: must be above 0 and at most 10000.",
        ),
        (("bookings", 0, "resource"), "x", "bookings[0].resource: 'x' is not among the resources."),
        (("locks",), [{"request": "request-1"}], "locks[0].resource: is missing."),
        (("locks",), [LOCK | {"units": ["a", "a"]}], "locks[0].units: must not name a unit twice"),
    ],
)
def test_a_wrong_field_is_named_with_its_path(
    where: tuple[str | int, ...], value: object, message: str
) -> None:
    document = copy.deepcopy(SMALL)
    inside: object = document
    for step in where[:-1]:
        inside = inside[step]  # type: ignore[index]
    inside[where[-1]] = value  # type: ignore[index]
    with pytest.raises(InvalidField) as refusal:
        read_problem(document)
    assert str(refusal.value).startswith(message)


def test_bookings_end_where_the_calendar_does() -> None:
    document = copy.deepcopy(SMALL)
    document["bookings"][0] |= {"until": "9999-12-31", "every_weeks": 10**30}  # type: ignore[index]
    booking = read_problem(document).bookings[0]
    assert booking.days() == [booking.day]


def test_a_request_that_would_count_for_more_than_can_be_held_is_refused() -> None:
    document = copy.deepcopy(SMALL)
    document["policy"] = {"session_points": 10_000, "person_hour_points": 10_000}
    with pytest.raises(InvalidField, match=r"requests\[0\]: could bring more than 2000000 points"):
        build_grid(read_problem(document))


def test_the_document_of_the_format_is_solved(tmp_path: Path) -> None:
    described = Path(__file__).parents[3] / "docs" / "matching-format.md"
    path = tmp_path / "matching.json"
    path.write_text(described.read_text(encoding="utf-8").split("```json")[1].split("```")[0])
    summary = run_file(path, 30, 1)
    assert (summary["served_sessions"], summary["gap"], summary["violations"]) == (2, 0.0, [])
    # Thirteen Tuesdays in the right half, as the left is booked on two of them, and one evening.
    assert summary["served_hours"] == 13 * 1.5 + 4


def test_what_is_not_json_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{"format": \n oops}')
    with pytest.raises(InvalidField, match="line 2, column 2"):
        read_file(path)


def test_a_run_sums_up_a_file(tmp_path: Path) -> None:
    path = tmp_path / "scarce.json"
    path.write_text(json.dumps(SMALL))
    summary = run_file(path, 0.5, 1)
    assert list(summary) == [
        "value",
        "bound",
        "gap",
        "served_sessions",
        "served_hours",
        "refusals",
        "violations",
        "seconds",
    ]
    assert summary["violations"] == []
    problem = read_problem(SMALL)
    asked = sum(request.sessions for request in problem.requests)
    refused: dict[str, int] = summary["refusals"]  # type: ignore[assignment]
    assert summary["served_sessions"] + sum(refused.values()) == asked  # type: ignore[operator]


def test_a_written_plan_is_read_back_as_a_start() -> None:
    problem = world(*[request(f"r{i}") for i in range(3)])
    plan = solved(problem)
    again = read_start(json.loads(json.dumps(write_plan(plan))))
    assert [a.placement for a in again] == [a.placement for a in plan.allocations]
    assert changed(plan, solved(problem, seed=9, start=Plan(again, 0, 0))) == 0
