"""The rooms and pitches of stops: booked when a round is published, given up when it changes."""

from datetime import time
from zoneinfo import ZoneInfo

from softplace.bookings.commands import book_series, cancel_booking
from softplace.bookings.queries import Repetition
from softplace.bookings.rules import Item
from softplace.foundation.errors import Reason, Refused
from softplace.people.models import User
from softplace.rounds.models import Berth, Stop, Vehicle
from softplace.rounds.queries import Days, Differences


def keep_berths(
    *, actor: User, vehicle: Vehicle, stops: dict[int, Stop], plan: Differences
) -> None:
    """Give up what is wanted no more, then book what is missing: all of it, or Refused.

    In the name of a keeper of the vehicle, also where a planner publishes. Called within the
    transaction that publishes, so a pitch that somebody else took leaves the round as it was.
    """
    for days in plan.to_give_up:
        for berth in Berth.objects.filter(stop=days.stop_id, day__in=days.days).order_by("day"):
            if berth.booking.claims_units:
                cancel_booking(actor=actor, booking=berth.booking)
            berth.delete()
    person = _person(actor, vehicle)
    for days in plan.to_book:
        _book(actor, person, vehicle, stops[days.stop_id], days)


def _person(actor: User, vehicle: Vehicle) -> User:
    keepers = list(vehicle.place.keepers.order_by("id"))
    return actor if actor in keepers or not keepers else keepers[0]


def _book(actor: User, person: User, vehicle: Vehicle, stop: Stop, days: Days) -> None:
    repetition = Repetition(
        first_date=days.days[0],
        wall=time(*divmod(stop.start_minute, 60)),
        minutes=stop.length_minutes,
        recurrence="",
        zone=vehicle.place.zone,
        picked=days.days,
    )
    try:
        series = book_series(
            actor=actor,
            person=person,
            repetition=repetition,
            items=[Item(days.resource_id)],
            title=vehicle.place.name,
            purpose=stop.name,
            all_or_nothing=True,
        )
    except Refused as refusal:
        # Said of which stop, as several are published at once.
        details = {"stop": days.name, "room": days.resource}
        raise Refused(Reason("berth_refused", "", details), *refusal.reasons) from None
    zone = ZoneInfo(vehicle.place.zone)
    # Bookings that an earlier refusal left behind make room for the new ones.
    Berth.objects.filter(stop=stop, day__in=days.days).delete()
    Berth.objects.bulk_create(
        Berth(stop=stop, day=booking.starts_at.astimezone(zone).date(), booking=booking)
        for booking in series.bookings.order_by("starts_at")
    )
