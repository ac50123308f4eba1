"""A planner decides on a campaign in the browser; an applicant reads why, and takes what is left."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from softplace.bookings.commands.feeds import issue_feed
from softplace.bookings.enums import FeedKind
from softplace.bookings.models import Booking, Series
from softplace.foundation import clock
from softplace.matching.models import Allocation, Run
from softplace.matching.planning.running import compute
from tests.browser.conftest import overflow
from tests.matching.board_cast import MONDAY, NOW, TUESDAY, Cast, make_cast

SLOT_PIXELS = 32


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


def work() -> Run:
    """What the background worker would do with the run that was asked for."""
    return compute(Run.objects.select_related("campaign").get(status="queued"))


def drag(page: Any, title: str, hours: int) -> None:
    block = page.locator(".ec-event", has_text=title)
    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + hours * SLOT_PIXELS / 2, y, steps=5)
    page.mouse.move(x + hours * SLOT_PIXELS, y, steps=5)
    page.mouse.up()


@pytest.mark.browser
def test_a_campaign_from_the_board_to_the_alternative_that_is_taken(
    live_server: Any,
    cast: Cast,
    visitor: Callable[..., Any],
    sign_in: Callable[[Any, str, str], None],
) -> None:
    for number in range(4):
        cast.asks(f"club {number}", (number, 18, 20), wishes=[cast.left, cast.right], minutes=60)
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False, headcount=18)
    yoga = cast.asks(
        "yoga", (MONDAY, 18, 19), wishes=[cast.hall, cast.left, cast.room], takes_anything=False,
        headcount=9, equipment=["piano"],
    )  # fmt: skip
    cast.room.equipment = ["piano"]
    cast.room.save()
    planner = visitor(language="en")
    sign_in(planner, "planner@example.org", "pass")
    board = f"/campaigns/{cast.campaign.pk}/board/"

    # She lets a plan be computed.
    planner.goto(board)
    assert planner.get_by_text("No plan has been computed yet").is_visible()
    planner.get_by_role("button", name="Compute a plan").click()
    planner.get_by_text("It waits for the background worker").wait_for()
    work()
    planner.get_by_text("No plan is better: this is proven.").wait_for()
    planner.locator(".ec-event", has_text="Choir").wait_for()
    assert overflow(planner) == 0
    assert planner.locator(".waiting li").count() == 1

    # She drags a session by an hour: it stays there, against what was asked for.
    before = Allocation.objects.get(request__title="Club 2").start_minute
    drag(planner, "Club 2", 2)
    planner.get_by_text("“Club 2” is locked").wait_for()
    moved = Allocation.objects.get(request__title="Club 2")
    assert (moved.start_minute, moved.is_locked) == (before + 120, True)
    assert planner.locator(".ec-event.locked", has_text="Club 2").count() == 1

    # Onto a lock of the same room nothing is dragged: it is put back, with the reason.
    stranger = cast.asks("stranger", (TUESDAY, 9, 10))
    planner.expected_errors.add("409")
    answer = planner.request.post(
        f"{board}{stranger.pk}/place/",
        form={
            "csrfmiddlewaretoken": planner.locator(
                "[name=csrfmiddlewaretoken]"
            ).first.input_value(),
            "version": str(cast.campaign.__class__.objects.get().version),
            "resource": str(moved.resource_id),
            "weekday": str(moved.weekday),
            "at": f"{moved.start_minute // 60:02}:00",
        },
        headers={"Accept": "application/json", "Referer": f"{live_server.url}{board}"},
    )
    assert (answer.status, "Club 2" in answer.json()["refusal"]) == (409, True)

    # She computes around the lock, looks at what publishing does, and publishes.
    planner.goto(board)
    planner.get_by_role("button", name="Compute again").click()
    planner.get_by_text("It waits for the background worker").wait_for()
    assert work().status == "done"
    planner.get_by_text("points").first.wait_for()
    moved.refresh_from_db()
    assert moved.start_minute == before + 120
    planner.goto(board)
    planner.get_by_role("link", name="Look at what publishing does").click()
    assert "→" in planner.locator("#idle").inner_text()
    planner.get_by_role("button", name="Publish").click()
    planner.get_by_text("It is published").wait_for()
    assert Series.objects.count() == 6
    assert "→" in planner.locator("#idle").inner_text()

    # The choir finds its dates in its calendar.
    _, address = issue_feed(actor=cast.people["choir"], kind=FeedKind.PERSON)
    feed = planner.request.get(f"/feeds/{address}.ics").text()
    assert feed.count("BEGIN:VEVENT") == 9
    assert "Choir" in feed

    # Yoga reads why, wish by wish, and takes what is left.
    applicant = visitor(language="en", width=375)
    sign_in(applicant, "yoga@example.org", "pass")
    applicant.goto(f"/campaigns/requests/{yoga.reference}/")
    assert overflow(applicant) == 0
    said = applicant.locator(".wishes li").all_inner_texts()
    assert said == [
        "Your first wish, Hall, Le Moulin, does not fit: equipment is missing.",
        "Your second wish, Left half, Le Moulin, does not fit: equipment is missing.",
        "Your third wish, Room, Le Moulin, was taken by requests of higher value: Choir.",
    ]
    applicant.get_by_role("button", name="Take this").first.click()
    applicant.get_by_text("It is booked for you").wait_for()
    taken = Booking.objects.filter(person=cast.people["yoga"])
    assert taken.count() == Allocation.objects.get(request=yoga).series.bookings.count() > 0
    assert {each.starts_at.weekday() for each in taken} <= {MONDAY, TUESDAY}
