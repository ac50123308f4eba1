"""A tiny campaign: a hall of two halves and a room, for ten weeks, and who asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from softplace.matching.enums import ApplicantKind, CampaignStatus
from softplace.matching.models import Applicant, Campaign, Offer, Request, Wish
from softplace.matching.models import Run as RunRow
from softplace.matching.planning.running import compute
from softplace.people.enums import Role
from softplace.people.models import Grant, User
from softplace.places.enums import Pattern, ResourceKind
from softplace.places.models import OpeningRule, Place, Resource, Unit

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
"""09:00 on a Monday in Crest."""
FIRST, LAST = date(2027, 4, 5), date(2027, 6, 13)
"""Ten weeks from a Monday; 5 April 2027 is the day after no change of clocks."""
MONDAY, TUESDAY, SATURDAY = 0, 1, 5


@dataclass
class Cast:
    place: Place
    hall: Resource
    left: Resource
    right: Resource
    room: Resource
    planner: User
    rival: User
    """Another planner."""
    keeper: User
    campaign: Campaign
    people: dict[str, User] = field(default_factory=dict)

    def asks(
        self,
        name: str,
        *windows: tuple[int, float, float],
        wishes: Sequence[Resource | Place] = (),
        headcount: int = 10,
        minutes: int = 60,
        applicant: str = "",
        **fields: object,
    ) -> Request:
        """`choir` asks for a weekly hour within windows of (weekday, from, to) in hours."""
        who = applicant or name
        if who not in self.people:
            self.people[who] = User.objects.create_user(f"{who}@example.org", "pass", name=who)
        person = self.people[who]
        asker, _ = Applicant.objects.get_or_create(
            person=person, name=who.title(), defaults={"kind": ApplicantKind.ASSOCIATION}
        )
        request = Request.objects.create(
            campaign=self.campaign,
            applicant=asker,
            title=name.title(),
            windows=[[day, round(a * 60), round(b * 60)] for day, a, b in windows],
            created_at=NOW,
            changed_at=NOW,
            **{
                "layout": "empty",
                "noise": "talk",
                "headcount": headcount,
                "wished_minutes": minutes,
                "shortest_minutes": minutes,
                **fields,
            },
        )
        for rank, wish in enumerate(wishes):
            what = {"place": wish} if isinstance(wish, Place) else {"resource": wish}
            Wish.objects.create(request=request, rank=rank, **what)
        return request

    def solved(self, seconds: int = 5, **fields: object) -> RunRow:
        """A run that is done, in this process."""
        run = RunRow.objects.create(
            campaign=self.campaign,
            seed=1,
            most_seconds=seconds,
            pass_number=self.campaign.pass_number,
            requested_by=self.planner,
            requested_at=NOW,
            **fields,
        )
        compute(run)
        self.campaign.refresh_from_db()
        return run


def make_resource(place: Place, name: str, units: list[Unit], **fields: object) -> Resource:
    resource = Resource.objects.create(
        place=place, name=name, **{"kind": ResourceKind.ROOM, "headcount": 30, **fields}
    )
    resource.units.set(units)
    return resource


def make_cast() -> Cast:
    planner, rival, keeper = (
        User.objects.create_user(f"{name}@example.org", "pass", name=name.title(), language="en")
        for name in ("planner", "rival", "keeper")
    )
    for user in (planner, rival):
        Grant.objects.create(user=user, role=Role.PLANNER)
    place = Place.objects.create(
        slug="moulin", name="Le Moulin", latitude=44.73, longitude=5.02, updated_at=NOW,
        legal_headcount=100,
    )  # fmt: skip
    place.keepers.add(keeper)
    # Every day from 08:00 to 22:00 on the wall, but not on public holidays.
    OpeningRule.objects.create(
        place=place, pattern=Pattern.WEEKLY, weekdays=127, start_minute=480, length_minutes=840,
        on_public_holidays=1,
    )  # fmt: skip
    a, b, c = (Unit.objects.create(place=place, name=name) for name in "ABC")
    campaign = Campaign.objects.create(
        name="Spring 2027",
        first_day=FIRST,
        last_day=LAST,
        applications_open_at=NOW - timedelta(days=30),
        applications_close_at=NOW - timedelta(days=1),
        status=CampaignStatus.DECIDING,
        created_at=NOW,
    )
    cast = Cast(
        place=place,
        hall=make_resource(place, "Hall", [a, b], headcount=80),
        left=make_resource(place, "Left half", [a]),
        right=make_resource(place, "Right half", [b]),
        room=make_resource(place, "Room", [c], headcount=20),
        planner=planner,
        rival=rival,
        keeper=keeper,
        campaign=campaign,
    )
    for resource in (cast.hall, cast.left, cast.right, cast.room):
        Offer.objects.create(campaign=campaign, resource=resource, offered_at=NOW)
    return cast
