"""Random histories of commands against a model in plain Python; what must hold, after each step."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest

from softplace.bookings import commands
from softplace.bookings.checks import CHECKS
from softplace.bookings.enums import CLAIMING, BookingStatus, WaitingStatus
from softplace.bookings.models import Booking, Claim, WaitingEntry
from softplace.bookings.rules import Ask, Item
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.places.models import Resource

from .conftest import MONDAY, World

STEPS = 50
TUESDAY = MONDAY.replace(day=2)
FALLEN = {"cancelled", "refused", "expired", "released"}


@dataclass
class Taken:
    """What the model knows of a booking that stands."""

    ask: Ask
    status: BookingStatus
    expires_at: datetime | None = None


@dataclass
class Model:
    """Who has what, counted in minutes on units, with no database and no cleverness."""

    units: dict[int, list[int]]
    """By resource: its units."""
    pools: set[int]
    buffers: dict[int, tuple[int, int]]
    standing: dict[int, Taken] = field(default_factory=dict)

    def fits(self, ask: Ask, at: datetime, but: int | None = None) -> bool:
        """Whether the units that are left at every minute are enough.

        Pools here share no unit with anything else, so counting is exact for them too, as long
        as every booking lies on the same hours (see `some_ask`).
        """
        for item in ask.items:
            start, end = self.claimed(item, ask)
            taken: dict[int, int] = {}
            for number, other in self.standing.items():
                if number == but or (other.expires_at and other.expires_at <= at):
                    continue
                for their in other.ask.items:
                    their_start, their_end = self.claimed(their, other.ask)
                    if start < their_end and their_start < end:
                        if their.resource_id in self.pools:
                            if their.resource_id == item.resource_id:
                                taken[-item.resource_id] = (
                                    taken.get(-item.resource_id, 0) + their.quantity
                                )
                        else:
                            taken |= dict.fromkeys(self.units[their.resource_id], 1)
            if item.resource_id in self.pools:
                left = len(self.units[item.resource_id]) - taken.get(-item.resource_id, 0)
                if left < item.quantity:
                    return False
            elif set(self.units[item.resource_id]) & set(taken):
                return False
        return True

    def claimed(self, item: Item, ask: Ask) -> tuple[datetime, datetime]:
        before, after = self.buffers[item.resource_id]
        return ask.starts_at - timedelta(minutes=before), ask.ends_at + timedelta(minutes=after)


class History:
    """One random walk."""

    def __init__(self, world: World, seed: int) -> None:
        self.chance = Random(seed)
        self.world = world
        self.at = MONDAY
        self.people: list[User] = [world.alice, world.bob, world.mediator]
        world.half.changeover_minutes = 30
        world.hall.setup_minutes = 15
        world.half.save()
        world.hall.save()
        self.resources = [world.hall, world.half, world.desks, world.projector]
        self.model = Model(
            units={r.pk: list(r.units.values_list("pk", flat=True)) for r in self.resources},
            pools={world.desks.pk},
            buffers={r.pk: (r.setup_minutes, r.changeover_minutes) for r in self.resources},
        )

    def some_ask(self, most: int = 2) -> Ask:
        resources: list[Resource] = self.chance.sample(self.resources, self.chance.randint(1, most))
        start = TUESDAY + timedelta(hours=self.chance.randrange(0, 6, 2))
        return Ask(
            tuple(Item(r.pk, self.chance.randint(1, 3) if r.is_pool else 1) for r in resources),
            start,
            start + timedelta(hours=2),
        )

    def step(self) -> None:
        action = self.chance.choice(
            [
                "book",
                "book",
                "hold",
                "confirm",
                "cancel",
                "cancel",
                "move",
                "wait",
                "let_time_pass",
                "sweep",
            ]
        )
        with clock.frozen(self.at):
            getattr(self, action)()
            self.learn_offers()
            self.check()

    def book(self) -> None:
        self._take(BookingStatus.CONFIRMED)

    def hold(self) -> None:
        self._take(BookingStatus.HELD)

    def _take(self, status: BookingStatus) -> None:
        ask, person = self.some_ask(), self.chance.choice(self.people)
        fits = self.model.fits(ask, self.at)
        try:
            if status == BookingStatus.HELD:
                made = commands.hold(actor=person, person=person, ask=ask, title="x")
            else:
                made = commands.book(actor=person, person=person, ask=ask, title="x")
        except Refused as refused:
            assert not fits, ask
            assert {reason.code for reason in refused.reasons} == {"taken"}
            return
        assert fits, ask
        self.model.standing[made.pk] = Taken(ask, status, made.expires_at)

    def confirm(self) -> None:
        booking = self.some_booking(BookingStatus.HELD)
        if booking is None:
            return
        known = self.model.standing[booking.pk]
        assert known.expires_at is not None
        try:
            commands.confirm_hold(actor=self.world.keeper, booking=booking)
        except Refused as refused:
            assert [reason.code for reason in refused.reasons] == ["hold_is_over"]
            assert known.expires_at <= self.at
            return
        assert known.expires_at > self.at
        known.status, known.expires_at = BookingStatus.CONFIRMED, None

    def cancel(self) -> None:
        booking = self.some_booking()
        if booking is not None:
            commands.cancel_booking(actor=self.world.keeper, booking=booking)
            del self.model.standing[booking.pk]

    def move(self) -> None:
        booking = self.some_booking(BookingStatus.CONFIRMED)
        if booking is None:
            return
        ask = self.some_ask()
        fits = self.model.fits(ask, self.at, but=booking.pk)
        try:
            commands.move_booking(actor=self.world.keeper, booking=booking, ask=ask)
        except Refused as refused:
            assert [reason.code for reason in refused.reasons] == ["taken"]
            assert not fits, ask
            return
        assert fits, ask
        self.model.standing[booking.pk] = Taken(ask, BookingStatus.CONFIRMED)

    def wait(self) -> None:
        ask, person = self.some_ask(most=1), self.chance.choice(self.people)
        if not self.model.fits(ask, self.at):
            resource = next(r for r in self.resources if r.pk == ask.items[0].resource_id)
            commands.join_waiting_list(actor=person, resource=resource, ask=ask, title="w")

    def let_time_pass(self) -> None:
        self.at += timedelta(minutes=self.chance.choice([1, 10, 20]))

    def sweep(self) -> None:
        commands.expire_holds()
        for number, known in list(self.model.standing.items()):
            if known.expires_at and known.expires_at <= self.at:
                del self.model.standing[number]

    def some_booking(self, status: BookingStatus | None = None) -> Booking | None:
        numbers = [
            number
            for number, known in sorted(self.model.standing.items())
            if status in (None, known.status)
        ]
        return Booking.objects.get(pk=self.chance.choice(numbers)) if numbers else None

    def learn_offers(self) -> None:
        """What the waiting list was offered is taken too; each offer was due, and in its turn."""
        offered = WaitingEntry.objects.filter(
            status=WaitingStatus.OFFERED, offered__status=BookingStatus.HELD
        ).exclude(offered__in=self.model.standing)
        for entry in offered.select_related("offered").order_by("created_at", "id"):
            ask = self.ask_of(entry)
            assert self.model.fits(ask, self.at), "offered, and it was not free"
            assert entry.offered is not None
            self.model.standing[entry.offered.pk] = Taken(
                ask, BookingStatus.HELD, entry.offered.expires_at
            )

    def ask_of(self, entry: WaitingEntry) -> Ask:
        return Ask((Item(entry.resource_id, entry.quantity),), entry.starts_at, entry.ends_at)

    def check(self) -> None:
        faults = [(check.name, list(check.run())) for check in CHECKS]
        assert [name for name, found in faults if found] == []
        standing = set(Booking.objects.filter(status__in=CLAIMING).values_list("pk", flat=True))
        assert standing == set(self.model.standing)
        assert not Claim.objects.filter(booking__status__in=FALLEN).exists()
        # Nobody waits for what is free: it would have been offered to them.
        over = any(t.expires_at and t.expires_at <= self.at for t in self.model.standing.values())
        if not over:
            for entry in WaitingEntry.objects.filter(status=WaitingStatus.WAITING):
                assert not self.model.fits(self.ask_of(entry), self.at), entry.pk


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_no_history_breaks_what_must_hold(world: World, seed: int) -> None:
    history = History(world, seed)
    for _ in range(STEPS):
        history.step()
    assert Booking.objects.exists()
