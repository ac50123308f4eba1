"""Where people live, as the engine wants it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from softplace.engines.travel import Points
from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, Refused
from softplace.reach.models import Cell, CellSet
from softplace.territory.models import Commune


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Where people live: the communes, or the points of a set that was imported.

    Attributes
    ----------
    codes, names
        Of the cells.
    people
        (cells,) 0 or more.
    communes, departments
        (cells,) the code of the commune of each, and its département; "" where unknown.
    source
        The name of the imported set, "" for the communes.
    income
        (cells,) of a person or household, NaN where unknown; None where no cell has one.
    groups
        People of each cell, by the name of a group: an age band, those without a car.
    """

    codes: Sequence[str]
    names: Sequence[str]
    points: Points
    people: Floats
    communes: Sequence[str] = ()
    departments: Sequence[str] = ()
    source: str = ""
    income: Floats | None = None
    groups: Mapping[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.codes)


def cells(source: str = "") -> Cells:
    """Every commune; or the cells of the imported set of that name. One query.

    Raises
    ------
    Refused
        `cell_set_unknown`.
    """
    return _communes() if not source else _imported(source)


def cell_set_names() -> list[str]:
    """The sets that can be chosen. One query."""
    return list(CellSet.objects.values_list("name", flat=True))


def _communes() -> Cells:
    rows = list(
        Commune.objects.order_by("code").values_list(
            "code", "name", "latitude", "longitude", "population", "department"
        )
    )
    codes = [row[0] for row in rows]
    return Cells(
        codes,
        [row[1] for row in rows],
        Points.of([(row[2], row[3]) for row in rows]),
        np.array([float(row[4] or 0) for row in rows]),
        communes=codes,
        departments=[row[5] for row in rows],
    )


def _imported(source: str) -> Cells:
    rows = list(
        Cell.objects.filter(cell_set__name=source).values_list(
            "key", "commune__name", "latitude", "longitude", "people", "commune__code",
            "commune__department", "income", "groups",
        )
    )  # fmt: skip
    if not rows:
        raise Refused(Reason("cell_set_unknown", "cells", {"name": source}))
    income = np.array([np.nan if row[7] is None else row[7] for row in rows])
    names = sorted({name for row in rows for name in row[8]})
    return Cells(
        [row[0] for row in rows],
        [f"{row[1] or ''} ({row[0]})".strip() for row in rows],
        Points.of([(row[2], row[3]) for row in rows]),
        np.array([row[4] for row in rows]),
        communes=[row[5] or "" for row in rows],
        departments=[row[6] or "" for row in rows],
        source=source,
        income=income if np.isfinite(income).any() else None,
        groups={name: np.array([float(row[8].get(name, 0)) for row in rows]) for name in names},
    )
