"""Cells from CSV, GeoJSON or GeoParquet: points with people, and with any groups of them.

Known columns are id, latitude, longitude, people, income and commune, under the names that are
usual; every other column that holds numbers is a group of people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from softplace.foundation.errors import Reason, Refused
from softplace.foundation.imports import RefusedLine, in_order, refused
from softplace.foundation.tables import number_in
from softplace.reach.formats.lines import Line, Lines, lines_of

NAMES = {
    "key": ("id", "key", "code", "idcar_200m", "idcar_1km"),
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "lng", "lon", "long", "x"),
    "people": ("people", "population", "habitants", "ind"),
    "income": ("income", "revenu", "niveau_de_vie"),
    "commune": ("commune", "insee", "code_insee", "lcog_geo"),
}
"""The names of INSEE's gridded data (ind, idcar_200m, lcog_geo) among them."""
LONGEST_KEY, LONGEST_GROUP = 60, 60


@dataclass(frozen=True, slots=True)
class CellDraft:
    """A point with people; `line` is that of the file, or the number of the feature."""

    line: int
    key: str
    latitude: float
    longitude: float
    people: float
    income: float | None
    commune: str
    groups: dict[str, float]


@dataclass(frozen=True, slots=True)
class CellFile:
    drafts: tuple[CellDraft, ...]
    groups: tuple[str, ...]
    refused: tuple[RefusedLine, ...]
    notices: tuple[Reason, ...]


def read_cells(content: bytes) -> CellFile:
    """CSV, or GeoJSON or GeoParquet of points.

    Raises
    ------
    Refused
        Where the file as a whole cannot be read.
    """
    lines = lines_of(content)
    named = {
        field: next((name for name in names if name in lines.columns), "")
        for field, names in NAMES.items()
    }
    missing = [field for field in ("latitude", "longitude", "people") if not named[field]]
    if missing:
        details = {"columns": ", ".join(missing), "found": ", ".join(sorted(lines.columns))[:200]}
        raise Refused(Reason("columns_missing", "", details))
    bad, notices = list(lines.refused), list(lines.notices)
    where = {*NAMES["latitude"], *NAMES["longitude"]}
    others = sorted(lines.columns - set(named.values()) - where)
    groups = [name for name in others if _holds_numbers(name, lines)]
    passed_over = [name for name in others if name not in groups]
    if passed_over:
        notices.append(Reason("columns_passed_over", "", {"columns": ", ".join(passed_over)[:200]}))
    drafts: dict[str, CellDraft] = {}
    for line in lines.each():
        draft, faults = _draft(line, named, groups)
        if draft is not None and draft.key in drafts:
            reason = Reason("repeats_line", named["key"], {"other": drafts[draft.key].line})
            faults.append(refused(line.number, named["key"], draft.key, reason))
        elif draft is not None:
            drafts[draft.key] = draft
        bad += faults
    return CellFile(tuple(drafts.values()), tuple(groups), in_order(bad), tuple(notices))


def _holds_numbers(name: str, lines: Lines) -> bool:
    """Whether a column has a number anywhere: then each of its values must be one."""
    return 0 < len(name) <= LONGEST_GROUP and any(
        number_in(line.values.get(name, "")) is not None for line in lines.each()
    )


def _draft(
    line: Line, named: Mapping[str, str], groups: Iterable[str]
) -> tuple[CellDraft | None, list[RefusedLine]]:
    """The cell of a line, or why it is none."""
    faults: list[RefusedLine] = []

    def refuse(column: str, code: str, **details: object) -> None:
        shown = line.values.get(column, "")
        faults.append(refused(line.number, column, shown, Reason(code, column, details)))

    def number(column: str) -> float | None:
        text = line.values.get(column, "")
        if not text:
            return None
        found = number_in(text)
        if found is None or not isfinite(found):
            refuse(column, "number_unreadable", value=text[:20])
        elif found < 0 and column not in (named["latitude"], named["longitude"]):
            refuse(column, "cell_below_zero")
        return found

    latitude, longitude = number(named["latitude"]), number(named["longitude"])
    people = number(named["people"])
    income = number(named["income"]) if named["income"] else None
    for column, value, most in (
        (named["latitude"], latitude, 90), (named["longitude"], longitude, 180)
    ):  # fmt: skip
        if not line.values.get(column, ""):
            refuse(column, "required")
        elif value is not None and abs(value) > most:
            refuse(column, "cell_off_the_globe", limit=most)
    if not line.values.get(named["people"], "") or people == 0:
        refuse(named["people"], "cell_without_people")
    counted = {name: number(name) or 0.0 for name in groups}
    for name, value in counted.items():
        if people is not None and value > people > 0:
            refuse(name, "group_above_people")
    key = line.values.get(named["key"], "") if named["key"] else ""
    if len(key) > LONGEST_KEY:
        refuse(named["key"], "too_long", limit=LONGEST_KEY, length=len(key))
    if faults or latitude is None or longitude is None or people is None:
        return None, faults
    draft = CellDraft(
        line.number,
        key or f"{latitude:.6f} {longitude:.6f}",
        latitude,
        longitude,
        people,
        income,
        line.values.get(named["commune"], "") if named["commune"] else "",
        counted,
    )
    return draft, []
