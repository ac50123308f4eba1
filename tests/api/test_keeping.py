"""Keepers, functions, photos, groups and school holidays by the API."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from softplace.people.enums import Scope
from softplace.people.models import Group, User
from softplace.places.models import Photo
from softplace.territory.models import Function, SchoolHoliday
from softplace.trail.models import Entry
from tests.api.conftest import World

HOLIDAY = {"zone": "A", "name": "Hiver", "first_date": "2027-02-13", "last_date": "2027-02-28"}


def is_of_keeping(address: str) -> bool:
    ours = ("/api/groups", "/api/functions", "/api/school-holidays")
    return (
        address.startswith(ours)
        or "/keepers" in address
        or "/photos" in address
        or "/terms" in address
    )


def send(client: Client, method: str, address: str, content: Any = None, **headers: str) -> Any:
    options = {} if method == "get" else {"content_type": "application/json"}
    return getattr(client, method)(
        f"/api/{address}", content if content is not None else {}, headers=headers, **options
    )


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(error["code"], error["field"]) for error in answer.json()["errors"]]


def picture(colour: str = "red") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (60, 40), colour).save(content, "PNG")
    return SimpleUploadedFile("door.png", content.getvalue(), "image/png")


@pytest.fixture(autouse=True)
def _photos_elsewhere(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_keepers_are_named_by_the_addresses_of_accounts(world: World, planner: Client) -> None:
    User.objects.create_user("ada@example.fr")
    tag = planner.get("/api/places/library/keepers")["ETag"]
    said = {"keepers": ["Ada@example.fr", "keeper@example.fr"]}
    named = send(planner, "put", "places/library/keepers", said, **{"If-Match": tag})
    assert named.json() == {"keepers": ["ada@example.fr", "keeper@example.fr"]}
    late = send(planner, "put", "places/library/keepers", {"keepers": []}, **{"If-Match": tag})
    assert late.status_code == 412
    unknown = send(planner, "put", "places/library/keepers", {"keepers": ["x@example.fr"]})
    assert (unknown.status_code, codes(unknown)) == (422, [("unknown_account", "keepers")])
    assert world.library.keepers.count() == 2


def test_functions_are_added_and_changed(planner: Client) -> None:
    said = {
        "code": "repair", "parent": "test", "name_fr": "Réparer", "name_en": "Repair",
        "synonyms_fr": ["bricoler", "bricoler"],
    }  # fmt: skip
    made = send(planner, "post", "functions", said)
    assert (made.status_code, made.json()["parent"]) == (201, "test")
    assert made.json()["synonyms_fr"] == ["bricoler"]
    again = send(planner, "post", "functions", said)
    assert (again.status_code, codes(again)[0][1]) == (422, "code")
    changed = send(planner, "patch", "functions/repair", {"name_en": "Mend", "parent": None})
    assert (changed.json()["name"]["en"], changed.json()["parent"]) == ("Mend", None)
    circle = send(planner, "patch", "functions/test", {"parent": "test-print"})
    assert codes(circle) == [("function_under_itself", "parent")]
    late = send(planner, "patch", "functions/repair", {"name_en": "Fix"},
                **{"If-Match": made["ETag"]})  # fmt: skip
    assert (late.status_code, Function.objects.get(code="repair").name_en) == (412, "Mend")


def test_a_photo_is_added_once_and_taken_away(
    world: World, bearer: Callable[..., Client], django_capture_on_commit_callbacks: Any
) -> None:
    keeper, key = bearer(), {"Idempotency-Key": "photo"}
    world.library.keepers.add(world.keeper)
    place = "/api/places/library"

    def sent(colour: str = "red", **more: Any) -> Any:
        form = {"file": picture(colour), "alternative_text": "The door", **more}
        return keeper.post(f"{place}/photos", form, headers=key)

    first, second = sent(), sent()
    assert (first.status_code, second.json()) == (201, first.json())
    other = sent("blue")
    assert (other.status_code, codes(other)) == (422, [("idempotency_key_used", "Idempotency-Key")])
    (photo,) = first.json()["photos"]
    assert (photo["alternative_text"], photo["width"]) == ("The door", 60)
    with django_capture_on_commit_callbacks(execute=True):
        assert keeper.delete(f"{place}/photos/{photo['id']}").status_code == 204
    assert keeper.delete(f"{place}/photos/{photo['id']}").status_code == 404
    assert Photo.objects.count() == 0


@pytest.mark.parametrize(
    ("form", "code", "field"),
    [
        ({"alternative_text": "The door"}, "required", "file"),
        ({"file": picture()}, "required", "alternative_text"),
        ({"file": SimpleUploadedFile("a.png", b"x"), "alternative_text": "A"}, "not_a_photo", "file"),
        ({"file": picture(), "alternative_text": "A", "resource": 10**9},
         "resource_of_another_place", "resource"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_told(
    world: World, bearer: Callable[..., Client], form: dict[str, Any], code: str, field: str
) -> None:
    world.library.keepers.add(world.keeper)
    if "file" in form:
        form["file"].seek(0)
    answer = bearer().post("/api/places/library/photos", form)
    assert (answer.status_code, codes(answer)) == (422, [(code, field)])
    assert Photo.objects.count() == 0


def test_terms_are_set_for_an_audience_and_taken_back(world: World, planner: Client) -> None:
    address = "places/library/terms"
    made = send(planner, "put", address, {"audience": "residents", "longest_minutes": 240}).json()
    changed = send(planner, "put", address, {"audience": "residents", "needs_approval": False})
    assert changed.json() == made | {"needs_approval": False}
    assert planner.get(f"/api/{address}").json() == [changed.json()]
    wrong = send(planner, "put", address, {"audience": "residents", "shortest_minutes": 300})
    assert codes(wrong) == [("shortest_above_longest", "shortest_minutes")]
    foreign = send(planner, "put", address, {"resource": 10**9})
    assert codes(foreign) == [("resource_of_another_place", "resource")]
    assert send(planner, "delete", f"{address}/{made['id']}").status_code == 204
    assert planner.get(f"/api/{address}").json() == []


def test_a_group_is_begun_filled_and_renamed(world: World, planner: Client) -> None:
    said = {"name": "Choir", "members": ["keeper@example.fr"]}
    made = send(planner, "post", "groups", said, **{"Idempotency-Key": "g"})
    assert send(planner, "post", "groups", said, **{"Idempotency-Key": "g"}).json() == made.json()
    address = f"groups/{made.json()['id']}"
    taken = send(planner, "post", "groups", {"name": "Choir"})
    assert (taken.status_code, codes(taken)) == (422, [("group_named_already", "name")])
    changed = send(planner, "patch", address, {"name": "Choirs", "members": []})
    assert changed.json() == {"id": made.json()["id"], "name": "Choirs", "members": []}
    tag = {"If-Match": made["ETag"]}
    assert send(planner, "patch", address, {"name": "Band"}, **tag).status_code == 412
    group = Group.objects.get()
    verbs = Entry.objects.about(group).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["create_group", "change_group", "change_group"]


def test_a_member_reads_the_name_of_the_group_only(
    world: World, planner: Client, bearer: Callable[..., Client]
) -> None:
    Group.objects.create(name="Others")
    made = send(planner, "post", "groups", {"name": "Choir", "members": ["keeper@example.fr"]})
    shown = bearer().get("/api/groups").json()["items"]
    assert shown == [{"id": made.json()["id"], "name": "Choir", "members": None}]
    assert bearer().get(f"/api/groups/{made.json()['id']}").status_code == 403


def test_school_holidays_are_written_all_or_none_and_read_by_all(
    planner: Client, api: Client
) -> None:
    wrong = HOLIDAY | {"name": "Été", "last_date": "2026-01-01"}
    refused = send(planner, "post", "school-holidays", {"holidays": [HOLIDAY, wrong]})
    assert codes(refused) == [("last_day_before_first", "holidays.1.last_date")]
    assert SchoolHoliday.objects.count() == 0
    written = [send(planner, "post", "school-holidays", {"holidays": [HOLIDAY]}) for _ in range(2)]
    assert [answer.json() for answer in written] == [
        {"created": 1, "changed": 0, "unchanged": 0},
        {"created": 0, "changed": 0, "unchanged": 1},
    ]
    assert api.get("/api/school-holidays?zone=A").json()["items"] == [HOLIDAY]
    assert api.get("/api/school-holidays?zone=B").json()["items"] == []


def test_only_who_may_writes(world: World, pat: User, bearer: Callable[..., Client]) -> None:
    made = {"code": "repair", "name_fr": "Réparer", "name_en": "Repair"}
    writes = [
        ("put", "places/library/keepers", {"keepers": []}),
        ("post", "functions", made),
        ("patch", "functions/test", {"name_en": "Other"}),
        ("post", "groups", {"name": "Choir"}),
        ("patch", "groups/1", {"name": "Choir"}),
        ("post", "school-holidays", {"holidays": [HOLIDAY]}),
        ("delete", "places/library/photos/1", None),
        ("put", "places/library/terms", {"needs_approval": False}),
        ("delete", "places/library/terms/1", None),
    ]
    reader = bearer([Scope.PLACES_READ], user=pat)
    for method, address, content in writes:
        statuses = [
            send(one, method, address, content).status_code for one in (Client(), bearer(), reader)
        ]
        assert statuses == [401, 403, 403], address
    form = {"file": picture(), "alternative_text": "The door"}
    clients = (Client(), bearer(), reader)
    assert [one.post("/api/places/library/photos", form).status_code for one in clients] == [
        401, 403, 403,
    ]  # fmt: skip
    described = [
        (method, address)
        for address, operations in Client().get("/api/openapi.json").json()["paths"].items()
        for method in operations
        if method != "get" and is_of_keeping(address)
    ]
    assert len(described) == len(writes) + 1
