"""The page of a commune on a tiny world: what is near, when it opens next, beside the median."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.foundation import clock
from softplace.people.enums import Audience
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.reach.models import Neighbour
from softplace.territory.commands import install_functions
from softplace.territory.models import Commune, Function

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)  # 10:00 in Paris
SATURDAY_MINUTE = 5 * 1440


def a_commune(code: str, name: str, latitude: float, people: int) -> None:
    Commune.objects.create(
        code=code, name=name, folded_name=name.lower(), latitude=latitude, longitude=5.0,
        population=people,
    )  # fmt: skip


def a_place(slug: str, latitude: float, *functions: str, weekdays: int = 1) -> Place:
    place = Place.objects.create(
        slug=slug, name=slug.title(), latitude=latitude, longitude=5.0, updated_at=TUESDAY
    )
    for code in functions:
        PlaceFunction.objects.create(place=place, function=Function.objects.get(code=code))
    OpeningRule.objects.create(place=place, weekdays=weekdays, start_minute=540, length_minutes=120)
    return place


@pytest.fixture(autouse=True)
def _world() -> None:
    """A library in South that opens on Mondays, one in North on Tuesdays, both from 9 to 11."""
    install_functions()
    a_commune("1", "South", 45.0, 300)
    a_commune("2", "North", 45.1, 100)
    a_place("shelves", 45.0, "library")
    a_place("books", 45.1, "library", weekdays=2)


@pytest.fixture
def rows(client: Client) -> Callable[[str], list[dict[str, str]]]:
    def read(code: str) -> list[dict[str, str]]:
        with clock.frozen(TUESDAY):
            response = client.get(f"/communes/{code}/near.csv")
        return list(csv.DictReader(io.StringIO(response.content.decode())))

    return read


def the_page(client: Client, path: str = "/communes/1/", **asked: str) -> str:
    with clock.frozen(TUESDAY):
        response = client.get(path, {"language": "en", **asked})
    assert response.status_code == 200
    return str(response.content.decode().replace("\u00a0", " "))


def test_whoever_comes_reads_the_nearest_its_next_opening_and_the_median(
    client: Client, rows: Callable[[str], list[dict[str, str]]]
) -> None:
    assert [(r["function"], r["rank"], r["place"], r["km"]) for r in rows("2")] == [
        ("library", "1", "Books", "0.0"), ("library", "2", "Shelves", "11.12")
    ]  # fmt: skip
    first = rows("2")[0]
    assert (first["hours_a_week"], first["median_km"]) == ("2.0", "0.0")
    page = the_page(client, "/communes/2/")
    assert "Open, closes at 11:00" in page
    assert "opens Monday 30 November at 9:00" in page


def test_hours_that_touch_are_one_opening_and_a_place_that_never_closes_says_so(
    client: Client,
) -> None:
    books = Place.objects.get(slug="books")
    OpeningRule.objects.create(place=books, weekdays=2, start_minute=660, length_minutes=60)
    assert "Open, closes at 12:00" in the_page(client, "/communes/2/")
    OpeningRule.objects.create(place=books, weekdays=127, start_minute=0, length_minutes=1440)
    assert "Open day and night" in the_page(client, "/communes/2/")


def test_a_page_is_found_by_its_name_too(client: Client) -> None:
    response = client.get("/communes/south/")
    assert (response.status_code, response["Location"]) == (302, "/communes/1/")
    assert client.get("/communes/nowhere/").status_code == 404


def test_two_communes_of_one_name_are_listed(client: Client) -> None:
    a_commune("3", "South", 46.0, 10)
    response = client.get("/communes/south/", follow=True)
    page = response.content.decode()
    assert ('href="/communes/1/"' in page, 'href="/communes/3/"' in page) == (True, True)


def test_the_list_leads_to_the_only_one_that_begins_so(client: Client) -> None:
    assert client.get("/communes/", {"q": "nor"})["Location"] == "/communes/2/"
    assert "No commune of this territory begins so" in the_page(client, "/communes/", q="xyz")


def test_only_what_is_public_is_told(rows: Callable[[str], list[dict[str, str]]]) -> None:
    hidden = a_place("hidden", 45.0, "post_office")
    Place.objects.filter(pk=hidden.pk).update(is_published=False)
    members = a_place("members", 45.0, "rehearsal", weekdays=127)
    OpeningRule.objects.filter(place=members).update(audience=Audience.MEMBERS)
    by_function = {row["function"]: row for row in rows("1")}
    assert set(by_function) == {"library", "rehearsal"}
    assert (by_function["rehearsal"]["next_opening"], by_function["rehearsal"]["hours_a_week"]) == (
        "", "0.0"
    )  # fmt: skip


def test_a_place_beyond_the_border_counts_and_has_no_link(
    client: Client, rows: Callable[[str], list[dict[str, str]]]
) -> None:
    Neighbour.objects.create(
        source="list", source_id="1", name="Over there", latitude=44.99, longitude=5.0,
        functions=["library"], hours=[[SATURDAY_MINUTE + 540, SATURDAY_MINUTE + 660]],
    )  # fmt: skip
    second = rows("1")[1]
    assert (second["place"], second["next_opening"]) == (
        "Over there", "2026-11-28T09:00:00+01:00"
    )  # fmt: skip
    assert "Over there <span" in the_page(client)


def test_a_change_shows_at_once(rows: Callable[[str], list[dict[str, str]]]) -> None:
    assert rows("1")[0]["hours_a_week"] == "2.0"
    OpeningRule.objects.filter(place__slug="shelves").update(length_minutes=180)
    assert rows("1")[0]["hours_a_week"] == "3.0"
    OpeningRule.objects.filter(place__slug="shelves").update(ends_on=date(2026, 11, 1))
    assert rows("1")[0]["hours_a_week"] == "0.0"


def test_a_territory_without_places_says_what_would_be_here(client: Client) -> None:
    Place.objects.all().delete()
    assert "Nothing is offered here yet." in the_page(client)


def test_the_page_takes_as_many_queries_for_one_function_as_for_many(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            the_page(client)
        return len(captured)

    few, again = queries(), queries()
    codes = list(Function.objects.values_list("code", flat=True))[:20]
    for number in range(20):
        a_place(f"more-{number}", 45.0 + number / 1000, *codes)
    assert (queries(), queries()) == (few, again)
    assert again < few


def test_the_name_of_a_place_is_no_formula(rows: Callable[[str], list[dict[str, str]]]) -> None:
    Place.objects.filter(slug="books").update(name='=HYPERLINK("x")')
    assert rows("2")[0]["place"] == """'=HYPERLINK("x")"""
