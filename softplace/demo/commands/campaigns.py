"""Writes the campaigns of the demo: one to be decided on, and a small one that is published."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from softplace.demo import campaigns as sketched
from softplace.demo.applicants import AOUSTE, GYMNASIUM, OFFERING, askers
from softplace.demo.commands import earlier
from softplace.foundation import clock
from softplace.matching.enums import ApplicantKind, CampaignStatus
from softplace.matching.models import (
    Applicant,
    Campaign,
    Offer,
    Request,
    Wish,
)
from softplace.people.models import User
from softplace.places.enums import Noise, ResourceKind
from softplace.places.models import Resource

ZONE = ZoneInfo("Europe/Paris")
SEED = 26_111
KINDS = (ResourceKind.HALL, ResourceKind.ROOM)
"""What is offered of the places that offer."""
PEOPLE = 84


def make_campaigns(*, inhabitant: User, planner: User, count: int = sketched.REQUESTS) -> Campaign:
    """The campaign that a planner can decide on at once; an earlier one has its results."""
    chance = Random(SEED)
    offered = _offered()
    rooms = [room_of(resource) for resource in offered]
    people = askers(chance, PEOPLE)
    users = User.objects.bulk_create(
        User(
            email=f"demandes-{asker.number + 1:02}@demo.example",
            name=asker.contact,
            password=make_password(None),
        )
        for asker in people
    )
    own = sketched.own_asker(len(people), inhabitant.name)
    applicants = Applicant.objects.bulk_create(
        Applicant(
            person=user,
            name=asker.name,
            kind=asker.kind,
            latitude=asker.land.latitude,
            longitude=asker.land.longitude,
        )
        for asker, user in zip([*people, own], [*users, inhabitant], strict=True)
    )
    first, last = sketched.season(clock.today(ZONE))
    campaign = add_campaign("Attribution des salles communales", first, last, offered, planner)
    asked = [*sketched.own_sketches(rooms, own), *sketched.tuesday_crowd(people, rooms)]
    others = [each for each in people if not each.is_large]
    asked += sketched.sketches(chance, others, rooms, count - len(asked))
    add_requests(campaign, applicants, asked, offered)
    places = {AOUSTE, GYMNASIUM}
    few = [each for each in offered if each.place.name in places]
    rooms = [room_of(resource) for resource in few]
    sooner = add_campaign(earlier.NAME, *earlier.season(clock.today(ZONE)), few, planner)
    clubs = [
        each
        for each in people
        if each.kind == ApplicantKind.ASSOCIATION and places & set(each.land.near)
        if not each.is_large
    ]
    requests = add_requests(sooner, applicants, earlier.asked(chance, clubs, rooms, own), few)
    earlier.publish(sooner, planner, earlier.decide(sooner, requests, few))
    return campaign


def _offered() -> list[Resource]:
    return list(
        Resource.objects.bookable()
        .filter(place__name__in=OFFERING, kind__in=KINDS)
        .exclude(name__in=sketched.KEPT_BACK)
        .select_related("place")
        .prefetch_related("units", "layouts")
        .order_by("place_id", "pk")
    )


def room_of(resource: Resource) -> sketched.Room:
    return sketched.Room(
        resource.name,
        resource.place.name,
        {row.layout: row.headcount for row in resource.layouts.all()},
        resource.noise or Noise.LOUD,
    )


def add_campaign(
    name: str, first: date, last: date, offered: Sequence[Resource], planner: User
) -> Campaign:
    at = clock.now()
    campaign = Campaign.objects.create(
        name=name,
        first_day=first,
        last_day=last,
        applications_open_at=at - timedelta(days=45),
        applications_close_at=at - timedelta(days=3),
        status=CampaignStatus.DECIDING,
        created_by=planner,
        created_at=at - timedelta(days=60),
    )
    Offer.objects.bulk_create(
        Offer(campaign=campaign, resource=resource, offered_at=at - timedelta(days=50))
        for resource in offered
    )
    return campaign


def add_requests(
    campaign: Campaign,
    applicants: Sequence[Applicant],
    asked: Sequence[sketched.Sketch],
    offered: Sequence[Resource],
) -> list[Request]:
    at = clock.now() - timedelta(days=20)
    requests = Request.objects.bulk_create(
        Request(
            campaign=campaign,
            applicant=applicants[sketch.asker],
            title=sketch.activity.title,
            headcount=sketch.headcount,
            layout=sketch.activity.layout,
            noise=sketch.activity.noise,
            rhythm=sketch.rhythm,
            session_count=1 if sketch.rhythm == "once" else min(
                sketch.session_count, len(sketch.windows)
            ),
            wished_minutes=sketch.wished_minutes,
            shortest_minutes=min(sketch.shortest_minutes, sketch.wished_minutes),
            windows=[list(window) for window in sketch.windows],
            takes_anything=sketch.takes_anything,
            created_at=at,
            changed_at=at,
        )
        for sketch in asked
    )  # fmt: skip
    Wish.objects.bulk_create(
        Wish(request=request, rank=rank, resource=offered[position])
        for request, sketch in zip(requests, asked, strict=True)
        for rank, position in enumerate(sketch.wishes)
    )
    return requests
