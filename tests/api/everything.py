"""A territory in which nearly every address of the API has something: to try them all."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from softplace.bookings.commands import book
from softplace.matching.models import Allocation, Appeal, Campaign, Comment, Forbid, Offer, Run
from softplace.people.models import Group
from softplace.places.models import Closure, OpeningRule, Place, PlaceFunction
from softplace.reach.commands import add_edits, create_scenario, create_study
from softplace.rounds.commands import add_target, create_draft, save_market, save_stop
from softplace.rounds.models import Computation
from softplace.rounds.rules import MarketFields, StopFields, Times
from softplace.rounds.rules.draft import DraftFields, TargetFields
from softplace.territory.models import Boundary, Commune, Function, SchoolHoliday
from softplace.vacancy.commands import grant_exemption
from softplace.vacancy.rules import ExemptionFields
from tests.bookings.conftest import MONDAY, World
from tests.matching.cast import Round, an_open_campaign, applied, standing

OF_DECIDED = ("/board", "/runs", "/sessions", "/forbids", "/appeals", "/publication", "/publish")
"""Addresses below a campaign that is decided on; the other campaign is open."""


@dataclass
class Everything:
    made: Round
    known: dict[str, Any]
    """What fills the parameters of addresses."""
    decided: dict[str, Any]
    """The same, of the campaign that is decided on."""

    @property
    def world(self) -> World:
        return self.made.world

    def filled(self, address: str) -> str:
        """The address of something that exists."""
        known = dict(self.known)
        if any(part in address for part in OF_DECIDED):
            known |= self.decided
        if address.startswith(("/api/bookings", "/api/functions")):
            known |= {"reference": known["booking"], "code": known["function"]}
        if address.startswith("/api/vehicles"):
            known |= {"slug": known["vehicle"]}
        return address.format(**known)


def make_everything() -> Everything:
    made = an_open_campaign()
    world, place = made.world, made.world.place
    crest = Commune.objects.create(
        code="26108", name="Crest", department="26", latitude=44.73, longitude=5.02,
        population=8_600, folded_name="crest",
    )  # fmt: skip
    Boundary.objects.create(commune=crest, geometry={"type": "Polygon", "coordinates": []})
    place.commune = crest
    place.save()
    function, _ = Function.objects.get_or_create(code="france_services")
    PlaceFunction.objects.create(place=place, function=function)
    week = (date(2027, 8, 2), date(2027, 8, 9))
    closure = Closure.objects.create(place=place, first_date=week[0], last_date=week[1])
    SchoolHoliday.objects.create(zone="A", name="Été", first_date=week[0], last_date=week[1])
    group = Group.objects.create(name="Others")
    booking = book(
        actor=world.alice, person=world.alice, ask=world.ask(world.hall, 26, 2), title="Talk"
    )
    request = applied(made)
    standing(made, title="Alone")
    study = create_study(
        actor=world.planner, name="Fewer", functions=[function], mode="straight", threshold_km=10.0
    )
    scenario = create_scenario(actor=world.planner, study_id=study.pk, name="What if")
    (edit,) = add_edits(
        actor=world.planner, scenario_id=scenario.pk, version=1,
        edits=[("stop", {"name": "Die", "latitude": 44.75, "longitude": 5.37,
                         "functions": [function.code], "hours": [[4860, 5040]]})],
    )  # fmt: skip
    exemption = grant_exemption(
        actor=world.planner, subject=world.desks, fields=ExemptionFields("Works", *week)
    )
    known = {
        "slug": place.slug, "resource_id": world.half.pk, "code": crest.code,
        "rule_id": OpeningRule.objects.order_by("pk").values_list("pk", flat=True)[0],
        "closure_id": closure.pk, "function": function.code, "booking": booking.reference,
        "campaign_id": made.campaign.pk, "reference": request.reference,
        "applicant_id": made.club.pk, "study_id": study.pk, "scenario_id": scenario.pk,
        "edit_id": edit.pk, "exemption_id": exemption.pk, "group_id": group.pk,
        "photo_id": 1, "series_id": 1, "entry_id": 1, "release_id": 1, "transfer_id": 1, "terms_id": 1,
        "post_id": 1, **_rounds(world, place, function, crest),
    }  # fmt: skip
    return Everything(made, known, _decided(made))


def _rounds(world: World, square: Place, function: Function, commune: Commune) -> dict[str, Any]:
    """A van with a stop, a market, and a draft that was computed."""
    van = Place.objects.create(
        slug="van", name="Van", kind="truck", is_mobile=True, latitude=44.74, longitude=5.03,
        updated_at=MONDAY,
    )  # fmt: skip
    first, last = date(2027, 3, 8), date(2027, 5, 30)
    times = Times("weekly", first, last, 540, 120)
    stop = save_stop(
        actor=world.planner, place=van, version=1,
        fields=StopFields(times, (function.pk,), "Square", 44.73, 5.02),
    )  # fmt: skip
    market = save_market(actor=world.planner, fields=MarketFields(times, "Services", square.pk))
    draft = create_draft(actor=world.planner, fields=DraftFields("Spring", (van.pk,), first, last))
    target = add_target(
        actor=world.planner, draft=draft, version=1,
        fields=TargetFields(commune.pk, (function.pk,), "weekly", 120, 540, 1020),
    )  # fmt: skip
    computation = Computation.objects.create(
        draft=draft, status="done", seed=1, most_seconds=5, requested_at=MONDAY, value=9.0,
        bound=8.0, progress=[[0.1, 9.0, None]], visits=[[target.pk, van.pk, 1, 600]],
        draft_version=2,
    )  # fmt: skip
    return {
        "vehicle": van.slug, "stop_id": stop.pk, "market_id": market.pk, "draft_id": draft.pk,
        "target_id": target.pk, "computation_id": computation.pk,
    }  # fmt: skip


def _decided(made: Round) -> dict[str, Any]:
    """Another campaign that is decided on, with something of all that planners do."""
    world = made.world
    campaign = Campaign.objects.create(
        name="Spring", first_day=date(2027, 4, 5), last_day=date(2027, 6, 13), status="deciding",
        applications_open_at=MONDAY - timedelta(days=9), applications_close_at=MONDAY,
        created_at=MONDAY,
    )  # fmt: skip
    Offer.objects.create(campaign=campaign, resource=world.half, offered_at=MONDAY)
    request = applied(made, title="Decided")
    request.campaign = campaign
    request.save()
    session = Allocation.objects.create(
        campaign=campaign, request=request, resource=world.half, weekday=1, start_minute=1080,
        units=list(world.half.units.values_list("pk", flat=True)), minutes=120,
        dates=[date(2027, 4, 6)],
    )  # fmt: skip
    run = Run.objects.create(
        campaign=campaign, status="done", seed=1, most_seconds=5, pass_number=1,
        requested_at=MONDAY, ended_at=MONDAY, value=5.0, bound=6.0, progress=[[0.1, 5.0, None]],
    )  # fmt: skip
    forbid = Forbid.objects.create(campaign=campaign, request=request, weekday=6)
    Comment.objects.create(campaign=campaign, request=request, text="Said", at=MONDAY)
    appeal = Appeal.objects.create(request=request, pass_number=1, text="Why?", made_at=MONDAY)
    return {
        "campaign_id": campaign.pk, "run_id": run.pk, "session_id": session.pk,
        "forbid_id": forbid.pk, "appeal_id": appeal.pk, "reference": request.reference,
    }  # fmt: skip
