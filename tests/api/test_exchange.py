"""What surrounds every operation: problems, languages, tags, other sites, limits."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from softplace.api.models import RequestCount
from softplace.foundation.clock import frozen, now
from softplace.people.commands import revoke_token
from softplace.people.models import ApiToken
from tests.api.conftest import World

PROBLEM = "application/problem+json"


def code(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == PROBLEM
    assert answer.json()["status"] == answer.status_code
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/api/nowhere", (404, "nothing_here")),
        ("/api/places/nowhere", (404, "nothing_here")),
        ("/api/places/a%00b", (404, "nothing_here")),
        ("/api/communes?name=a%00b", (422, "nul_character")),
        ("/api/places?comune=26108", (422, "unknown_parameter")),
        ("/api/places?a%00b=1", (422, "unknown_parameter")),
        ("/api/places?limit=0", (422, "too_small")),
        ("/api/places?limit=201", (422, "too_large")),
        ("/api/places?limit=ten", (422, "not_a_number")),
        (f"/api/places?limit={'9' * 5000}", (422, "not_a_number")),
        ("/api/places?kind=castle", (422, "unknown_value")),
        ("/api/places?south=1", (422, "side_of_box_missing")),
        ("/api/places?south=2&north=1&west=1&east=2", (422, "box_inside_out")),
        ("/api/places?south=nan&north=1&west=1&east=2", (422, "not_a_number")),
        ("/api/places?updated_since=2026-02-30T00:00:00Z", (422, "not_an_instant")),
        ("/api/places?updated_since=2026-11-01", (422, "not_an_instant")),
        ("/api/places?updated_since=12", (422, "not_an_instant")),
        ("/api/places?updated_since=2026-11-01T00:00:00", (422, "instant_without_zone")),
        ("/api/places?updated_since=0001-01-01T00:00:00%2B14:00", (422, "out_of_time")),
        ("/api/places?updated_since=9999-12-31T23:59:59-14:00", (422, "out_of_time")),
        ("/api/places?cursor=guessed", (422, "bad_cursor")),
        (f"/api/places?cursor={'a' * 1001}", (422, "too_long")),
        (f"/api/resources/{2**63}", (422, "too_large")),
        ("/api/resources/-1", (422, "too_small")),
        (f"/api/functions/{'a' * 61}", (422, "too_long")),
        ("/api/my-places", (401, "sign_in_first")),
    ],
)
def test_what_is_wrong_is_told_as_a_problem(
    api: Client, db: None, address: str, expected: tuple[int, str]
) -> None:
    assert code(api.get(address)) == expected


def test_a_method_that_an_address_does_not_know_is_told_with_those_it_knows(
    api: Client, db: None
) -> None:
    answer = api.delete("/api/places")
    assert code(answer) == (405, "method_not_allowed")
    assert "GET" in answer["Allow"]
    assert code(api.post("/api/nowhere")) == (404, "nothing_here")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Ce curseur ne vient pas d’ici. Recommencez sans lui."),
        ("en", "This cursor is not one of ours. Begin again without it."),
    ],
)
def test_a_problem_speaks_the_language_asked_for(db: None, language: str, sentence: str) -> None:
    answer = Client().get("/api/places?cursor=x", headers={"accept-language": language})
    assert answer.json()["errors"] == [
        {"code": "bad_cursor", "field": "cursor", "detail": sentence}
    ]


def test_every_wrong_field_is_told_at_once(api: Client, db: None) -> None:
    errors = api.get("/api/places?limit=0&kind=castle").json()["errors"]
    assert {(e["field"], e["code"]) for e in errors} == {
        ("limit", "too_small"),
        ("kind", "unknown_value"),
    }


def test_an_answer_that_one_holds_is_not_sent_again(api: Client, world: World) -> None:
    first = api.get("/api/places")
    again = api.get("/api/places", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    world.library.name = "Bibliothèque"
    world.library.save()
    assert api.get("/api/places", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_large_answer_travels_compressed_and_is_known_again(api: Client, world: World) -> None:
    plain = api.get("/api/openapi.json")
    packed = api.get("/api/openapi.json", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    declined = api.get("/api/openapi.json", headers={"accept-encoding": "gzip;q=0, br"})
    assert declined.content == plain.content
    again = api.get("/api/openapi.json", headers={"if-none-match": packed["ETag"]})
    assert again.status_code == 304


def test_head_is_get_without_its_body(api: Client, world: World) -> None:
    whole, head = api.get("/api/places"), api.head("/api/places")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert head["Content-Length"] == str(len(whole.content))


def test_scripts_of_other_sites_may_read_and_nothing_more(api: Client, world: World) -> None:
    assert api.get("/api/places")["Access-Control-Allow-Origin"] == "*"
    asked = api.options("/api/places", headers={"access-control-request-method": "POST"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET")
    assert "Access-Control-Allow-Origin" not in api.post("/api/places").headers


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Bearer sp_guessed", "unknown_token"),
        ("Basic a2VlcGVyOnNlY3JldA==", "not_a_bearer_token"),
        ("Bearer", "not_a_bearer_token"),
        ("Bearer \x00é", "unknown_token"),
    ],
)
def test_a_token_that_is_none_is_refused_even_for_public_reads(
    api: Client, world: World, header: str, expected: str
) -> None:
    answer = api.get("/api/places", headers={"authorization": header})
    assert code(answer) == (401, expected)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_that_has_ended_says_so(world: World, bearer: Callable[..., Client]) -> None:
    client = bearer(days=1)
    with frozen(now() + timedelta(days=2)):
        assert code(client.get("/api/my-places")) == (401, "token_expired")
    revoke_token(actor=world.keeper, token=ApiToken.objects.get())
    assert code(client.get("/api/my-places")) == (401, "token_revoked")


def test_the_token_of_a_closed_account_is_worth_nothing(
    world: World, bearer: Callable[..., Client]
) -> None:
    client = bearer()
    world.keeper.is_active = False
    world.keeper.save()
    assert code(client.get("/api/my-places")) == (401, "unknown_token")


def test_the_use_of_a_token_is_noted_once_in_a_while(
    world: World, bearer: Callable[..., Client]
) -> None:
    client = bearer()
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for minutes, noted in ((0, 0), (14, 0), (15, 15)):
        with frozen(noon + timedelta(minutes=minutes)):
            client.get("/api/places")
        assert ApiToken.objects.get().last_used_at == noon + timedelta(minutes=noted)


def test_who_asks_too_often_waits_for_the_next_minute(
    api: Client, world: World, bearer: Callable[..., Client], settings: Any
) -> None:
    settings.API_REQUESTS_A_MINUTE = settings.API_REQUESTS_A_MINUTE_SIGNED_IN = 2
    noon, holder = datetime(2026, 11, 24, 12, tzinfo=UTC), bearer()
    with frozen(noon + timedelta(seconds=20)):
        assert [api.get("/api/functions").status_code for _ in range(3)] == [200, 200, 429]
        refused = api.get("/api/functions")
        assert (refused["Retry-After"], code(refused)) == ("40", (429, "too_many_requests"))
        assert holder.get("/api/functions").status_code == 200
    with frozen(noon + timedelta(seconds=60)):
        assert api.get("/api/functions").status_code == 200
    # The caller whose window is over and who did not come again is forgotten.
    assert RequestCount.objects.count() == 1


def test_no_address_is_kept_in_clear(api: Client, world: World) -> None:
    api.get("/api/functions")
    assert "127.0.0.1" not in RequestCount.objects.get().caller


def test_guessing_tokens_is_counted(api: Client, world: World, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 1
    with frozen(datetime(2026, 11, 24, 12, tzinfo=UTC)):
        guesses = [
            api.get("/api/places", headers={"authorization": f"Bearer {n}"}).status_code
            for n in range(3)
        ]
    assert guesses == [401, 429, 429]


def test_what_breaks_is_told_without_its_secrets(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("softplace.api.areas.places.visible_place", broken)
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    answer = client.get("/api/places/library")
    assert code(answer) == (500, "broken")
    assert "secret" not in json.dumps(answer.json())
