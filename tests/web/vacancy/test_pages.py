"""What the pages about vacancy say, and what they make of bad input."""

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from softplace.bookings.commands import book
from softplace.bookings.commands.requests import leave_request
from softplace.foundation import clock
from softplace.people.enums import Audience
from softplace.places.models import Resource
from softplace.vacancy.models import Exemption, Release
from softplace.vacancy.queries import current_policy
from softplace.vacancy.queries.published import _rows_of
from tests.bookings.conftest import MONDAY, World, make_resource

POLICY = {
    "version": "0", "longest_idle_half_days": "2", "weekdays": ["0", "4"],
    "start_minute": "08:00", "end_minute": "00:00", "on_public_holidays": "on",
}  # fmt: skip


@pytest.fixture
def planner(client: Client, world: World) -> Client:
    client.force_login(world.planner)
    return client


@pytest.fixture
def keeper(world: World) -> Client:
    client = Client()
    client.force_login(world.keeper)
    return client


def text(client: Client, address: str, **options: Any) -> str:
    answer = client.get(address, {"language": "en"}, follow=True, **options)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# --- The planner ---------------------------------------------------------------------------


def test_the_worst_comes_first_and_leads_to_an_exemption(planner: Client, world: World) -> None:
    shown = text(planner, reverse("vacancy-compliance"))
    assert "2 resources do not comply" in shown
    assert shown.index(">Desks</a>") < shown.index(">Half</a>")
    link = f"{reverse('vacancy-exempt')}?place=moulin&resource={world.desks.pk}"
    assert link in shown.replace("&amp;", "&")


def test_keepers_stand_side_by_side(planner: Client, world: World) -> None:
    address = f"{reverse('vacancy-compliance')}?week=2027-03-01&by=keeper"
    said = "A place that several people keep counts for each of them."
    planner.cookies["django_language"] = "en"
    page = planner.get(address).content.decode()
    assert ('<th scope="row">Keeper</th>' in page, said in page) == (True, True)
    world.place.keepers.clear()
    assert '<th scope="row">nobody yet</th>' in planner.get(address).content.decode()
    assert said not in planner.get(reverse("vacancy-compliance")).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "week=yesterday", "week=0001-01-01", "week=9999-12-31", "by=moon", "week=2027-02-30",
        "place=nowhere%00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["vacancy-compliance", "vacancy-map"])
def test_weeks_that_do_not_exist_show_this_one(planner: Client, name: str, query: str) -> None:
    assert planner.get(f"{reverse(name)}?{query}").status_code == 200


@pytest.mark.parametrize("query", ["kind=castle", "commune=00000", "keeper=0", "keeper=x"])
@pytest.mark.parametrize(
    "name", ["vacancy-compliance", "vacancy-map", "vacancy-calendar", "vacancy-offenders"]
)
def test_filters_that_are_not_offered_are_refused(planner: Client, name: str, query: str) -> None:
    assert planner.get(f"{reverse(name)}?{query}").status_code == 422


def test_the_csv_has_all_that_do_not_comply_and_no_formula(planner: Client, world: World) -> None:
    Resource.objects.filter(pk=world.half.pk).update(name="=HYPERLINK(1)")
    content = planner.get(reverse("vacancy-offenders")).content.decode()
    rows = list(csv.DictReader(StringIO(content)))
    assert [(row["resource"], row["open_half_days"]) for row in rows] == [
        ("Desks", "42"),
        ("'=HYPERLINK(1)", "14"),
    ]


def test_the_calendar_says_each_half_day_in_words(planner: Client, world: World) -> None:
    book(actor=world.keeper, person=world.keeper, ask=world.ask(world.half, 26, 1), title="Choir")
    shown = text(planner, reverse("vacancy-calendar"))
    assert "Tue 2 Mar, morning: 3 of 4 idle" in shown
    of_place = planner.get(reverse("vacancy-calendar"), {"place": "moulin"})
    assert of_place.status_code == 200
    assert planner.get(reverse("vacancy-calendar"), {"place": "nowhere"}).status_code == 404


