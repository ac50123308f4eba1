"""Why a request, or who asks, is refused as described. Pure: what is said in, reasons out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypedDict

from softplace.engines.matching.problem import DAY_MINUTES, SLOT_MINUTES
from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text
from softplace.matching.enums import ApplicantKind, Rhythm
from softplace.matching.rules.campaign import FIRST_YEAR, LAST_YEAR
from softplace.places.enums import Equipment, Layout, Noise
from softplace.places.models import LARGEST_HEADCOUNT

MOST_WINDOWS = 28
MOST_WISHES = 10
MOST_MEMBERS = 1_000_000
LONGEST_DAYS = 366
"""Without a campaign: from the first day to the last."""
SMALLEST_RADIUS_KM, LARGEST_RADIUS_KM = 0.1, 300.0

Window = tuple[int, int, int]
"""Weekday (0 is Monday), start and end in minutes since midnight."""


class ApplicantFields(TypedDict, total=False):
    """What may be said of who asks; the names and types are those of the model."""

    name: str
    kind: str
    group_id: int | None
    member_count: int | None
    latitude: float | None
    longitude: float | None
    several_at_once: bool


class RequestFields(TypedDict, total=False):
    """What may be said of a request; the names and types are those of the model."""

    title: str
    purpose: str
    headcount: int
    layout: str
    equipment: list[str]
    noise: str
    rhythm: str
    session_count: int
    wished_minutes: int
    shortest_minutes: int
    windows: Sequence[Window]
    first_day: date | None
    last_day: date | None
    takes_anything: bool
    latitude: float | None
    longitude: float | None
    radius_km: float | None


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish: one resource, or any of one place."""

    resource_id: int | None = None
    place_id: int | None = None


def reasons_to_refuse_applicant(
    fields: ApplicantFields, *, groups: Collection[int], names_taken: Collection[str] = ()
) -> list[Reason]:
    """Why who asks cannot be as described; `groups` are those that the person belongs to."""
    reasons = reasons_to_refuse_name("name", fields["name"], limit=120)
    if fields["name"].strip() in names_taken:
        reasons.append(Reason("applicant_named_already", "name", {"name": fields["name"].strip()}))
    kind = fields.get("kind", ApplicantKind.ASSOCIATION)
    if kind not in ApplicantKind.values:
        reasons.append(Reason("unknown_choice", "kind", {"value": str(kind)[:40]}))
    group = fields.get("group_id")
    if group is not None and group not in groups:
        reasons.append(Reason("group_of_others", "group"))
    members = fields.get("member_count")
    if members is not None and not 1 <= members <= MOST_MEMBERS:
        limits = {"value": members, "limit": MOST_MEMBERS}
        reasons.append(Reason("headcount_unbelievable", "member_count", limits))
    return reasons + _reasons_about_point(fields.get("latitude"), fields.get("longitude"))


def reasons_to_refuse_request(
    fields: RequestFields,
    *,
    season: tuple[date, date] | None,
    today: date,
) -> list[Reason]:
    """Why a request cannot be as described; without a season it stands by itself."""
    reasons = reasons_to_refuse_name("title", fields["title"], limit=160)
    reasons += reasons_to_refuse_text("purpose", fields.get("purpose", ""), limit=2000, lines=True)
    reasons += _reasons_about_needs(fields)
    reasons += _reasons_about_sessions(fields)
    if season is None and fields.get("session_count", 1) != 1:
        reasons.append(Reason("one_session_without_campaign", "session_count"))
    reasons += _reasons_about_windows(fields)
    reasons += _reasons_about_dates(fields, season, today)
    reasons += _reasons_about_radius(fields)
    return reasons


def reasons_to_refuse_wishes(
    wishes: Sequence[Wished],
    *,
    takes_anything: bool,
    known_resources: Collection[int],
    known_places: Collection[int],
) -> list[Reason]:
    """Why these wishes cannot be; what is known is what is offered, or all that can be booked."""
    reasons = []
    if len(wishes) > MOST_WISHES:
        reasons.append(Reason("too_many_wishes", "wishes", {"limit": MOST_WISHES}))
    if len(set(wishes)) < len(wishes):
        reasons.append(Reason("wished_twice", "wishes"))
    if any(
        (wish.resource_id is None) == (wish.place_id is None)
        or (wish.resource_id is not None and wish.resource_id not in known_resources)
        or (wish.place_id is not None and wish.place_id not in known_places)
        for wish in wishes
    ):
        reasons.append(Reason("wish_not_offered", "wishes"))
    if not wishes and not takes_anything:
        reasons.append(Reason("wishes_missing", "wishes"))
    return reasons


def joined(windows: Sequence[Window]) -> list[Window]:
    """The windows in order, those that touch or overlap made one: what is kept."""
    made: list[Window] = []
    for weekday, start, end in sorted((day, start, end) for day, start, end in windows):
        if made and made[-1][0] == weekday and start <= made[-1][2]:
            made[-1] = (weekday, made[-1][1], max(made[-1][2], end))
        else:
            made.append((weekday, start, end))
    return made


