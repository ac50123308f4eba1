"""The communes of France as INSEE's columns give them, one row for each post code.

A commune is one unit however many rows it has. Delegated communes (COMD) are parts of another
and are passed over. Paris, Lyon and Marseille stand in such files as arrondissements (ARM) only:
they are put together, because the commune is the unit of law, of boundaries and of addresses.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from softplace.foundation.errors import Reason, Refused
from softplace.foundation.imports import RefusedLine, in_order, refused
from softplace.foundation.tables import Row, Table, number_in, read_table, whole_number_in

REQUIRED = ("insee_com", "commune", "lat", "lng")
COMMUNE, DELEGATED, ARRONDISSEMENT = "COM", "COMD", "ARM"
LARGEST_POPULATION = 50_000_000
_CODE = re.compile(r"(\d{2}|2[AB])\d{3}")
_ARRONDISSEMENT_NAME = re.compile(r"\s+\d+(er|e|ème|eme)\s+arrondissement$", re.IGNORECASE)
_COMMUNE_OF_ARRONDISSEMENT = {
    str(code): commune
    for codes, commune in (
        (range(75101, 75121), "75056"),
        (range(69381, 69390), "69123"),
        (range(13201, 13217), "13055"),
    )
    for code in codes
}


@dataclass(frozen=True, slots=True)
class CommuneDraft:
    """A commune as a file describes it, from the line on which it first stands."""

    line: int
    code: str
    name: str
    department: str
    region: str
    post_codes: tuple[str, ...]
    latitude: float
    longitude: float
    population: int | None
    households: int | None
    area_km2: float | None


@dataclass(frozen=True, slots=True)
class CommuneFile:
    drafts: tuple[CommuneDraft, ...]
    refused: tuple[RefusedLine, ...]
    notices: tuple[Reason, ...]


def commune_code(code: str) -> str:
    """The code of the commune that an INSEE code stands for: Lyon's for 69381, else itself."""
    return _COMMUNE_OF_ARRONDISSEMENT.get(code, code)


def read_communes(content: bytes, *, departments: Collection[str] = ()) -> CommuneFile:
    """The communes of a CSV file, or those of some départements ("26", "2A", "971")."""
    table = read_table(content, required=REQUIRED)
    wanted = {code.strip().upper().zfill(2) for code in departments}
    rows = [row for row in table.rows if _kind(row) != DELEGATED and _concerns(row, wanted)]
    if wanted and not rows:
        raise Refused(Reason("department_not_in_file", "", {"value": ", ".join(sorted(wanted))}))
    bad = list(table.refused)
    by_code: dict[str, CommuneDraft] = {}
    parts: dict[str, dict[str, CommuneDraft]] = defaultdict(dict)
    for row in rows:
        draft, lines = _draft(row)
        bad += lines
        if draft is None:
            continue
        group = by_code
        if _kind(row) == ARRONDISSEMENT:
            group = parts[row["insee_parente"] or commune_code(draft.code)]
        known = group.get(draft.code)
        if known is None:
            group[draft.code] = draft
        elif (known.name, known.population) != (draft.name, draft.population):
            reason = Reason("contradicts_line", "commune", {"other": known.line})
            bad.append(refused(row.line, "commune", draft.name, reason))
        else:
            group[draft.code] = _with_post_codes(known, draft.post_codes)
    for code, arrondissements in parts.items():
        by_code.setdefault(code, _put_together(code, list(arrondissements.values())))
    return CommuneFile(tuple(by_code.values()), in_order(bad), _notices(table, parts, wanted))


def _kind(row: Row) -> str:
    return row["commune_type"].upper() or COMMUNE


def _concerns(row: Row, departments: set[str]) -> bool:
    return not departments or (row["insee_dep"].upper() or _department(row)) in departments


