"""The page of a place: what is open this week, what it offers, how to come. It prints well."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from softplace.bookings.queries import Timeline, timelines
from softplace.find.queries import current_lexicon
from softplace.find.rules import Locality
from softplace.find.rules.moments import FIRST_YEAR, LAST_YEAR
from softplace.foundation import clock
from softplace.foundation.intervals import Interval, intersection, merged
from softplace.people.models import User
from softplace.places.models import Place, PlaceFunction, Resource
from softplace.places.queries import (
    Programme,
    ProgrammeDay,
    ProgrammeRow,
    schema_org,
    week_programme,
)
from softplace.territory.queries import current_territory
from softplace.web import words
from softplace.web.map import Drawing, Plane, drawing
from softplace.web.ribbon import Ribbon, Scale, open_until, scale_for
from softplace.web.shapes import shapes_around


@dataclass(frozen=True)
class Hours:
    """One stretch as a cell says it."""

    text: str
    title: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    day: date
    ribbon: Ribbon
    hours: tuple[Hours, ...]
    taken: tuple[str, ...]
    is_today: bool


@dataclass(frozen=True)
class Line:
    """A row of the week: the place, a function or a resource."""

    name: str
    note: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Card:
    """A resource, and its week if it can be booked."""

    resource: Resource
    week: Ribbon | None


@dataclass(frozen=True)
class Day:
    date: date
    is_today: bool
    is_public_holiday: bool


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(
        Place.objects.published()
        .select_related("commune", "halt__vehicle__place", "vehicle")
        .prefetch_related("photos"),
        slug=slug,
    )
    zone = ZoneInfo(found.zone)
    now = clock.now()
    today = now.astimezone(zone).date()
    monday = _monday(request.GET.get("week", ""), today)
    week = week_programme(found, monday)
    offers = list(found.offers.select_related("function").order_by("function_id"))
    resources = list(found.resources.prefetch_related("layouts", "units", "photos").order_by("id"))
    person = request.user if isinstance(request.user, User) else None
    lines = _timelines(resources, monday, zone, person, now)
    scale = scale_for(monday, 7, zone, [line.opened for line in lines.values()])
    territory = current_territory()
    centre = (
        (territory.latitude, territory.longitude)
        if territory
        else (found.latitude, found.longitude)
    )
    towns = current_lexicon().towns
    around = shapes_around(centre, towns)
    language = get_language() or "fr"
    rows = _lines(week, offers, lines, zone, now, language)
    context = {
        "place": found,
        "round_of": _round_of(found),
        "address": _address(found),
        "photos": [photo for photo in found.photos.all() if photo.resource_id is None],
        "functions": [offer.function.name(language) for offer in offers],
        "lines": rows,
        "days": [
            Day(day, day == today, day in week.public_holidays)
            for day in (monday + timedelta(days=n) for n in range(7))
        ],
        "week": week,
        "week_title": words.days_between(monday, monday + timedelta(days=6)),
        "previous_week": monday - timedelta(days=7),
        "next_week": monday + timedelta(days=7),
        "is_this_week": monday <= today < monday + timedelta(days=7),
        "status": _status(week, now, zone) if monday <= today < monday + timedelta(days=7) else "",
        "cards": [_card(resource, lines, scale, now) for resource in resources],
        "shows_weeks": bool(lines),
        "weekday_names": words.WEEKDAYS_SHORT,
        "some_hours_are_taken": any(cell.taken for row in rows for cell in row.cells),
        "drawing": _drawing(found, towns, centre),
        "shapes_version": around.version,
        "shapes_frame": around.frame,
        "territory": territory,
        "linked_data": _linked_data(found),
    }
    return render(request, "places/place.html", context)


def _round_of(found: Place) -> Place | None:
    """The vehicle that goes round: of a halt the one that stops there, of a vehicle itself."""
    halt = getattr(found, "halt", None)
    if halt is not None:
        return halt.vehicle.place if halt.vehicle.place.is_published else None
    return found if getattr(found, "vehicle", None) is not None else None


def _monday(asked: str, today: date) -> date:
    """The Monday of the week of a date; of this week where the text is none."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        day = today
    return day - timedelta(days=day.weekday())


def _address(found: Place) -> list[str]:
    town = " ".join(filter(None, [found.post_code, found.commune.name if found.commune else ""]))
    return [line for line in (found.address, found.address_complement, town) if line]


# --- The week -----------------------------------------------------------------------------


