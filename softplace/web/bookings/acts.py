"""What a person does with a booking: one command each, then the booking's page again."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from softplace.bookings import commands
from softplace.bookings.commands import DateOutcome
from softplace.bookings.models import Booking
from softplace.bookings.queries import Repetition
from softplace.bookings.rules import Ask, Item
from softplace.foundation.errors import Reason, Refused
from softplace.foundation.walltime import instant_on_wall
from softplace.web import words
from softplace.web.bookings.detail import found_for, page_of
from softplace.web.bookings.form import NearDayField
from softplace.web.forms import HourField
from softplace.web.sentences import told

ONE, FOLLOWING, ALL = "one", "following", "all"


def _done(
    request: HttpRequest, booking: Booking, act: Callable[[], Any], said: str, **shown: Any
) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        reasons = tuple(told(reason) for reason in refused.reasons)
        return page_of(request, found_for(request, booking.reference), refused=reasons, **shown)
    messages.success(request, said)
    return redirect("booking", booking.reference)


@login_required
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take what is kept for the person."""
    found = found_for(request, reference)
    return _done(
        request,
        found,
        lambda: commands.confirm_hold(actor=request.user, booking=found),  # type: ignore[arg-type]
        _("It is yours."),
    )


@login_required
@require_POST
def reconfirm(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_for(request, reference)
    return _done(
        request,
        found,
        lambda: commands.reconfirm_booking(actor=request.user, booking=found),  # type: ignore[arg-type]
        _("Thank you: this date stays yours."),
    )


@login_required
@require_POST
def here(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_for(request, reference)
    return _done(
        request,
        found,
        lambda: commands.check_in(actor=request.user, booking=found),  # type: ignore[arg-type]
        _("You are checked in. Welcome!"),
    )


@login_required
@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Give up this date, this and the following ones, or all of a series."""
    found = found_for(request, reference)
    actor: Any = request.user
    reason = request.POST.get("reason", "")
    scope = request.POST.get("scope", ONE)
    if scope in (FOLLOWING, ALL) and found.series is not None:
        since = found.starts_at if scope == FOLLOWING else None
        outcomes = commands.cancel_series(
            actor=actor, series=found.series, since=since, reason=reason
        )
        return _said(request, found, outcomes)
    return _done(
        request,
        found,
        lambda: commands.cancel_booking(actor=actor, booking=found, reason=reason),
        _("It is given up, and its time is free for others."),
    )


@login_required
@require_POST
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Another time, at the same place: for this date, the following ones, or all."""
    found = found_for(request, reference)
    actor: Any = request.user
    sent = {name: request.POST.get(name, "") for name in ("date", "start", "end")}
    try:
        day = NearDayField().clean(sent["date"])
        start, end = HourField().clean(sent["start"]), HourField().clean(sent["end"])
    except ValidationError as error:
        return page_of(request, found, refused=tuple(error.messages), moved=sent)
    zone = ZoneInfo(found.place.zone)
    minutes = (end or 1440) - start
    scope = request.POST.get("scope", ONE)
    if minutes <= 0:
        reasons = (told(Reason("ends_before_start")),)
        return page_of(request, found, refused=reasons, moved=sent)
    wall = time(start // 60 % 24, start % 60)
    if scope in (FOLLOWING, ALL) and found.series is not None:
        repetition = Repetition(day, wall, minutes, found.series.recurrence, found.place.zone)
        since = found.starts_at if scope == FOLLOWING else None
        outcomes = commands.move_series(
            actor=actor, series=found.series, repetition=repetition, since=since
        )
        return _said(request, found, outcomes)

    def act() -> Booking:
        begins, reasons = instant_on_wall(day, wall, zone, field="starts_at")
        if begins is None:
            raise Refused(*reasons)
        # On the wall too; an end at 00:00 is that of the day.
        ends = datetime.combine(day, wall, zone) + timedelta(minutes=minutes)
        items = tuple(Item(line.resource_id, line.quantity) for line in found.lines.all())
        ask = Ask(items, begins, ends.astimezone(UTC), found.headcount, found.layout)
        return commands.move_booking(actor=actor, booking=found, ask=ask)

    return _done(request, found, act, _("It is moved."), moved=sent)


def _said(request: HttpRequest, found: Booking, outcomes: list[DateOutcome]) -> HttpResponse:
    """How many dates changed, and each that could not with its reason."""
    changed = sum(not outcome.reasons for outcome in outcomes)
    messages.success(
        request,
        ngettext("%(count)s date changed.", "%(count)s dates changed.", changed)
        % {"count": changed},
    )
    zone = ZoneInfo(found.place.zone)
    for outcome in outcomes:
        for reason in outcome.reasons:
            day = words.day(outcome.booking.starts_at.astimezone(zone).date())
            messages.error(request, f"{day} – {told(reason)}")
    return redirect("booking", found.reference)
