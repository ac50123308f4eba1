"""The page on which a resource is booked: when it is free, the form, the dates of a series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from softplace.bookings.commands import book, book_series, join_waiting_list
from softplace.bookings.models import Booking
from softplace.bookings.queries import (
    MOST_DATES,
    PlannedDate,
    offer,
    plan_series,
    timelines,
)
from softplace.bookings.rules import Ask, Item, TermsFacts
from softplace.find.queries.alternatives import Alternatives, alternatives
from softplace.foundation import clock
from softplace.foundation.errors import Reason, Refused
from softplace.people.models import User
from softplace.places.models import Resource
from softplace.web import words
from softplace.web.bookings.dates import (
    BOOK,
    LEAVE_OUT,
    DateRow,
    date_rows,
    once,
    planned_dates,
    summary,
)
from softplace.web.bookings.form import BookingForm, what_is_seen
from softplace.web.bookings.links import form_address
from softplace.web.bookings.prices import lines_of, price, price_of
from softplace.web.ribbon import Ribbon, Scale, hours_in_words, scale_for
from softplace.web.sentences import told

MOST_EXTRAS = 12
DAYS_DRAWN = 7


@dataclass(frozen=True)
class DayRow:
    """A day of the resource: when it is free, drawn and in words."""

    day: date
    ribbon: Ribbon
    free: str
    is_asked: bool


@require_http_methods(["GET", "HEAD", "POST"])
def book_resource(request: HttpRequest, resource_id: int) -> HttpResponse:
    resource = get_object_or_404(
        Resource.objects.filter(place__is_published=True)
        .select_related("place__commune")
        .prefetch_related("layouts", "units"),
        pk=resource_id,
    )
    extras = _extras(resource)
    now = clock.now()
    person = request.user if isinstance(request.user, User) else None
    if request.method == "POST":
        if person is None:
            return redirect_to_login(request.get_full_path())
        form = BookingForm(request.POST, resource=resource, extras=extras)
        booked = _post(form, request.POST, person, now)
        if booked is not None:
            _say(request, booked)
            return redirect("booking", booked.reference)
    else:
        form = _prefilled(request, resource, extras, now)
    return render(request, "bookings/book.html", _context(request, form, person, now))


@require_POST
def wait(request: HttpRequest, resource_id: int) -> HttpResponse:
    """Wait for a time that is taken now."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path().removesuffix("wait/"))
    resource = get_object_or_404(
        Resource.objects.bookable().select_related("place").prefetch_related("layouts"),
        pk=resource_id,
    )
    form = BookingForm(request.POST, resource=resource, extras=[])
    form.fields["title"].required = False
    ask = form.ask() if form.is_valid() else None
    if ask is not None:
        title = form.cleaned_data["title"] or resource.name
        try:
            join_waiting_list(actor=request.user, resource=resource, ask=ask, title=title)
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            messages.success(
                request,
                _("You are on the waiting list. If it becomes free, we keep it for you and write."),
            )
            return redirect("my-bookings")
    return render(request, "bookings/book.html", _context(request, form, request.user, clock.now()))


# --- What is sent -------------------------------------------------------------------------


def _post(form: BookingForm, sent: QueryDict, person: User, now: datetime) -> Booking | None:
    """Book, if that is what is asked; None shows the page with what it found."""
    if not form.is_valid():
        return None
    cleaned = form.cleaned_data
    try:
        if not cleaned["repeat"]:
            ask = form.ask()
            if ask is None:
                return None
            return book(
                actor=person,
                person=person,
                ask=ask,
                title=cleaned["title"],
                purpose=cleaned["purpose"],
                key=cleaned["key"],
            )
        if sent.get("step") == "confirm" and sent.get("seen") == what_is_seen(form.repetition):
            return _book_dates(form, sent, person, now)
    except Refused as refused:
        # Of a date among several the page says at its own line why it is refused.
        dated = [reason for reason in refused.reasons if "date" in reason.details]
        if cleaned["repeat"] and dated:
            days = {reason.details["date"] for reason in dated}
            form.refuse([Reason("not_all_dates", "", {"count": len(days)})])
        else:
            form.refuse(refused.reasons)
    return None


