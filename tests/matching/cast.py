"""The tiny world of a campaign: the mill of the bookings' tests, with two halls that are offered."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from softplace.matching.commands import (
    create_campaign,
    describe_applicant,
    offer_resources,
    open_campaign,
    submit_request,
)
from softplace.matching.models import Applicant, Campaign, Request
from softplace.matching.rules import CampaignFields, RequestFields, Wished
from softplace.people.models import User
from softplace.places.enums import Layout
from softplace.places.models import Resource, ResourceLayout
from tests.bookings.conftest import MONDAY, World, make_world

SEASON = (date(2027, 9, 6), date(2028, 7, 2))
"""A Monday and a Sunday; the 29th of February lies between them."""
CLOSES_AT = datetime(2027, 6, 1, 22, 0, tzinfo=UTC)


@dataclass
class Round:
    """The world, a campaign in it, and who asks."""

    world: World
    campaign: Campaign
    club: Applicant

    @property
    def alice(self) -> User:
        return self.world.alice


def campaign_fields(**fields: Any) -> CampaignFields:
    return {
        "name": "Season 2027–2028",
        "description": "",
        "first_day": SEASON[0],
        "last_day": SEASON[1],
        "applications_open_at": MONDAY - timedelta(days=7),
        "applications_close_at": CLOSES_AT,
        **fields,
    }  # type: ignore[typeddict-item]


def request_fields(**fields: Any) -> RequestFields:
    """Twenty people, two hours on Tuesday evening, one and a half if need be."""
    return {
        "title": "Choir practice",
        "headcount": 20,
        "layout": Layout.MEETING,
        "wished_minutes": 120,
        "shortest_minutes": 90,
        "windows": [(1, 1080, 1320)],
        **fields,
    }  # type: ignore[typeddict-item]


def described(resource: Resource, headcount: int, layout: Layout = Layout.MEETING) -> Resource:
    ResourceLayout.objects.create(resource=resource, layout=layout, headcount=headcount)
    return resource


def a_draft() -> Round:
    world = make_world()
    described(world.hall, 80)
    described(world.half, 30)
    campaign = create_campaign(actor=world.planner, fields=campaign_fields())
    club = describe_applicant(actor=world.alice, fields={"name": "Crest Choir"})
    return Round(world, campaign, club)


def an_open_campaign() -> Round:
    """Hall and half are offered, and people apply."""
    made = a_draft()
    offer_resources(
        actor=made.world.keeper,
        campaign=made.campaign,
        resources=[made.world.hall, made.world.half],
    )
    made.campaign = open_campaign(actor=made.world.planner, campaign=made.campaign, version=1)
    return made


def applied(made: Round, *wishes: Wished, key: str = "", **fields: Any) -> Request:
    return submit_request(
        actor=made.alice,
        applicant=made.club,
        campaign=made.campaign,
        fields=request_fields(**fields),
        wishes=wishes,
        key=key,
    )


def standing(made: Round, *wishes: Wished, **fields: Any) -> Request:
    """Without a campaign: once, on the Tuesday of the tiny world, from 10:00 to 12:00."""
    once = {
        "rhythm": "once",
        "windows": [(1, 600, 720)],
        "first_day": date(2027, 3, 2),
        "last_day": date(2027, 3, 2),
    }
    return submit_request(
        actor=made.alice,
        applicant=made.club,
        campaign=None,
        fields=request_fields(**{**once, **fields}),
        wishes=wishes,
    )


__all__ = ["CLOSES_AT", "MONDAY", "SEASON", "Round", "World"]
