"""Keepers offer what they keep, and take it back; what could serve nobody is said to."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.foundation import clock
from softplace.foundation.errors import Reason, Refused
from softplace.matching.commands import invite_keepers, offer_resources, withdraw_offer
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign
from softplace.matching.queries import offerable, usability
from softplace.places.models import OpeningRule, Resource
from tests.bookings.conftest import MONDAY, make_resource
from tests.matching.cast import a_draft, described

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(MONDAY):
        yield


def test_a_keeper_offers_and_takes_back() -> None:
    made = a_draft()
    keeper, hall = made.world.keeper, made.world.hall
    for _ in range(2):
        offer_resources(actor=keeper, campaign=made.campaign, resources=[hall])
    assert [offer.resource for offer in made.campaign.offers.all()] == [hall]
    withdraw_offer(actor=keeper, campaign=made.campaign, resource=hall)
    assert made.campaign.offers.count() == 0


def test_nobody_offers_what_others_keep_but_a_planner() -> None:
    made = a_draft()
    with pytest.raises(Refused) as refused:
        offer_resources(actor=made.world.alice, campaign=made.campaign, resources=[made.world.hall])
    reason = Reason("offer_of_another_place", "resource", {"resource": "Hall"})
    assert refused.value.reasons == (reason,)
    offer_resources(actor=made.world.planner, campaign=made.campaign, resources=[made.world.hall])
    assert made.campaign.offers.count() == 1


def test_nothing_is_offered_or_taken_back_once_it_is_decided() -> None:
    made = a_draft()
    offer_resources(actor=made.world.keeper, campaign=made.campaign, resources=[made.world.hall])
    Campaign.objects.update(status=CampaignStatus.DECIDING)
    closed = Reason("offers_are_closed", "resource", {"resource": "Hall"})
    with pytest.raises(Refused) as refused:
        withdraw_offer(actor=made.world.keeper, campaign=made.campaign, resource=made.world.hall)
    assert refused.value.reasons == (closed,)
    assert made.campaign.offers.count() == 1


def test_one_that_could_serve_nobody_refuses_all_and_says_why() -> None:
    made = a_draft()
    lacking = make_resource(made.world.place, "Cellar", [], has_own_hours=True)
    with pytest.raises(Refused) as refused:
        offer_resources(
            actor=made.world.keeper, campaign=made.campaign, resources=[made.world.hall, lacking]
        )
    named = {"resource": "Cellar"}
    assert refused.value.reasons == (
        Reason("offer_without_units", "resource", named),
        Reason("offer_without_headcount", "resource", named),
        Reason("offer_never_open", "resource", named),
    )
    assert made.campaign.offers.count() == 0


def test_hours_of_its_own_or_of_its_place_open_a_resource() -> None:
    made = a_draft()
    OpeningRule.objects.update(resource=made.world.hall)
    Resource.objects.filter(pk=made.world.hall.pk).update(has_own_hours=True)
    described(made.world.desks, 1)
    found = usability(
        Resource.objects.filter(pk__in=[made.world.hall.pk, made.world.desks.pk]), made.campaign
    )
    assert [(one.resource.name, [r.code for r in one.reasons]) for one in found] == [
        ("Desks", ["offer_never_open"]),
        ("Hall", []),
    ]


def test_what_one_may_offer_is_what_one_keeps() -> None:
    made = a_draft()
    assert offerable(made.world.alice).count() == 0
    assert offerable(made.world.keeper).count() == 4
    assert offerable(made.world.planner).count() == 4


def test_as_many_queries_for_four_resources_as_for_forty() -> None:
    made = a_draft()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            usability(offerable(made.world.planner), made.campaign)
        return len(captured)

    few = queries()
    for number in range(36):
        described(make_resource(made.world.place, f"Room {number}", []), 10)
    assert queries() == few == 3


def test_keepers_are_invited_once() -> None:
    made = a_draft()
    for _ in range(2):
        invite_keepers(actor=made.world.planner, campaign=made.campaign, place=made.world.place)
    invitations = made.campaign.invitations.values_list("keeper__name", "told_at")
    assert list(invitations) == [("Keeper", None)]
    made.world.place.keepers.clear()
    with pytest.raises(Refused) as refused:
        invite_keepers(actor=made.world.planner, campaign=made.campaign, place=made.world.place)
    nobody = Reason("nobody_keeps_it", "place", {"place": "Le Moulin"})
    assert refused.value.reasons == (nobody,)
