"""A keeper drags a booking on the week, and it moves, or is put back with the reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from softplace.bookings.commands import book
from softplace.bookings.models import Booking
from softplace.places.models import Resource
from tests.bookings.conftest import MONDAY, World, _monday_morning, world  # noqa: F401
from tests.browser.conftest import overflow

SLOT_PIXELS = 32


def booked(world: World, resource: Resource, hours: float, title: str) -> Booking:  # noqa: F811
    ask = world.ask(resource, hours, 1)
    return book(actor=world.alice, person=world.alice, ask=ask, title=title)


def drag(page: Any, title: str, hours: int) -> None:
    box = page.locator(".ec-event", has_text=title).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + hours * SLOT_PIXELS / 2, y, steps=5)
    page.mouse.move(x + hours * SLOT_PIXELS, y, steps=5)
    page.mouse.up()


@pytest.mark.browser
def test_a_dragged_booking_moves_or_is_put_back_with_the_reason(
    live_server: Any,
    world: World,  # noqa: F811
    visitor: Callable[..., Any],
    sign_in: Callable[[Any, str, str], None],
) -> None:
    choir = booked(world, world.half, 3, "Choir")
    booked(world, world.half, 5, "Yoga")
    page = visitor(language="en")
    sign_in(page, "keeper@example.org", "pass")
    page.goto(f"/my/{world.place.slug}/week/")
    page.locator(".ec-event", has_text="Choir").wait_for()
    assert overflow(page) == 0

    page.expected_errors.add("409")
    drag(page, "Choir", 2)
    expect(page.get_by_role("alert")).to_have_text(
        "“Half” is taken then. Choose another time, or another room."
    )
    choir.refresh_from_db()
    assert choir.starts_at == MONDAY + timedelta(hours=3)

    drag(page, "Choir", 1)
    page.get_by_text("The booking is moved").wait_for()
    choir.refresh_from_db()
    assert choir.starts_at == MONDAY + timedelta(hours=4)
