"""Requests without a campaign: answered at once, or tried again when something is freed."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from softplace.bookings.commands import book, book_series
from softplace.bookings.enums import BookingStatus, SeriesDateStatus
from softplace.bookings.models import Booking, Series
from softplace.bookings.queries import Repetition
from softplace.bookings.rules import Ask, Item
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.foundation.walltime import instant_on_wall
from softplace.matching.enums import RequestStatus, Rhythm
from softplace.matching.models import Request
from softplace.matching.queries.free import Option, options_for
from softplace.people.models import User
from softplace.territory.queries import territory_zone
from softplace.trail.commands import record, record_many
from softplace.trail.models import Entry

MOST_AT_ONCE = 25
"""Requests that are tried in one go: the work of a minute stays bounded."""
TRIED_AGAIN_AFTER = timedelta(days=1)
"""Even if no booking was given up: rooms are added and hours change."""
LATE_TO_BE_SEEN = timedelta(minutes=2)
"""An act is on the trail with the moment at which it began, and is seen when it has ended."""
FREEING = (
    f"booking_{BookingStatus.CANCELLED}",
    f"booking_{BookingStatus.REFUSED}",
    f"booking_{BookingStatus.EXPIRED}",
    f"booking_{BookingStatus.RELEASED}",
    "move_booking",
)
"""Acts on the trail by which units become free."""


@transaction.atomic
def take_option(*, actor: User, request: Request, key: str) -> Request:
    """Book what the person has chosen among what is free; what a form sends twice is booked once.

    The booking is under the terms of the place: a keeper may have to approve it.
    """
    request = _waiting_request(actor, request)
    if request.status == RequestStatus.SERVED or request.booking_id is not None:
        return request
    at = now()
    chosen = next((one for one in options_for(request, at, actor) if one.key == key), None)
    if chosen is None:
        refuse([Reason("option_is_taken")])
    assert chosen is not None  # refused above
    if request.rhythm == Rhythm.ONCE:
        request.booking = _book_once(actor, request, chosen)
        request.status = RequestStatus.SERVED
    else:
        request.series = _book_dates(actor, request, chosen)
        refused = request.series.dates.filter(status=SeriesDateStatus.REFUSED).exists()
        is_short = refused or len(chosen.dates) < chosen.wished_dates
        request.status = RequestStatus.PARTLY_SERVED if is_short else RequestStatus.SERVED
        request.booking = request.series.bookings.order_by("starts_at").first()
    request.changed_at = at
    request.save()
    record(
        actor=actor,
        verb="take_option",
        subject=request,
        changes={"status": (RequestStatus.SUBMITTED, request.status)},
    )
    return request


def _waiting_request(actor: User, request: Request) -> Request:
    """The request, locked, if it is the actor's and stands by itself."""
    # Against the same choice sent twice, and against being expired meanwhile.
    request = (
        Request.objects.select_for_update(of=("self",))
        .select_related("applicant")
        .get(pk=request.pk)
    )
    if request.applicant.person_id != actor.pk:
        refuse([Reason("not_yours")])
    served = request.booking_id is not None
    if request.campaign_id is not None or (
        request.status != RequestStatus.SUBMITTED and not served
    ):
        refuse([Reason("request_is_decided", "", {"status": request.status})])
    return request


def _book_once(actor: User, request: Request, chosen: Option) -> Booking:
    start, reasons = instant_on_wall(
        chosen.day, _wall(chosen.start), chosen.zone, field="starts_at"
    )
    refuse(reasons)
    assert start is not None  # refused above
    ask = Ask(
        (Item(chosen.resource.pk, chosen.quantity),),
        start,
        start + timedelta(minutes=chosen.minutes),
        request.headcount,
        _layout(request, chosen),
    )
    return book(
        actor=actor,
        person=actor,
        ask=ask,
        title=request.title,
        purpose=request.purpose,
        group=request.applicant.group,
        key=_key(request),
    )


def _book_dates(actor: User, request: Request, chosen: Option) -> Series:
    weeks = 2 if request.rhythm == Rhythm.EVERY_OTHER_WEEK else 1
    first, last = chosen.day, chosen.dates[-1]
    count = (last - first).days // (7 * weeks) + 1
    held = set(chosen.dates)
    days = [first + timedelta(days=7 * weeks * n) for n in range(count)]
    return book_series(
        actor=actor,
        person=actor,
        repetition=Repetition(
            first,
            _wall(chosen.start),
            chosen.minutes,
            f"FREQ=WEEKLY;INTERVAL={weeks};COUNT={count}",
            str(chosen.zone),
        ),
        items=(Item(chosen.resource.pk, chosen.quantity),),
        title=request.title,
        purpose=request.purpose,
        headcount=request.headcount,
        layout=_layout(request, chosen),
        left_out={
            day: Reason("taken", "starts_at", {"resource": chosen.resource.name})
            for day in days
            if day not in held
        },
        key=_key(request),
    )


def _key(request: Request) -> str:
    """Of the booking: chosen again after a refusal, it is another."""
    return f"request {request.reference} {request.changed_at.isoformat()}"


