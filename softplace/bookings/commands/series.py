"""Bookings on several dates: booked date by date, changed later one, from one on, or all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from softplace.bookings.commands.deciding import cancel_booking, move_booking
from softplace.bookings.commands.once import booked_before, reference_of
from softplace.bookings.commands.taking import book
from softplace.bookings.enums import CLAIMING, NoticeKind, SeriesDateStatus
from softplace.bookings.models import Booking, Notice, Series, SeriesDate
from softplace.bookings.queries.series import (
    PlannedDate,
    Repetition,
    asks_of,
    reasons_to_refuse_repetition,
)
from softplace.bookings.rules import Ask, Item
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.foundation.text import one_line
from softplace.foundation.walltime import instant_on_wall
from softplace.people.models import User
from softplace.trail.commands import record


@dataclass(frozen=True, slots=True)
class DateOutcome:
    """What became of one date of a series when all of it was changed."""

    booking: Booking
    reasons: tuple[Reason, ...] = ()


@transaction.atomic
def book_series(
    *,
    actor: User | None,
    person: User | None,
    repetition: Repetition,
    items: Sequence[Item],
    title: str,
    purpose: str = "",
    headcount: int | None = None,
    layout: str = "",
    instead: Mapping[date, Sequence[Item]] | None = None,
    left_out: Mapping[date, Reason] | None = None,
    all_or_nothing: bool = False,
    key: str = "",
) -> Series:
    """Book each date; those that are refused stay in the series with their reason.

    `instead` names other resources for some dates, `left_out` dates that are not wanted and why.
    With the `key` of a form, the series that this person has booked with it already is returned
    as it is. With `all_or_nothing` one refused date refuses the whole, with the reasons of every
    such date. Raises Refused when not even one date can be booked.
    """
    refuse(reasons_to_refuse_repetition(repetition))
    at = now()
    reference = reference_of(key, person) if key and person is not None else ""
    earlier = booked_before(reference) if reference else None
    if earlier is not None and earlier.series is not None:
        return earlier.series
    planned = asks_of(repetition, items, headcount=headcount, layout=layout)
    asks = [day.ask for day in planned if day.ask is not None]
    if not asks:
        refuse(planned[0].reasons)
    series = Series.objects.create(
        person=person,
        title=one_line(title, 160),
        recurrence=repetition.recurrence,
        starts_at=asks[0].starts_at,
        ends_at=asks[0].ends_at,
        created_at=at,
    )
    dates = []
    missing: list[Reason] = []
    for day in planned:
        ask = day.ask
        if ask is not None and instead and day.day in instead:
            ask = replace(ask, items=tuple(instead[day.day]))
        unwanted = (left_out or {}).get(day.day)
        booking, reasons = _book_date(
            None if unwanted else ask,
            replace(day, reasons=(unwanted,)) if unwanted else day,
            actor=actor,
            person=person,
            series=series,
            title=title,
            purpose=purpose,
            reference=reference,
        )
        reference = "" if booking else reference
        dates.append(_series_date(series, day, repetition, booking, reasons))
        if not unwanted:
            missing += [_on(day.day, reason) for reason in reasons]
    if all_or_nothing:
        refuse(missing)
    SeriesDate.objects.bulk_create(dates)
    booked = [row.booking for row in dates if row.booking is not None]
    if not booked:
        raise Refused(Reason("no_date_is_free", "recurrence", {"dates": len(dates)}))
    # One notice for the series, on its first booking: its mail lists every date.
    kind = NoticeKind(booked[0].status)
    Notice.objects.create(kind=kind, booking=booked[0], created_at=at)
    record(actor=actor, verb="book_series", subject=series)
    return series


def cancel_series(
    *, actor: User, series: Series, since: datetime | None = None, reason: str = ""
) -> list[DateOutcome]:
    """Cancel every date of a series that is not over, or those from an instant on."""
    with transaction.atomic():
        return _each(
            series,
            since,
            lambda booking: cancel_booking(actor=actor, booking=booking, reason=reason),
        )


def move_series(
    *,
    actor: User,
    series: Series,
    repetition: Repetition,
    items: Sequence[Item] | None = None,
    since: datetime | None = None,
) -> list[DateOutcome]:
    """Another time on the wall, length or resources for every date, or those from an instant on.

    Dates keep their day. One that cannot move stays as it was, and its reasons are told.
    """
    zone = ZoneInfo(repetition.zone)

    def move(booking: Booking) -> Booking:
        day = booking.starts_at.astimezone(zone).date()
        start, reasons = instant_on_wall(day, repetition.wall, zone, field="starts_at")
        if start is None:
            raise Refused(*reasons)
        kept = tuple(Item(line.resource_id, line.quantity) for line in booking.lines.all())
        ask = Ask(
            tuple(items) if items else kept,
            start,
            start + timedelta(minutes=repetition.minutes),
            booking.headcount,
            booking.layout,
        )
        return move_booking(actor=actor, booking=booking, ask=ask)

    with transaction.atomic():
        return _each(series, since, move)


def _each(
    series: Series, since: datetime | None, act: Callable[[Booking], Booking]
) -> list[DateOutcome]:
    at = now()
    bookings = (
        Booking.objects.filter(series=series, status__in=CLAIMING, ends_at__gt=at)
        .filter(starts_at__gte=since or at - timedelta(days=366))
        .order_by("starts_at")
    )
    outcomes = []
    for booking in bookings:
        try:
            with transaction.atomic():
                outcomes.append(DateOutcome(act(booking)))
        except Refused as refused:
            outcomes.append(DateOutcome(booking, tuple(refused.reasons)))
    return outcomes


def _book_date(
    ask: Ask | None,
    day: PlannedDate,
    *,
    actor: User | None,
    person: User | None,
    series: Series,
    title: str,
    purpose: str,
    reference: str,
) -> tuple[Booking | None, tuple[Reason, ...]]:
    if ask is None:
        return None, day.reasons
    try:
        with transaction.atomic():
            booking = book(
                actor=actor,
                person=person,
                ask=ask,
                title=title,
                purpose=purpose,
                series=series,
                quietly=True,
                reference=reference,
            )
    except Refused as refused:
        return None, tuple(refused.reasons)
    return booking, ()


def _series_date(
    series: Series,
    day: PlannedDate,
    repetition: Repetition,
    booking: Booking | None,
    reasons: Sequence[Reason],
) -> SeriesDate:
    zone = ZoneInfo(repetition.zone)
    start = day.ask.starts_at if day.ask else datetime.combine(day.day, repetition.wall, zone)
    end = day.ask.ends_at if day.ask else start + timedelta(minutes=repetition.minutes)
    return SeriesDate(
        series=series,
        starts_at=start,
        ends_at=end,
        status=SeriesDateStatus.BOOKED if booking else SeriesDateStatus.REFUSED,
        booking=booking,
        reason_code=reasons[0].code if reasons else "",
        reason_details=dict(reasons[0].details) if reasons else {},
    )


def _on(day: date, reason: Reason) -> Reason:
    return Reason(reason.code, reason.field, {**reason.details, "date": day.isoformat()})
