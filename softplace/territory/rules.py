"""Why what is said of the territory and its functions is refused."""

import re
from collections.abc import Collection
from typing import Any, TypedDict

from softplace.engines.calendar import is_known_zone, reasons_to_refuse_region
from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text

_CODE = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
MOST_SYNONYMS = 40


class FunctionFields(TypedDict, total=False):
    """What may be said of a function; the names and types are those of the model."""

    parent: Any
    name_fr: str
    name_en: str
    synonyms_fr: list[str]
    synonyms_en: list[str]


class TerritoryFields(TypedDict, total=False):
    name: str
    latitude: float
    longitude: float
    zone: str
    holiday_region: str
    school_zone: str


def reasons_to_refuse_code(code: str, *, taken: bool) -> list[Reason]:
    if not code:
        return [Reason("required", "code")]
    if len(code) > 60:
        return [Reason("too_long", "code", {"limit": 60})]
    if not _CODE.fullmatch(code):
        return [Reason("not_a_function_code", "code", {"value": code})]
    return [Reason("function_code_taken", "code", {"code": code})] if taken else []


def reasons_to_refuse_function(
    fields: FunctionFields, *, own_id: int | None, ancestor_ids: Collection[int]
) -> list[Reason]:
    """`ancestor_ids`: those of the parent that it would have, the parent included."""
    reasons = []
    for name in ("name_fr", "name_en"):
        reasons += reasons_to_refuse_name(name, str(fields.get(name, "")), limit=120)
    for field, synonyms in (
        ("synonyms_fr", fields.get("synonyms_fr", [])),
        ("synonyms_en", fields.get("synonyms_en", [])),
    ):
        for synonym in synonyms:
            reasons += reasons_to_refuse_text(field, synonym, limit=80)
        if len(synonyms) > MOST_SYNONYMS:
            reasons.append(Reason("too_many_synonyms", field, {"limit": MOST_SYNONYMS}))
    if own_id is not None and own_id in ancestor_ids:
        reasons.append(Reason("function_under_itself", "parent"))
    return reasons


def reasons_to_refuse_territory(fields: TerritoryFields) -> list[Reason]:
    reasons = reasons_to_refuse_name("name", fields.get("name", ""), limit=120)
    for field, degrees, limit in (
        ("latitude", fields.get("latitude"), 90),
        ("longitude", fields.get("longitude"), 180),
    ):
        if degrees is None:
            reasons.append(Reason("required", field))
        elif not -limit <= degrees <= limit:
            details = {"value": degrees, "limit": limit}
            reasons.append(Reason("degrees_out_of_range", field, details))
    zone = fields.get("zone", "")
    if not is_known_zone(zone):
        reasons.append(Reason("unknown_time_zone", "zone", {"value": zone[:60]}))
    reasons += reasons_to_refuse_region(fields.get("holiday_region", ""))
    return reasons + reasons_to_refuse_text("school_zone", fields.get("school_zone", ""), limit=10)
