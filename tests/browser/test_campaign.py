"""The demo's campaign of 120 requests, in the browser: computed, adjusted by mouse and by keyboard,
published; an applicant reads why not, and takes what is possible instead."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from softplace.bookings.commands.feeds import issue_feed
from softplace.bookings.enums import FeedKind
from softplace.bookings.models import Booking
from softplace.config.tasks import solve_campaign
from softplace.demo.accounts import password
from softplace.demo.commands import load_demo
from softplace.foundation import clock
from softplace.foundation.intervals import Interval
from softplace.matching.models import Allocation, Campaign, Request, Run
from softplace.matching.queries.rounds import Round, round_of
from softplace.people.models import User
from softplace.places.models import Resource
from tests.browser.conftest import overflow

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUESDAY = 1
HOUR_PIXELS = 32


@pytest.fixture
def campaign(live_server: Any) -> Iterator[Campaign]:
    with clock.frozen(NOW):
        load_demo()
        yield Campaign.objects.get(status="deciding")


def compute(page: Any, button: str) -> Run:
    """Ask for a plan on the page, and do what the background worker does with it."""
    page.locator("#seconds").select_option("5")
    page.get_by_role("button", name=button).click()
    page.get_by_text("It waits for the background worker").wait_for()
    run = Run.objects.get(status="queued")
    solve_campaign(run_id=run.pk)
    # The page follows by itself.
    page.get_by_role("button", name="Compute again").wait_for()
    run.refresh_from_db()
    assert run.status == "done"
    page.goto(f"/campaigns/{run.campaign_id}/board/")
    return run


def free_an_hour_later(round: Round) -> list[Allocation]:
    """Sessions of every week that could as well begin an hour later, rooms of Crest first."""
    found = []
    for each in round.on_board:
        later = Interval(each.start_minute + 60, each.end_minute + 60)
        around = Interval(later.start - 30, later.end + 60)
        rivals = [
            other
            for other in round.on_board
            if other.pk != each.pk
            if other.weekday == each.weekday
            if set(other.units) & set(each.units)
            or other.request.applicant_id == each.request.applicant_id
            if around.overlaps(Interval(other.start_minute, other.end_minute))
        ]
        booked = [
            span
            for unit in each.units
            for span in round.taken.get(unit, ())
            if span.day in each.dates and around.overlaps(Interval(span.start, span.end))
        ]
        is_open = all(
            any(span.covers(later) for span in round.opening[each.resource_id][day])
            for day in each.dates
        )
        if not rivals and not booked and is_open and each.request.rhythm == "weekly":
            found.append(each)
    return sorted(found, key=lambda each: (each.resource.place.slug != "mairie-de-crest", each.pk))


def block(page: Any, session: Allocation) -> Any:
    """The block of a session on the week: found by what a screen reader says of it."""
    said = page.evaluate(
        "id => JSON.parse(document.getElementById('board-events').textContent)"
        ".events.find(event => event.id === id).extendedProps.said",
        str(session.pk),
    )
    return page.locator(f'.ec-event[aria-label="{said}"]')


SIGHT = "Math.round(document.querySelector('.ec-main').scrollLeft)"
"""How far the week is scrolled: a page that is read anew looks on at the same hours."""


def drag_an_hour(page: Any, session: Allocation) -> None:
    shown = block(page, session)
    shown.scroll_into_view_if_needed()
    box = shown.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = page.evaluate(SIGHT)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + HOUR_PIXELS / 2, y, steps=4)
    page.mouse.move(x + HOUR_PIXELS, y, steps=4)
    page.mouse.up()
    expect(page.get_by_text(f"“{session.request.title}” is locked")).to_be_visible()
    page.wait_for_load_state()
    page.wait_for_function(f"{SIGHT} === {before}")


def move_an_hour_by_keyboard(page: Any, session: Allocation) -> None:
    """From the focused block to its page, its form, and back: no mouse."""
    block(page, session).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/board/{session.request_id}/")
    card = f"#session-{session.pk}"
    tab_to(page, f"{card} summary")
    while page.locator(f"{card} .place-form").is_hidden():
        tab_to(page, f"{card} details:not([open]) > summary")
        page.keyboard.press("Enter")
    tab_to(page, f"#at-{session.pk}")
    hour, minute = divmod(session.start_minute + 60, 60)
    page.locator(":focus").fill(f"{hour:02}:{minute:02}")
    tab_to(page, f"{card} .place-form button")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"“{session.request.title}” is locked")).to_be_visible()
    page.wait_for_load_state()


def tab_to(page: Any, selector: str) -> None:
    for _ in range(150):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def placed(session: Allocation) -> tuple[int, int, int, bool]:
    """Where a session stands, whatever row it is now."""
    now = Allocation.objects.get(
        request=session.request_id, weekday=session.weekday, resource=session.resource_id
    )
    return now.resource_id, now.weekday, now.start_minute, now.is_locked


def idle(page: Any) -> tuple[int, int]:
    """Half-days that stand idle before and after, side by side on the page."""
    page.wait_for_load_state()
    told = page.locator("strong", has_text="→").last.inner_text()
    before, after = (int(number) for number in told.split(" → "))
    return before, after


@pytest.mark.browser
def test_a_campaign_of_120_from_the_first_plan_to_the_alternative_that_is_taken(
    campaign: Campaign,
    visitor: Callable[..., Any],
    sign_in: Callable[[Any, str, str], None],
) -> None:
    planner = visitor(language="en")
    sign_in(planner, "planificatrice@demo.example", password())
    board = f"/campaigns/{campaign.pk}/board/"
    planner.goto(board)
    expect(planner.locator(".waiting li")).to_have_count(120)
    assert overflow(planner) == 0

    # She lets a plan be computed: most are served, at most so much better is possible.
    first = compute(planner, "Compute a plan")
    sessions = campaign.allocations.count()
    assert sessions > 90
    assert 0 < first.value <= first.bound
    expect(planner.locator(".ec-event")).to_have_count(sessions)
    waiting = {each["request"] for each in first.unserved}
    expect(planner.locator(".waiting li")).to_have_count(len(waiting))

    # She drags one session by an hour with the mouse, and moves another by keyboard alone.
    dragged = free_an_hour_later(round_of(campaign, NOW))[0]
    drag_an_hour(planner, dragged)
    campaign.refresh_from_db()
    typed = next(
        each
        for each in free_an_hour_later(round_of(campaign, NOW))
        if each.request_id != dragged.request_id and not each.is_locked
    )
    move_an_hour_by_keyboard(planner, typed)
    locks = [
        (each.resource_id, each.weekday, each.start_minute + 60, True) for each in (dragged, typed)
    ]
    assert [placed(dragged), placed(typed)] == locks

    # She computes again: the locks stay, and little else moves.
    planner.goto(board)
    again = compute(planner, "Compute again")
    assert [placed(dragged), placed(typed)] == locks
    expect(planner.locator(".ec-event.locked")).to_have_count(2)
    assert again.changed_count is not None
    assert again.changed_count <= sessions // 10

    # She sees what stands idle before and after, and publishes.
    planner.get_by_role("link", name="Look at what publishing does").click()
    before, after = idle(planner)
    assert 0 < after < before
    planner.get_by_role("button", name="Publish").click()
    planner.get_by_text("It is published").wait_for()
    assert idle(planner) == (before, after)
    campaign.refresh_from_db()
    assert campaign.status == "published"
    for session in campaign.allocations.select_related("series"):
        assert session.series is not None
        assert session.series.bookings.confirmed().count() == len(session.dates)

    # The room's calendar shows the dates; so does the keeper's page.
    keeper = User.objects.get(email="gardien@demo.example")
    room = Resource.objects.get(name="Salle Drôme")
    _, address = issue_feed(actor=keeper, kind=FeedKind.RESOURCE, resource=room)
    feed = planner.request.get(f"/feeds/{address}.ics").text().replace("\r\n ", "")
    given = campaign.allocations.filter(resource=room).select_related("request")
    assert given.count() > 0
    for session in given:
        assert feed.count(f"SUMMARY:{session.request.title}") >= len(session.dates)

    # An applicant reads what became of each wish, and takes what is possible instead.
    mine = Request.objects.get(campaign=campaign, title="Soirée tricot")
    assert mine.status == "refused"
    applicant = visitor(language="en", width=375)
    sign_in(applicant, "habitante@demo.example", password())
    applicant.goto(f"/campaigns/requests/{mine.reference}/")
    assert overflow(applicant) == 0
    wishes = applicant.locator(".wishes li")
    expect(wishes).to_contain_text(["Your first wish", "Your second wish", "Your third wish"])
    expect(wishes.nth(2)).to_contain_text("Réfectoire")
    expect(wishes.nth(2)).to_contain_text("was taken by requests of higher value: ")
    promised = applicant.locator(".alternatives li").first.inner_text()
    applicant.get_by_role("button", name="Take this").first.click()
    applicant.get_by_text("It is booked for you").wait_for()
    taken = Allocation.objects.get(request=mine)
    assert taken.resource.name in promised
    assert f"{len(taken.dates)} date" in promised
    held = Booking.objects.confirmed().filter(
        series=taken.series, person__email="habitante@demo.example"
    )
    assert held.count() == len(taken.dates)
    applicant.goto("/campaigns/requests/")
    row = applicant.locator(".my-row", has=applicant.locator(f"a[href*='{mine.reference}']"))
    expect(row).to_contain_text(taken.resource.name)
    # Taken, it stands idle no more either, if nobody else was there that half-day.
    planner.goto(f"/campaigns/{campaign.pk}/results/")
    assert idle(planner)[1] <= after
