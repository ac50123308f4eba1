"""The weeks of a season laid on one another: closed, taken, free."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from softplace.foundation import clock
from softplace.matching.queries.rounds import offered_resources
from softplace.matching.queries.season_week import DayOfSeason, season_week
from softplace.people.enums import Audience
from softplace.places.models import OpeningRule, Resource
from tests.matching.board_cast import LAST, NOW, TUESDAY, Cast, make_cast
from tests.matching.test_running import booked

TUESDAYS = [date(2027, 4, 6) + timedelta(weeks=n) for n in range(10)]


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


def tuesday(cast: Cast, resource: Resource, at: datetime = NOW) -> DayOfSeason:
    return season_week(cast.campaign, offered_resources(cast.campaign), at)[resource.pk][TUESDAY]


def hours(*spans: tuple[float, float]) -> tuple[tuple[int, int], ...]:
    return tuple((round(start * 60), round(end * 60)) for start, end in spans)


def test_a_room_is_closed_outside_its_hours(cast: Cast) -> None:
    day = tuesday(cast, cast.room)
    assert (day.closed, day.taken, day.free) == (hours((0, 8), (22, 24)), (), hours((8, 22)))


def test_a_half_that_is_taken_too_often_takes_the_hall_and_not_the_other_half(cast: Cast) -> None:
    for day in TUESDAYS[:2]:
        booked(cast.left, day, 10, 12)
    assert tuesday(cast, cast.left).taken == ()
    booked(cast.left, TUESDAYS[2], 10, 12)
    assert tuesday(cast, cast.left).taken == hours((10, 12))
    assert tuesday(cast, cast.hall).free == hours((8, 10), (12, 22))
    assert tuesday(cast, cast.right).free == hours((8, 22))


def test_a_pool_is_taken_where_all_of_it_is(cast: Cast) -> None:
    Resource.objects.filter(pk=cast.hall.pk).update(is_pool=True)
    for day in TUESDAYS:
        booked(cast.left, day, 10, 12)
        booked(cast.right, day, 11, 13)
    assert tuesday(cast, cast.hall).taken == hours((11, 12))


def test_hours_for_others_are_closed_to_a_campaign_for_everyone(cast: Cast) -> None:
    OpeningRule.objects.update(audience=Audience.MEMBERS)
    assert tuesday(cast, cast.room).closed == hours((0, 24))


def test_of_a_season_that_is_over_nothing_is_said(cast: Cast) -> None:
    later = NOW + (LAST - NOW.date())
    assert season_week(cast.campaign, offered_resources(cast.campaign), later) == {}
