"""The demo: filled once, the same each time, and with something to find on any day."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Count, F
from django.test import override_settings

from softplace.bookings.models import Booking, Notice, UnmetRequest
from softplace.demo.accounts import ACCOUNTS, password
from softplace.demo.commands import SPOTS, accepts_password, has_demo, load_demo
from softplace.demo.land import CENTRE, communes, school_holidays
from softplace.demo.touring import BUS, CLINIC, PITCH, SATURDAY
from softplace.engines.calendar.hours import reasons_to_refuse_hours
from softplace.engines.calendar.recurrence import reasons_to_refuse_recurrence
from softplace.foundation import clock
from softplace.foundation.distances import great_circle_metres
from softplace.matching.models import Appeal, Campaign, Letter
from softplace.matching.planning.asking import asked_of
from softplace.matching.queries.rounds import round_of
from softplace.people.models import User
from softplace.places.enums import Pattern, PlaceKind, ResourceKind
from softplace.places.models import OpeningRule, Place, PlaceFunction, Resource
from softplace.places.queries import openings
from softplace.rounds.models import Halt, Market, Vehicle
from softplace.rounds.queries import differences, haltings_at
from softplace.territory.models import Boundary, Commune, SchoolHoliday, Territory
from softplace.vacancy.models import Exemption
from softplace.vacancy.queries import campaign_week, current_policy, figures, heat, survey

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The demo of a Monday, for all the tests of this file; rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        with clock.frozen(MONDAY), override_settings(PASSWORD_HASHERS=hashers):
            load_demo()
        yield
        transaction.set_rollback(True)


def _is_inside(point: tuple[float, float], ring: list[list[float]]) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    x, y = point
    crossed = [
        x < ax + (y - ay) / (by - ay) * (bx - ax)
        for (ax, ay), (bx, by) in pairwise(ring)
        if (ay > y) != (by > y)
    ]
    return sum(crossed) % 2 == 1


@pytest.mark.xdist_group("demo")
@pytest.mark.usefixtures("demo")
class TestWhatIsThere:
    def test_the_territory_is_the_valley_around_crest(self) -> None:
        territory = Territory.objects.get()
        assert (territory.name, territory.zone, territory.school_zone) == (
            "Vallée de la Drôme",
            "Europe/Paris",
            "A",
        )

    def test_the_towns_are_real_ones_within_45_kilometres_and_have_people(self) -> None:
        farthest = max(
            great_circle_metres(*CENTRE, commune.latitude, commune.longitude)
            for commune in Commune.objects.all()
        )
        assert 40_000 < farthest <= 45_000
        assert Commune.objects.count() > 150
        assert Commune.objects.filter(name__in=["Crest", "Die", "Valence", "Saillans"]).count() == 4
        assert not Commune.objects.filter(population__isnull=True).exists()

    def test_shapes_of_communes_hold_their_town_and_share_their_edges(self) -> None:
        edges: Counter[tuple[object, object]] = Counter()
        for boundary in Boundary.objects.select_related("commune"):
            (ring,) = boundary.geometry["coordinates"]
            town = (boundary.commune.longitude, boundary.commune.latitude)
            assert _is_inside(town, ring), boundary.commune.name
            edges.update(pairwise([tuple(point) for point in ring]))
        assert Boundary.objects.count() == Commune.objects.count()
        # Each way round once; most edges have a neighbour that goes the other way.
        assert set(edges.values()) == {1}
        shared = sum((there, here) in edges for here, there in edges)
        assert shared > 0.9 * len(edges)

    def test_every_kind_of_place_and_of_resource_is_shown(self) -> None:
        kinds = set(Place.objects.values_list("kind", flat=True))
        assert kinds == set(PlaceKind.values) - {PlaceKind.OTHER}
        assert set(Resource.objects.values_list("kind", flat=True)) == set(ResourceKind.values)
        assert 45 <= Place.objects.filter(halt=None).count() <= 55
        assert 380 <= Resource.objects.count() <= 440

    def test_every_pattern_of_opening_rule_is_shown(self) -> None:
        assert set(OpeningRule.objects.values_list("pattern", flat=True)) == set(Pattern.values)

    def test_halls_share_their_units_with_their_halves_and_pools_have_several(self) -> None:
        hall = Resource.objects.get(name="Grande salle de l’Évêché")
        units = list(hall.units.values_list("pk", flat=True))
        halves = Resource.objects.filter(units__in=units)
        assert sorted(halves.values_list("name", flat=True).distinct()) == [
            "Grande salle de l’Évêché",
            "Salle Glandasse",
            "Salle Justin",
        ]
        pools = Resource.objects.filter(is_pool=True).annotate(count=Count("units"))
        assert pools.count() > 50
        assert not pools.filter(count__lt=2).exists()

    def test_units_belong_to_the_place_of_their_resource(self) -> None:
        assert not Resource.objects.exclude(units__place=F("place")).exists()

    def test_rules_can_be_read(self) -> None:
        for text in OpeningRule.objects.filter(pattern=Pattern.HOURS).values_list("hours"):
            assert reasons_to_refuse_hours(*text) == []
        recurrences = OpeningRule.objects.filter(pattern=Pattern.RECURRENCE)
        for text, starts_on in recurrences.values_list("recurrence", "starts_on"):
            assert reasons_to_refuse_recurrence(text, starts_on) == []

    def test_flags_of_own_hours_agree_with_the_rules(self) -> None:
        for thing in Resource.objects.all():
            assert thing.has_own_hours == thing.opening_rules.exists(), thing
        for offer in PlaceFunction.objects.select_related("place"):
            rules = offer.place.opening_rules.filter(function=offer.function_id)
            assert offer.has_own_hours == rules.exists(), offer

    @pytest.mark.parametrize("days", range(1, 8))
    def test_france_services_is_open_near_crest_every_morning_of_the_week(self, days: int) -> None:
        day = (MONDAY + timedelta(days=days)).date()
        offers = PlaceFunction.objects.filter(function__code="france_services")
        open_near = {
            offer.place.name
            for offer in offers.select_related("place", "function")
            for opening in openings(offer.place, day, day)
            if opening.function == (offer.function if offer.has_own_hours else None)
            if opening.start.astimezone(PARIS).hour < 12
            if great_circle_metres(*CENTRE, offer.place.latitude, offer.place.longitude) < 20_000
        }
        assert open_near
        assert ("France Services du Val de Drôme" in open_near) == (day.weekday() < 5)

    def test_phone_numbers_are_of_the_range_that_is_never_given_to_anyone(self) -> None:
        phones = Place.objects.values_list("phone", flat=True)
        assert {phone[:8] for phone in phones} == {"01 99 00"}

    def test_every_place_can_be_searched_for(self) -> None:
        assert not Place.objects.filter(search_text="").exists()

    def test_the_accounts_let_their_people_in_with_the_printed_password(self) -> None:
        assert all(accepts_password(account.email) for account in ACCOUNTS)
        keeper = User.objects.get(email="gardien@demo.example")
        assert Place.objects.kept_by(keeper).count() > 5
        assert not Place.objects.filter(keepers=None, halt=None).exists()
        assert User.objects.get(email="mediatrice@demo.example").is_mediator
        assert User.objects.get(email="planificatrice@demo.example").is_planner
        assert User.objects.get(email="administration@demo.example").is_administrator

    def test_two_trucks_go_round_and_meet_at_a_market(self) -> None:
        market = Market.objects.get()
        saturday = date(2026, 11, 28)
        assert [h.vehicle.name for h in haltings_at(market, saturday)] == [BUS]
        assert [h.vehicle.name for h in haltings_at(market, saturday + timedelta(days=7))] == [
            BUS, CLINIC,
        ]  # fmt: skip
        bus = Vehicle.objects.get(place__name=BUS)
        assert Halt.objects.filter(vehicle=bus).count() == 8
        with clock.frozen(MONDAY):
            assert not differences(bus, MONDAY)
        pitch = Booking.objects.filter(lines__resource__name=PITCH)
        assert {(b.title, b.starts_at.weekday()) for b in pitch} == {(BUS, SATURDAY)}
        assert pitch.count() == 18  # of 21 Saturdays, three have passed

    def test_loading_it_again_changes_nothing(self) -> None:
        before = Place.objects.count(), OpeningRule.objects.count(), User.objects.count()
        assert load_demo() is None
        assert (Place.objects.count(), OpeningRule.objects.count(), User.objects.count()) == before


@pytest.mark.django_db
def test_a_database_with_an_account_is_left_as_it_is() -> None:
    User.objects.create_user("first@example.org", "x")
    assert load_demo() is None
    assert not has_demo()
    assert Place.objects.count() == 0


@pytest.mark.django_db
def test_it_is_the_same_whenever_it_is_made_but_around_that_day() -> None:
    with clock.frozen(datetime(2031, 7, 5, 22, 30, tzinfo=UTC)):
        load_demo()
    assert Resource.objects.count() == sum(
        1 for _ in Resource.objects.values_list("place__slug", "name").distinct()
    )
    stops = OpeningRule.objects.filter(pattern=Pattern.ONCE).values_list("starts_on", flat=True)
    assert date(2031, 7, 6) <= min(stops) <= max(stops) < date(2031, 8, 6)
    assert SchoolHoliday.objects.order_by("first_date")[0].first_date.year == 2030
    assert len(SPOTS) == Place.objects.filter(halt=None).count()


def test_the_password_is_of_the_installation(settings: Any) -> None:
    settings.SECRET_KEY = "one"
    first = password()
    settings.SECRET_KEY = "two"
    assert password() != first
    settings.SECRET_KEY = "one"
    assert password() == first


def test_holidays_of_zone_a_are_known_or_said_to_be_estimated() -> None:
    known = [(h.name, h.first_date, h.last_date) for h in school_holidays(date(2026, 11, 23))]
    assert known[1] == ("Noël", date(2026, 12, 19), date(2027, 1, 3))
    assert [name for name, _, _ in known[5:]] == [
        "Toussaint (dates estimées)",
        "Noël (dates estimées)",
        "Hiver (dates estimées)",
        "Printemps (dates estimées)",
        "Été (dates estimées)",
    ]
    for _, first, last in known[5:9]:
        assert (first.weekday(), (last - first).days) == (5, 15)


def test_towns_come_largest_first() -> None:
    found = communes()
    assert found[0].name == "Valence"
    assert len({commune.code for commune in found}) == len(found)


def test_a_policy_exemptions_and_unmet_searches_are_there(demo: None) -> None:
    assert (current_policy().version, current_policy().fields.longest_idle_half_days) == (1, 4)
    assert Exemption.objects.touching(MONDAY.date(), MONDAY.date()).count() == 2
    assert UnmetRequest.objects.filter(answered_at=None).count() >= 3


def test_about_half_of_the_open_time_is_used_some_half_days_more_than_others(demo: None) -> None:
    found = survey(MONDAY.date(), 1, MONDAY)
    week = figures(found, 0)
    assert week.idle_share is not None
    assert week.complying_share is not None
    assert 0.4 < week.idle_share < 0.6
    assert 0.4 < week.complying_share < 0.8
    halves = heat(found)
    shares = [
        idle / opened
        for opened, idle in zip(halves.open_half_days[0], halves.idle_half_days[0], strict=True)
        if opened
    ]
    assert max(shares) - min(shares) > 0.2


@pytest.mark.xdist_group("demo")
@pytest.mark.usefixtures("demo")
class TestCampaigns:
    def test_one_with_120_requests_can_be_decided_on_at_once(self) -> None:
        campaign = Campaign.objects.get(status="deciding")
        assert campaign.requests.count() == 120
        with clock.frozen(MONDAY):
            asked = asked_of(round_of(campaign, MONDAY))
        assert (len(asked.problem.requests), len(asked.hopeless)) == (120, 0)
        # Halls and their halves are one room of the engine.
        assert len(asked.problem.resources) < campaign.offers.count()

    def test_an_earlier_one_has_its_results(self) -> None:
        campaign = Campaign.objects.get(status="published")
        given = campaign.allocations.exclude(series=None)
        assert given.count() >= 5
        assert {each.request.status for each in given} <= {"served", "partly_served"}
        assert campaign.requests.filter(status="refused").exists()

    def test_every_room_on_offer_is_open_to_all_in_the_season(self) -> None:
        round = round_of(Campaign.objects.get(status="deciding"), MONDAY)
        assert [r.name for r in round.resources if not round.opening[r.pk]] == []

    def test_the_season_begins_in_school_time_and_rooms_are_in_use_in_it(self) -> None:
        campaign = Campaign.objects.get(status="deciding")
        assert (campaign.first_day, campaign.last_day) == (date(2027, 1, 4), date(2027, 4, 11))
        week = campaign_week(campaign, MONDAY)
        assert 0.4 < week.idle_before / week.open < 0.8
        used = [half for half in week.halves if half.idle_before < half.open]
        assert len(used) > 10

    def test_one_appeal_waits_and_one_was_answered(self) -> None:
        appeals = Appeal.objects.order_by("status").values_list(
            "request__applicant__name", "status"
        )
        assert [status for _, status in appeals] == ["dismissed", "open"]
        assert appeals[1][0] == "Les Tricoteuses de Crest"

    def test_nobody_is_written_to(self) -> None:
        assert Letter.objects.filter(sent_at=None).count() == 0
        assert Notice.objects.filter(sent_at=None).count() == 0
