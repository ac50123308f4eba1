"""What happens to a campaign between the plan and its publication: rooms and people that go."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from softplace.bookings.models import Booking, Series
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.matching.commands import campaigns, erasing, offering
from softplace.matching.models import Allocation, Campaign, Request
from softplace.matching.planning import running
from tests.matching.board_cast import MONDAY, NOW, TUESDAY, Cast, make_cast
from tests.matching.test_publishing import publish_now

pytestmark = pytest.mark.xdist_group("matching")


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


def take_back(cast: Cast) -> None:
    """The planner opens applications again, the keeper takes the room back, and all goes on."""
    Campaign.objects.update(applications_close_at=NOW + timedelta(days=5))
    for step in (campaigns.open_campaign, campaigns.close_applications):
        cast.campaign.refresh_from_db()
        step(actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version)
        if step is campaigns.open_campaign:
            offering.withdraw_offer(actor=cast.keeper, campaign=cast.campaign, resource=cast.room)
    cast.campaign.refresh_from_db()


def close_for_bookings(cast: Cast) -> None:
    cast.room.is_bookable = False
    cast.room.save()


@pytest.mark.parametrize("go", [take_back, close_for_bookings])
def test_a_room_that_is_gone_since_the_plan_is_not_given(
    cast: Cast, go: Callable[[Cast], None]
) -> None:
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room])
    cast.solved()
    go(cast)
    with pytest.raises(Refused) as error:
        publish_now(cast)
    (reason,) = error.value.reasons
    assert (reason.code, reason.details) == ("no_longer_offered", {"resource": "Room"})
    assert Series.objects.count() == 0
    cast.solved()
    assert Allocation.objects.get().resource != cast.room
    publish_now(cast)
    assert Series.objects.count() == 1


def test_nothing_of_a_place_that_is_no_longer_published_is_given(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19))
    cast.solved()
    cast.place.is_published = False
    cast.place.save()
    with pytest.raises(Refused, match="nothing_is_offered"):
        publish_now(cast)
    assert Series.objects.count() == 0


def test_days_that_have_passed_since_the_plan_are_computed_anew(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19))
    cast.solved()
    with clock.frozen(NOW + timedelta(days=45)):
        with pytest.raises(Refused, match="board_dates_passed"):
            publish_now(cast)
        cast.solved()
        assert min(Allocation.objects.get().dates) > clock.now().date()


@pytest.mark.parametrize("when", ["while it is computed", "on the board"])
def test_who_leaves_before_publication_is_given_nothing(
    cast: Cast, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.asks("choir", (MONDAY, 18, 19))
    cast.asks("judo", (TUESDAY, 18, 19))

    def leave() -> None:
        erasing.erase_person(person=cast.people["choir"])

    if when == "on the board":
        cast.solved()
        leave()
        cast.campaign.refresh_from_db()
    else:
        solve = running.solve

        def solve_then_leave(*given: object, **named: object) -> object:
            plan = solve(*given, **named)  # type: ignore[arg-type]
            leave()
            return plan

        monkeypatch.setattr(running, "solve", solve_then_leave)
        assert cast.solved().status == "done"
    assert [each.request.title for each in Allocation.objects.all()] == ["Judo"]
    publish_now(cast)
    assert list(Request.objects.values_list("title", "status")) == [("Judo", "served")]
    assert {booking.title for booking in Booking.objects.all()} == {"Judo"}