def _book_dates(form: BookingForm, sent: QueryDict, person: User, now: datetime) -> Booking:
    """Book the dates as they were chosen; those that are not wanted stay with their reason.

    Where all are wanted or none, a date that is refused is tried, so that it refuses the others.
    """
    cleaned = form.cleaned_data
    resource = form.resource
    planned = plan_series(
        person,
        form.repetition,
        form.items,
        now,
        headcount=cleaned.get("people"),
        layout=cleaned.get("layout") or "",
    )
    instead: dict[date, Sequence[Item]] = {}
    left_out: dict[date, Reason] = {}
    all_or_nothing = bool(sent.get("all_or_nothing"))
    rooms = set(Resource.objects.filter(place=resource.place_id).values_list("pk", flat=True))
    for planned_date in planned:
        name = f"date_{planned_date.day.isoformat()}"
        # A date that the page did not show, free at first and refused now, is tried.
        choice = sent.get(name, BOOK)
        if choice == LEAVE_OUT and not (all_or_nothing and planned_date.reasons):
            left_out[planned_date.day] = next(iter(planned_date.reasons), Reason("left_out"))
        elif choice.isdigit() and int(choice) in rooms:
            extras = [item for item in form.items[1:] if item.resource_id != int(choice)]
            instead[planned_date.day] = (Item(int(choice)), *extras)
    series = book_series(
        actor=person,
        person=person,
        repetition=form.repetition,
        items=form.items,
        title=cleaned["title"],
        purpose=cleaned["purpose"],
        headcount=cleaned.get("people"),
        layout=cleaned.get("layout") or "",
        instead=instead,
        left_out=left_out,
        all_or_nothing=all_or_nothing,
        key=cleaned["key"],
    )
    return series.bookings.order_by("starts_at").first()  # type: ignore[return-value]


def _say(request: HttpRequest, booked: Booking) -> None:
    if booked.status == "confirmed":
        messages.success(request, _("It is booked."))
    else:
        messages.success(
            request, _("Your request is with the keeper; the time is kept for you until then.")
        )


# --- What is shown ------------------------------------------------------------------------


def _prefilled(
    request: HttpRequest, resource: Resource, extras: Sequence[Resource], now: datetime
) -> BookingForm:
    """The form with what the address carries; what it does not carry is tomorrow morning."""
    today = now.astimezone(ZoneInfo(resource.place.zone)).date()
    given = request.GET.dict()
    names = {"date", "start", "end", "end_date", "people", "layout", "repeat", "times", "until"}
    initial: dict[str, Any] = {name: given[name] for name in names if given.get(name)}
    if picked := request.GET.getlist("dates")[:MOST_DATES]:
        initial["dates"] = picked
    initial.setdefault("date", (today + timedelta(days=1)).isoformat())
    if not {"start", "end"} & set(initial):
        initial |= {"start": "10:00", "end": "12:00"}
    if resource.is_pool:
        initial["quantity"] = given.get("quantity") or 1
    return BookingForm(initial=initial, resource=resource, extras=extras)


def _context(
    request: HttpRequest, form: BookingForm, person: User | None, now: datetime
) -> dict[str, Any]:
    resource = form.resource
    zone = ZoneInfo(resource.place.zone)
    checked = _checked(form)
    cleaned = getattr(checked, "cleaned_data", {})
    hours_are_read = {"date", "start", "end"} <= {n for n in cleaned if cleaned[n] is not None}
    first = cleaned.get("date") or now.astimezone(zone).date()
    ask = checked.ask() if hours_are_read else None
    dates: list[DateRow] = []
    planned: list[PlannedDate] = []
    wrong: list[Reason] = []
    if ask is not None:
        planned, wrong = planned_dates(checked, person, now)
        if form.is_bound:
            form.refuse(wrong)
    repeats = bool(cleaned.get("repeat"))
    if repeats and planned:
        dates = date_rows(checked, planned, person, now, zone)
    reasons = planned[0].reasons if planned and not repeats else ()
    offered = offer(person, ask, now) if ask else offer(person, _some(resource, now), now)
    instead = Alternatives()
    if ask is not None and reasons:
        instead = alternatives(resource, ask, person, now)
    days, scale = _days(resource, first, person, now, zone)
    return {
        "form": form,
        "resource": resource,
        "place": resource.place,
        "days": days,
        "scale": scale,
        "previous_day": first - timedelta(days=DAYS_DRAWN),
        "next_day": first + timedelta(days=DAYS_DRAWN),
        "is_free": bool(planned) and not reasons and not repeats,
        "reasons": [told(reason) for reason in once([*wrong, *reasons])],
        "can_wait": any(reason.code == "taken" for reason in reasons),
        "same_place": [
            (_when(start, zone), form_address(resource.pk, start, ask.minutes, zone, **_kept(ask)))
            for start in instead.same_place
        ]
        if ask
        else [],
        "same_time": [
            (found, price_of(found.quote), form_address(
                found.resource_id, found.starts[0], ask.minutes, ZoneInfo(found.zone), **_kept(ask)
            ))
            for found in instead.same_time
        ]
        if ask
        else [],
        "dates": dates,
        "all_or_nothing": bool(form.data.get("all_or_nothing")),
        "seen": what_is_seen(checked.repetition) if dates else "",
        "dates_summary": summary(dates),
        "terms": _terms(offered.terms) if offered else [],
        "needs_approval": offered.needs_approval if offered else False,
        "is_for_others": offered is None,
        "price": price_of(offered.quote) if offered and ask else "",
        "price_of_all": price(
            offered.quote.cents * len(planned), offered.quote.time_minutes * len(planned)
        )
        if offered and repeats
        else "",
        "price_lines": lines_of(offered.quote) if offered and ask else [],
        "sign_in_address": request.get_full_path(),
    }  # fmt: skip


