"""One study over a land too large for one process: taken apart, worked, put together.

`Study` is the question, `parted` takes it apart, `worked` answers a part wherever it is run,
`put_together` gives the figures. They are the same to the last digit however the land was
taken apart and in whatever order the parts come back (decision 51).
"""

from softplace.engines.reach.study.cells import CellsOfPart, worked
from softplace.engines.reach.study.figures import Access, Figures, FiguresOfPart, put_together
from softplace.engines.reach.study.kept import KeptParts, digest
from softplace.engines.reach.study.problem import Part, Study, parted, whole

__all__ = [
    "Access",
    "CellsOfPart",
    "Figures",
    "FiguresOfPart",
    "KeptParts",
    "Part",
    "Study",
    "digest",
    "parted",
    "put_together",
    "whole",
    "worked",
]
