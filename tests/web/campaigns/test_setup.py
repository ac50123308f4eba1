"""A planner sets a campaign up: what it says, what counts, how it goes on, what is offered."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse

from softplace.matching.commands import withdraw_offer
from softplace.matching.models import Campaign
from softplace.people.models import User
from tests.bookings.conftest import make_resource
from tests.matching.cast import Round

As = Callable[[User | None], Client]
SAID = {
    "name": "Winter",
    "description": "All halls.",
    "first_day": "2027-09-06",
    "last_day": "2028-07-02",
    "opens_on": "2027-03-01",
    "opens_at": "08:00",
    "closes_on": "2027-06-01",
    "closes_at": "18:00",
    "audience": "0",
    "group": "",
}


def test_a_campaign_is_made_with_the_hours_of_the_wall(made: Round, as_user: As) -> None:
    answer = as_user(made.world.planner).post(reverse("campaign-new"), SAID)
    campaign = Campaign.objects.get(name="Winter")
    assert answer["Location"] == reverse("campaign", args=[campaign.pk])
    assert campaign.applications_close_at == datetime(2027, 6, 1, 16, 0, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_is_refused_in_words(made: Round, as_user: As) -> None:
    night = SAID | {"opens_on": "2027-03-28", "opens_at": "02:30"}
    page = as_user(made.world.planner).post(reverse("campaign-new"), night)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["opens_on"]
    assert Campaign.objects.count() == 1


def test_a_day_that_is_none_is_refused(made: Round, as_user: As) -> None:
    page = as_user(made.world.planner).post(
        reverse("campaign-new"), SAID | {"first_day": "2027-02-29"}
    )
    assert list(page.context["form"].errors) == ["first_day"]


def test_a_change_of_what_another_has_changed_is_told(made: Round, as_user: As) -> None:
    client = as_user(made.world.planner)
    address = reverse("campaign-edit", args=[made.campaign.pk])
    assert client.post(address, SAID | {"version": "2"}).status_code == 302
    page = client.post(address, SAID | {"version": "2", "name": "Late"})
    assert page.status_code == 422
    assert "Somebody else has changed this campaign" in page.content.decode()
    assert Campaign.objects.get().name == "Winter"


def test_weights_are_shown_before_and_after_and_saved(made: Round, as_user: As) -> None:
    client = as_user(made.world.planner)
    said = {"version": "2", "idle_half_day_points": "25"}
    preview = client.post(reverse("campaign-weights-preview", args=[made.campaign.pk]), said)
    changed = [(row.before, row.after) for row in preview.context["rows"] if row.changes]
    assert changed == [("10", "25")]
    address = reverse("campaign-weights", args=[made.campaign.pk])
    shown = client.post(address, said | {"preview": "1"})
    assert [row.after for row in shown.context["rows"] if row.changes] == ["25"]
    assert Campaign.objects.get().policy == {}
    client.post(address, said)
    assert Campaign.objects.get().policy == {"idle_half_day_points": 25.0}


def test_the_weights_that_a_page_shows_are_the_engines_own(made: Round, as_user: As) -> None:
    client = as_user(made.world.planner)
    address = reverse("campaign-weights", args=[made.campaign.pk])
    form = client.get(address).context["form"]
    said = {field.html_name: field.value() for field in form if field.value() is not None}
    said["noon"] = "13:00"
    client.post(address, said | {"version": "2"})
    assert Campaign.objects.get().policy == {}


def test_a_planner_gives_as_many_wishes_and_tranches_as_are_needed(
    made: Round, as_user: As
) -> None:
    client = as_user(made.world.planner)
    address = reverse("campaign-weights", args=[made.campaign.pk])
    ranks = {f"rank_{n}": str(50 - 10 * n) for n in range(5)}
    hours = {f"hours_{n}": str(2 * n + 2) for n in range(6)}
    shares = {f"share_{n}": str(100 - 10 * n) for n in range(6)}
    said = {"version": "2", **ranks, **hours, **shares, "share_rest": "10"}
    shown = client.post(address, said | {"preview": "1"}).context["form"]
    assert (len(shown.rank_fields), len(shown.tranche_fields)) == (6, 8)
    client.post(address, said)
    policy = Campaign.objects.get().policy
    assert policy["rank_points"] == [50, 40, 30, 20, 10]
    assert policy["tranches"] == [
        [2, 1], [4, 0.9], [6, 0.8], [8, 0.7], [10, 0.6], [12, 0.5], [None, 0.1],
    ]  # fmt: skip
    again = client.get(address).context["form"]
    assert (again["rank_4"].value(), again["hours_5"].value(), again["share_rest"].value()) == (
        "10", "12", "10",
    )  # fmt: skip
    assert (len(again.rank_fields), len(again.tranche_fields)) == (6, 8)


def test_no_more_wishes_and_tranches_than_the_engine_takes(made: Round, as_user: As) -> None:
    client = as_user(made.world.planner)
    address = reverse("campaign-weights", args=[made.campaign.pk])
    full = {f"rank_{n}": "1" for n in range(40)} | {f"hours_{n}": "1" for n in range(40)}
    shown = client.post(address, {"version": "2", "preview": "1", **full}).context["form"]
    assert (len(shown.rank_fields), len(shown.tranche_fields)) == (10, 8)


def test_weights_that_cannot_be_are_refused_at_their_field(made: Round, as_user: As) -> None:
    client = as_user(made.world.planner)
    address = reverse("campaign-weights", args=[made.campaign.pk])
    page = client.post(address, {"version": "2", "km_points": "-1", "rank_0": "1", "rank_1": "2"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"km_points", "rank_0"}
    assert page.context["wrong"] == [
        "A weight goes from 0 to 10000 points.",
        "A later wish would be worth more than an earlier one. Let the points fall, or stay.",
    ]


def test_it_is_closed_and_opened_again_by_buttons(made: Round, as_user: As) -> None:
    client = as_user(made.world.planner)
    page = client.get(reverse("campaign", args=[made.campaign.pk]))
    assert [step for step, _ in page.context["steps"]] == ["close", "draft"]
    address = reverse("campaign-step", args=[made.campaign.pk])
    client.post(address, {"version": "2", "step": "close"})
    assert Campaign.objects.get().status == "deciding"
    stale = client.post(address, {"version": "2", "step": "open"}, follow=True)
    assert "Somebody else has changed this campaign" in stale.content.decode()
    client.post(address, {"version": "3", "step": "open"})
    assert Campaign.objects.get().status == "open"


def test_a_keeper_offers_what_is_ticked_and_sees_what_is_missing(made: Round, as_user: As) -> None:
    make_resource(made.world.place, "Cellar", [])
    client = as_user(made.world.keeper)
    for resource in (made.world.hall, made.world.half):
        withdraw_offer(actor=made.world.keeper, campaign=made.campaign, resource=resource)
    address = reverse("campaign-offers", args=[made.campaign.pk])
    rows = {row["resource"].name: row for row in client.get(address).context["rows"]}
    assert rows["Hall"]["why_not"] == []
    assert rows["Cellar"]["why_not"][0].startswith("“Cellar” has no unit")
    client.post(address, {"resource": [str(made.world.hall.pk)]})
    assert [offer.resource.name for offer in made.campaign.offers.all()] == ["Hall"]
    client.post(address, {"withdraw": str(made.world.hall.pk)})
    assert made.campaign.offers.count() == 0


def test_offers_are_filtered_by_kind_place_and_state(made: Round, as_user: As) -> None:
    client = as_user(made.world.planner)
    address = reverse("campaign-offers", args=[made.campaign.pk])

    def names(**asked: str) -> list[str]:
        return [row["resource"].name for row in client.get(address, asked).context["rows"]]

    assert names(kind="desk") == ["Desks"]
    assert names(only="offered") == ["Half", "Hall"]
    assert names(q="nowhere") == []
    assert names(kind="spaceship") == ["Desks", "Half", "Hall", "Projector"]


def test_a_planner_invites_the_keepers_of_a_place(made: Round, as_user: As) -> None:
    client = as_user(made.world.planner)
    address = reverse("campaign-invite", args=[made.campaign.pk])
    page = client.post(address, {"place": str(made.world.place.pk)}, follow=True)
    assert "The keepers of “Le Moulin” are asked by mail." in page.content.decode()
    assert made.campaign.invitations.get().keeper == made.world.keeper


def test_the_navigation_leads_to_campaigns_once_one_is_visible(made: Round, as_user: As) -> None:
    address = reverse("campaigns")
    link = f'<a href="{address}"'
    assert link in as_user(None).get("/").content.decode()
    Campaign.objects.update(status="draft")
    assert link not in as_user(made.alice).get("/").content.decode()
    assert link in as_user(made.world.planner).get("/").content.decode()
