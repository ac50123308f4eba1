"""Every read by everybody, and what is no body to every write: never an error of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from jsonschema import Draft202012Validator

from softplace.api.examples import EXAMPLES
from softplace.api.models import GivenAnswer, RequestCount
from softplace.foundation import clock
from softplace.people.commands import grant_role
from softplace.people.enums import Role
from softplace.people.models import ApiToken
from tests.api.everything import MONDAY, Everything, make_everything
from tests.api.test_deciding import signed

NEEDED = {
    "/api/openings": "from=2027-03-01T00:00:00Z&to=2027-03-08T00:00:00Z",
    "/api/free-times": "minutes=60&day=2027-03-02",
    "/api/find": "q=hall",
    "/api/scenarios/{scenario_id}/publication": "effective_on=2027-04-05",
}
"""What some reads do not answer without."""
UNSEEN = frozenset({"/api/series/{series_id}", "/api/requests/{reference}/decision"})
"""Nobody has booked a series yet, and nothing is published."""
ON_THE_WAY = {RequestCount, GivenAnswer, ApiToken}
"""Written by asking, not by what is asked."""
NO_BODIES: list[Any] = [[], "text", 7, None, {"unknown": 1}]
NO_VALUES: list[Any] = [
    None, True, -1, 10**30, 1e308, "", "x" * 5_000, "\x07", "\ud800", "2027-13-45", "1e999", [], {},
    [[]], [{}], [None], ["x", 10**30], {"x": None},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> Iterator[None]:
    settings.API_REQUESTS_A_MINUTE = settings.API_REQUESTS_A_MINUTE_SIGNED_IN = 10**9
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def everything(db: None) -> Everything:
    return make_everything()


@pytest.fixture
def described(everything: Everything) -> dict[str, Any]:
    found: dict[str, Any] = Client().get("/api/openapi.json?language=en").json()
    return found


def operations(described: dict[str, Any], *methods: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, address, operation)
        for address, found in described["paths"].items()
        for method, operation in found.items()
        if method in methods
    ]


def faults(described: dict[str, Any], schema: dict[str, Any], content: Any) -> list[str]:
    """What of the content is not as the schema says."""
    whole = {**schema, "components": described["components"]}
    return [
        f"{list(error.absolute_path)}: {error.message}"[:200]
        for error in Draft202012Validator(whole).iter_errors(content)
    ]


def test_every_read_answers_everybody_as_it_is_described(
    everything: Everything, described: dict[str, Any]
) -> None:
    world = everything.world
    clients = {
        "nobody": Client(), "inhabitant": signed(world.alice), "keeper": signed(world.keeper),
        "planner": signed(world.planner),
    }  # fmt: skip
    reads = operations(described, "get")
    wrong: list[Any] = []
    for _, address, operation in reads:
        where = f"{everything.filled(address)}?{NEEDED.get(address, '')}"
        answers = {name: client.get(where) for name, client in clients.items()}
        statuses = {name: answer.status_code for name, answer in answers.items()}
        allowed = {200, 401, 403} if "{" not in address else {200, 401, 403, 404}
        best = 404 if address in UNSEEN or "results" in address or "photos" in address else 200
        # An applicant is read by who it is only.
        asked = "inhabitant" if "{applicant_id}" in address else "planner"
        if not set(statuses.values()) <= allowed or statuses[asked] != best:
            wrong.append((address, statuses))
        for answer in answers.values():
            told = operation["responses"][str(answer.status_code)]
            if "$ref" in told:
                told = described["components"]["responses"][told["$ref"].rsplit("/", 1)[-1]]
            kind = answer["Content-Type"].partition(";")[0]
            schema = told["content"][kind]["schema"]
            if "json" in kind and kind != "application/geo+json":
                wrong += [(address, fault) for fault in faults(described, schema, answer.json())]
    assert wrong == []
    assert len(reads) >= 60


def test_every_body_has_an_example_and_every_example_is_one(described: dict[str, Any]) -> None:
    wrong = []
    named = set()
    for _, address, operation in operations(described, "post", "put", "patch"):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is not None:
            named.add(operation["operationId"])
            example = content.get("example")
            wrong += [(address, fault) for fault in faults(described, content["schema"], example)]
    assert wrong == []
    assert named == set(EXAMPLES)


def test_every_write_that_names_if_match_holds_to_it(
    everything: Everything, described: dict[str, Any]
) -> None:
    world = everything.world
    planner, alice = signed(world.planner), signed(world.alice)
    session = {**EXAMPLES["move_session"], "resource": world.half.pk}
    asked = {"request": everything.decided["reference"]}
    bodies = EXAMPLES | {
        "name_keepers": {"keepers": []}, "change_group": {"members": []}, "move_session": session,
        "place_session": session | asked, "forbid": asked | {"weekday": 6},
    }  # fmt: skip
    held, before = [], snapshot()
    for method, address, operation in operations(described, "post", "put", "patch", "delete"):
        if "If-Match" not in {parameter["name"] for parameter in operation["parameters"]}:
            continue
        held.append(address)
        # An applicant is changed by who it is only.
        client = alice if "{applicant_id}" in address else planner
        body = bodies.get(operation["operationId"], {})
        answer = getattr(client, method)(
            everything.filled(address), body, "application/json", headers={"If-Match": '"other"'}
        )
        assert (answer.status_code, answer.json()["code"]) == (412, "changed_since"), address
    assert snapshot() == before
    assert len(held) >= 35


def snapshot() -> list[tuple[str, str]]:
    """All that is kept, in one query."""
    tables = [m._meta.db_table for m in apps.get_models() if m not in ON_THE_WAY]
    parts = [
        f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
        f' FROM "{table}" t'
        for table in sorted(set(tables))
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return sorted(cursor.fetchall())


def spoiled(example: dict[str, Any]) -> Iterator[Any]:
    """Bodies that are none, and the example with one of its values spoiled, some deeper down."""
    yield from NO_BODIES
    yield {}
    for number, (name, value) in enumerate(example.items()):
        yield {other: said for other, said in example.items() if other != name}
        for bad in NO_VALUES[number % 3 :: 3]:
            yield {**example, name: bad}
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            for key in inner:
                for bad in (10**30, "\x07"):
                    worse = {**inner, key: bad}
                    yield {**example, name: [worse] if isinstance(value, list) else worse}


def test_what_is_no_body_is_told_and_changes_nothing(
    everything: Everything, described: dict[str, Any]
) -> None:
    grant_role(actor=None, user=everything.world.planner, role=Role.ADMINISTRATOR)
    planner = signed(everything.world.planner)
    planner.get("/api/studies")  # the first use of a token is noted
    wrong: list[Any] = []
    for method, address, operation in operations(described, "post", "put", "patch"):
        example = EXAMPLES.get(operation["operationId"])
        if example is None:
            continue
        where, before = everything.filled(address), snapshot()
        for body in spoiled(example):
            try:
                with transaction.atomic():
                    answer = getattr(planner, method)(where, body, "application/json")
                    if answer.status_code < 300:
                        transaction.set_rollback(True)
            except Exception as error:  # what a visitor would be told as 500
                wrong.append((method, address, str(body)[:120], repr(error)[:300]))
                continue
            if answer.status_code >= 300:
                told = answer.json()
                is_told = 400 <= answer.status_code < 500 and len(told["detail"]) > 10
                if not is_told or "%(" in told["detail"]:
                    wrong.append((method, address, str(body)[:120], told))
        if snapshot() != before:
            wrong.append((method, address, "something changed"))
    assert wrong == []
