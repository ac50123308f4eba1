"""A resource that was booked is divided anew: nobody's booking is lost, and nothing is taken twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from softplace.bookings import checks, commands
from softplace.bookings.commands.claiming import claim_units
from softplace.bookings.models import RETIRED_UNTIL, Booking, Claim
from softplace.bookings.queries import conditions
from softplace.bookings.rules import Ask, Item
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.places.commands import add_resource
from softplace.places.models import Resource, Unit

from .conftest import MONDAY, World


@pytest.fixture
def room(world: World) -> Resource:
    return add_resource(actor=None, place=world.place, name="Room", kind="room")


def booked(
    world: World, resource: Resource, hours: float = 26, quantity: int = 1, who: User | None = None
) -> Booking:
    who = who or world.alice
    ask = world.ask(resource, hours, quantity=quantity)
    return commands.book(actor=who, person=who, ask=ask, title="Choir")


def halves(world: World) -> list[Resource]:
    return [
        add_resource(actor=None, place=world.place, name=name, kind="room")
        for name in ("East", "West")
    ]


def units_of(booking: Booking) -> list[int]:
    return list(booking.claims.order_by("unit_id").values_list("unit_id", flat=True))


def own(*resources: Resource) -> list[int]:
    return sorted({pk for r in resources for pk in r.units.values_list("pk", flat=True)})


def no_fault() -> bool:
    return not [fault for check in checks.CHECKS for fault in check.run()]


def refusal(act: object) -> list[tuple[str, object]]:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return [
        (r.code, r.details.get("count") or r.details.get("title") or r.details.get("resource"))
        for r in refused.value.reasons
    ]


def test_coming_bookings_follow_and_past_ones_stay(world: World, room: Resource) -> None:
    (before,) = own(room)
    past = booked(world, room, 1)
    with clock.frozen(MONDAY + timedelta(hours=4)):
        coming = booked(world, room)
        parts = halves(world)
        commands.divide_anew(actor=world.keeper, resource=room, sharing="parts", parts=parts)
        assert (own(room), units_of(coming), units_of(past)) == (
            own(*parts), own(*parts), [before],
        )  # fmt: skip
        with pytest.raises(Refused) as refused:
            booked(world, parts[0], who=world.bob)
        assert [reason.code for reason in refused.value.reasons] == ["taken"]
        assert no_fault()


def test_the_database_keeps_a_retired_unit_from_being_taken(world: World, room: Resource) -> None:
    (before,) = own(room)
    booked(world, room, 1)
    coming = booked(world, world.projector)
    at = MONDAY + timedelta(hours=4)
    with clock.frozen(at):
        commands.divide_anew(actor=world.keeper, resource=room, sharing="pool", unit_count=3)
    retired = Claim.objects.get(unit=before, booking=None)
    assert (retired.period.lower, retired.period.upper) == (at, RETIRED_UNTIL)
    later = DateTimeTZRange(at + timedelta(days=9), at + timedelta(days=10))
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(booking=coming, unit_id=before, period=later)


def test_units_that_were_never_booked_go(world: World, room: Resource) -> None:
    (before,) = own(room)
    commands.divide_anew(actor=world.keeper, resource=room, sharing="pool", unit_count=3)
    assert not Unit.objects.filter(pk=before).exists()


def test_who_had_the_whole_has_all_of_the_pool_and_the_other_way_round(
    world: World, room: Resource
) -> None:
    booking = booked(world, room)
    commands.divide_anew(actor=world.keeper, resource=room, sharing="pool", unit_count=3)
    assert (units_of(booking), booking.lines.get().quantity) == (own(room), 3)
    commands.divide_anew(actor=world.keeper, resource=room, sharing="whole")
    assert (units_of(booking), booking.lines.get().quantity) == (own(room), 1)
    assert no_fault()


def test_a_pool_shrinks_as_far_as_its_bookings_fit(world: World) -> None:
    people = (world.alice, world.bob)
    first, second = (booked(world, world.desks, quantity=1, who=who) for who in people)
    third = booked(world, world.desks, 29)
    Claim.objects.filter(booking=third).update(unit=own(world.desks)[2])
    commands.divide_anew(actor=world.keeper, resource=world.desks, sharing="pool", unit_count=2)
    assert sorted(units_of(first) + units_of(second)) == own(world.desks)
    assert units_of(third)[0] in own(world.desks)
    assert refusal(
        lambda: commands.divide_anew(actor=world.keeper, resource=world.desks, sharing="whole")
    ) == [("bookings_have_no_room", 1), ("in_the_way_of_dividing", "Choir")]
    assert no_fault()


def test_what_has_no_room_is_told_and_nothing_changes(world: World, room: Resource) -> None:
    mine = booked(world, room)
    east, west = halves(world)
    booked(world, west, who=world.bob)
    before = (own(room), units_of(mine))
    with pytest.raises(Refused) as refused:
        commands.divide_anew(
            actor=world.keeper, resource=room, sharing="parts", parts=[east, west], name="Other"
        )
    whole, one = refused.value.reasons
    assert (whole.code, whole.details["count"]) == ("bookings_have_no_room", 1)
    assert whole.details["last"] == mine.ends_at
    assert (one.details["reference"], one.details["start"]) == (mine.reference, mine.starts_at)
    room.refresh_from_db()
    assert (room.name, own(room), units_of(mine)) == ("Room", *before)
    with clock.frozen(mine.ends_at):
        commands.divide_anew(actor=world.keeper, resource=room, sharing="parts", parts=[east, west])
    assert own(room) == own(east, west)


def test_a_bundle_keeps_its_projector_and_its_buffers(world: World, room: Resource) -> None:
    Resource.objects.filter(pk=room.pk).update(setup_minutes=30)
    ask = world.ask(room)
    both = Ask((Item(room.pk), Item(world.projector.pk)), ask.starts_at, ask.ends_at)
    bundle = commands.book(actor=world.alice, person=world.alice, ask=both, title="Film")
    around = commands.book(
        actor=world.bob, person=world.bob, ask=world.ask(world.projector, 24), title="Talk"
    )
    commands.divide_anew(actor=world.keeper, resource=room, sharing="pool", unit_count=2)
    assert units_of(bundle) == sorted(own(room) + own(world.projector))
    starts = {claim.unit_id: claim.period.lower for claim in bundle.claims.all()}
    assert starts[own(world.projector)[0]] == around.ends_at
    assert starts[own(room)[0]] == ask.starts_at - timedelta(minutes=30)
    assert no_fault()


def test_a_hold_that_has_run_out_is_in_nobody_s_way(world: World, room: Resource) -> None:
    commands.hold(actor=world.alice, person=world.alice, ask=world.ask(room), title="Choir")
    east, west = halves(world)
    with clock.frozen(MONDAY + timedelta(hours=1)):
        booked(world, west, 25, who=world.bob)
        commands.divide_anew(actor=world.keeper, resource=room, sharing="parts", parts=[east, west])
    assert own(room) == own(east, west)


def test_who_looked_before_the_division_claims_nothing_of_it(world: World, room: Resource) -> None:
    known = conditions([room.pk]).resources
    booking = booked(world, world.projector)
    commands.divide_anew(actor=world.keeper, resource=room, sharing="pool", unit_count=2)

    def claim() -> None:
        with transaction.atomic():
            claim_units(
                booking_id=booking.pk,
                ask=world.ask(room),
                resources=known,
                at=MONDAY,
                expires_at=None,
            )

    assert refusal(claim) == [("divided_anew", "Room")]


def test_only_a_keeper_divides(world: World, room: Resource) -> None:
    booked(world, room)
    with pytest.raises(Refused):
        commands.divide_anew(actor=world.alice, resource=room, sharing="pool", unit_count=2)
