"""Taking what is free, and being refused what is not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from softplace.bookings.commands import book, cancel_booking, hold, set_terms
from softplace.bookings.enums import BookingStatus, Tariff
from softplace.bookings.models import Booking, Claim
from softplace.bookings.rules import Ask, Item
from softplace.foundation.errors import Refused
from softplace.people.enums import Audience

from .conftest import MONDAY, World


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def take(world: World, ask: Ask, person: object = None) -> Booking:
    person = person or world.alice
    return book(actor=person, person=person, ask=ask, title="Meeting")  # type: ignore[arg-type]


def test_a_free_hall_is_booked_at_once_where_no_approval_is_needed(world: World) -> None:
    booking = take(world, world.ask(world.hall))
    assert booking.status == BookingStatus.CONFIRMED
    assert booking.claims.count() == 2


def test_half_a_hall_excludes_the_whole_and_the_whole_excludes_the_half(world: World) -> None:
    take(world, world.ask(world.half))
    with pytest.raises(Refused) as refused:
        take(world, world.ask(world.hall), world.bob)
    assert codes(refused) == ["taken"]
    assert Booking.objects.count() == 1


def test_bookings_that_touch_do_not_collide(world: World) -> None:
    take(world, world.ask(world.half, 26, 2))
    assert take(world, world.ask(world.half, 28, 2), world.bob).status == BookingStatus.CONFIRMED


def test_buffers_keep_the_time_between_bookings(world: World) -> None:
    world.half.changeover_minutes = 30
    world.half.save()
    take(world, world.ask(world.half, 26, 2))
    with pytest.raises(Refused) as refused:
        take(world, world.ask(world.half, 28, 2), world.bob)
    assert codes(refused) == ["taken"]
    assert take(world, world.ask(world.half, 28.5, 2), world.bob)


def test_a_pool_gives_each_person_another_desk_until_none_is_left(world: World) -> None:
    for _ in range(3):
        take(world, world.ask(world.desks))
    assert len(set(Claim.objects.values_list("unit_id", flat=True))) == 3
    with pytest.raises(Refused) as refused:
        take(world, world.ask(world.desks))
    assert codes(refused) == ["taken"]


def test_several_units_of_a_pool_are_taken_together_or_not_at_all(world: World) -> None:
    take(world, world.ask(world.desks, quantity=2))
    with pytest.raises(Refused) as refused:
        take(world, world.ask(world.desks, quantity=2), world.bob)
    assert codes(refused) == ["taken"]
    assert Claim.objects.count() == 2


def test_a_bundle_fails_as_a_whole_when_one_part_is_taken(world: World) -> None:
    take(world, world.ask(world.projector))
    ask = world.ask(world.half)
    bundle = Ask((*ask.items, Item(world.projector.pk)), ask.starts_at, ask.ends_at)
    with pytest.raises(Refused) as refused:
        take(world, bundle, world.bob)
    assert codes(refused) == ["taken"]
    assert take(world, ask, world.bob).claims.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ends_at": MONDAY + timedelta(hours=26)}, "ends_before_start"),
        ({"ends_at": MONDAY + timedelta(hours=25)}, "ends_before_start"),
        ({"starts_at": MONDAY - timedelta(hours=1)}, "in_the_past"),
        ({"ends_at": MONDAY + timedelta(days=400)}, "booking_too_long"),
        ({"ends_at": datetime(2399, 1, 1, tzinfo=UTC)}, "too_far_ahead"),
        ({"headcount": 0}, "headcount_out_of_range"),
        ({"headcount": 10**9}, "headcount_out_of_range"),
        ({"headcount": 101}, "above_legal_headcount"),
        ({"headcount": 90}, "above_headcount"),
        ({"items": ()}, "how_many_resources"),
        ({"items": (Item(987_654),)}, "no_such_resource"),
        ({"ends_at": MONDAY + timedelta(hours=26, seconds=30)}, "whole_minutes"),
        (
            {
                "starts_at": MONDAY + timedelta(hours=36),
                "ends_at": MONDAY + timedelta(hours=38),
            },
            "closed_then",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_changes_nothing(
    world: World, change: dict[str, object], code: str
) -> None:
    from dataclasses import replace

    with pytest.raises(Refused) as refused:
        take(world, replace(world.ask(world.hall), **change))  # type: ignore[arg-type]
    assert code in codes(refused)
    assert Booking.objects.count() == Claim.objects.count() == 0


def test_a_hold_keeps_others_out_until_it_runs_out(world: World, later: object) -> None:
    hold(actor=world.alice, person=world.alice, ask=world.ask(world.half), title="Held")
    with pytest.raises(Refused):
        take(world, world.ask(world.half), world.bob)
    with later(timedelta(minutes=16)):  # type: ignore[operator]
        assert take(world, world.ask(world.half), world.bob).status == BookingStatus.CONFIRMED


def test_what_is_cancelled_is_free_at_once(world: World) -> None:
    booking = take(world, world.ask(world.hall))
    cancel_booking(actor=world.alice, booking=booking)
    assert take(world, world.ask(world.half), world.bob).status == BookingStatus.CONFIRMED


def test_the_database_refuses_an_overlap_whatever_the_software_does(world: World) -> None:
    booking = take(world, world.ask(world.half))
    claim = booking.claims.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(
            booking=booking,
            unit_id=claim.unit_id,
            period=DateTimeTZRange(booking.ends_at - timedelta(minutes=1), booking.ends_at),
        )


def test_only_residents_book_what_is_for_residents(world: World) -> None:
    set_terms(actor=None, place=world.place, resource=world.half, audience=Audience.RESIDENTS)
    with pytest.raises(Refused) as refused:
        take(world, world.ask(world.half))
    assert codes(refused) == ["not_for_you"]
    world.alice.entitlements.create(audience=Audience.RESIDENTS)
    assert take(world, world.ask(world.half)).status == BookingStatus.REQUESTED


def test_a_weekly_quota_counts_what_is_booked_already(world: World) -> None:
    set_terms(actor=None, place=world.place, quota_minutes_per_week=180)
    take(world, world.ask(world.half, 26, 2))
    with pytest.raises(Refused) as refused:
        take(world, world.ask(world.half, 50, 2))
    assert codes(refused) == ["over_quota"]
    assert take(world, world.ask(world.half, 50, 1))


def test_nobody_books_for_another_but_keepers_and_mediators(world: World) -> None:
    ask = world.ask(world.half)
    with pytest.raises(Refused) as refused:
        book(actor=world.bob, person=world.alice, ask=ask, title="For Alice")
    assert codes(refused) == ["only_for_yourself"]
    assert book(actor=world.mediator, person=world.alice, ask=ask, title="For Alice")


def test_the_price_is_told_with_how_it_was_computed(world: World) -> None:
    set_terms(
        actor=None,
        place=world.place,
        tariff=Tariff.SOCIAL,
        cents_per_hour=1250,
        cents_per_day=2000,
        social_percent=50,
    )
    booking = take(world, world.ask(world.half, 26, 2))
    assert booking.price_cents == 1000
    assert [line["code"] for line in booking.quote["lines"]] == ["euros", "social"]


def test_a_booking_is_written_as_its_models_read_it(world: World) -> None:
    """The one-statement insert knows every column of the models that it writes."""
    from softplace.bookings.models import Notice
    from softplace.trail.models import Entry

    booking = take(world, world.ask(world.hall, headcount=12, layout=""))
    read = Booking.objects.get(pk=booking.pk)
    fields = [field.attname for field in Booking._meta.concrete_fields]
    assert {f: getattr(read, f) for f in fields} == {f: getattr(booking, f) for f in fields}
    assert [(line.resource, line.quantity) for line in read.lines.all()] == [(world.hall, 1)]
    assert [notice.kind for notice in Notice.objects.filter(booking=read)] == ["confirmed"]
    entry = Entry.objects.about(read).get()
    assert (entry.actor, entry.verb) == (world.alice, "booking_confirmed")


def test_what_every_booking_runs_is_planned_once(world: World) -> None:
    take(world, world.ask(world.half, 26))
    before = _plans()
    for hours in (28, 30):
        take(world, world.ask(world.half, hours))
    used, anew = (after - known for after, known in zip(_plans(), before, strict=True))
    assert (used, anew) == (4, 0)  # what is known of the ask, and the booking itself, each twice


def _plans() -> tuple[int, int]:
    """How often this connection has used a plan that it keeps, and planned anew instead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(generic_plans)::int, sum(custom_plans)::int FROM pg_prepared_statements"
        )
        row: tuple[int, int] = cursor.fetchone()
    return row