def _checked(form: BookingForm) -> BookingForm:
    """The form read anew: an address answers as if it had been sent, and a form that was refused
    still says for what time."""
    sent = form.data if form.is_bound else {**form.initial, "title": "-"}
    checked = BookingForm(sent, resource=form.resource, extras=form.extras)
    checked.is_valid()
    return checked


def _some(resource: Resource, now: datetime) -> Ask:
    return Ask((Item(resource.pk),), now, now + timedelta(hours=1))


def _days(
    resource: Resource, first: date, person: User | None, now: datetime, zone: ZoneInfo
) -> tuple[list[DayRow], Scale]:
    """A week of the resource from a day on, each day a ribbon on the same scale."""
    days = [first + timedelta(days=n) for n in range(DAYS_DRAWN)]
    start = datetime.combine(first, time.min, zone)
    end = datetime.combine(first + timedelta(days=DAYS_DRAWN), time.min, zone)
    line = timelines([resource.pk], start, end, person, now)[resource.pk]
    scale = scale_for(first, 1, zone, [line.opened])
    rows = []
    for day in days:
        of_day = replace(scale, first=day)
        midnight = datetime.combine(day, time.min, zone)
        following = datetime.combine(day + timedelta(days=1), time.min, zone)
        free = [i for i in line.free if i.start < following and i.end > midnight]
        taken = [i for i in line.taken_while_open if i.start < following and i.end > midnight]
        rows.append(
            DayRow(
                day=day,
                ribbon=of_day.ribbon(free, booked=taken, now=now),
                free=hours_in_words(free, zone) if free else "",
                is_asked=day == first,
            )
        )
    return rows, scale


def _terms(terms: TermsFacts) -> list[str]:
    """The terms as short sentences."""
    said = [
        _("from %(shortest)s to %(longest)s")
        % {
            "shortest": words.duration(terms.shortest_minutes),
            "longest": words.duration(terms.longest_minutes),
        },
        ngettext("up to %(days)s day ahead", "up to %(days)s days ahead", terms.horizon_days)
        % {"days": terms.horizon_days},
    ]
    if terms.notice_minutes:
        said.append(
            _("at least %(notice)s before") % {"notice": words.duration(terms.notice_minutes)}
        )
    if terms.quota_minutes_per_week:
        said.append(
            _("at most %(quota)s a week for each person")
            % {"quota": words.duration(terms.quota_minutes_per_week)}
        )
    if terms.no_show_minutes is not None:
        said.append(
            _("released if nobody has checked in after %(delay)s")
            % {"delay": words.duration(terms.no_show_minutes)}
        )
    if terms.cancel_minutes:
        said.append(
            _("cancelled at least %(notice)s before")
            % {"notice": words.duration(terms.cancel_minutes)}
        )
    return said


def _extras(resource: Resource) -> list[Resource]:
    """What can be booked together with it: what is lent at the same place, units not shared."""
    own = {unit.pk for unit in resource.units.all()}
    lent = (
        Resource.objects.bookable()
        .filter(place=resource.place_id, kind__in=["equipment", "vehicle"])
        .exclude(pk=resource.pk)
        .prefetch_related("units")
        .order_by("name")
    )
    return [extra for extra in lent if not own & {u.pk for u in extra.units.all()}][:MOST_EXTRAS]


def _kept(ask: Ask) -> Mapping[str, object]:
    return {"people": ask.headcount, "layout": ask.layout}


def _when(start: datetime, zone: ZoneInfo) -> str:
    return words.moment(start.astimezone(zone))
