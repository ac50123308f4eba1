"""32 clients on 10 units through the real server, which is killed, and its database too."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import psutil
import pytest

from tests.config.processes import Installation, installation, wait_until
from tests.reliability.crowd import CLIENTS, FAULTS, MAKE_WORLD, Storm, let_loose

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("storm")]

ANSWERS = 250
"""So many make a storm, on however slow a machine."""
CLASHES = {"taken", "busy", "already_ended", "hold_is_over", "in_the_past"}


@pytest.fixture
def place() -> Iterator[Installation]:
    with installation("storm") as made:
        yield made


@pytest.fixture
def world(place: Installation) -> dict[str, Any]:
    place.serves()
    found: dict[str, Any] = json.loads(place.speaks(MAKE_WORLD))
    assert len(found["keys"]) == CLIENTS
    return found


def kill_server(place: Installation) -> None:
    """The server, its web processes and its worker, all at once and without a word."""
    server = psutil.Process(place.started[0].pid)
    for process in [server, *server.children(recursive=True)]:
        if process.name() != "postgres":
            with suppress(psutil.NoSuchProcess):
                process.kill()
    place.started[0].wait(20)
    place.started.pop(0)


def calm(storm: Storm, stop: Any) -> None:
    stop.set()
    for client in storm.clients:
        client.join(60)
    assert storm.faults == []


def check(place: Installation, storm: Storm) -> None:
    """Nothing collides, every refusal is explained, and all that was acknowledged is there."""
    assert storm.unexplained == []
    assert {code for (status, code) in storm.answers if status in (409, 422)} <= CLASHES
    found = json.loads(place.speaks(FAULTS))
    assert found["faults"] == []
    for reference, (status, starts_at) in storm.acknowledged.items():
        kept_status, kept_start = found["bookings"][reference]
        assert (kept_status, datetime.fromisoformat(kept_start)) == (
            status,
            datetime.fromisoformat(starts_at),
        ), reference
    # The storm was one: much was given and much refused.
    assert sum(status == "confirmed" for status, _ in storm.acknowledged.values()) > 5
    assert storm.answers[409, "taken"] > 5


def test_no_two_of_32_clients_get_the_same(place: Installation, world: dict[str, Any]) -> None:
    storm, stop = let_loose(place, world)
    wait_until(lambda: storm.answers.total() > ANSWERS)
    calm(storm, stop)
    check(place, storm)
    assert not [status for status, _ in storm.answers if status >= 500]
    assert sum(client.dropped for client in storm.clients) == 0


def test_a_killed_server_comes_back_with_all_it_acknowledged(
    place: Installation, world: dict[str, Any]
) -> None:
    storm, stop = let_loose(place, world)
    wait_until(lambda: storm.answers.total() > ANSWERS)
    kill_server(place)
    before = storm.answers.total()
    place.serves()
    wait_until(lambda: storm.answers.total() > before + ANSWERS)
    calm(storm, stop)
    check(place, storm)
    assert sum(client.dropped for client in storm.clients) > 0
    assert not [status for status, _ in storm.answers if status >= 500]


def test_a_killed_database_comes_back_with_all_it_acknowledged(
    place: Installation, world: dict[str, Any]
) -> None:
    storm, stop = let_loose(place, world)
    wait_until(lambda: storm.answers.total() > ANSWERS)
    os.kill(place.postmaster().pid, signal.SIGKILL)
    before = storm.answered
    wait_until(lambda: storm.answered > before + ANSWERS)
    calm(storm, stop)
    check(place, storm)
    # Between its fall and its return the server says that it cannot answer just now.
    assert {status for status, _ in storm.answers if status >= 500} <= {503}
