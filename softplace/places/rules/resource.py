"""Why what is said of a resource is refused, and how it shares its units."""

import math
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypedDict

from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text
from softplace.people.enums import Audience
from softplace.places.enums import Equipment, Layout, Light, Noise, ResourceKind, Use
from softplace.places.rules.place import LARGEST_HEADCOUNT

LARGEST_AREA_M2 = 1_000_000.0
LARGEST_POOL = 1000
LONGEST_BUFFER_MINUTES = 1440


class Sharing(StrEnum):
    """How a resource is cut into units that cannot be shared."""

    WHOLE = "whole"
    """One unit of its own."""
    POOL = "pool"
    """Several equal units, of which a booking takes any one."""
    PARTS = "parts"
    """Made of other resources of the place: taking it takes them all, and the other way round."""


class ResourceFields(TypedDict, total=False):
    """What may be said of a resource; the names and types are those of the model."""

    name: str
    kind: str
    is_bookable: bool
    area_m2: float | None
    headcount: int | None
    equipment: list[str]
    noise: str
    light: str
    uses: list[str]
    audience: int
    setup_minutes: int
    changeover_minutes: int
    description: str


def reasons_to_refuse_resource(
    fields: ResourceFields,
    *,
    layouts: Mapping[str, int],
    legal_headcount: int | None,
    names_taken: Collection[str] = (),
) -> list[Reason]:
    """Why a resource as a whole cannot be as described.

    `layouts` gives the headcount of each layout that is described; `names_taken` are those of
    the other resources of the place.
    """
    name = fields.get("name", "")
    reasons = reasons_to_refuse_name("name", name, limit=120)
    if name in names_taken:
        reasons.append(Reason("resource_name_taken", "name", {"name": name}))
    reasons += reasons_to_refuse_text(
        "description", fields.get("description", ""), limit=2000, lines=True
    )
    reasons += _unknown_codes(fields, layouts)
    area = fields.get("area_m2")
    if area is not None and not (math.isfinite(area) and 0 < area <= LARGEST_AREA_M2):
        reasons.append(Reason("area_unbelievable", "area_m2", {"limit": int(LARGEST_AREA_M2)}))
    for field, minutes in (
        ("setup_minutes", fields.get("setup_minutes", 0)),
        ("changeover_minutes", fields.get("changeover_minutes", 0)),
    ):
        if not 0 <= minutes <= LONGEST_BUFFER_MINUTES:
            details = {"value": minutes, "limit": LONGEST_BUFFER_MINUTES}
            reasons.append(Reason("buffer_out_of_day", field, details))
    return reasons + _reasons_about_headcount(fields.get("headcount"), layouts, legal_headcount)


def _unknown_codes(fields: ResourceFields, layouts: Mapping[str, int]) -> list[Reason]:
    vocabularies: list[tuple[str, Any, Collection[Any]]] = [
        ("kind", [fields.get("kind", "")], ResourceKind.values),
        ("equipment", fields.get("equipment", []), Equipment.values),
        ("noise", [fields.get("noise", "")], ["", *Noise.values]),
        ("light", [fields.get("light", "")], ["", *Light.values]),
        ("uses", fields.get("uses", []), Use.values),
        ("audience", [fields.get("audience", 0)], Audience.values),
        ("layouts", list(layouts), Layout.values),
    ]
    return [
        Reason("unknown_choice", name, {"value": str(code)[:40]})
        for name, codes, known in vocabularies
        for code in codes
        if code not in known
    ]


def _reasons_about_headcount(
    headcount: int | None, layouts: Mapping[str, int], legal_headcount: int | None
) -> list[Reason]:
    reasons = []
    stated = [("headcount", headcount), *((f"layout_{k}", n) for k, n in layouts.items())]
    for field, people in stated:
        if people is None:
            continue
        if not 1 <= people <= LARGEST_HEADCOUNT:
            limits = {"value": people, "limit": LARGEST_HEADCOUNT}
            reasons.append(Reason("headcount_unbelievable", field, limits))
        elif legal_headcount is not None and people > legal_headcount:
            details = {"value": people, "legal_headcount": legal_headcount}
            reasons.append(Reason("headcount_above_legal", field, details))
        elif field != "headcount" and headcount is not None and people > headcount:
            details = {"value": people, "headcount": headcount}
            reasons.append(Reason("layout_above_headcount", field, details))
    return reasons


def reasons_to_refuse_sharing(
    sharing: str, *, unit_count: int, part_count: int, parts_contain_it: bool = False
) -> list[Reason]:
    """Why a resource cannot be cut into units that way.

    `parts_contain_it`: whether one of its parts is, in turn, made of it.
    """
    if sharing not in list(Sharing):
        return [Reason("unknown_choice", "sharing", {"value": sharing[:40]})]
    if sharing == Sharing.POOL and not 2 <= unit_count <= LARGEST_POOL:
        details = {"value": unit_count, "limit": LARGEST_POOL}
        return [Reason("pool_size_out_of_range", "unit_count", details)]
    if sharing == Sharing.PARTS and part_count < 2:
        return [Reason("too_few_parts", "parts")]
    if sharing == Sharing.PARTS and parts_contain_it:
        return [Reason("part_of_itself", "parts")]
    return []