def _reasons_about_needs(fields: RequestFields) -> list[Reason]:
    headcount = fields["headcount"]
    reasons = []
    if not 1 <= headcount <= LARGEST_HEADCOUNT:
        limits = {"value": headcount, "limit": LARGEST_HEADCOUNT}
        reasons.append(Reason("headcount_unbelievable", "headcount", limits))
    said: list[tuple[str, Sequence[str], Any]] = [
        ("layout", [fields["layout"]], Layout),
        ("equipment", fields.get("equipment", []), Equipment),
        ("noise", [fields.get("noise", Noise.TALK)], Noise),
        ("rhythm", [fields.get("rhythm", Rhythm.WEEKLY)], Rhythm),
    ]
    return reasons + [
        Reason("unknown_choice", name, {"value": str(code)[:40]})
        for name, codes, known in said
        for code in codes
        if code not in known.values
    ]


def _reasons_about_sessions(fields: RequestFields) -> list[Reason]:
    count = fields.get("session_count", 1)
    wished, shortest = fields["wished_minutes"], fields["shortest_minutes"]
    reasons = []
    if not 1 <= count <= 7:
        reasons.append(Reason("sessions_out_of_range", "session_count", {"limit": 7}))
    elif fields.get("rhythm") == Rhythm.ONCE and count != 1:
        reasons.append(Reason("once_is_one_session", "session_count"))
    else:
        days = len({window[0] for window in fields["windows"]})
        if days and count > days:
            details = {"sessions": count, "days": days}
            reasons.append(Reason("more_sessions_than_days", "session_count", details))
    for name, minutes in (("wished_minutes", wished), ("shortest_minutes", shortest)):
        if not SLOT_MINUTES <= minutes <= DAY_MINUTES:
            limits = {"smallest": SLOT_MINUTES, "largest": DAY_MINUTES // 60}
            reasons.append(Reason("session_length_out_of_range", name, limits))
        elif minutes % SLOT_MINUTES:
            reasons.append(Reason("not_quarters_of_an_hour", name, {"minutes": minutes}))
    if shortest > wished:
        details = {"shortest": shortest, "wished": wished}
        reasons.append(Reason("shortest_above_wished", "shortest_minutes", details))
    return reasons


def _reasons_about_windows(fields: RequestFields) -> list[Reason]:
    windows, shortest = fields["windows"], fields["shortest_minutes"]
    if not windows:
        return [Reason("windows_missing", "windows")]
    if len(windows) > MOST_WINDOWS:
        return [Reason("too_many", "windows", {"limit": MOST_WINDOWS})]
    if not all(
        len(window) == 3 and 0 <= window[0] <= 6 and 0 <= window[1] < DAY_MINUTES
        for window in windows
    ):
        return [Reason("window_off_the_week", "windows")]
    reasons = []
    for weekday, start, end in windows:
        if end > DAY_MINUTES:
            reasons.append(Reason("window_past_midnight", "windows", {"weekday": weekday}))
        elif end <= start:
            reasons.append(Reason("window_ends_before_it_starts", "windows", {"weekday": weekday}))
    if reasons:
        return reasons
    return [
        Reason(
            "window_too_short",
            "windows",
            {"weekday": weekday, "minutes": end - start, "shortest": shortest},
        )
        for weekday, start, end in joined(windows)
        # On the engine's grid: from 18:05 to 19:10 there are only 45 minutes.
        if (end // SLOT_MINUTES + -start // SLOT_MINUTES) * SLOT_MINUTES < shortest
    ]


def _reasons_about_dates(
    fields: RequestFields, season: tuple[date, date] | None, today: date
) -> list[Reason]:
    first, last = fields.get("first_day"), fields.get("last_day")
    if season is None and (first is None or last is None):
        return [
            Reason("required", name)
            for name, day in (("first_day", first), ("last_day", last))
            if day is None
        ]
    reasons = []
    if season is not None:
        for name, day in (("first_day", first), ("last_day", last)):
            if day is not None and not season[0] <= day <= season[1]:
                details = {"first": season[0], "last": season[1]}
                reasons.append(Reason("outside_the_season", name, details))
    begin, end = first or season[0], last or season[1]  # type: ignore[index]
    if end < begin:
        reasons.append(Reason("last_day_before_first", "last_day"))
    elif end < today:
        reasons.append(Reason("dates_are_past", "last_day"))
    elif season is None and not FIRST_YEAR <= end.year < LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR - 1}
        reasons.append(Reason("year_out_of_range", "last_day", years))
    elif season is None and (end - begin).days >= LONGEST_DAYS:
        reasons.append(Reason("dates_too_long", "last_day", {"days": LONGEST_DAYS}))
    if reasons:
        return reasons
    weekdays = {window[0] for window in fields["windows"]} & set(range(7))
    days = {(begin + timedelta(days=n)).weekday() for n in range(min(7, (end - begin).days + 1))}
    if weekdays and not weekdays & days:
        return [Reason("no_such_weekday_in_dates", "windows", {"first": begin, "last": end})]
    return []


def _reasons_about_radius(fields: RequestFields) -> list[Reason]:
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    radius = fields.get("radius_km")
    reasons = _reasons_about_point(latitude, longitude)
    if radius is not None:
        if not SMALLEST_RADIUS_KM <= radius <= LARGEST_RADIUS_KM:
            limits = {"smallest": SMALLEST_RADIUS_KM, "largest": int(LARGEST_RADIUS_KM)}
            reasons.append(Reason("radius_out_of_range", "radius_km", limits))
        if latitude is None and not reasons:
            reasons.append(Reason("radius_without_a_point", "radius_km"))
    return reasons


def _reasons_about_point(latitude: float | None, longitude: float | None) -> list[Reason]:
    if latitude is None and longitude is None:
        return []
    if latitude is None or longitude is None:
        return [Reason("not_a_point", "latitude")]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return [Reason("not_a_point", "latitude")]
    return []
