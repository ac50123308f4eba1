"""A booking as a row of a keeper's page: the same words on each of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking
from softplace.web import words
from softplace.web.bookings.prices import price


@dataclass(frozen=True)
class BookingRow:
    booking: Booking
    starts_at: datetime
    """On the wall of the place, as is `ends_at`."""
    ends_at: datetime

    @property
    def hours(self) -> str:
        return words.hours(self.starts_at, self.ends_at)

    @property
    def when(self) -> str:
        """ "mardi 24 novembre, 9 h – 11 h", or both its ends where it passes midnight."""
        if self.ends_on_its_day:
            return f"{words.day(self.starts_at.date())}, {self.hours}"
        return f"{words.moment(self.starts_at)} – {words.moment(self.ends_at)}"

    @property
    def ends_on_its_day(self) -> bool:
        return (self.ends_at - timedelta(microseconds=1)).date() == self.starts_at.date()

    @property
    def who(self) -> str:
        person = self.booking.person
        return str(person) if person is not None else self.booking.contact_name

    @property
    def email(self) -> str:
        person = self.booking.person
        return person.email if person is not None else self.booking.contact_email

    @property
    def what(self) -> str:
        return ", ".join(
            f"{line.resource.name} × {line.quantity}" if line.quantity > 1 else line.resource.name
            for line in self.booking.lines.all()
        )

    @property
    def price(self) -> str:
        return price(self.booking.price_cents, self.booking.price_minutes)

    @property
    def release_at(self) -> datetime | None:
        at = self.booking.release_at
        return at.astimezone(self.starts_at.tzinfo) if at is not None else None

    @property
    def checked_in_at(self) -> datetime | None:
        at = self.booking.checked_in_at
        return at.astimezone(self.starts_at.tzinfo) if at is not None else None

    def state(self, at: datetime) -> str:
        """Where the row stands at an instant: a class of the style sheet and of the templates."""
        if self.booking.status != BookingStatus.CONFIRMED:
            return str(self.booking.status)
        if self.booking.checked_in_at is not None:
            return "here" if at < self.booking.ends_at else "came"
        if self.booking.ends_at <= at:
            return "over"
        return "awaited" if self.booking.starts_at <= at else "coming"


def row_of(booking: Booking) -> BookingRow:
    zone = ZoneInfo(booking.place.zone)
    return BookingRow(booking, booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone))
