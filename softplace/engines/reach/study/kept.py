"""Answers of parts on disk, so that a study that was killed goes on where it was."""

import hashlib
import os
import zipfile
from pathlib import Path

import numpy as np

from softplace.engines.reach.study.cells import CellsOfPart
from softplace.engines.reach.study.problem import Part

LAYOUT = 2
"""Grows when a part's answer is worked out or written otherwise: older ones do not count."""


def digest(part: Part) -> str:
    """A name made of all that the answer depends on: same name, same answer."""
    of = hashlib.sha256(
        f"{LAYOUT} {part.threshold!r} {part.unit} {part.limit_km!r} {part.cost_of_km!r}".encode()
    )
    openings, ways = part.openings, part.ways
    along = (ways.starts, ways.sites, ways.costs) if ways is not None else ()
    for numbers in (
        *along,
        part.cells.lat, part.cells.lng, part.people, part.own, part.position,
        part.sites.lat, part.sites.lng,
        openings.sites, openings.starts, openings.ends, np.array([openings.length_minutes]),
    ):  # fmt: skip
        of.update(f"{numbers.dtype} {numbers.shape}".encode())
        of.update(np.ascontiguousarray(numbers).tobytes())
    return of.hexdigest()[:40]


class KeptParts:
    """A folder of answers, by the digest of their part."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def answer(self, part: Part) -> CellsOfPart | None:
        """What is kept of a part; None where nothing is, or what is there is broken."""
        try:
            with np.load(self._file(part)) as kept:
                found = CellsOfPart(kept["position"], kept["costs"], kept["hours"], kept["access"])
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
            return None
        count = len(part.position)
        columns = (found.position, found.costs, found.hours, found.access)
        return found if all(column.shape == (count,) for column in columns) else None

    def keep(self, part: Part, answer: CellsOfPart) -> None:
        """Write an answer whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._file(part)
        draft = file.with_suffix(f".{os.getpid()}.draft")
        with draft.open("wb") as lines:
            np.savez(
                lines,
                position=answer.position,
                costs=answer.costs,
                hours=answer.hours,
                access=answer.access,
            )
        draft.replace(file)

    def forget(self, part: Part) -> None:
        """Drop what is kept of a part: its study is done."""
        self._file(part).unlink(missing_ok=True)

    def _file(self, part: Part) -> Path:
        return self._folder / f"{digest(part)}.npz"
