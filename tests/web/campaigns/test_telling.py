"""What a refusal says: why, what could be instead, and that it is settled once that is taken."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from softplace.foundation import clock
from softplace.matching.models import Refusal
from softplace.web.campaigns.telling import alternatives_of, explained, known_of
from tests.matching.board_cast import MONDAY, NOW, TUESDAY, Cast, make_cast
from tests.matching.test_publishing import publish_now
from tests.web.campaigns.test_board_page import signed_in, text

pytestmark = pytest.mark.xdist_group("matching")


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def refused(**fields: Any) -> dict[str, Any]:
    return {"request": 0, "sessions": 1, "details": {}, "alternatives": [], **fields}


def test_where_no_room_fits_the_test_that_left_none_is_named() -> None:
    left = {"wish": 4, "distance": 4, "audience": 2, "noise": 0, "layout": 0}
    told = refused(cause="no_room_fits", details={"tests": left})
    assert explained(told) == (
        "No offered room fits: in those that remained, it must be quieter. Rooms that were left, "
        "test after test: wished for (4), for these people (2)."
    )
    alone = refused(cause="no_room_fits", details={"tests": {"wish": 0}})
    assert explained(alone) == (
        "No offered room fits: what was wished for is not offered, and nothing else would do."
    )
    assert explained(refused(cause="no_room_fits")) == "No offered room fits what was asked for."
    assert explained(refused(cause="one_a_day")).startswith("More sessions were asked for")


@pytest.mark.parametrize(
    ("kind", "weekday", "start", "minutes", "said"),
    [
        ("start", MONDAY, 960, 120, "2 h earlier than your hours"),
        ("start", MONDAY, 1140, 120, "1 h later than your hours"),
        ("weekday", TUESDAY, 1080, 120, "On another day of the week"),
        (
            "weekday", TUESDAY, 990, 90,
            "On another day of the week, 1 h 30 earlier than your hours, for 1 h 30 only",
        ),
        ("minutes", MONDAY, 1080, 60, "If it lasts 1 h only"),
    ],
)  # fmt: skip
def test_an_alternative_says_all_that_changes(
    cast: Cast, kind: str, weekday: int, start: int, minutes: int, said: str
) -> None:
    asked = cast.asks("yoga", (MONDAY, 18, 20), minutes=120, shortest_minutes=90)
    change = {
        "kind": kind, "weekday": weekday, "start": start, "minutes": minutes,
        "resource": cast.room.pk, "dates": ["2027-04-05"], "headcount": 10, "layout": "empty",
        "details": {},
    }  # fmt: skip
    told = refused(request=asked.pk, cause="taken", alternatives=[change])
    (found,) = alternatives_of(told, known_of([told]))
    assert found.change.replace("\xa0", " ") == said
    (decided,) = alternatives_of(told, known_of([told]), to_planner=True)
    assert decided.change.replace("\xa0", " ") == said.replace("your", "the applicant’s")


def test_once_an_alternative_is_taken_the_refusal_is_settled(client: Client, cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False, headcount=18)
    yoga = cast.asks("yoga", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
    cast.solved()
    publish_now(cast)
    signed_in(client, cast.people["yoga"])
    address = reverse("request", args=[yoga.reference])
    before = text(client.get(address))
    assert ("Your request could not be served" in before, "Settled" in before) == (True, False)
    client.post(
        reverse("campaign-take", args=[yoga.reference]),
        {"refusal": Refusal.objects.get().pk, "number": "0"},
    )
    page = client.get(address)
    after = text(page)
    assert "Settled by what you took instead" in after
    assert "Given instead:" in after
    assert "could not be" not in after
    assert [each["when"] for each in page.context["instead"]] == [
        given["when"] for given in page.context["given"]
    ]
