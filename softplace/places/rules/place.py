"""Why what is said of a place is refused."""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypedDict

from softplace.engines.calendar import is_known_zone, reasons_to_refuse_region
from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text
from softplace.people.enums import Audience
from softplace.places.enums import Accessibility, Commitment, KeyHolding, PlaceKind

LARGEST_HEADCOUNT = 100_000
FARTHEST_METRES = 40_000
"""From the centre of the nearest commune. The largest ones of France are some 25 km across."""

TEXT_LIMITS = {
    "address": 200,
    "address_complement": 200,
    "post_code": 10,
    "phone": 40,
    "email": 254,
    "website": 200,
    "erp_type": 8,
    "school_zone": 10,
}
LONG_TEXT_LIMITS = {"description": 4000, "access": 1000}
ERP_HEADCOUNTS = {
    1: (1501, LARGEST_HEADCOUNT),
    2: (701, 1500),
    3: (301, 700),
    4: (1, 300),
    5: (1, 300),
}
"""Category of an establishment open to the public to the headcounts that it may have."""

_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]{2,}")
_WEBSITE = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s./()-]{2,}")
_ERP_TYPE = re.compile(r"[A-Z]{1,3}(, ?[A-Z]{1,3})*")


class PlaceFields(TypedDict, total=False):
    """What may be said of a place; the names and types are those of the model."""

    name: str
    kind: str
    is_mobile: bool
    address: str
    address_complement: str
    post_code: str
    commune: Any
    latitude: float | None
    longitude: float | None
    zone: str
    holiday_region: str
    school_zone: str
    description: str
    phone: str
    email: str
    website: str
    access: str
    accessibility: list[str]
    erp_type: str
    erp_category: int | None
    legal_headcount: int | None
    shortest_commitment: str
    key_holding: str
    audience: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies around a point: metres to the nearest commune's centre, None where none is known."""

    nearest_metres: float | None = None
    swapped_nearest_metres: float | None = None
    """The same with latitude and longitude exchanged."""


def reasons_to_refuse_place(
    fields: PlaceFields,
    *,
    surroundings: Surroundings | None = None,
    largest_resource_headcount: int = 0,
) -> list[Reason]:
    """Why a place as a whole cannot be as described. `fields` holds every field that is set."""
    reasons = reasons_to_refuse_name("name", fields.get("name", ""), limit=160)
    for name, limit in TEXT_LIMITS.items():
        reasons += reasons_to_refuse_text(name, str(fields.get(name, "")), limit=limit)
    for name, limit in LONG_TEXT_LIMITS.items():
        reasons += reasons_to_refuse_text(name, str(fields.get(name, "")), limit=limit, lines=True)
    for name, text, shape, code in (
        ("email", fields.get("email", ""), _EMAIL, "not_an_email"),
        ("website", fields.get("website", ""), _WEBSITE, "not_a_website"),
        ("phone", fields.get("phone", ""), _PHONE, "not_a_phone"),
        ("erp_type", fields.get("erp_type", ""), _ERP_TYPE, "not_an_erp_type"),
    ):
        if text and not shape.fullmatch(text):
            reasons.append(Reason(code, name, {"value": text[:60]}))
    reasons += _unknown_codes(fields)
    if not is_known_zone(fields.get("zone", "Europe/Paris")):
        reasons.append(Reason("unknown_time_zone", "zone", {"value": fields.get("zone", "")}))
    reasons += reasons_to_refuse_region(fields.get("holiday_region", ""))
    reasons += _reasons_about_headcount(fields, largest_resource_headcount)
    return reasons + reasons_to_refuse_point(
        fields.get("latitude"), fields.get("longitude"), surroundings
    )


def _unknown_codes(fields: PlaceFields) -> list[Reason]:
    vocabularies: list[tuple[str, Any, Collection[Any]]] = [
        ("kind", [fields.get("kind", "")], PlaceKind.values),
        ("accessibility", fields.get("accessibility", []), Accessibility.values),
        ("shortest_commitment", [fields.get("shortest_commitment", "")], ["", *Commitment.values]),
        ("key_holding", [fields.get("key_holding", "")], ["", *KeyHolding.values]),
        ("audience", [fields.get("audience", 0)], Audience.values),
    ]
    return [
        Reason("unknown_choice", name, {"value": str(code)[:40]})
        for name, codes, known in vocabularies
        for code in codes
        if code not in known
    ]


def _reasons_about_headcount(fields: PlaceFields, largest_of_resources: int) -> list[Reason]:
    reasons = []
    headcount, category = fields.get("legal_headcount"), fields.get("erp_category")
    if category is not None and category not in ERP_HEADCOUNTS:
        reasons.append(Reason("erp_category_out_of_range", "erp_category"))
        category = None
    if headcount is None:
        return reasons
    if not 1 <= headcount <= LARGEST_HEADCOUNT:
        limits = {"value": headcount, "limit": LARGEST_HEADCOUNT}
        return [*reasons, Reason("headcount_unbelievable", "legal_headcount", limits)]
    if headcount < largest_of_resources:
        details = {"value": headcount, "resource_headcount": largest_of_resources}
        reasons.append(Reason("legal_headcount_below_resource", "legal_headcount", details))
    if category is not None:
        low, high = ERP_HEADCOUNTS[category]
        if not low <= headcount <= high:
            details = {"value": headcount, "category": category, "low": low, "high": high}
            reasons.append(Reason("headcount_not_of_category", "legal_headcount", details))
    return reasons


def reasons_to_refuse_point(
    latitude: float | None, longitude: float | None, surroundings: Surroundings | None = None
) -> list[Reason]:
    """Why a point is none, or not of this territory."""
    reasons = [
        Reason("required", name)
        for name, degrees in (("latitude", latitude), ("longitude", longitude))
        if degrees is None
    ]
    if latitude is None or longitude is None:
        return reasons
    for name, degrees, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if not math.isfinite(degrees) or abs(degrees) > limit:
            details = {"value": degrees, "limit": limit}
            reasons.append(Reason("degrees_out_of_range", name, details))
    if reasons or surroundings is None or surroundings.nearest_metres is None:
        return reasons
    if surroundings.nearest_metres <= FARTHEST_METRES:
        return []
    swapped = surroundings.swapped_nearest_metres
    if swapped is not None and swapped <= FARTHEST_METRES:
        return [Reason("coordinates_swapped", "latitude")]
    kilometres = round(surroundings.nearest_metres / 1000)
    return [Reason("point_out_of_territory", "latitude", {"kilometres": kilometres})]
