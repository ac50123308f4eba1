"""The search for free time: a length, some hours, some days, for so many people, within reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from softplace.bookings.commands import leave_request
from softplace.bookings.queries import Timeline, timelines
from softplace.find.enums import Days, Step
from softplace.find.queries import current_lexicon
from softplace.find.queries.free_time import FreeTime
from softplace.find.queries.free_time_search import (
    Found,
    NearestFreeTime,
    nearest_free_time,
    search_free_time,
)
from softplace.find.rules.free_time_fields import (
    ANYTHING,
    DEFAULT_HOURS,
    DEFAULT_MINUTES,
    LIST_FIELDS,
    TEXT_FIELDS,
    AskedFreeTime,
)
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.places.enums import Equipment, Layout, ResourceKind
from softplace.territory.queries import current_territory, territory_zone
from softplace.web import words
from softplace.web.bookings.form import PICKED
from softplace.web.bookings.links import form_address, search_address
from softplace.web.bookings.prices import lines_of, price_of
from softplace.web.forms import say_reasons
from softplace.web.map import Drawing, Plane, drawing
from softplace.web.ribbon import Ribbon, Scale, scale_for
from softplace.web.sentences import told_by_field
from softplace.web.shapes import shapes_around

FIRST_SHOWN = 25
MOST_DAYS_DRAWN = 7
MOST_TIMES = 3
LENGTHS = (30, 60, 90, 120, 180, 240, 480)
RADII_KM = (2, 5, 10, 15, 20, 30, 60)
DATES_AT_ONCE = 6
LEAST_EMPTY_DATES = 2


@dataclass(frozen=True)
class Time:
    """A first free time, and the form filled in with it."""

    label: str
    address: str


@dataclass(frozen=True)
class DateState:
    """One of the dates that are all needed."""

    label: str
    is_free: bool


@dataclass(frozen=True)
class Row:
    rank: int
    answer: FreeTime
    size: str
    price: str
    price_lines: Sequence[str]
    times: Sequence[Time]
    address: str
    """The form with the first time, or with all the dates that are needed."""
    ribbon: Ribbon | None
    dates: Sequence[DateState]
    dates_free: str


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    zone, now = territory_zone(), clock.now()
    given = {name: request.GET.getlist(name) for name in request.GET}
    is_asked = bool(set(given) & {*TEXT_FIELDS, *LIST_FIELDS})
    person = _person(request)
    asked, found = search_free_time(given if is_asked else {}, person, now=now, zone=zone)
    shown = found.answers if request.GET.get("all") else found.answers[:FIRST_SHOWN]
    scale, lines = _drawn(asked, shown, person, now, zone)
    rows = [_row(rank, answer, asked, scale, lines, now) for rank, answer in enumerate(shown, 1)]
    nearest = []
    if not found.total:
        nearest = nearest_free_time(asked, person, now=now, zone=zone)
    context = {
        "asked": asked,
        "found": found,
        "rows": rows,
        "scale": scale,
        "headline": _headline(asked, found),
        "conditions": conditions(asked),
        "errors": told_by_field(asked.reasons),
        "nearest": [_nearest(asked, near) for near in nearest],
        "address_of_all": search_address({**asked.fields, "all": ("1",)})
        if len(found.answers) > len(shown)
        else "",
        "query": request.GET.urlencode(),
        **_map(asked, shown),
        **_form(asked),
    }
    return render(request, "bookings/search.html", context)


@login_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave a search that found nothing."""
    fields = parse_qs(request.POST.get("query", "")[:4000])
    kept = {name: fields[name] for name in (*TEXT_FIELDS, *LIST_FIELDS) if name in fields}
    assert isinstance(request.user, User)
    try:
        leave_request(actor=request.user, fields=kept)
    except Refused as refused:
        say_reasons(request, refused.reasons)
    else:
        messages.success(request, _("Your request is kept, and those who plan the places see it."))
    return redirect(search_address(kept))


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


# --- The list -----------------------------------------------------------------------------


def _drawn(
    asked: AskedFreeTime,
    shown: Sequence[FreeTime],
    person: User | None,
    now: datetime,
    zone: ZoneInfo,
) -> tuple[Scale | None, Mapping[int, Timeline]]:
    """The scale of the ribbons and what they draw; dates that stand alone have none."""
    if asked.needs_every_date or not shown or asked.question is None:
        return None, {}
    first = max(asked.dates[0], now.astimezone(zone).date())
    days = min((asked.dates[-1] - first).days + 1, MOST_DAYS_DRAWN)
    start = datetime.combine(first, time.min, zone)
    end = datetime.combine(first + timedelta(days=days), time.min, zone)
    ids = [answer.resource_id for answer in shown]
    lines = timelines(ids, start, end, person, now)
    return scale_for(first, days, zone, [line.opened for line in lines.values()]), lines