def _department(row: Row) -> str:
    code = row["insee_com"].upper()
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def _draft(row: Row) -> tuple[CommuneDraft | None, list[RefusedLine]]:
    bad: list[RefusedLine] = []

    def refuse(field: str, code: str, *, holds_back: bool = True, **details: object) -> None:
        reason = Reason(code, field, details)
        value = row[field] or f"{row['insee_com']} {row['commune']}"
        bad.append(refused(row.line, field, value, reason, holds_back=holds_back))

    code = row["insee_com"].upper()
    if not _CODE.fullmatch(code):
        refuse("insee_com", "not_an_insee_code")
    name = row["commune_article"] or row["commune"]
    if not any(letter.isalpha() for letter in name):
        refuse("commune", "name_without_letters")
    elif len(name) > 120:
        refuse("commune", "too_long", limit=120, length=len(name))
    elif "<" in name or ">" in name:
        refuse("commune", "name_with_markup")
    degrees = {}
    for field, limit in (("lat", 90.0), ("lng", 180.0)):
        number = number_in(row[field])
        if not row[field]:
            # Some communes of the official file have no position: they cannot be drawn or
            # reached, and that is no reason to keep all the others out.
            if field == "lat" or row["lat"]:
                refuse(field, "position_missing", holds_back=False)
        elif number is None:
            refuse(field, "not_a_number")
        elif abs(number) > limit:
            refuse(field, "degrees_out_of_range", value=row[field], limit=int(limit))
        else:
            degrees[field] = number
    counts: dict[str, int | None] = {}
    for field in ("population_2021", "menages_2021"):
        counts[field] = whole_number_in(row[field])
        if row[field] and (counts[field] is None or not 0 <= counts[field] <= LARGEST_POPULATION):  # type: ignore[operator]
            refuse(field, "not_a_count_of_people", limit=LARGEST_POPULATION)
    area = number_in(row["superficie_km2"])
    if row["superficie_km2"] and (area is None or area < 0):
        refuse("superficie_km2", "not_a_number")
    if bad:
        return None, bad
    population, households = counts["population_2021"], counts["menages_2021"]
    return (
        CommuneDraft(
            line=row.line,
            code=code,
            name=name,
            department=row["insee_dep"].upper() or _department(row),
            region=row["insee_reg"],
            post_codes=tuple(row["code_postal"].replace(",", " ").replace("/", " ").split()),
            latitude=degrees["lat"],
            longitude=degrees["lng"],
            population=population,
            # Nobody lives in a commune of people without households: the figure is missing.
            households=None if population and not households else households,
            area_km2=area or None,
        ),
        [],
    )


def _with_post_codes(draft: CommuneDraft, more: Sequence[str]) -> CommuneDraft:
    return replace(draft, post_codes=tuple(dict.fromkeys((*draft.post_codes, *more))))


def _put_together(code: str, parts: Sequence[CommuneDraft]) -> CommuneDraft:
    """The commune of its arrondissements, at the centre of its people."""
    weights = [part.population or 0 for part in parts]
    if not any(weights):
        weights = [1] * len(parts)
    total = sum(weights)
    whole = replace(
        parts[0],
        code=code,
        name=_ARRONDISSEMENT_NAME.sub("", parts[0].name),
        latitude=round(sum(p.latitude * w for p, w in zip(parts, weights, strict=True)) / total, 5),
        longitude=round(
            sum(p.longitude * w for p, w in zip(parts, weights, strict=True)) / total, 5
        ),
        population=_sum([part.population for part in parts]),
        households=_sum([part.households for part in parts]),
        area_km2=round(sum(part.area_km2 or 0 for part in parts), 2) or None,
    )
    return _with_post_codes(whole, [post for part in parts[1:] for post in part.post_codes])


def _sum(counts: Sequence[int | None]) -> int | None:
    return None if None in counts else sum(count or 0 for count in counts)


def _notices(
    table: Table, parts: dict[str, dict[str, CommuneDraft]], wanted: set[str]
) -> tuple[Reason, ...]:
    notices = list(table.notices)
    delegated = sum(_kind(row) == DELEGATED for row in table.rows)
    if delegated and not wanted:
        notices.append(Reason("delegated_communes_left", "", {"count": delegated}))
    if parts:
        arrondissements = sum(map(len, parts.values()))
        details = {"count": arrondissements, "communes": len(parts)}
        notices.append(Reason("arrondissements_put_together", "", details))
    return tuple(notices)
