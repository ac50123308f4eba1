"""Pages of rounds, against everyone who may come to them."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from softplace.people.models import User
from softplace.rounds.commands import save_market
from softplace.rounds.models import Market, Stop
from tests.rounds.conftest import NINE, Wheels
from tests.rounds.test_markets import market_fields

EVERYONE = ("visitor", "keeper", "stranger", "planner")
PLANNING = {"keeper", "planner"}
READS: Mapping[str, set[str]] = {
    "rounds": set(EVERYONE),
    "rounds-mine": set(EVERYONE) - {"visitor"},
    "rounds-markets": set(EVERYONE),
    "rounds-market": set(EVERYONE),
    "rounds-market-poster": set(EVERYONE),
    "rounds-market-new": {"planner"},
    "rounds-market-change": {"planner"},
    "rounds-week": set(EVERYONE),
    "rounds-vehicle": PLANNING,
    "rounds-settings": PLANNING,
    "rounds-sheet": PLANNING,
    "rounds-publish": PLANNING,
    "rounds-stop-new": PLANNING,
    "rounds-stop": PLANNING,
    "rounds-drafts": set(EVERYONE) - {"visitor"},
}
WRITES = {"rounds-stop-remove", "rounds-stop-lock"}
GIVEN = {"rounds-market-end"}
"""Refused with a sentence to who may not."""
OF_DRAFTS = {
    "rounds-draft", "rounds-draft-compute", "rounds-target-remove", "rounds-draft-follow",
    "rounds-draft-stop", "rounds-draft-take",
}  # fmt: skip
"""Not found by who may not; see `test_drafts`."""


def client_of(who: str, wheels: Wheels) -> Client:
    client = Client(headers={"accept-language": "en"})
    if who != "visitor":
        client.force_login(getattr(wheels, who))
    return client


@pytest.fixture
def planned(wheels: Wheels) -> tuple[Stop, Market]:
    """A market on Tuesdays in Die, and the bus that is published to be there."""
    market = save_market(actor=wheels.planner, fields=market_fields(wheels))
    stop = wheels.stop(market_id=market.pk, cadence="every_other_week", remark="Blue socket")
    wheels.publish()
    return stop, market


def address(name: str, planned: tuple[Stop, Market]) -> str:
    stop, market = planned
    known = {"slug": "bus", "stop_id": stop.pk, "market_id": market.pk, "day": "2027-03-02"}
    entry = get_resolver().reverse_dict.getlist(name)[0][0][0]
    return reverse(name, kwargs={key: known[key] for key in entry[1]})


def test_every_page_of_rounds_is_in_one_of_the_tables() -> None:
    names = {
        key
        for key in get_resolver().reverse_dict
        if isinstance(key, str) and key.startswith("rounds")
    }
    assert names == set(READS) | WRITES | GIVEN | OF_DRAFTS


@pytest.mark.parametrize("name", READS)
def test_who_may_read_a_page(wheels: Wheels, planned: tuple[Stop, Market], name: str) -> None:
    for who in EVERYONE:
        status = client_of(who, wheels).get(address(name, planned)).status_code
        refused = 302 if who == "visitor" else 403
        assert (who, status) == (who, 200 if who in READS[name] else refused)


@pytest.mark.parametrize("name", sorted(WRITES))
def test_who_may_change_a_round(wheels: Wheels, planned: tuple[Stop, Market], name: str) -> None:
    for who, status in (("visitor", 302), ("stranger", 403)):
        assert client_of(who, wheels).post(address(name, planned)).status_code == status
    stop = planned[0]
    stop.refresh_from_db()
    assert not stop.is_removed and not stop.is_locked


def form(version: int, **changes: Any) -> dict[str, Any]:
    """What a browser sends to plan a stop on Tuesdays in March, 9:00 to 12:00 at Saou."""
    return {
        "version": version,
        "commune": "Saou",
        "spot": "place de la Bascule",
        "functions": [],
        "mode": "walk_in",
        "cadence": "weekly",
        "first_day": "2027-03-02",
        "last_day": "2027-03-30",
        "starts_at": "09:00",
        "ends_at": "12:00",
        **changes,
    }


def test_a_keeper_plans_a_stop_publishes_it_and_everybody_sees_the_bus(wheels: Wheels) -> None:
    client = client_of("keeper", wheels)
    planned = client.post(
        reverse("rounds-stop-new", args=["bus"]), form(1, functions=[wheels.papers.pk])
    )
    assert planned.status_code == 302
    page = client.get(reverse("rounds-publish", args=["bus"])).content.decode()
    assert "Tuesday, 9:00–12:00" in page
    digest = re.findall(r'name="digest" value="(\w+)"', page)[0]
    sent = {"version": wheels.version, "digest": digest}
    assert client.post(reverse("rounds-publish", args=["bus"]), sent).status_code == 302
    seen = Client(headers={"accept-language": "en"}).get(reverse("rounds-week", args=["bus"]))
    assert "Saou, place de la Bascule" in seen.content.decode()
    again = client.post(reverse("rounds-publish", args=["bus"]), sent)
    assert (again.status_code, "in the meantime" in again.content.decode()) == (422, True)


def test_a_short_drive_is_asked_about_and_then_accepted(wheels: Wheels) -> None:
    wheels.stop("Die", start_minute=NINE + 210, length_minutes=60)
    client, functions = client_of("keeper", wheels), [wheels.papers.pk]
    where = reverse("rounds-stop-new", args=["bus"])
    asked = client.post(where, form(wheels.version, functions=functions))
    assert asked.status_code == 422
    assert "takes about 46" in asked.content.decode()
    accepted = form(wheels.version, functions=functions, accepts_drive="on")
    assert client.post(where, accepted).status_code == 302


def test_another_commune_moves_the_stop_though_the_form_held_the_old_point(
    wheels: Wheels,
) -> None:
    stop = wheels.stop("Saou")
    sent = form(
        wheels.version,
        functions=[wheels.papers.pk],
        commune="Die",
        latitude="44.64",
        longitude="5.06",
    )
    client_of("keeper", wheels).post(reverse("rounds-stop", args=["bus", stop.pk]), sent)
    stop.refresh_from_db()
    assert stop.point == (44.75, 5.37)


def test_a_bad_form_changes_nothing_and_says_why(wheels: Wheels) -> None:
    sent = form(1, first_day="31/02/2027", ends_at="", functions=[])
    answer = client_of("keeper", wheels).post(reverse("rounds-stop-new", args=["bus"]), sent)
    assert (answer.status_code, Stop.objects.count()) == (422, 0)


def test_the_drivers_sheet_says_what_the_public_page_does_not(
    wheels: Wheels, planned: tuple[Stop, Market]
) -> None:
    sheet = client_of("keeper", wheels).get(address("rounds-sheet", planned)).content.decode()
    assert "Blue socket" in sheet and "Leave the depot" in sheet
    market = client_of("visitor", wheels).get(address("rounds-market", planned)).content.decode()
    assert "Bus des vallées" in market and "Blue socket" not in market


def test_a_halt_leads_to_the_round_of_its_vehicle(
    wheels: Wheels, planned: tuple[Stop, Market]
) -> None:
    halt = Stop.objects.select_related("halt__place").get().halt
    assert halt is not None
    page = Client().get(reverse("place", args=[halt.place.slug])).content.decode()
    assert reverse("rounds-week", args=["bus"]) in page


def test_a_planner_calls_a_market_and_ends_it(wheels: Wheels) -> None:
    client = client_of("planner", wheels)
    sent = {
        "version": 0, "name": "Services", "square": wheels.square.slug, "cadence": "monthly",
        "first_day": "2027-03-06", "last_day": "2027-09-06", "starts_at": "09:00",
        "ends_at": "13:00",
    }  # fmt: skip
    assert client.post(reverse("rounds-market-new"), sent).status_code == 302
    market = Market.objects.get()
    client_of("stranger", wheels).post(
        reverse("rounds-market-end", args=[market.pk]), {"version": market.version}
    )
    assert Market.objects.filter(pk=market.pk).exists()
    client.post(reverse("rounds-market-end", args=[market.pk]), {"version": market.version})
    assert not Market.objects.exists()


def test_my_rounds_takes_the_same_queries_whatever_the_number_of_vehicles(
    wheels: Wheels, django_assert_num_queries: Callable[..., Any]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    wheels.stop()
    client = client_of("keeper", wheels)
    client.get(reverse("rounds-mine"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("rounds-mine"))
    wheels.bus.pk, wheels.bus.slug, wheels.bus.name = None, "van", "Van"
    wheels.bus.save()
    wheels.bus.keepers.add(User.objects.get(email="keeper@example.org"))
    wheels.stop()
    with django_assert_num_queries(len(few)):
        client.get(reverse("rounds-mine"))
