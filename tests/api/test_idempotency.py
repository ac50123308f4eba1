"""A write sent twice with the same Idempotency-Key happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from softplace.api.models import GivenAnswer
from softplace.foundation.clock import frozen, now
from softplace.people.models import User
from softplace.places.models import OpeningRule
from tests.api.conftest import World

ADDRESS = "/api/places/library/rules"
RULE = {"weekdays": ["friday"], "start": "14:00", "length_minutes": 120}


@pytest.fixture
def keeper(world: World, bearer: Callable[..., Client]) -> Client:
    world.library.keepers.add(world.keeper)
    OpeningRule.objects.all().delete()
    return bearer()


def send(client: Client, key: str, content: Any = RULE, address: str = ADDRESS) -> Any:
    return client.post(
        address, content, content_type="application/json", headers={"idempotency-key": key}
    )


def test_the_same_request_happens_once_and_gets_the_same_answer(keeper: Client) -> None:
    first, second = send(keeper, "one"), send(keeper, "one")
    assert OpeningRule.objects.count() == 1
    assert (second.status_code, second.content) == (201, first.content)
    assert (second["Location"], second["ETag"]) == (first["Location"], first["ETag"])
    assert (first.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")


def test_another_key_is_another_request(keeper: Client) -> None:
    send(keeper, "one")
    send(keeper, "two")
    assert OpeningRule.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "address"),
    [({**RULE, "start": "15:00"}, ADDRESS), (RULE, "/api/places/library/closures")],
)
def test_a_used_key_with_another_body_or_address_is_refused(
    keeper: Client, content: Any, address: str
) -> None:
    send(keeper, "one")
    answer = send(keeper, "one", content, address)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_used")
    assert OpeningRule.objects.count() == 1


def test_the_keys_of_two_accounts_are_two_keys(
    keeper: Client, world: World, bearer: Callable[..., Client]
) -> None:
    other = User.objects.create_user("other@example.fr")
    world.library.keepers.add(other)
    send(keeper, "one")
    assert send(bearer(user=other), "one").status_code == 201
    assert OpeningRule.objects.count() == 2


def test_a_refused_request_leaves_nothing_and_may_be_mended_with_its_key(keeper: Client) -> None:
    assert send(keeper, "one", {**RULE, "weekdays": []}).status_code == 422
    assert GivenAnswer.objects.count() == 0
    assert send(keeper, "one").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a" * 256, "clé"])
def test_a_key_that_is_none_is_refused(keeper: Client, key: str) -> None:
    answer = send(keeper, key)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_idempotency_key")


def test_a_key_is_forgotten_after_two_days(keeper: Client) -> None:
    send(keeper, "one")
    with frozen(now() + timedelta(hours=47)):
        send(keeper, "two")
        assert GivenAnswer.objects.count() == 2
    with frozen(now() + timedelta(hours=49)):
        send(keeper, "three")
        assert sorted(GivenAnswer.objects.values_list("key", flat=True)) == ["three", "two"]


@pytest.mark.django_db(transaction=True)
def test_of_equal_requests_at_once_one_happens_and_all_get_its_answer(keeper: Client) -> None:
    together = Barrier(6)

    def one(_: int) -> tuple[int, bytes]:
        try:
            together.wait()
            answer = Client(**keeper.defaults).post(
                ADDRESS, RULE, content_type="application/json", headers={"idempotency-key": "one"}
            )
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(one, range(6)))
    assert {status for status, _ in answers} == {201}
    assert len({content for _, content in answers}) == 1
    assert OpeningRule.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_the_first_is_told_to_ask_again(
    keeper: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("softplace.api.commands.WAIT_FOR_FIRST_SECONDS", 1)
    taken, done = Event(), Event()

    def first() -> None:
        from django.db import transaction

        try:
            with transaction.atomic():
                GivenAnswer.objects.create(
                    user=world.keeper, key="one", route="", body_hash="", at=now()
                )
                taken.set()
                done.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        taken.wait(30)
        answer = send(keeper, "one")
        done.set()
        running.result()
    assert (answer.status_code, answer.json()["code"]) == (409, "still_being_answered")
    assert answer["Retry-After"] == "5"
