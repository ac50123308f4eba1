"""The idle half-days of what a campaign offers, without it and with it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from softplace.bookings.commands import cancel_booking
from softplace.bookings.models import Booking
from softplace.foundation import clock
from softplace.matching.models import Allocation
from softplace.matching.planning.publishing import publish
from softplace.vacancy.queries import CampaignWeek, campaign_week
from tests.matching.board_cast import FIRST, MONDAY, NOW, TUESDAY, Cast, make_cast
from tests.matching.test_running import booked

pytestmark = pytest.mark.xdist_group("matching")
WEDNESDAY = 2


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Monday evening goes to the choir in the room, Wednesday morning to a dance in the whole
    hall; somebody else has the left half on Tuesday morning."""
    with clock.frozen(NOW):
        cast = make_cast()
        cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
        cast.asks("dance", (WEDNESDAY, 9, 10), wishes=[cast.hall], headcount=60)
        booked(cast.left, FIRST + timedelta(days=TUESDAY), 10, 11)
        cast.solved()
        yield cast


def of(cast: Cast) -> CampaignWeek:
    return campaign_week(cast.campaign, NOW)


def publish_now(cast: Cast) -> None:
    publish(
        actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version,
        appeals_close_at=None,
    )  # fmt: skip


def test_halves_count_and_the_hall_made_of_them_does_not(cast: Cast) -> None:
    found = of(cast)
    assert found.monday == FIRST
    assert (found.open, found.idle_before, found.idle_after) == (3 * 14, 41, 38)
    changed = {
        (half.weekday, half.is_afternoon): (half.open, half.idle_before, half.idle_after)
        for half in found.halves
        if (half.open, half.idle_before, half.idle_after) != (3, 3, 3)
    }
    assert changed == {
        (MONDAY, True): (3, 3, 2),
        (TUESDAY, False): (3, 2, 2),
        (WEDNESDAY, False): (3, 3, 1),
    }


def test_what_is_published_is_counted_as_what_was_on_the_board(cast: Cast) -> None:
    on_board = of(cast)
    publish_now(cast)
    assert of(cast) == on_board


def test_a_published_date_that_was_cancelled_stands_idle_again(cast: Cast) -> None:
    publish_now(cast)
    choir = Booking.objects.get(title="Choir", starts_at__date=FIRST)
    cancel_booking(actor=cast.planner, booking=choir)
    assert (of(cast).idle_before, of(cast).idle_after) == (41, 39)


def test_a_hall_that_is_offered_whole_counts_once(cast: Cast) -> None:
    cast.campaign.offers.exclude(resource=cast.hall).delete()
    found = of(cast)
    assert (found.open, found.idle_before, found.idle_after) == (14, 13, 12)


def test_with_nothing_given_a_week_in_the_middle_is_shown_as_it_is(cast: Cast) -> None:
    Allocation.objects.all().delete()
    found = of(cast)
    assert found.monday == FIRST + timedelta(weeks=4)
    assert found.idle_before == found.idle_after
    cast.campaign.offers.all().delete()
    assert {(half.open, half.idle_after) for half in of(cast).halves} == {(0, 0)}


@pytest.mark.parametrize("more", [0, 3])
def test_a_fixed_number_of_queries(
    cast: Cast, more: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    for n in range(more):
        cast.asks(f"club {n}", (3 + n, 10, 11), wishes=[cast.left])
    cast.solved()
    with django_assert_num_queries(14):  # type: ignore[attr-defined]
        of(cast)
