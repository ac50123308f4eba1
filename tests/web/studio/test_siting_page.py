"""Where the next sites go: asked by form, answered with its proof, added."""

from django.test import Client

from softplace.reach.models import Scenario
from tests.places.cast import a_user

ASKED = {
    "objective": "p-median", "function": "library", "choose": "1", "days": "3",
    "opens": "09:00", "closes": "12:00",
}  # fmt: skip


def test_the_answer_says_its_proof_and_is_added(planner: Client, scenario: Scenario) -> None:
    address = f"/studio/scenarios/{scenario.pk}/siting/"
    page = planner.get(address, ASKED).content.decode().replace("\u00a0", " ")
    assert "<li>North</li>" in page
    assert "<dt>Without them</dt><dd>2.78 km</dd>" in page
    assert "yes: no choice is better" in page
    added = planner.post(address, ASKED | {"version": "1", "seen": "2"})
    assert added.status_code == 302
    assert scenario.edits.get().content["name"] == "North"


def test_too_many_are_refused_with_a_sentence(planner: Client, scenario: Scenario) -> None:
    page = planner.get(f"/studio/scenarios/{scenario.pk}/siting/", ASKED | {"choose": "9"})
    assert "9 sites cannot be chosen: the number of candidates is 2." in page.content.decode()


def test_only_planners_seek(scenario: Scenario) -> None:
    visitor = Client()
    visitor.force_login(a_user("val"))
    assert visitor.get(f"/studio/scenarios/{scenario.pk}/siting/").status_code == 403
