"""Bookings as rows of a person's pages, in words."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking, SeriesDate, WaitingEntry
from softplace.bookings.queries import Standing
from softplace.foundation.errors import Reason
from softplace.web import words
from softplace.web.bookings.prices import price
from softplace.web.sentences import told


@dataclass(frozen=True)
class Row:
    title: str
    when: str
    where: str
    status: str
    status_code: str
    price: str
    address: str
    reference: str
    until: str
    """Until when an answer is awaited."""
    reason: str


@dataclass(frozen=True)
class DateOfSeries:
    when: str
    what: str
    is_standing: bool
    status: str
    reason: str
    address: str


@dataclass(frozen=True)
class StandingRow:
    title: str
    dates: list[DateOfSeries]
    standing: int
    refused: int
    next: Row | None


@dataclass(frozen=True)
class WaitingRow:
    pk: int
    title: str
    when: str
    where: str


def stretch(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """ "mardi 2 mars 2027, 18 h – 20 h"; both ends in full where they are on two days."""
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    is_midnight = ends.hour == ends.minute == 0
    if begins.date() == ends.date() or (is_midnight and (ends - begins).days == 0):
        return f"{words.day(begins.date(), year=True)}, {words.hours(begins, ends)}"
    return f"{words.moment(begins, year=True)} – {words.moment(ends, year=True)}"


def things(booking: Booking) -> str:
    return ", ".join(
        f"{line.resource.name} × {line.quantity}" if line.quantity > 1 else line.resource.name
        for line in booking.lines.all()
    )


def booking_row(booking: Booking) -> Row:
    zone = ZoneInfo(booking.place.zone)
    until = booking.expires_at or booking.reconfirm_by
    return Row(
        title=booking.title,
        when=stretch(booking.starts_at, booking.ends_at, zone),
        where=f"{things(booking)} · {booking.place.name}",
        status=words.label(BookingStatus(booking.status)),
        status_code=booking.status,
        price=price(booking.price_cents, booking.price_minutes),
        address=reverse("booking", args=[booking.reference]),
        reference=booking.reference,
        until=words.moment(until.astimezone(zone)) if until else "",
        reason=booking.decision_reason,
    )


def standing_row(standing: Standing) -> StandingRow:
    following = standing.next_booking
    zone = ZoneInfo(following.place.zone if following else "Europe/Paris")
    dates = [date_of_series(date, zone) for date in standing.dates]
    return StandingRow(
        title=standing.series.title,
        dates=dates,
        standing=sum(date.is_standing for date in dates),
        refused=sum(not date.is_standing for date in dates),
        next=booking_row(following) if following else None,
    )


def date_of_series(date: SeriesDate, zone: ZoneInfo) -> DateOfSeries:
    booking = date.booking
    reason = ""
    if booking is None:
        reason = told(Reason(date.reason_code, "", date.reason_details))
    elif not booking.claims_units:
        reason = booking.decision_reason
    start, end = (booking.starts_at, booking.ends_at) if booking else (date.starts_at, date.ends_at)
    return DateOfSeries(
        when=stretch(start, end, zone),
        what=things(booking) if booking else "",
        is_standing=date.is_standing,
        status=words.label(BookingStatus(booking.status) if booking else BookingStatus.REFUSED),
        reason=reason,
        address=reverse("booking", args=[booking.reference]) if booking else "",
    )


def waiting_row(entry: WaitingEntry) -> WaitingRow:
    place = entry.resource.place
    return WaitingRow(
        pk=entry.pk,
        title=entry.title,
        when=stretch(entry.starts_at, entry.ends_at, ZoneInfo(place.zone)),
        where=f"{entry.resource.name} · {place.name}",
    )
