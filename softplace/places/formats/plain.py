"""Places in columns of our own: CSV, GeoJSON properties and JSON say the same words.

A column that a file lacks is left as it is for places that are known already. Lists are joined
by a vertical bar; opening hours are an expression of OpenStreetMap.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from softplace.foundation.errors import Reason, Refused
from softplace.foundation.geojson import Feature, read_features
from softplace.foundation.imports import RefusedLine, in_order, refused
from softplace.foundation.tables import number_in, read_table, table_text, whole_number_in
from softplace.places.formats.france_services import department_of
from softplace.places.formats.hours import expression_of, rules_of_expression
from softplace.places.formats.mediation_num import values_in
from softplace.places.formats.records import (
    PlaceDraft,
    PlaceFile,
    PlaceRecord,
    reasons_to_refuse_draft,
    refused_draft,
)
from softplace.places.rules import PlaceFields

TEXTS = (
    "name", "kind", "address", "address_complement", "post_code", "phone", "email", "website",
    "description", "access", "erp_type",
)  # fmt: skip
OFFICIAL_IDS = ("siret", "rna")
COLUMNS = (
    "id", "source", "name", "kind", "is_mobile", "address", "address_complement", "post_code",
    "commune_code", "commune", "latitude", "longitude", "functions", "opening_hours", "phone",
    "email", "website", "description", "access", "accessibility", "erp_type", "erp_category",
    "legal_headcount", "siret", "rna",
)  # fmt: skip
REQUIRED = ("id", "name", "latitude", "longitude")
_YES, _NO = {"1", "true", "yes", "oui", "vrai"}, {"", "0", "false", "no", "non", "faux"}
_FIELD_COLUMNS = {"hours": "opening_hours"}


def read_places_csv(content: bytes, *, departments: Collection[str] = ()) -> PlaceFile:
    table = read_table(content, required=REQUIRED)
    rows = [(row.line, row.values) for row in table.rows]
    return _read(rows, table.refused, table.notices, departments)


def read_places_geojson(content: bytes, *, departments: Collection[str] = ()) -> PlaceFile:
    """Points with our words as properties; "id" may be the feature's property or its number."""
    collection = read_features(content)
    rows: list[tuple[int, Mapping[str, str]]] = []
    bad = list(collection.refused)
    for feature in collection.features:
        geometry = feature.geometry
        kind = geometry.get("type") if geometry else None
        if geometry is None or kind != "Point":
            reason = Reason("geometry_is_no_point", "geometry", {"kind": str(kind)[:40]})
            bad.append(refused(feature.number, "geometry", str(kind), reason))
            continue
        position = geometry.get("coordinates")
        if not isinstance(position, list) or not _is_pair(position):
            reason = Reason("geometry_broken", "geometry")
            bad.append(refused(feature.number, "geometry", str(position), reason))
            continue
        values = _texts_of(feature)
        values |= {"longitude": repr(position[0]), "latitude": repr(position[1])}
        rows.append((feature.number, values))
    return _read(rows, bad, collection.notices, departments)


def _is_pair(position: list[Any]) -> bool:
    """Two or three numbers; whether they are on the globe is told later, axis by axis."""
    return 2 <= len(position) <= 3 and all(type(number) in {int, float} for number in position)


def _texts_of(feature: Feature) -> dict[str, str]:
    texts = {}
    for name, value in feature.properties.items():
        if isinstance(value, bool):
            texts[name] = "yes" if value else "no"
        elif isinstance(value, list):
            texts[name] = "|".join(map(str, value))
        elif isinstance(value, dict):
            texts[name] = json.dumps(value, ensure_ascii=False)
        else:
            texts[name] = "" if value is None else str(value).strip()
    return texts


def _read(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    already_refused: Iterable[RefusedLine],
    notices: tuple[Reason, ...],
    departments: Collection[str],
) -> PlaceFile:
    wanted = {code.strip().upper().zfill(2) for code in departments}
    bad = list(already_refused)
    drafts: dict[tuple[str | None, str], PlaceDraft] = {}
    seen = False
    for line, values in rows:
        seen = True
        code = values.get("commune_code", "") or values.get("post_code", "")
        if wanted and department_of(code) not in wanted:
            continue
        draft, lines = _draft(line, values)
        known = drafts.get((draft.source, draft.source_id))
        if known is not None and draft.source_id:
            reason = Reason("repeats_line", "id", {"other": known.line})
            lines.append(refused(line, "id", draft.source_id, reason))
        bad += lines
        if not lines:
            drafts[draft.source, draft.source_id] = draft
    if not seen and not bad:
        raise Refused(Reason("table_has_no_rows"))
    return PlaceFile(tuple(drafts.values()), in_order(bad), notices)


