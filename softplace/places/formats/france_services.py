"""The official list of France Services points: one row each, a column for each weekday."""

from collections.abc import Collection

from softplace.foundation.errors import Reason
from softplace.foundation.imports import RefusedLine, in_order, refused
from softplace.foundation.tables import Row, number_in, read_table
from softplace.places.enums import HolidayPolicy, PlaceKind
from softplace.places.formats.hours import rules_of_weekdays
from softplace.places.formats.records import (
    PlaceDraft,
    PlaceFile,
    reasons_to_refuse_draft,
    refused_draft,
)
from softplace.places.rules import PlaceFields

VOCABULARY = "france_services"
DAYS = ("h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi", "h_dimanche")
REQUIRED = ("id_fs", "lib_fs", "insee_com", "latitude", "longitude", *DAYS[:6])
COLUMNS = {
    "name": "lib_fs",
    "address": "adresse",
    "address_complement": "complement_adresse",
    "post_code": "code_postal",
    "latitude": "latitude",
    "longitude": "longitude",
    "phone": "telephone",
    "email": "mail",
    "access": "commentaire",
    "commune_code": "insee_com",
}
"""Our field to the column that gives it."""
KEPT = ("prise_rdv", "type_fs", "format_fs", "groupe_fs", "labellisation_fs")
FUNCTIONS = ("france_services", "digital_help")


def read_france_services(content: bytes, *, departments: Collection[str] = ()) -> PlaceFile:
    table = read_table(content, required=REQUIRED)
    wanted = {code.strip().upper().zfill(2) for code in departments}
    bad = list(table.refused)
    drafts: dict[str, PlaceDraft] = {}
    for row in table.rows:
        if wanted and department_of(row["insee_com"]) not in wanted:
            continue
        draft, lines = _draft(row)
        known = drafts.get(draft.source_id)
        if known is not None:
            reason = Reason("repeats_line", "id_fs", {"other": known.line})
            lines.append(refused(row.line, "id_fs", draft.source_id, reason))
        bad += lines
        if not lines:
            drafts[draft.source_id] = draft
    return PlaceFile(tuple(drafts.values()), in_order(bad), table.notices, COLUMNS)


def department_of(code: str) -> str:
    """The département of an INSEE code or of a French post code."""
    return code[:3].upper() if code.startswith(("97", "98")) else code[:2].upper()


def _draft(row: Row) -> tuple[PlaceDraft, list[RefusedLine]]:
    bad: list[RefusedLine] = []
    if not row["id_fs"]:
        bad.append(refused(row.line, "id_fs", "", Reason("required", "id_fs")))
    is_bus = row["format_fs"].startswith("Bus")
    fields: PlaceFields = {
        "name": row["lib_fs"],
        "kind": PlaceKind.TRUCK if is_bus else PlaceKind.FRANCE_SERVICES,
        "is_mobile": is_bus or row["format_fs"].startswith("Itin"),
        "address": row["adresse"],
        "address_complement": row["complement_adresse"],
        "post_code": row["code_postal"],
        "phone": row["telephone"],
        "email": row["mail"],
        "access": row["commentaire"],
    }
    for name in ("latitude", "longitude"):
        number = number_in(row[name])
        fields[name] = number
        if row[name] and number is None:
            bad.append(refused(row.line, name, row[name], Reason("not_a_number", name)))
    rules, about_hours = rules_of_weekdays(
        [row[day] for day in DAYS], on_public_holidays=HolidayPolicy.CLOSED
    )
    bad += [refused(row.line, DAYS[day], row[DAYS[day]], reason) for day, reason in about_hours]
    if not bad:
        bad = refused_draft(row.line, reasons_to_refuse_draft(fields), COLUMNS, row.values)
    draft = PlaceDraft(
        line=row.line,
        source_id=row["id_fs"],
        fields=fields,
        commune_code=row["insee_com"].upper(),
        commune_name=row["lib_com"],
        functions=FUNCTIONS,
        hours=rules,
        raw={name: row[name] for name in KEPT if row[name]},
        raw_vocabulary=VOCABULARY,
    )
    return draft, bad
