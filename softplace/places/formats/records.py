"""A place as files describe it, on its way in (a draft) or out (a record)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from softplace.foundation.errors import Reason
from softplace.foundation.imports import RefusedLine, refused
from softplace.places.enums import HolidayPolicy, Mode, Pattern, PlaceKind
from softplace.places.rules import PlaceFields, reasons_to_refuse_place


@dataclass(frozen=True, slots=True)
class HoursDraft:
    """An opening rule of the place as a whole: weekly, or an expression of OpenStreetMap."""

    pattern: int = Pattern.WEEKLY
    weekdays: int = 0
    start_minute: int = 0
    length_minutes: int = 0
    hours: str = ""
    on_public_holidays: int = HolidayPolicy.AS_USUAL
    on_school_holidays: int = HolidayPolicy.AS_USUAL
    mode: str = Mode.WALK_IN


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """A place of a file.

    `fields` holds only what the file speaks of: what it does not mention stays as it is when
    the place is known already. `functions` and `hours` are None where it has no such column.
    `raw` are the cells of a national list, to be given back unharmed.
    """

    line: int
    source_id: str
    fields: PlaceFields
    commune_code: str = ""
    commune_name: str = ""
    official_ids: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[str, ...] | None = None
    hours: tuple[HoursDraft, ...] | None = None
    raw: Mapping[str, str] = field(default_factory=dict)
    raw_vocabulary: str = ""
    source: str | None = None
    """The source that the line itself names; None where the file has no such column."""


@dataclass(frozen=True, slots=True)
class PlaceFile:
    drafts: tuple[PlaceDraft, ...]
    refused: tuple[RefusedLine, ...]
    notices: tuple[Reason, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    """Our word to the column of the file, where the two differ."""


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A place as it stands, for export."""

    slug: str
    source: str
    source_id: str
    name: str
    kind: str
    is_mobile: bool
    official_ids: Mapping[str, str]
    address: str
    address_complement: str
    post_code: str
    commune_code: str
    commune_name: str
    latitude: float
    longitude: float
    position_is_rough: bool
    description: str
    phone: str
    email: str
    website: str
    access: str
    accessibility: tuple[str, ...]
    erp_type: str
    erp_category: int | None
    legal_headcount: int | None
    functions: tuple[str, ...]
    hours: tuple[HoursDraft, ...]
    details: Mapping[str, Any]
    updated_on: date


ROUGH_POSITION = "position_is_commune_centre"
"""Key of a place's details: its point is only its commune's, because the list gave none."""


def reasons_to_refuse_draft(fields: PlaceFields) -> list[Reason]:
    """Why a draft cannot be a place. Its point is judged later, against the communes known."""
    believed: PlaceFields = {"kind": PlaceKind.OTHER, **fields}
    no_point = fields.get("latitude") is None and fields.get("longitude") is None
    if no_point:
        believed |= {"latitude": 0.0, "longitude": 0.0}
    return reasons_to_refuse_place(believed)


def refused_draft(
    line: int, reasons: list[Reason], columns: Mapping[str, str], values: Mapping[str, object]
) -> list[RefusedLine]:
    """Refused lines of reasons about fields, told by the column of the file that gave each."""
    lines = []
    for reason in reasons:
        column = columns.get(reason.field, reason.field)
        lines.append(refused(line, column, values.get(column, ""), reason))
    return lines