def _row(
    rank: int,
    answer: FreeTime,
    asked: AskedFreeTime,
    scale: Scale | None,
    lines: Mapping[int, Timeline],
    now: datetime,
) -> Row:
    question = asked.question
    assert question is not None
    zone = ZoneInfo(answer.zone)
    known = {"people": question.headcount, "layout": question.layout}

    def address(start: datetime, **more: object) -> str:
        return form_address(answer.resource_id, start, question.minutes, zone, **{**known, **more})

    times: list[Time] = []
    if asked.days == Days.WEEKLY:
        whole = question.windows[0].start
        first = address(whole, repeat="weekly", times=len(asked.dates))
    elif asked.needs_every_date and len(asked.dates) > 1:
        first = _address_of_dates(answer, asked, zone, known)
    else:
        times = [Time(_when(start, zone), address(start)) for start in answer.starts[:MOST_TIMES]]
        first = times[0].address
    line = lines.get(answer.resource_id)
    free_days = {start.astimezone(zone).date() for start in answer.starts}
    dates = [DateState(words.day_short(day), day in free_days) for day in asked.dates]
    return Row(
        rank=rank,
        answer=answer,
        size=_size(answer.fit) if question.headcount and answer.headcount else "",
        price=price_of(answer.quote),
        price_lines=lines_of(answer.quote)
        if answer.quote.cents or answer.quote.time_minutes
        else (),
        times=times,
        address=first,
        ribbon=scale.ribbon(line.free, booked=line.taken_while_open, now=now)
        if scale and line
        else None,
        dates=dates if asked.needs_every_date else (),
        dates_free=_dates_free(len(answer.starts), len(asked.dates))
        if asked.needs_every_date
        else "",
    )


def _address_of_dates(
    answer: FreeTime, asked: AskedFreeTime, zone: ZoneInfo, known: Mapping[str, object]
) -> str:
    """The form with every picked date, at the hour that is free on the most of them."""
    question = asked.question
    assert question is not None
    hours = [start.astimezone(zone).time() for start in answer.starts]
    hour = max(sorted(set(hours)), key=hours.count)
    first = datetime.combine(asked.dates[0], hour, zone)
    others = [day.isoformat() for day in asked.dates[1:]]
    more: dict[str, object] = {**known, "repeat": PICKED, "dates": others}
    return form_address(answer.resource_id, first, question.minutes, zone, **more)


def _when(start: datetime, zone: ZoneInfo) -> str:
    wall = start.astimezone(zone)
    return _("%(day)s at %(hour)s") % {
        "day": words.day_short(wall.date()),
        "hour": words.hour(wall),
    }


def _size(fit: float) -> str:
    if fit >= 0.9:
        return _("Just the right size")
    if fit >= 0.6:
        return _("A good size")
    return _("Roomy") if fit >= 0.2 else _("Far larger than needed")


def _dates_free(free: int, dates: int) -> str:
    if free == dates:
        return ngettext("Free on the date", "Free on all %(dates)s dates", dates) % {"dates": dates}
    return _("Free on %(free)s of %(dates)s dates") % {"free": free, "dates": dates}


def _headline(asked: AskedFreeTime, found: Found) -> str:
    if asked.question is None:
        return _("The search cannot be read yet")
    if not found.total:
        return _("Nothing is free")
    return ngettext("%(count)s is free", "%(count)s are free", found.total) % {
        "count": words.number(found.total)
    }


def conditions(asked: AskedFreeTime) -> list[str]:
    """How the search was understood."""
    question = asked.question
    if question is None:
        return []
    told_ = [words.duration(question.minutes)]
    first, last = asked.dates[0], asked.dates[-1]
    if asked.days == Days.WEEKLY:
        weekday = str(words.WEEKDAYS[first.weekday()])
        about = {
            "weekday": weekday.lower() if words.is_french() else weekday,
            "hour": words.hour(asked.from_time),
            "weeks": len(asked.dates),
        }
        told_.append(_("every %(weekday)s at %(hour)s, %(weeks)s times") % about)
    else:
        if asked.days == Days.DATES:
            told_.append(", ".join(words.day_short(day) for day in asked.dates))
        else:
            told_.append(words.days_between(first, last))
        told_.append(words.hours(asked.from_time, asked.to_time))
    if question.headcount:
        told_.append(
            ngettext("%(count)s person", "%(count)s people", question.headcount)
            % {"count": words.number(question.headcount)}
        )
    told_ += [words.label(code, "Equipment").lower() for code in sorted(question.equipment)]
    if question.spot:
        distance = words.distance(question.spot.radius_km * 1000)
        about = {"distance": distance, "commune": question.spot.commune}
        told_.append(
            _("within %(distance)s of %(commune)s") % about
            if question.spot.commune
            else _("within %(distance)s of you") % about
        )
    return told_


