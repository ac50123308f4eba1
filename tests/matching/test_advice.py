"""Advice while somebody applies: which rooms fit, who else wants the hours, what weights do."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.engines.matching.policy import Policy, Tranche
from softplace.foundation import clock
from softplace.matching.commands import offer_resources
from softplace.matching.models import Request
from softplace.matching.queries import advice, example_of, meaning_of, offered_resources, room_tests
from softplace.matching.queries.preview import Example
from softplace.matching.rules import Wished
from softplace.people.enums import Audience
from softplace.places.enums import Layout
from softplace.places.models import Closure, Resource
from tests.bookings.conftest import MONDAY, make_resource
from tests.matching.cast import Round, an_open_campaign, applied, described, request_fields

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(MONDAY):
        yield


def advised(made: Round, *wishes: Wished, **fields: Any) -> Any:
    return advice(made.campaign, made.alice, request_fields(**fields), wishes, MONDAY)


def why(made: Round, *wishes: Wished, **fields: Any) -> dict[str, str]:
    return {room.resource.name: room.failed for room in advised(made, *wishes, **fields).rooms}


class TestRooms:
    def test_each_room_that_does_not_fit_says_which_test_it_fails(self) -> None:
        made = an_open_campaign()
        assert why(made) == {"Half": "", "Hall": ""}
        assert why(made, headcount=40) == {"Half": "headcount", "Hall": ""}
        assert why(made, layout=Layout.BANQUET) == {"Half": "layout", "Hall": "layout"}
        assert why(made, equipment=["piano"]) == {"Half": "equipment", "Hall": "equipment"}
        only_half = {"takes_anything": False}
        half = Wished(resource_id=made.world.half.pk)
        assert why(made, half, **only_half) == {"Half": "", "Hall": "wish"}
        far = {"latitude": 48.0, "longitude": 2.0, "radius_km": 5.0}
        assert why(made, half, **far) == {"Half": "", "Hall": "distance"}

    def test_noise_and_audience_are_tests_too(self) -> None:
        made = an_open_campaign()
        Resource.objects.filter(pk=made.world.half.pk).update(noise="quiet")
        Resource.objects.filter(pk=made.world.hall.pk).update(audience=Audience.PROFESSIONALS)
        assert why(made) == {"Half": "noise", "Hall": "audience"}

    def test_a_place_is_wished_for_with_all_its_rooms(self) -> None:
        made = an_open_campaign()
        place = Wished(place_id=made.world.place.pk)
        assert why(made, place, takes_anything=False) == {"Half": "", "Hall": ""}

    def test_the_legal_headcount_of_the_place_holds(self) -> None:
        made = an_open_campaign()
        made.world.place.legal_headcount = 25
        made.world.place.save()
        assert why(made, headcount=26) == {"Half": "headcount", "Hall": "headcount"}

    def test_a_pool_takes_as_many_units_as_are_needed(self) -> None:
        made = an_open_campaign()
        described(made.world.desks, 6)  # three desks of two people each
        offer_resources(
            actor=made.world.keeper, campaign=made.campaign, resources=[made.world.desks]
        )
        assert why(made, headcount=6)["Desks"] == ""
        assert why(made, headcount=7)["Desks"] == "headcount"

    def test_what_nobody_can_be_counted_in_fits_nobody(self) -> None:
        made = an_open_campaign()
        lamp = Resource.objects.prefetch_related("units", "layouts").get(name="Projector")
        from softplace.bookings.rules import PersonFacts

        found = room_tests([lamp], request_fields(), [], PersonFacts())
        assert [room.failed for room in found] == ["headcount"]
        assert made.campaign.offers.count() == 2


class TestHours:
    def test_a_window_is_told_with_who_else_wants_it_and_the_rooms_open_then(self) -> None:
        made = an_open_campaign()
        for _ in range(3):
            applied(made)
        applied(made, windows=[(3, 1080, 1200)])
        found = advised(made, windows=[(1, 1080, 1200), (3, 1080, 1200), (4, 1080, 1200)])
        told = [(w.weekday, w.request_count, w.room_count, w.is_crowded) for w in found.windows]
        assert told == [(1, 3, 2, True), (3, 1, 2, False), (4, 0, 2, False)]

    def test_hours_that_only_touch_are_not_the_same(self) -> None:
        made = an_open_campaign()
        applied(made, windows=[(1, 600, 720)])
        assert [w.request_count for w in advised(made, windows=[(1, 720, 840)]).windows] == [0]
        assert [w.request_count for w in advised(made, windows=[(1, 645, 840)]).windows] == [0]
        assert [w.request_count for w in advised(made, windows=[(1, 630, 840)]).windows] == [1]

    def test_a_room_that_is_not_open_then_does_not_count(self) -> None:
        made = an_open_campaign()  # open from 08:00 to 22:00
        found = advised(made, windows=[(1, 1260, 1440), (2, 360, 570)])
        assert [w.room_count for w in found.windows] == [0, 2]

    def test_a_room_closed_on_most_days_does_not_count(self) -> None:
        made = an_open_campaign()
        Closure.objects.create(
            place=made.world.place, first_date=date(2027, 10, 1), last_date=date(2028, 6, 30)
        )
        assert [w.room_count for w in advised(made).windows] == [0]
        early = {"first_day": date(2027, 9, 6), "last_day": date(2027, 9, 30)}
        assert [w.room_count for w in advised(made, **early).windows] == [2]

    def test_a_request_that_is_changed_does_not_compete_with_itself(self) -> None:
        made = an_open_campaign()
        mine = applied(made)
        found = advice(made.campaign, made.alice, request_fields(), [], MONDAY, but=mine)
        assert [w.request_count for w in found.windows] == [0]

    def test_the_week_shows_what_is_wanted_by_stretch(self) -> None:
        made = an_open_campaign()
        applied(made)
        week = advised(made).week
        evening = [(one.request_count, one.room_count) for one in week[2]]
        assert evening == [(0, 2), (1, 2), (0, 2), (0, 2), (0, 2), (0, 2), (0, 2)]

    def test_as_many_queries_for_one_request_and_two_rooms_as_for_forty(self) -> None:
        made = an_open_campaign()
        applied(made)

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                advised(made)
            return len(captured)

        few = queries()
        for number in range(38):
            room = described(make_resource(made.world.place, f"Room {number}", []), 30)
            room.units.set(made.world.half.units.all())
            offer_resources(actor=made.world.keeper, campaign=made.campaign, resources=[room])
            applied(made)
        assert len(offered_resources(made.campaign)) == 40
        assert Request.objects.count() == 39
        assert queries() == few


class TestWhatWeightsDo:
    def test_the_example_is_worth_what_the_engine_says(self) -> None:
        # Two hours of the first tranche, one session, 20 people, first wish, 3 km.
        usual = meaning_of(Policy(), Example(20, 120, False))
        assert usual.first_wish == pytest.approx(200 + 20 + 20 + 60 - 12, abs=0.01)
        assert usual.second_wish == pytest.approx(usual.first_wish - 20, abs=0.01)
        assert usual.not_wished == pytest.approx(usual.first_wish - 60, abs=0.01)
        assert usual.far == pytest.approx(usual.first_wish - 28, abs=0.01)
        assert usual.large == pytest.approx(usual.first_wish - 15, abs=0.01)
        assert usual.two_short == pytest.approx(2 * (100 + 20 + 10 + 30 - 12), abs=0.01)
        assert usual.idle_half_day == 10
        assert usual.hours_by_tranche == (
            (0.0, 2.0, 100.0), (2.0, 4.0, 80.0), (4.0, 8.0, 60.0), (8.0, None, 40.0),
        )  # fmt: skip

    def test_a_weight_changes_what_it_says_and_nothing_else(self) -> None:
        example = Example(20, 120, False)
        before = meaning_of(Policy(), example)
        after = meaning_of(Policy(idle_half_day_points=25.0), example)
        assert after.idle_half_day == 25
        assert (after.first_wish, after.hours_by_tranche) == (
            before.first_wish,
            before.hours_by_tranche,
        )
        fair = meaning_of(Policy(tranches=(Tranche(1.0, 1.0), Tranche(None, 0.5))), example)
        assert fair.first_hours == 150

    def test_the_example_is_the_middle_of_what_came_in(self) -> None:
        made = an_open_campaign()
        assert example_of(made.campaign) == Example(20, 120, False)
        for headcount in (5, 9, 70):
            applied(made, headcount=headcount, wished_minutes=180)
        assert example_of(made.campaign) == Example(9, 180, True)
