"""The national schema of places of digital mediation (v1.0.2): reading and writing its CSV.

Every one of its 32 columns comes out as it went in. A column that our fields cannot give back
letter by letter is kept beside what they would give; as long as a keeper has changed nothing,
the kept cell is written, and afterwards the new one.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from softplace.foundation.errors import Reason
from softplace.foundation.imports import RefusedLine, in_order, refused
from softplace.foundation.tables import Row, number_in, read_table, table_text
from softplace.foundation.text import folded
from softplace.places.enums import PlaceKind
from softplace.places.formats.france_services import department_of
from softplace.places.formats.hours import expression_of, rules_of_expression
from softplace.places.formats.records import (
    PlaceDraft,
    PlaceFile,
    PlaceRecord,
    reasons_to_refuse_draft,
    refused_draft,
)
from softplace.places.rules import PlaceFields
from softplace.territory.functions import codes_mapped

VOCABULARY = "mediation_num"
COLUMNS = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse",
    "complement_adresse", "latitude", "longitude", "typologie", "telephone", "courriels",
    "site_web", "horaires", "presentation_resume", "presentation_detail", "source",
    "itinerance", "structure_parente", "date_maj", "services",
    "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
    "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels",
    "modalites_acces", "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip
REQUIRED = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
NO_PIVOT = "00000000000000"
"""What the network of digital mediation writes for a place without SIRET or RNA."""
SUMMARY_LENGTH = 280

_FIELD_COLUMNS = {
    "name": "nom",
    "post_code": "code_postal",
    "address": "adresse",
    "address_complement": "complement_adresse",
    "latitude": "latitude",
    "longitude": "longitude",
    "phone": "telephone",
    "email": "courriels",
    "website": "site_web",
    "description": "presentation_detail",
    "hours": "horaires",
    "commune_code": "code_insee",
    "functions": "services",
}
_KINDS = {
    "RFS": PlaceKind.FRANCE_SERVICES,
    "MSAP": PlaceKind.FRANCE_SERVICES,
    "BIB": PlaceKind.LIBRARY,
    "FABLAB": PlaceKind.FAB_LAB,
    "TIERS_LIEUX": PlaceKind.THIRD_PLACE,
    "LA_POSTE": PlaceKind.POST,
    "MUNI": PlaceKind.TOWN_HALL,
    "ASSO": PlaceKind.ASSOCIATION,
}
_TYPOLOGIES = {kind: code for code, kind in _KINDS.items() if code != "MSAP"}
_SERVICES = {
    "digital_help": "Aide aux démarches administratives|"
    "Maîtrise des outils numériques du quotidien",
    "digital_access": "Accès internet et matériel informatique",
    "fab_lab": "Loisirs et créations numériques",
}
_PIVOT = re.compile(r"[a-zA-Z0-9]{9,14}")
_POST_CODE = re.compile(r"\d{5}")
_INSEE = re.compile(r"([013-9]\d|2[AB1-9])\d{3}")
_INTERNATIONAL = re.compile(r"\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}")
_OVERSEAS = {
    "0590": "590", "0690": "590", "0594": "594", "0694": "594", "0596": "596", "0696": "596",
    "0262": "262", "0692": "262", "0693": "262", "0269": "262", "0639": "262",
}  # fmt: skip


def values_in(cell: str) -> list[str]:
    """The values of a cell that a vertical bar joins."""
    return [value for part in cell.split("|") if (value := part.strip())]


def read_mediation_num(content: bytes, *, departments: Collection[str] = ()) -> PlaceFile:
    table = read_table(content, required=REQUIRED)
    wanted = {code.strip().upper().zfill(2) for code in departments}
    bad = list(table.refused)
    drafts: dict[str, PlaceDraft] = {}
    for row in table.rows:
        if wanted and department_of(row["code_insee"] or row["code_postal"]) not in wanted:
            continue
        draft, lines = _draft(row, extra=[c for c in table.columns if c not in COLUMNS])
        known = drafts.get(draft.source_id)
        if known is not None:
            reason = Reason("repeats_line", "id", {"other": known.line})
            lines.append(refused(row.line, "id", draft.source_id, reason))
        bad += lines
        if not lines:
            drafts[draft.source_id] = draft
    return PlaceFile(tuple(drafts.values()), in_order(bad), table.notices, _FIELD_COLUMNS)


def _draft(row: Row, *, extra: list[str]) -> tuple[PlaceDraft, list[RefusedLine]]:
    bad = [
        refused(row.line, name, "", Reason("required", name)) for name in REQUIRED if not row[name]
    ]
    if row["pivot"] and not _PIVOT.fullmatch(row["pivot"]):
        bad.append(refused(row.line, "pivot", row["pivot"], Reason("not_a_pivot", "pivot")))
    typologies = values_in(row["typologie"]) + values_in(row["reseaux_porteurs"])
    programmes = values_in(row["dispositif_programmes_nationaux"])
    is_france_services = "France Services" in programmes
    kinds = [_KINDS[code] for code in typologies if code in _KINDS]
    fields: PlaceFields = {
        "name": row["nom"],
        "kind": PlaceKind.FRANCE_SERVICES
        if is_france_services
        else (kinds or [PlaceKind.OTHER])[0],
        "is_mobile": "Itinérant" in values_in(row["itinerance"]),
        "address": row["adresse"],
        "address_complement": row["complement_adresse"],
        "post_code": row["code_postal"],
        "phone": row["telephone"],
        "email": _first(row["courriels"]),
        "website": _first(row["site_web"]),
        "description": row["presentation_detail"] or row["presentation_resume"],
    }
    for name in ("latitude", "longitude"):
        number = number_in(row[name])
        fields[name] = number
        if row[name] and number is None:
            bad.append(refused(row.line, name, row[name], Reason("not_a_number", name)))
    rules, about_hours = rules_of_expression(row["horaires"])
    reasons = about_hours if bad else [*about_hours, *reasons_to_refuse_draft(fields)]
    bad += refused_draft(row.line, reasons, _FIELD_COLUMNS, row.values)
    pivot = row["pivot"]
    draft = PlaceDraft(
        line=row.line,
        source_id=row["id"],
        fields=fields,
        commune_code=row["code_insee"].upper(),
        commune_name=row["commune"],
        official_ids={_pivot_vocabulary(pivot): pivot} if pivot.strip("0") else {},
        functions=_functions(row, typologies, programmes),
        hours=rules,
        raw={name: row[name] for name in (*COLUMNS, *extra)},
        raw_vocabulary=VOCABULARY,
    )
    return draft, bad


def _first(cell: str) -> str:
    return (values_in(cell) or [""])[0]


def _pivot_vocabulary(pivot: str) -> str:
    if len(pivot) == 14 and pivot.isdigit():
        return "siret"
    return "rna" if pivot.upper().startswith("W") else "pivot"


def _functions(row: Row, typologies: list[str], programmes: list[str]) -> tuple[str, ...]:
    services = {folded(name): code for name, code in codes_mapped("mediation_num").items()}
    of_structure = codes_mapped("data_inclusion")
    found = [services.get(folded(name), "") for name in values_in(row["services"]) + programmes]
    found += [of_structure.get(code, "") for code in typologies]
    known = dict.fromkeys(code for code in found if code)
    return tuple(known) or ("digital_help",)


# --- Writing


def cells_of(record: PlaceRecord) -> dict[str, str]:
    """The 32 cells of a place, kept ones included where nothing has changed since."""
    cells = cells_of_fields(record)
    kept = record.details.get(VOCABULARY, {})
    for column, pair in kept.items():
        if column in cells and isinstance(pair, list) and pair[1] == cells[column]:
            cells[column] = pair[0]
    return cells


def kept_cells(raw: Mapping[str, str], record: PlaceRecord) -> dict[str, list[str]]:
    """Column to [its cell, what our fields give]: those that the fields cannot give back."""
    given = cells_of_fields(record)
    return {
        column: [cell, given.get(column, "")]
        for column, cell in raw.items()
        if cell != given.get(column, "")
    }


def cells_of_fields(record: PlaceRecord) -> dict[str, str]:
    """The 32 cells as our own fields give them."""
    summary = " ".join(record.description.split())
    is_long = len(summary) > SUMMARY_LENGTH
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {
        "id": _identifier(record),
        "pivot": _pivot(record),
        "nom": record.name,
        "commune": record.commune_name,
        "code_postal": record.post_code,
        "code_insee": record.commune_code if _INSEE.fullmatch(record.commune_code) else "",
        "adresse": record.address,
        "complement_adresse": record.address_complement,
        "latitude": "" if record.position_is_rough else repr(record.latitude),
        "longitude": "" if record.position_is_rough else repr(record.longitude),
        "typologie": _TYPOLOGIES.get(PlaceKind(record.kind), ""),
        "telephone": international_phone(record.phone),
        "courriels": record.email,
        "site_web": record.website,
        "horaires": expression_of(record.hours),
        "presentation_resume": summary[: SUMMARY_LENGTH - 1] + "…" if is_long else summary,
        "presentation_detail": record.description if is_long else "",
        "itinerance": "Itinérant" if record.is_mobile else "",
        "date_maj": record.updated_on.isoformat(),
        "services": "|".join(_SERVICES[code] for code in record.functions if code in _SERVICES),
        "dispositif_programmes_nationaux": (
            "France Services" if "france_services" in record.functions else ""
        ),
    }
    return cells


def _identifier(record: PlaceRecord) -> str:
    if not record.source_id:
        return record.slug
    is_own = record.source == VOCABULARY.replace("_", "-")
    return record.source_id if is_own else f"{record.source}-{record.source_id}"


def _pivot(record: PlaceRecord) -> str:
    for vocabulary in ("siret", "rna", "pivot"):
        value = record.official_ids.get(vocabulary, "")
        if _PIVOT.fullmatch(value):
            return value
    return NO_PIVOT


def international_phone(phone: str) -> str:
    """A French number as the schema wants it, "+33475250000"; empty where it is none."""
    digits = re.sub(r"[^\d+]", "", phone)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+{_OVERSEAS.get(digits[:4], '33')}{digits[1:]}"
    return digits if _INTERNATIONAL.fullmatch(digits) else ""


def reasons_to_leave_out(cells: Mapping[str, str]) -> list[Reason]:
    """Why a place cannot stand in a file of the schema: what it requires is not known."""
    reasons = [Reason("required", name) for name in REQUIRED if not cells[name]]
    if cells["code_postal"] and not _POST_CODE.fullmatch(cells["code_postal"]):
        reasons.append(Reason("not_a_post_code", "code_postal"))
    return reasons


def places_mediation_num(
    records: Iterable[PlaceRecord],
) -> tuple[str, list[tuple[str, list[str]]]]:
    """The CSV, and the places that cannot stand in it: name, columns that are not known."""
    rows, left_out = [], []
    for record in records:
        cells = cells_of(record)
        reasons = reasons_to_leave_out(cells)
        if reasons:
            left_out.append((record.name, [reason.field for reason in reasons]))
        else:
            rows.append(cells)
    return table_text(COLUMNS, rows), left_out
