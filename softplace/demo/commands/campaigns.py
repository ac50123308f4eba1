"""Writes the campaigns of the demo: one to be decided on, and a small one that is published."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from softplace.bookings.models import Notice
from softplace.demo import campaigns as sketched
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.matching.commands.publishing import publish_board
from softplace.matching.enums import ApplicantKind, CampaignStatus
from softplace.matching.models import (
    Allocation,
    Applicant,
    Campaign,
    Letter,
    Offer,
    Request,
    Wish,
)
from softplace.people.models import User
from softplace.places.enums import Noise, ResourceKind
from softplace.places.models import Resource

ZONE = ZoneInfo("Europe/Paris")
SEED = 26_111
PEOPLE = 84
EARLIER_REQUESTS = 14
EARLIER_WEEKS = 10


def make_campaigns(*, inhabitant: User, planner: User, count: int = sketched.REQUESTS) -> Campaign:
    """The campaign that a planner can decide on at once; an earlier one has its results."""
    chance = Random(SEED)
    offered = _offered()
    rooms = [_room(resource) for resource in offered]
    askers = sketched.askers(chance, PEOPLE)
    users = User.objects.bulk_create(
        User(
            email=f"association-{asker.number + 1:02}@demo.example",
            name=f"Contact {asker.number + 1}",
            password=make_password(None),
        )
        for asker in askers
    )
    applicants = Applicant.objects.bulk_create(
        [
            *(
                Applicant(person=user, name=asker.name, kind=asker.kind)
                for asker, user in zip(askers, users, strict=True)
            ),
            Applicant(person=inhabitant, name=sketched.OWN, kind=ApplicantKind.ASSOCIATION),
        ]
    )
    first, last = sketched.season(clock.today(ZONE))
    campaign = _campaign("Attribution des salles communales", first, last, offered, planner)
    own = sketched.own_sketches(rooms, len(applicants) - 1)
    asked = [*own, *sketched.sketches(chance, askers, rooms, count - len(own))]
    _requests(campaign, applicants, asked, offered)
    _make_earlier(chance, applicants, askers, offered, planner)
    return campaign


def _offered() -> list[Resource]:
    kinds = (ResourceKind.HALL, ResourceKind.ROOM)
    return list(
        Resource.objects.bookable()
        .filter(place__name__in=sketched.OFFERING, kind__in=kinds)
        .select_related("place")
        .prefetch_related("units", "layouts")
        .order_by("place_id", "pk")
    )


def _room(resource: Resource) -> sketched.Room:
    return sketched.Room(
        {row.layout: row.headcount for row in resource.layouts.all()},
        resource.noise or Noise.LOUD,
        resource.place.name in sketched.BY_DAY,
    )


def _campaign(
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


def _requests(
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


def _make_earlier(
    chance: Random,
    applicants: Sequence[Applicant],
    askers: Sequence[sketched.Asker],
    offered: Sequence[Resource],
    planner: User,
) -> None:
    """A small campaign of this season: who found a free evening was served, the others not."""
    today = clock.today(ZONE)
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)
    last = monday + timedelta(days=7 * EARLIER_WEEKS // 3 - 1)
    campaign = _campaign("Créneaux de fin de saison", monday, last, offered[-4:], planner)
    rooms = [_room(resource) for resource in offered[-4:]]
    asked = sketched.sketches(chance, askers, rooms, EARLIER_REQUESTS)
    asked = [sketch for sketch in asked if sketch.rhythm == "weekly" and sketch.wishes]
    requests = _requests(campaign, applicants, asked, offered[-4:])
    taken: set[tuple[int, int]] = set()
    unserved = []
    for request, sketch in zip(requests, asked, strict=True):
        resource = offered[-4:][sketch.wishes[0]]
        weekday, start, _end = sketch.windows[0]
        units = [unit.pk for unit in resource.units.all()]
        if any((unit, weekday) in taken for unit in units):
            unserved.append(
                {
                    "request": request.pk,
                    "sessions": request.session_count,
                    "cause": "taken",
                    "details": {},
                    "alternatives": [],
                }
            )
            continue
        taken |= {(unit, weekday) for unit in units}
        dates = [
            monday + timedelta(days=7 * week + weekday)
            for week in range((last - monday).days // 7 + 1)
        ]
        Allocation.objects.create(
            campaign=campaign, request=request, resource=resource, units=units, weekday=weekday,
            start_minute=start, minutes=sketch.wished_minutes, dates=dates,
        )  # fmt: skip
        Request.objects.filter(pk=request.pk).update(session_count=1)
    _publish(campaign, planner, unserved)


def _publish(campaign: Campaign, planner: User, unserved: Sequence[dict[str, object]]) -> None:
    """What collides with a booking of the demo is taken off first; nobody is written to."""
    for _ in range(campaign.allocations.count()):
        try:
            publish_board(
                actor=planner,
                campaign=campaign,
                version=campaign.version,
                unserved=unserved,
                appeals_close_at=datetime.combine(
                    clock.today(ZONE) + timedelta(days=14), time.min, ZONE
                ),
            )
        except Refused as refused:
            titles = {(r.details.get("title"), r.details.get("resource")) for r in refused.reasons}
            for each in campaign.allocations.select_related("request", "resource"):
                if (each.request.title, each.resource.name) in titles:
                    each.delete()
            continue
        break
    at = clock.now()
    Notice.objects.filter(sent_at=None).update(sent_at=at)
    Letter.objects.filter(sent_at=None).update(sent_at=at)