def _wall(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _layout(request: Request, chosen: Option) -> str:
    """The layout, where the room describes any."""
    described = {layout.layout for layout in chosen.resource.layouts.all()}
    return request.layout if request.layout in described else ""


# --- What happens without anybody asking --------------------------------------------------


def retry_waiting(*, limit: int = MOST_AT_ONCE) -> list[Request]:
    """Hold waiting requests against what is free, those that waited longest for it first.

    Only those for which something can have changed: a booking on one of their days was given up
    or moved since they were tried, or a day has gone by. Those for which something is free now,
    and was not before, are returned; their people are told by mail.
    """
    at = now()
    # Without locks: a search takes a while, and whoever changes a request must not wait for it.
    due = list(
        Request.objects.waiting()
        .select_related("applicant__person")
        .prefetch_related("wishes")
        .order_by(F("tried_at").asc(nulls_first=True), "id")[:limit]
    )
    if not due:
        return []
    oldest = min((one.tried_at for one in due if one.tried_at), default=at)
    freed = _freed_days(max(oldest - LATE_TO_BE_SEEN, at - TRIED_AGAIN_AFTER))
    found = [one for one in due if _may_have_changed(one, freed, at) and _find(one, at)]
    Request.objects.filter(pk__in=[one.pk for one in due]).update(tried_at=at)
    return found


def _find(request: Request, at: datetime) -> bool:
    """Note whether something is free for it; True if it was not so before."""
    is_free = bool(options_for(request, at, request.applicant.person))
    if is_free == (request.found_at is not None):
        return False
    # Only as it was read: what was changed or chosen meanwhile was answered by that.
    unchanged = Request.objects.waiting().filter(pk=request.pk, changed_at=request.changed_at)
    noted = unchanged.update(found_at=at if is_free else None, told_at=None)
    return bool(noted) and is_free


def _freed_days(since: datetime) -> list[tuple[datetime, date, date]]:
    """When bookings were given up since then, with the days on which they were or are."""
    entries = dict(
        Entry.objects.filter(at__gte=since, verb__in=FREEING, subject_type="bookings.booking")
        .order_by("at")
        .values_list("subject_id", "at")
    )
    bookings = Booking.objects.filter(pk__in=[int(pk) for pk in entries])
    found = []
    for pk, starts_at, ends_at, status in bookings.values_list(
        "pk", "starts_at", "ends_at", "status"
    ):
        at = entries[str(pk)]
        if status in {BookingStatus.CONFIRMED, BookingStatus.REQUESTED, BookingStatus.HELD}:
            # Moved: it was somewhere else, of which the trail alone knows.
            found.append((at, date.min, date.max))
        else:
            found.append((at, starts_at.date(), ends_at.date()))
    return found


def _may_have_changed(
    request: Request, freed: Iterable[tuple[datetime, date, date]], at: datetime
) -> bool:
    tried = request.tried_at
    if tried is None or at - tried >= TRIED_AGAIN_AFTER:
        return True
    first, last = request.first_day, request.last_day
    assert first is not None and last is not None  # the database wants them without a campaign
    day = timedelta(days=1)
    return any(
        when >= tried - LATE_TO_BE_SEEN and low <= last + day and first - day <= high
        for when, low, high in freed
    )


@transaction.atomic
def end_waiting(*, limit: int = 500) -> int:
    """Requests whose dates are past are over; those whose booking was refused wait again."""
    at = now()
    today = at.astimezone(territory_zone()).date()
    over = list(
        Request.objects.waiting()
        .filter(last_day__lt=today)
        .select_for_update(skip_locked=True)
        .order_by("id")[:limit]
    )
    Request.objects.filter(pk__in=[one.pk for one in over]).update(
        status=RequestStatus.EXPIRED, changed_at=at
    )
    change = {"status": (RequestStatus.SUBMITTED, RequestStatus.EXPIRED)}
    record_many(actor=None, verb="request_expired", subjects=[(one, change) for one in over])
    refused = list(
        Request.objects.filter(
            campaign=None,
            status=RequestStatus.SERVED,
            series=None,
            booking__status=BookingStatus.REFUSED,
            last_day__gte=today,
        )
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("id")[:limit]
    )
    Request.objects.filter(pk__in=[one.pk for one in refused]).update(
        status=RequestStatus.SUBMITTED,
        booking=None,
        tried_at=None,
        found_at=None,
        told_at=None,
        changed_at=at,
    )
    back = {"status": (RequestStatus.SERVED, RequestStatus.SUBMITTED)}
    record_many(actor=None, verb="request_waits_again", subjects=[(one, back) for one in refused])
    return len(over) + len(refused)


def answer_at_once(*, request: Request, at: datetime) -> None:
    """Hold a request against what is free when it is made or changed; its page shows the answer,
    so that no mail has to."""
    is_free = bool(options_for(request, at, request.applicant.person))
    request.tried_at = at
    request.found_at = request.told_at = at if is_free else None
    request.save(update_fields=["tried_at", "found_at", "told_at"])
