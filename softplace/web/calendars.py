"""Bookings as iCalendar (RFC 5545), for mails and feeds."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking

_STATUS = {
    BookingStatus.REQUESTED: "TENTATIVE",
    BookingStatus.HELD: "TENTATIVE",
    BookingStatus.CONFIRMED: "CONFIRMED",
}


def calendar_of(
    bookings: Sequence[Booking], *, name: str, method: str = "PUBLISH", shows_who: bool = False
) -> bytes:
    """A calendar of bookings. `shows_who` adds the person's name, for keepers."""
    calendar = Calendar()
    calendar.add("prodid", "-//SoftPlace//SoftPlace//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(minutes=30), parameters={"value": "DURATION"})
    for booking in bookings:
        calendar.add_component(_event(booking, method=method, shows_who=shows_who))
    return bytes(calendar.to_ical())


def _event(booking: Booking, *, method: str, shows_who: bool) -> Event:
    event = Event()
    resources = ", ".join(line.resource.name for line in booking.lines.all())
    # The same in every mail and feed, so that a calendar knows the event again.
    event.add("uid", f"{booking.reference}@{host()}")
    event.add("dtstamp", booking.changed_at)
    event.add("last-modified", booking.changed_at)
    event.add("sequence", booking.revision)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    status = "CANCELLED" if method == "CANCEL" else _STATUS.get(booking.status_word, "CANCELLED")
    event.add("status", status)
    event.add("summary", f"{booking.title} · {resources}" if resources else booking.title)
    place = booking.place
    event.add("location", ", ".join(p for p in (place.name, place.address, place.post_code) if p))
    event.add("geo", (place.latitude, place.longitude))
    words = [_("Booking %(reference)s") % {"reference": booking.reference}]
    if shows_who:
        words.append(str(booking.person or booking.contact_name))
    event.add("description", "\n".join(words))
    if method == "REQUEST":
        organizer = vCalAddress(f"MAILTO:{settings.DEFAULT_FROM_EMAIL}")
        organizer.params["cn"] = vText(place.name)
        event["organizer"] = organizer
        mail = booking.person.email if booking.person else booking.contact_email
        if mail:
            attendee: Any = vCalAddress(f"MAILTO:{mail}")
            attendee.params["partstat"] = vText("ACCEPTED")
            event.add("attendee", attendee)
    return event


def host() -> str:
    """The name by which this installation is known."""
    address = settings.ADDRESS.split("://")[-1].split("/")[0]
    return address or "softplace.localhost"
