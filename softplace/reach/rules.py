"""Decisions about studies and scenarios, and what edits mean to the engine. No database."""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from softplace.engines.reach.scenario import (
    AddFunction,
    AddLine,
    AddStop,
    ClosePlace,
    Edit,
    Kind,
    Line,
    MovePlace,
    Offer,
    OpenPlace,
    Place,
    SetHours,
)
from softplace.engines.reach.week import WEEK_MINUTES
from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text
from softplace.reach.enums import EditKind, TravelMode

NEVER = date(2199, 12, 31)
"""The last day of a closure for good: the last that a closure may have."""
LONGEST_NAME = 80
LONGEST_QUESTION = 1000
LONGEST_SET_NAME = 60
LARGEST_THRESHOLD_KM = 500
LARGEST_THRESHOLD_MINUTES = 600
MOST_EDITS = 400
"""Of one scenario: more cannot be read by anybody."""
MOST_SPANS = 42
"""Of the hours of one edit: six a day."""

KEYED = frozenset(
    {EditKind.CLOSE, EditKind.MOVE, EditKind.HOURS, EditKind.ADD, EditKind.VACANT, EditKind.SHUTTLE}
)
"""Kinds that are about a place that stands: `key` is its slug."""
LOCATED = frozenset({EditKind.OPEN, EditKind.MOVE, EditKind.STOP, EditKind.MARKET})
NEW = frozenset({EditKind.OPEN, EditKind.STOP, EditKind.MARKET})
"""Kinds that bring a place: `name`, `latitude`, `longitude` and `functions`."""
TIMED = frozenset(EditKind) - {EditKind.CLOSE, EditKind.MOVE}
OF_ONE_FUNCTION = frozenset({EditKind.HOURS, EditKind.ADD, EditKind.VACANT})
CONTENT: Mapping[EditKind, frozenset[str]] = {
    kind: frozenset(
        {
            *(["key"] if kind in KEYED else []),
            *(["latitude", "longitude"] if kind in LOCATED else []),
            *(["name", "functions"] if kind in NEW else []),
            *(["hours"] if kind in TIMED else []),
            *(["function"] if kind in OF_ONE_FUNCTION else []),
            *(["resource", "name"] if kind is EditKind.VACANT else []),
            *(["stops", "names"] if kind is EditKind.SHUTTLE else []),
        }
    )
    for kind in EditKind
}
"""What each kind of edit holds. CLOSE may hold `function`: then the others stay."""


def reasons_to_refuse_study(
    *,
    name: str,
    question: str,
    functions: Collection[str],
    mode: str,
    threshold_km: float,
    threshold_minutes: float | None,
    week: date | None,
) -> list[Reason]:
    reasons = reasons_to_refuse_name("name", name.strip(), limit=LONGEST_NAME)
    reasons += reasons_to_refuse_text("question", question, limit=LONGEST_QUESTION, lines=True)
    if not functions:
        reasons.append(Reason("required", "functions"))
    if not 0.1 <= threshold_km <= LARGEST_THRESHOLD_KM:
        details = {"smallest": 0.1, "largest": LARGEST_THRESHOLD_KM}
        reasons.append(Reason("radius_out_of_range", "threshold_km", details))
    reasons += reasons_to_refuse_minutes(mode, threshold_minutes)
    if week is not None and week.weekday() != 0:
        reasons.append(Reason("not_a_monday", "week"))
    return reasons


def reasons_to_refuse_minutes(mode: str, threshold_minutes: float | None) -> list[Reason]:
    """Why a means of travel cannot have this threshold in minutes."""
    if threshold_minutes is None:
        return []
    if not 1 <= threshold_minutes <= LARGEST_THRESHOLD_MINUTES:
        details = {"smallest": 1, "largest": LARGEST_THRESHOLD_MINUTES}
        return [Reason("threshold_minutes_out_of_range", "threshold_minutes", details)]
    if mode == TravelMode.STRAIGHT:
        return [Reason("minutes_without_travel", "threshold_minutes")]
    return []


def reasons_to_refuse_set_name(name: str) -> list[Reason]:
    """Why a set of cells cannot be called so."""
    return reasons_to_refuse_name("name", name.strip(), limit=LONGEST_SET_NAME)


def reasons_to_refuse_scenario(name: str) -> list[Reason]:
    return reasons_to_refuse_name("name", name.strip(), limit=LONGEST_NAME)


def reasons_to_refuse_version(seen: int, stored: int, *, of: str = "scenario") -> list[Reason]:
    """Why a change made on what a planner saw cannot be made on what stands now."""
    return [] if seen == stored else [Reason(f"{of}_changed_meanwhile")]


def reasons_to_refuse_rates(rates: Mapping[str, float | None]) -> list[Reason]:
    reasons = []
    for name, rate in rates.items():
        if rate is None:
            reasons.append(Reason("required", name))
        elif not 0 <= rate <= 1_000_000:
            reasons.append(Reason("rate_negative", name, {"number": rate}))
    return reasons


