"""Files of studies: bytes in, plain values and refused lines out, no database."""

from softplace.reach.formats.cells import CellDraft, CellFile, read_cells
from softplace.reach.formats.ground import Ground, ground_of_files, week_spans

__all__ = [
    "CellDraft",
    "CellFile",
    "Ground",
    "ground_of_files",
    "read_cells",
    "week_spans",
]