def _lines(
    week: Programme,
    offers: Sequence[PlaceFunction],
    of_resources: Mapping[int, Timeline],
    zone: ZoneInfo,
    now: datetime,
    language: str,
) -> list[Line]:
    """The rows that open, and the place's own even when it does not."""
    rows = [row for row in week.rows if row.opens] or [week.general]
    scale = scale_for(week.first, 7, zone, [_instants(day) for row in rows for day in row.days])
    general_note = ", ".join(
        offer.function.name(language) for offer in offers if not offer.has_own_hours
    )
    lines = []
    for row in rows:
        if row.function is not None:
            name, note = row.function.name(language), ""
        elif row.resource is not None:
            name, note = row.resource.name, words.label(row.resource.kind, "ResourceKind")
        else:
            name, note = _("The place"), general_note
        line = of_resources.get(row.resource.pk) if row.resource is not None else None
        taken = line.taken if line is not None else ()
        lines.append(Line(name, note, tuple(_cells(row, taken, scale, zone, now))))
    return lines


def _cells(
    row: ProgrammeRow, taken: Sequence[Interval], scale: Scale, zone: ZoneInfo, now: datetime
) -> Iterable[Cell]:
    today = now.astimezone(zone).date()
    for day in row.days:
        of_day = Scale(day.date, 1, scale.first_hour, scale.last_hour, zone)
        opened = _instants(day)
        booked = intersection(opened, taken)
        yield Cell(
            day=day.date,
            ribbon=of_day.ribbon(opened, booked=booked, now=now if day.date == today else None),
            taken=tuple(
                words.hours(i.start.astimezone(zone), i.end.astimezone(zone)) for i in booked
            ),
            hours=tuple(
                Hours(
                    words.hours(stretch.start_minute, stretch.end_minute),
                    stretch.opening.title,
                    _terms(stretch.opening.mode, stretch.opening.audience, stretch.opening.group),
                )
                for stretch in day.stretches
            ),
            is_today=day.date == today,
        )


def _timelines(
    resources: Sequence[Resource],
    monday: date,
    zone: ZoneInfo,
    person: User | None,
    now: datetime,
) -> dict[int, Timeline]:
    """Of what can be booked, the week as it is open to a person, and what of it is taken."""
    start = datetime.combine(monday, time.min, zone)
    end = datetime.combine(monday + timedelta(days=7), time.min, zone)
    bookable = [resource.pk for resource in resources if resource.is_bookable]
    return timelines(bookable, start, end, person, now)


def _card(resource: Resource, lines: Mapping[int, Timeline], scale: Scale, now: datetime) -> Card:
    line = lines.get(resource.pk)
    if line is None:
        return Card(resource, None)
    return Card(resource, scale.ribbon(line.opened, booked=line.taken_while_open, now=now))


def _instants(day: ProgrammeDay) -> list[Interval]:
    """The day's stretches; each opening is cut at the midnights of its wall."""
    cut = []
    for stretch in day.stretches:
        opening = stretch.opening
        start = opening.start if opening.start.date() == day.date else None
        end = opening.end if opening.end.date() == day.date else None
        midnight = datetime.combine(day.date, datetime.min.time(), opening.start.tzinfo)
        cut.append(
            (
                (start or midnight).astimezone(UTC),
                (end or midnight + timedelta(days=1)).astimezone(UTC),
            )
        )
    return merged(cut)


def _terms(mode: str, audience: int, group: str) -> tuple[str, ...]:
    """What is not "anyone walks in"."""
    terms = [words.label(mode, "Mode")] if mode != "walk_in" else []
    if group:
        terms.append(group)
    elif audience:
        terms.append(words.label(audience, "Audience"))
    return tuple(terms)


def _status(week: Programme, now: datetime, zone: ZoneInfo) -> str:
    """Open until when, as far as this week tells."""
    opened = merged(
        # Not cut at the week's end: who opens on Sunday evening may close on Monday.
        (stretch.opening.start.astimezone(UTC), stretch.opening.end.astimezone(UTC))
        for row in week.rows
        for day in row.days
        for stretch in day.stretches
    )
    opening = next((i for i in opened if i.start <= now < i.end), None)
    if opening is not None:
        return open_until(opening, now, zone)
    following = next((i for i in opened if i.start > now), None)
    if following is None:
        return ""
    start = following.start.astimezone(zone)
    if start.date() == now.astimezone(zone).date():
        return _("Closed, opens at %(hour)s") % {"hour": words.hour(start)}
    return _("Closed, opens %(moment)s") % {"moment": words.moment(start)}


# --- Around it ----------------------------------------------------------------------------


def _drawing(found: Place, towns: Sequence[Locality], centre: tuple[float, float]) -> Drawing:
    return drawing(
        Plane(*centre),
        places=[(found.latitude, found.longitude, 1, found.name, "")],
        towns=towns,
        spot=None,
        radius_km=None,
        narrowest_units=1600.0,
    )


def _linked_data(found: Place) -> str:
    """schema.org's words for machines, safe inside a script element."""
    text = json.dumps(schema_org(found), ensure_ascii=False, default=str)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