def test_an_empty_territory_says_how_to_begin(planner: Client, world: World) -> None:
    Resource.objects.update(is_bookable=False)
    assert "Keepers add resources" in text(planner, reverse("vacancy-compliance"))
    assert "Nothing that the policy covers" in text(planner, reverse("vacancy-map"))
    assert "Nothing that the policy covers" in text(planner, reverse("vacancy-calendar"))


def test_the_policy_is_written_and_the_second_planner_is_told(
    planner: Client, world: World
) -> None:
    assert planner.post(reverse("vacancy-policy"), POLICY).status_code == 302
    fields = current_policy().fields
    assert (fields.weekdays, fields.end_minute, fields.longest_idle_half_days) == (17, 1440, 2)
    assert fields.resource_kinds_left_out == ("bed",)
    again = planner.post(f"{reverse('vacancy-policy')}?language=en", POLICY)
    assert again.status_code == 422
    assert "Another planner has changed the policy" in again.content.decode()
    assert current_policy().version == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_minute": "25:00"},
        {"weekdays": []},
        {"weekdays": ["9"]},
        {"longest_idle_half_days": "0"},
        {"longest_idle_half_days": "many"},
        {"version": ""},
        {"start_minute": "20:00", "end_minute": "08:00"},
        {"place_kinds_left_out": ["castle"]},
    ],
)
def test_a_policy_that_makes_no_sense_changes_nothing(
    planner: Client, wrong: dict[str, Any]
) -> None:
    assert planner.post(reverse("vacancy-policy"), {**POLICY, **wrong}).status_code == 422
    assert current_policy().version == 0


def test_an_exemption_is_granted_and_ended_on_the_page(planner: Client, world: World) -> None:
    address = f"{reverse('vacancy-exempt')}?place=Le+Moulin"
    said = {"reason": "Works", "first_date": "2027-02-01", "last_date": "01/04/2027"}
    assert planner.post(address, {**said, "resource": "99999"}).status_code == 422
    assert planner.post(address, {**said, "last_date": "2027-02-30"}).status_code == 422
    assert planner.post(address, said).status_code == 302
    exemption = Exemption.objects.get()
    assert (exemption.place, exemption.granted_by) == (world.place, world.planner)
    assert "Works" in text(planner, reverse("vacancy-policy"))
    planner.post(reverse("vacancy-exemption-end", args=[exemption.pk]))
    assert Exemption.objects.get().last_date == date(2027, 2, 28)
    nowhere = planner.get(f"{reverse('vacancy-exempt')}?place=Nowhere", follow=True)
    assert "Nowhere" in nowhere.content.decode()


@pytest.mark.parametrize("more", [0, 8])
def test_a_fixed_number_of_queries(
    planner: Client, world: World, more: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    for n in range(more):
        unit = world.place.units.create(name=str(n))
        make_resource(world.place, f"Room {n}", [unit])
    planner.get(reverse("vacancy-compliance"))
    with django_assert_num_queries(19):  # type: ignore[attr-defined]
        planner.get(reverse("vacancy-compliance"))


# --- The keeper ----------------------------------------------------------------------------


def test_what_people_looked_for_is_proposed_first_and_opened_in_two_clicks(
    keeper: Client, world: World, office: Resource
) -> None:
    question = {
        "days": ["weekly"], "first": ["2027-03-02"], "weeks": ["3"], "from": ["14:00"],
        "minutes": ["120"], "people": ["10"], "lat": ["44.73"], "lng": ["5.03"], "radius": ["10"],
    }  # fmt: skip
    leave_request(actor=world.alice, fields=question)
    leave_request(actor=world.bob, fields={**question, "minutes": ["60"]})
    shown = text(keeper, reverse("keeper-all-idle"))
    assert "2 searches found nothing, for up to 10 people" in shown
    first = shown.split('<ul class="rows" id="proposals">')[1].split("</li>")[0]
    assert "Tuesday afternoon, 13:00–22:00, 5 weeks in a row from Tue 2 Mar" in first
    assert "alice" not in shown.lower()
    link = first.split('href="')[1].split('"')[0].replace("&amp;", "&")
    preview = keeper.get(f"{link}&language=en").content.decode()
    assert "All its other hours stay for those they are for now: Professionals." in preview
    path, query = link.split("?")
    sent = dict(pair.split("=") for pair in query.split("&"))
    assert keeper.post(path, sent).status_code == 302
    release = Release.objects.get()
    assert (release.resource, release.audience) == (office, Audience.EVERYONE)
    shown = text(keeper, reverse("keeper-idle", args=["moulin"]))
    assert "Opened to others" in shown
    keeper.post(reverse("keeper-idle-close", args=["moulin", release.pk]))
    office.refresh_from_db()
    assert (office.audience, office.has_own_hours) == (Audience.PROFESSIONALS, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekday": "7"},
        {"half": "2"},
        {"first": "soon"},
        {"audience": "99"},
        {"audience": str(int(Audience.MEMBERS))},
        {"resource": "x"},
        {"last": "2027-12-07"},
        {"first": "2027-03-23", "last": "2027-03-02"},
    ],
)
def test_half_days_that_do_not_stand_idle_open_nothing(
    keeper: Client, world: World, office: Resource, wrong: dict[str, str]
) -> None:
    sent = {
        "resource": str(office.pk), "weekday": "1", "half": "1", "audience": "0",
        "first": "2027-03-02", "last": "2027-03-23",
    }  # fmt: skip
    answer = keeper.post(reverse("keeper-idle-open", args=["moulin"]), {**sent, **wrong})
    assert (answer.status_code, Release.objects.count()) == (302, 0)
    another = make_resource(world.place, "Other", [])
    address = reverse("keeper-idle-open", args=["moulin"])
    assert keeper.post(address, {**sent, "resource": str(another.pk + 1)}).status_code == 404


