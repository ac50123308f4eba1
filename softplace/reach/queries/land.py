"""The land of a study: its cells, and the communes as which maps and tables show them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel import Points
from softplace.engines.travel.points import Floats
from softplace.reach.models import Study
from softplace.reach.queries.cells import Cells, cells


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """Figures are of the cells; maps and tables show communes, of each the mean of its people.

    Attributes
    ----------
    cells
        Where people are counted.
    communes
        All of the territory.
    shown
        The communes that have cells, each at the middle of its people; where communes are the
        cells, these.
    of
        (cells,) which of the shown each belongs to; None where each is its own.
    """

    cells: Cells
    communes: Cells
    shown: Cells
    of: NDArray[np.intp] | None = None

    @classmethod
    def of_cells(cls, found: Cells, communes: Cells) -> "Land":
        """Imported cells put together by the commune of each."""
        codes, of = np.unique(np.array(found.communes), return_inverse=True)
        names = dict(zip(communes.codes, communes.names, strict=True))
        people = np.bincount(of, found.people).astype(np.float64)
        lat = np.bincount(of, found.people * found.points.lat) / people
        lng = np.bincount(of, found.people * found.points.lng) / people
        shown = Cells(
            codes.tolist(),
            [names.get(code, code) for code in codes.tolist()],
            Points.of(list(zip(lat.tolist(), lng.tolist(), strict=True))),
            people,
            communes=codes.tolist(),
        )
        return cls(found, communes, shown, of)

    def means(self, values: Floats) -> Floats:
        """(shown,) of the people of each for whom the value is finite; inf where it is for none."""
        if self.of is None:
            return values
        people = np.where(np.isfinite(values), self.cells.people, 0.0)
        held = np.where(np.isfinite(values), values, 0.0)
        count = len(self.shown)
        heads = np.bincount(self.of, people, count)
        sums = np.bincount(self.of, people * held, count)
        return np.divide(sums, heads, out=np.full(count, np.inf), where=heads > 0)

    def people_with(self, signs: Sequence[str], sign: str) -> Floats:
        """(shown,) people whose cell has the sign."""
        people = np.where(np.array(signs) == sign, self.cells.people, 0.0)
        if self.of is None:
            return people
        return np.bincount(self.of, people, len(self.shown)).astype(np.float64)

    def signs(self, signs: Sequence[str]) -> Sequence[str]:
        """(shown,) what all changes of a commune are; "mixed" where some gain and some lose."""
        if self.of is None:
            return signs
        gain, lose, mixed = (self.people_with(signs, s) > 0 for s in ("gain", "lose", "mixed"))
        both = mixed | (gain & lose)
        return [str(s) for s in np.select([both, gain, lose], ["mixed", "gain", "lose"], "same")]


def land_of(study: Study) -> Land:
    """Where the people of a study are counted. One query for communes, another for other cells.

    Raises
    ------
    Refused
        `cell_set_unknown`.
    """
    communes = cells()
    if study.cell_set is None:
        return Land(communes, communes, communes)
    return Land.of_cells(cells(study.cell_set.name), communes)