def _draft(line: int, values: Mapping[str, str]) -> tuple[PlaceDraft, list[RefusedLine]]:
    bad: list[RefusedLine] = []

    def refuse(field: str, code: str, **details: object) -> None:
        bad.append(refused(line, field, values.get(field, ""), Reason(code, field, details)))

    for field, limit in (("id", 80), ("source", 40)):
        if len(values.get(field, "")) > limit:
            refuse(field, "too_long", limit=limit, length=len(values[field]))
    if not values.get("id"):
        refuse("id", "required")
    fields: PlaceFields = {}
    for name in TEXTS:
        if name in values:
            fields[name] = values[name]  # type: ignore[literal-required]
    if fields.get("kind") == "":
        del fields["kind"]
    if "is_mobile" in values:
        said = values["is_mobile"].casefold()
        fields["is_mobile"] = said in _YES
        if said not in _YES | _NO:
            refuse("is_mobile", "not_yes_or_no")
    for name in ("latitude", "longitude"):
        number = number_in(values.get(name, ""))
        fields[name] = number  # type: ignore[literal-required]
        if values.get(name) and number is None:
            refuse(name, "not_a_number")
    for name in ("erp_category", "legal_headcount"):
        if name in values:
            count = whole_number_in(values[name])
            fields[name] = count  # type: ignore[literal-required]
            if values[name] and count is None:
                refuse(name, "not_a_number")
    if "accessibility" in values:
        fields["accessibility"] = values_in(values["accessibility"])
    rules, about_hours = rules_of_expression(values.get("opening_hours", ""))
    reasons = about_hours if bad else [*about_hours, *reasons_to_refuse_draft(fields)]
    bad += refused_draft(line, reasons, _FIELD_COLUMNS, dict(values))
    draft = PlaceDraft(
        line=line,
        source_id=values.get("id", ""),
        fields=fields,
        commune_code=values.get("commune_code", "").upper(),
        commune_name=values.get("commune", ""),
        official_ids={name: values[name] for name in OFFICIAL_IDS if values.get(name)},
        functions=tuple(values_in(values["functions"])) if "functions" in values else None,
        hours=rules if "opening_hours" in values else None,
        raw={
            name: value for name, value in values.items() if name and value and name not in COLUMNS
        },
        raw_vocabulary="more",
        source=values.get("source"),
    )
    return draft, bad


# --- Writing


def words_of(record: PlaceRecord) -> dict[str, Any]:
    """A place in our own words, lists as lists, what is not known as None."""
    return {
        "id": record.source_id or record.slug,
        "source": record.source,
        "name": record.name,
        "kind": record.kind,
        "is_mobile": record.is_mobile,
        "address": record.address,
        "address_complement": record.address_complement,
        "post_code": record.post_code,
        "commune_code": record.commune_code,
        "commune": record.commune_name,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "functions": list(record.functions),
        "opening_hours": expression_of(record.hours),
        "phone": record.phone,
        "email": record.email,
        "website": record.website,
        "description": record.description,
        "access": record.access,
        "accessibility": list(record.accessibility),
        "erp_type": record.erp_type,
        "erp_category": record.erp_category,
        "legal_headcount": record.legal_headcount,
        "siret": record.official_ids.get("siret", ""),
        "rna": record.official_ids.get("rna", ""),
    }


def places_json(records: Iterable[PlaceRecord]) -> str:
    return _json([words_of(record) for record in records])


def places_geojson(records: Iterable[PlaceRecord]) -> str:
    features = []
    for record in records:
        words = words_of(record)
        position = [words.pop("longitude"), words.pop("latitude")]
        features.append(
            {
                "type": "Feature",
                "id": record.slug,
                "geometry": {"type": "Point", "coordinates": position},
                "properties": words,
            }
        )
    return _json({"type": "FeatureCollection", "features": features})


def places_csv(records: Iterable[PlaceRecord]) -> str:
    return table_text(COLUMNS, (_cells(words_of(record)) for record in records))


def _cells(words: Mapping[str, Any]) -> dict[str, str]:
    cells = {}
    for name, value in words.items():
        if isinstance(value, bool):
            cells[name] = "yes" if value else "no"
        elif isinstance(value, list):
            cells[name] = "|".join(value)
        else:
            cells[name] = "" if value is None else str(value)
    return cells


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