def reasons_to_refuse_edit(
    kind: str, content: Mapping[str, Any], functions: Collection[str]
) -> list[Reason]:
    """Why an edit says nothing that could be done; whether the network can have it comes after."""
    if kind not in EditKind.values:
        return [Reason("unknown_choice", "kind", {"value": str(kind)[:40]})]
    wanted = CONTENT[EditKind(kind)]
    reasons = []
    if "key" in wanted and not content.get("key"):
        reasons.append(Reason("edit_without_place", "key"))
    if "resource" in wanted and not content.get("resource"):
        reasons.append(Reason("edit_without_room", "resource"))
    if "latitude" in wanted:
        reasons += _reasons_about_point(content)
    if kind in NEW and (content.get("name") or content.get("latitude") is not None):
        reasons += reasons_to_refuse_name("name", str(content.get("name", "")), limit=160)
    if "hours" in wanted:
        reasons += reasons_to_refuse_spans(content.get("hours", ()))
    if "stops" in wanted and not content.get("stops"):
        reasons.append(Reason("shuttle_without_stops", "stops"))
    named = list(content.get("functions", ())) if "functions" in wanted else []
    if "function" in wanted or content.get("function"):
        named = [content.get("function") or ""]
    for code in named:
        if code not in functions:
            reasons.append(Reason("function_not_studied", "function", {"function": code}))
    if "functions" in wanted and not named:
        reasons.append(Reason("required", "functions"))
    if kind == EditKind.MARKET and len(set(named)) == 1:
        reasons.append(Reason("market_of_one", "functions"))
    if kind == EditKind.STOP and len(set(named)) > 1:
        reasons.append(Reason("stop_of_several", "functions"))
    return reasons


def _reasons_about_point(content: Mapping[str, Any]) -> list[Reason]:
    latitude, longitude = content.get("latitude"), content.get("longitude")
    if latitude is None or longitude is None:
        return [Reason("commune_or_point_needed", "latitude")]
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return [Reason("not_a_point", "latitude")]
    return (
        [] if abs(latitude) <= 90 and abs(longitude) <= 180 else [Reason("not_a_point", "latitude")]
    )


def reasons_to_refuse_spans(hours: Sequence[Sequence[int]]) -> list[Reason]:
    """Why hours of the week are none: [start, end) in minutes since Monday 0:00."""
    if not hours:
        return [Reason("edit_without_hours", "hours")]
    if len(hours) > MOST_SPANS:
        return [Reason("too_many", "hours", {"limit": MOST_SPANS})]
    reasons = []
    for start, end in hours:
        details = {"start": start, "end": end}
        if not 0 <= start < WEEK_MINUTES:
            reasons.append(Reason("hours_outside_week", "hours", details))
        elif not start < end <= start + 1440:
            reasons.append(Reason("hours_end_before_start", "hours", details))
    return reasons[:1]


def cut_into_days(hours: Sequence[Sequence[int]]) -> list[list[int]]:
    """The same hours, of which none is longer than a day: those that are end at each midnight."""
    cut = []
    for start, end in hours:
        inner = range((start // 1440 + 1) * 1440, end, 1440) if end - start > 1440 else ()
        edges = [start, *inner, end]
        cut += [[low, high] for low, high in pairwise(edges)]
    return cut


def engine_edit(
    kind: str, content: Mapping[str, Any], *, key: str, square_metres: float = 0.0
) -> Edit:
    """An edit as the engine knows it; `key` names the place that it brings, if it does."""
    hours = tuple((int(start), int(end)) for start, end in content.get("hours", ()))
    match EditKind(kind):
        case EditKind.CLOSE:
            return ClosePlace(content["key"], content.get("function") or None)
        case EditKind.MOVE:
            return MovePlace(content["key"], content["latitude"], content["longitude"])
        case EditKind.HOURS:
            return SetHours(content["key"], content["function"], hours)
        case EditKind.ADD:
            return AddFunction(content["key"], content["function"], hours)
        case EditKind.VACANT:
            # The room is there and paid for: it adds no rent.
            return AddFunction(content["key"], content["function"], hours, Kind.FIXED)
        case EditKind.STOP | EditKind.MARKET:
            at = (content["latitude"], content["longitude"])
            return AddStop(key, *at, tuple(content["functions"]), hours)
        case EditKind.OPEN:
            offers = tuple(Offer(code, hours, Kind.FIXED) for code in content["functions"])
            at = (content["latitude"], content["longitude"])
            return OpenPlace(Place(key, *at, offers, square_metres))
        case EditKind.SHUTTLE:
            stops = tuple((float(lat), float(lng)) for lat, lng in content["stops"])
            return AddLine(Line(key, content["key"], stops, hours))
