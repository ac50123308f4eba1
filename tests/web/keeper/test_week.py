"""The week by resource, and moving a booking on it."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from softplace.bookings.commands import book
from softplace.bookings.models import Booking
from softplace.places.models import Resource
from tests.bookings.conftest import MONDAY, World, _monday_morning, later, world  # noqa: F401


def booked(world: World, resource: Resource, hours: float) -> Booking:  # noqa: F811
    ask = world.ask(resource, hours)
    return book(actor=world.alice, person=world.alice, ask=ask, title="Choir")


def posted(world: World, booking: Booking, **said: object) -> tuple[int, str]:  # noqa: F811
    client = Client()
    client.force_login(world.keeper)
    answer = client.post(
        reverse("keeper-move", args=[world.place.slug, booking.reference]),
        {"source": world.half.pk, "resource": world.half.pk, "day": "2027-03-03", "at": "10:00"}
        | said,
        headers={"Accept": "application/json", "Accept-Language": "en"},
    )
    return answer.status_code, answer.json()["refusal"]


def test_a_booking_moves_to_another_hour_on_the_wall_and_stays_as_long(world: World) -> None:  # noqa: F811
    booking = booked(world, world.half, 26)
    assert posted(world, booking) == (200, "")
    booking.refresh_from_db()
    assert booking.starts_at == MONDAY + timedelta(hours=49)
    assert booking.ends_at - booking.starts_at == timedelta(hours=2)


def test_a_booking_moves_to_another_resource(world: World) -> None:  # noqa: F811
    booking = booked(world, world.half, 26)
    assert posted(world, booking, resource=world.hall.pk)[0] == 200
    assert [line.resource for line in booking.lines.all()] == [world.hall]


def test_a_move_onto_somebody_else_is_refused_with_a_sentence(world: World) -> None:  # noqa: F811
    booking = booked(world, world.half, 26)
    booked(world, world.hall, 49)
    assert posted(world, booking) == (
        409,
        "“Half” is taken then. Choose another time, or another room.",
    )
    booking.refresh_from_db()
    assert booking.starts_at == MONDAY + timedelta(hours=26)


def test_what_cannot_be_read_moves_nothing(world: World) -> None:  # noqa: F811
    booking = booked(world, world.half, 26)
    assert posted(world, booking, day="tomorrow", at="soon", resource="0")[0] == 409
    booking.refresh_from_db()
    assert booking.starts_at == MONDAY + timedelta(hours=26)


def test_the_week_shows_each_booking_at_its_resource_and_day(world: World) -> None:  # noqa: F811
    booking = booked(world, world.half, 26)
    client = Client()
    client.force_login(world.keeper)
    context = client.get(reverse("keeper-week", args=[world.place.slug])).context
    cells = {resource.name: cells for resource, cells in context["rows"]}
    assert [[each["row"].booking for each in cell] for cell in cells["Half"]] == [
        [],
        [booking],
        *[[]] * 5,
    ]
    assert not any(cells["Hall"])