def _nearest(asked: AskedFreeTime, near: NearestFreeTime) -> dict[str, Any]:
    answer = near.first
    about = {
        "resource": answer.resource_name,
        "place": answer.place_name,
        "when": words.moment(answer.starts[0].astimezone(ZoneInfo(answer.zone))),
        "distance": words.distance(answer.distance_metres or 0),
    }
    sentences = {
        Step.ANOTHER_TIME: _("At another time: %(resource)s, %(place)s, %(when)s."),
        Step.FARTHER: _("A bit farther: %(resource)s, %(place)s, at %(distance)s."),
        Step.FEWER_CONDITIONS: _("Without that equipment: %(resource)s, %(place)s, %(when)s."),
    }
    fields = {**asked.fields, **{name: (value,) for name, value in near.fields.items()}}
    return {
        "sentence": sentences[near.step] % about,
        "address": search_address(fields),
        "total": near.total,
    }


# --- The map ------------------------------------------------------------------------------


def _map(asked: AskedFreeTime, shown: Sequence[FreeTime]) -> dict[str, Any]:
    territory = current_territory()
    spot = asked.question.spot if asked.question else None
    if territory:
        centre = (territory.latitude, territory.longitude)
    elif shown:
        centre = (shown[0].latitude, shown[0].longitude)
    else:
        centre = (46.5, 2.5)
    towns = current_lexicon().towns
    around = shapes_around(centre, towns)
    first_at: dict[int, tuple[float, float, int, str, str]] = {}
    for rank, a in enumerate(shown, 1):
        first_at.setdefault(
            a.place_id, (a.latitude, a.longitude, rank, a.place_name, f"#answer-{rank}")
        )
    drawn: Drawing = drawing(
        Plane(*centre),
        places=list(first_at.values()),
        towns=towns,
        spot=(spot.latitude, spot.longitude) if spot else None,
        radius_km=spot.radius_km if spot else None,
    )
    return {
        "drawing": drawn,
        "shapes_version": around.version,
        "shapes_frame": around.frame,
    }


# --- The form -----------------------------------------------------------------------------


def _form(asked: AskedFreeTime) -> dict[str, Any]:
    fields = asked.fields

    def on(name: str, default: str = "") -> str:
        return next(iter(fields.get(name, ())), default)

    lengths = sorted({*LENGTHS, *([int(on("minutes"))] if on("minutes").isdigit() else [])})
    dates = list(fields.get("date", ()))
    empty = max(LEAST_EMPTY_DATES, DATES_AT_ONCE - len(dates))
    first = on("first") or (asked.dates[0] if asked.dates else date.min).isoformat()
    return {
        "lengths": _marked(
            [(str(n), words.duration(n)) for n in lengths], on("minutes", str(DEFAULT_MINUTES))
        ),
        "from_time": on("from", f"{DEFAULT_HOURS[0]:%H:%M}"),
        "to_time": "00:00" if on("to") == "24:00" else on("to", f"{DEFAULT_HOURS[1]:%H:%M}"),
        "day_choices": _marked(_day_choices(), asked.days.value),
        "first": first,
        "last": on("last"),
        "weeks": on("weeks", "10"),
        "dates": [*dates, *[""] * empty],
        "people": on("people"),
        "where": on("where"),
        "latitude": on("lat"),
        "longitude": on("lng"),
        "radii": _marked(
            [(str(km), words.distance(km * 1000)) for km in RADII_KM], on("radius", "20")
        ),
        "layouts": _marked(words.choices(Layout, _("Any layout")), on("layout")),
        "kinds": _marked(
            [
                ("", _("A room")),
                *words.choices(ResourceKind),
                (ANYTHING, _("Anything")),
            ],
            on("kind"),
        ),
        "equipments": _marked(words.choices(Equipment), *fields.get("equipment", ())),
        "more_is_open": any(r.field in {"layout", "equipment", "radius"} for r in asked.reasons),
    }


def _day_choices() -> list[tuple[str, str]]:
    return [
        (Days.WEEK, _("This week")),
        (Days.NEXT_WEEK, _("Next week")),
        (Days.RANGE, _("Between two dates")),
        (Days.DATES, _("On dates that I choose")),
        (Days.WEEKLY, _("Every week")),
    ]


def _marked(pairs: Sequence[tuple[Any, Any]], *on: str) -> list[tuple[Any, Any, bool]]:
    return [(value, label, str(value) in on) for value, label in pairs]