# --- Everybody -----------------------------------------------------------------------------


@pytest.fixture
def a_week_later() -> Any:
    _rows_of.cache_clear()
    with clock.frozen(MONDAY + timedelta(days=7)) as at:
        yield at
    _rows_of.cache_clear()


def test_the_files_say_licence_and_method_and_may_be_kept(
    client: Client, world: World, a_week_later: object
) -> None:
    for n in range(5):
        unit = world.place.units.create(name=str(n))
        make_resource(world.place, f"Room {n}", [unit], area_m2=10.0)
    answer = client.get(reverse("vacancy-csv"))
    lines = answer.content.decode().splitlines()
    head = [line for line in lines if line.startswith("#")]
    assert head[1] == "# Licence: etalab-2.0"
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    total = next(row for row in rows if row["commune_code"] == "all" == row["place_kind"])
    assert (total["week"], total["resources"], total["half_days_idle"]) == ("2027-W02", "7", "126")
    assert answer["Cache-Control"] == "public, max-age=3600"
    again = client.get(reverse("vacancy-csv"), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    told = json.loads(client.get(reverse("vacancy-json")).content)
    assert (told["licence"], len(told["rows"]), sorted(told["method"])) == (
        "etalab-2.0",
        len(rows),
        ["en", "fr"],
    )
    assert not {"keeper", "moulin", "room"} & set(json.dumps(told["rows"]).lower().split('"'))
    assert "2027-W09" in text(client, reverse("vacancy-open"))


def test_small_counts_are_masked_in_file_page_and_api(
    client: Client, world: World, a_week_later: object
) -> None:
    rows = json.loads(client.get(reverse("vacancy-json")).content)["rows"]
    assert {(row["masked"], row["resources"], row["half_days_idle"]) for row in rows} == {
        (True, None, None)
    }
    assert "✱" in text(client, reverse("vacancy-open"))
    answer = client.get("/api/vacancy", {"commune": "all", "place_kind": "all", "limit": "3"})
    page = answer.json()
    assert [(row["week"], row["masked"], row["resources"]) for row in page["items"]] == [
        ("2027-W02", True, None),
        ("2027-W03", True, None),
        ("2027-W04", True, None),
    ]
    query = {"commune": "all", "place_kind": "all", "limit": "3", "cursor": page["next_cursor"]}
    following = client.get("/api/vacancy", query).json()
    assert [row["week"] for row in following["items"]] == ["2027-W05", "2027-W06", "2027-W07"]
    assert client.get("/api/vacancy", {"monday": "2027-02-30"}).status_code == 422


def test_nothing_to_publish_is_said(client: Client, world: World, a_week_later: object) -> None:
    Resource.objects.update(is_bookable=False)
    assert "nothing to publish yet" in text(client, reverse("vacancy-open"))
