"""Decisions about scenarios, and what their edits mean to the engine. No database."""

from collections.abc import Mapping
from typing import Any

from softplace.engines.reach.scenario import (
    AddStop,
    ClosePlace,
    Edit,
    Kind,
    Offer,
    OpenPlace,
    Place,
    SetHours,
)
from softplace.foundation.errors import Reason
from softplace.reach.enums import EditKind

LONGEST_NAME = 80
LARGEST_THRESHOLD_KM = 500


def reasons_to_refuse_scenario(name: str, threshold_km: float) -> list[Reason]:
    reasons = []
    if not name.strip():
        reasons.append(Reason("required", "name"))
    elif len(name) > LONGEST_NAME:
        reasons.append(Reason("too_long", "name", {"limit": LONGEST_NAME}))
    elif not name.isprintable():
        reasons.append(Reason("unprintable", "name"))
    if not 0 < threshold_km <= LARGEST_THRESHOLD_KM:
        details = {"smallest": 0.1, "largest": LARGEST_THRESHOLD_KM}
        reasons.append(Reason("radius_out_of_range", "threshold_km", details))
    return reasons


def reasons_to_refuse_version(seen: int, stored: int) -> list[Reason]:
    """Why a change made on what a planner saw cannot be made on what stands now."""
    return [] if seen == stored else [Reason("scenario_changed_meanwhile")]


def engine_edit(
    kind: str, content: Mapping[str, Any], *, key: str, function: str, square_metres: float = 0.0
) -> Edit:
    """An edit as the engine knows it; `key` names the place that it brings, if it does."""
    hours = tuple((int(start), int(end)) for start, end in content.get("hours", ()))
    match EditKind(kind):
        case EditKind.CLOSE:
            return ClosePlace(content["key"])
        case EditKind.HOURS:
            return SetHours(content["key"], function, hours)
        case EditKind.STOP:
            return AddStop(key, content["latitude"], content["longitude"], (function,), hours)
        case EditKind.OPEN:
            offers = (Offer(function, hours, Kind.FIXED),)
            at = (content["latitude"], content["longitude"])
            return OpenPlace(Place(key, *at, offers, square_metres))
