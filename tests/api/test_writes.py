"""What keepers and planners write: places, resources, opening rules, closures."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from softplace.people.commands import grant_role
from softplace.people.enums import Role, Scope
from softplace.people.models import User
from softplace.places.models import Closure, OpeningRule, Place, Resource
from softplace.trail.models import Entry
from tests.api.conftest import World
from tests.api.test_booking_roles import PREFIXES
from tests.api.test_campaigns import REQUESTS
from tests.api.test_deciding import CAMPAIGNS
from tests.api.test_keeping import is_of_keeping
from tests.api.test_rounds import ROUNDS
from tests.api.test_studies import STUDIES
from tests.api.test_vacancy import is_of_vacancy

Bearer = Callable[..., Client]


@pytest.fixture
def keeper(world: World, bearer: Bearer) -> Client:
    """Keeps the library, with a token for all."""
    world.library.keepers.add(world.keeper)
    return bearer()


@pytest.fixture
def planner(world: World, bearer: Bearer) -> Client:
    user = User.objects.create_user("planner@example.fr")
    grant_role(actor=None, user=user, role=Role.PLANNER)
    return bearer(user=user)


def send(client: Client, method: str, address: str, content: Any = None, **headers: str) -> Any:
    if content is None:
        return client.generic(method, address, headers=headers)
    return getattr(client, method.lower())(
        address, content, content_type="application/json", headers=headers
    )


def code(answer: Any) -> tuple[int, str, str]:
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"], answer.json()["field"]


NEW_PLACE = {"name": "Fablab", "latitude": 44.73, "longitude": 5.02, "functions": ["test-print"]}


def test_a_planner_adds_a_place_and_a_keeper_does_not(planner: Client, keeper: Client) -> None:
    made = send(planner, "POST", "/api/places", NEW_PLACE)
    assert (made.status_code, made["Location"]) == (201, "/api/places/fablab")
    assert planner.get("/api/places/fablab").json() == made.json()
    assert code(send(keeper, "POST", "/api/places", NEW_PLACE)) == (403, "planners_only", "")


def test_a_keeper_changes_what_is_given_and_nothing_else(keeper: Client, world: World) -> None:
    before = keeper.get("/api/places/library").json()
    after = send(
        keeper, "PATCH", "/api/places/library", {"phone": "04 75 00 00 00", "audience": "members"}
    ).json()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"phone", "audience", "updated_at"}
    assert Entry.objects.get(verb="change_place").actor == world.keeper


def test_the_answer_to_a_change_has_the_tag_that_a_reader_gets(keeper: Client) -> None:
    changed = send(keeper, "PATCH", "/api/places/library", {"phone": "04 75 00 00 00"})
    assert changed["ETag"] == keeper.get("/api/places/library")["ETag"]


def test_a_change_of_what_was_changed_meanwhile_is_refused(keeper: Client, world: World) -> None:
    read = keeper.get("/api/places/library")["ETag"]
    change = {"phone": "04 75 00 00 00"}
    first = send(keeper, "PATCH", "/api/places/library", change, **{"if-match": read})
    second = send(keeper, "PATCH", "/api/places/library", {"phone": ""}, **{"if-match": read})
    assert first.status_code == 200
    assert code(second) == (412, "changed_since", "")
    assert second["ETag"] == first["ETag"]
    world.library.refresh_from_db()
    assert world.library.phone == "04 75 00 00 00"
    weak = {"if-match": f"W/{first['ETag']}"}
    assert send(keeper, "PATCH", "/api/places/library", {"phone": ""}, **weak).status_code == 200


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"name": None}, (422, "not_text", "name")),
        ({"name": ""}, (422, "too_short", "name")),
        ({"name": "<script>"}, (422, "name_with_markup", "name")),
        ({"name": "a\x00b"}, (422, "nul_character", "name")),
        ({"name": "a" * 161}, (422, "too_long", "name")),
        ({"nmae": "x"}, (422, "unknown_field", "nmae")),
        ({"latitude": 5.02, "longitude": 44.73}, (422, "coordinates_swapped", "latitude")),
        ({"latitude": "NaN"}, (422, "not_a_number", "latitude")),
        ({"latitude": 91}, (422, "too_large", "latitude")),
        ({"legal_headcount": 10**9}, (422, "too_large", "legal_headcount")),
        ({"legal_headcount": 10**30}, (422, "too_large", "legal_headcount")),
        ({"legal_headcount": 3}, (422, "legal_headcount_below_resource", "legal_headcount")),
        ({"accessibility": ["wings"]}, (422, "unknown_value", "accessibility.0")),
        ({"functions": ["nothing"]}, (422, "unknown_choice", "functions")),
        ({"commune": "99999"}, (422, "unknown_commune", "commune")),
        ({"zone": "Mars/Olympus"}, (422, "unknown_time_zone", "zone")),
        ([], (422, "not_an_object", "")),
    ],
)
def test_what_a_place_cannot_be_is_refused_and_nothing_is_changed(
    keeper: Client, world: World, content: Any, expected: tuple[int, str, str]
) -> None:
    before = Place.objects.filter(pk=world.library.pk).values().get()
    assert code(send(keeper, "PATCH", "/api/places/library", content)) == expected
    assert Place.objects.filter(pk=world.library.pk).values().get() == before


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"{", "application/json", (400, "not_json", "")),
        (b"\xff", "application/json", (400, "not_json", "")),
        (b'{"latitude": NaN}', "application/json", (400, "not_json", "")),
        (b'{"name": "\\ud800"}', "application/json", (422, "not_text", "name")),
        (b"[" * 50 + b"]" * 50, "application/json", (422, "nested_too_deep", "")),
        (b"[" * 90_000 + b"]" * 90_000, "application/json", (400, "not_json", "")),
        (b"name=x", "application/x-www-form-urlencoded", (415, "not_json_type", "")),
        (b"", "application/json", (422, "required", "")),
        (b'{"name":"' + b"x" * 5_300_000 + b'"}', "application/json", (413, "body_too_large", "")),
    ],
)
@pytest.mark.parametrize("key", [None, "a-key"])
def test_a_body_that_is_none_is_refused(
    keeper: Client, body: bytes, kind: str, expected: tuple[int, str, str], key: str | None
) -> None:
    headers = {"idempotency-key": key} if key else {}
    answer = keeper.generic("PATCH", "/api/places/library", body, kind, headers=headers)
    status, told, field = code(answer)
    assert (status, told, "" if told == "nested_too_deep" else field) == expected


def test_a_place_is_hidden_and_shown_again(keeper: Client, api: Client, world: World) -> None:
    assert send(keeper, "POST", "/api/places/library/unpublish").json()["is_published"] is False
    assert api.get("/api/places/library").status_code == 404
    assert send(keeper, "POST", "/api/places/library/publish").json()["is_published"] is True
    assert api.get("/api/places/library").status_code == 200


def test_a_resource_is_added_changed_and_taken_away(keeper: Client) -> None:
    content = {"name": "Bureaux", "kind": "desk", "sharing": "pool", "unit_count": 4}
    made = send(keeper, "POST", "/api/places/library/resources", content)
    assert (made.status_code, made.json()["unit_count"], made.json()["is_pool"]) == (201, 4, True)
    address = made["Location"]
    changed = send(keeper, "PATCH", address, {"headcount": 4, "layouts": {"meeting": 3}}).json()
    assert (changed["headcount"], changed["unit_count"]) == (4, 4)
    assert changed["layouts"] == [{"layout": "meeting", "headcount": 3}]
    old = {"if-match": made["ETag"]}
    assert send(keeper, "DELETE", address, **old).status_code == 412
    assert send(keeper, "DELETE", address).status_code == 204
    assert keeper.get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"headcount": 4, "layouts": {"meeting": 5}}, "layout_above_headcount"),
        ({"layouts": {"pyramid": 5}}, "unknown_value"),
        ({"layouts": {"meeting": 10**9}}, "headcount_unbelievable"),
        ({"area_m2": 0}, "too_small"),
        ({"setup_minutes": 1441}, "too_large"),
        ({"sharing": "pool", "unit_count": 1}, "pool_size_out_of_range"),
        ({"sharing": "parts", "parts": [10**15]}, "part_of_another_place"),
        ({"name": "Salle 2", "kind": "castle"}, "unknown_value"),
    ],
)
def test_what_a_resource_cannot_be_is_refused(
    keeper: Client, world: World, content: dict[str, Any], expected: str
) -> None:
    answer = send(keeper, "PATCH", f"/api/resources/{world.room.pk}", content)
    assert code(answer)[:2] == (422, expected)


WEEKLY = {"weekdays": ["friday"], "start": "14:00", "length_minutes": 120}


def test_a_rule_makes_openings_and_find_follows(keeper: Client, api: Client) -> None:
    made = send(keeper, "POST", "/api/places/library/rules", WEEKLY)
    assert (made.status_code, made.json()["weekdays"]) == (201, ["friday"])
    window = {"from": "2026-11-27T00:00:00Z", "to": "2026-11-28T00:00:00Z"}
    opened = api.get("/api/openings", window).json()["items"]
    assert [(each["start"], each["rule"]) for each in opened] == [
        ("2026-11-27T14:00:00+01:00", made.json()["id"])
    ]
    address = made["Location"]
    send(keeper, "PATCH", address, {"start": "15:30"}, **{"if-match": made["ETag"]})
    assert api.get(address).json()["start"] == "15:30"
    assert send(keeper, "PATCH", address, {"start": "16:00"}, **{"if-match": made["ETag"]}).json()[
        "code"
    ] == ("changed_since")
    assert send(keeper, "DELETE", address).status_code == 204
    assert api.get("/api/openings", window).json()["items"] == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({**WEEKLY, "weekdays": []}, (422, "no_weekday", "weekdays")),
        ({**WEEKLY, "start": "24:00"}, (422, "wrong_form", "start")),
        ({**WEEKLY, "length_minutes": 0}, (422, "too_small", "length_minutes")),
        ({**WEEKLY, "ends_on": "2026-02-30"}, (422, "not_a_day", "ends_on")),
        ({**WEEKLY, "ends_on": 12}, (422, "not_a_day", "ends_on")),
        (
            {**WEEKLY, "starts_on": "2026-02-02", "ends_on": "2026-02-01"},
            (422, "last_day_before_first", "ends_on"),
        ),
        (
            {**WEEKLY, "starts_on": "9999-12-31"},
            (422, "date_out_of_range", "starts_on"),
        ),
        ({**WEEKLY, "function": "test"}, (422, "function_not_offered", "resource")),
        ({**WEEKLY, "resource": 10**15}, (422, "resource_of_another_place", "resource")),
        ({**WEEKLY, "group": "nobody"}, (422, "unknown_choice", "group")),
        ({"pattern": "hours", "hours": "every day"}, (422, "hours_unreadable", "hours")),
    ],
)
def test_what_a_rule_cannot_be_is_refused(
    keeper: Client, content: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    count = OpeningRule.objects.count()
    assert code(send(keeper, "POST", "/api/places/library/rules", content)) == expected
    assert OpeningRule.objects.count() == count


def test_a_place_is_closed_for_some_days_and_opened_again(keeper: Client, api: Client) -> None:
    content = {"first_date": "2026-11-23", "last_date": "2026-11-24", "note": "Travaux"}
    made = send(keeper, "POST", "/api/places/library/closures", content)
    assert made.status_code == 201
    window = {"from": "2026-11-23T00:00:00Z", "to": "2026-11-25T00:00:00Z"}
    assert api.get("/api/openings", window).json()["items"] == []
    assert api.get("/api/places/library/closures").json()["items"] == [made.json()]
    assert send(keeper, "DELETE", f"/api/closures/{made.json()['id']}").status_code == 204
    assert len(api.get("/api/openings", window).json()["items"]) == 2


def writes(world: World) -> list[tuple[str, str, Any]]:
    """Every write of the API, each of which would do something."""
    rule = OpeningRule.objects.get()
    closure = Closure.objects.create(
        place=world.library, first_date="2030-01-01", last_date="2030-01-01"
    )
    return [
        ("POST", "/api/places", NEW_PLACE),
        ("PATCH", "/api/places/library", {"phone": "04 75 00 00 00"}),
        ("POST", "/api/places/library/unpublish", None),
        ("POST", "/api/places/library/publish", None),
        ("POST", "/api/places/library/resources", {"name": "x", "kind": "room"}),
        ("PATCH", f"/api/resources/{world.room.pk}", {"headcount": 3}),
        ("DELETE", f"/api/resources/{world.room.pk}", None),
        ("POST", "/api/places/library/rules", WEEKLY),
        ("PATCH", f"/api/rules/{rule.pk}", {"start": "07:00"}),
        ("DELETE", f"/api/rules/{rule.pk}", None),
        (
            "POST",
            "/api/places/library/closures",
            {"first_date": "2030-01-01", "last_date": "2030-01-01"},
        ),
        ("DELETE", f"/api/closures/{closure.pk}", None),
    ]


def test_every_write_is_refused_to_whoever_may_not(
    api: Client, world: World, bearer: Bearer
) -> None:
    world.library.keepers.add(world.keeper)
    stranger = bearer(user=User.objects.create_user("other@example.fr"))
    reader = bearer([Scope.PLACES_READ])
    for method, address, content in writes(world):
        assert send(api, method, address, content).status_code == 401, address
        assert send(stranger, method, address, content).status_code == 403, address
        assert code(send(reader, method, address, content))[:2] == (403, "token_lacks_scope")
    assert Entry.objects.exclude(verb="issue_token").exclude(verb="grant_role").count() == 0
    assert Resource.objects.count() == 1


def test_every_write_of_the_description_is_in_that_list(api: Client, world: World) -> None:
    described = {
        (method.upper(), address)
        for address, operations in api.get("/api/openapi.json").json()["paths"].items()
        for method in operations
        # Each of the others is in the list of its own file.
        if method != "get"
        and not address.startswith((*PREFIXES, *REQUESTS, *CAMPAIGNS, *STUDIES, *ROUNDS))
        and not is_of_keeping(address)
        and not is_of_vacancy(address)
        and not address.startswith("/api/time/")
    }
    assert len(described) == len(writes(world))


def test_signed_in_on_the_pages_one_writes_with_the_csrf_token_only(world: World) -> None:
    world.library.keepers.add(world.keeper)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.keeper, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = send(client, "PATCH", "/api/places/library", {"phone": "04 75 00 00 00"})
    assert code(refused) == (403, "csrf_token_missing", "")
    client.get("/account/email/")
    headers = {"x-csrftoken": client.cookies["csrftoken"].value}
    changed = send(client, "PATCH", "/api/places/library", {"phone": "04 75 00 00 00"}, **headers)
    assert changed.status_code == 200
    assert changed["Cache-Control"] == "private, no-cache"
