"""What an import says when it is done: how many rows, which lines it refused, and why.

Reading a file gives drafts and refused lines, and touches no database; writing drafts is the
command's. A refused line holds back the whole file unless it is one that merely does not
concern this territory (`holds_back` false): a commune that has since merged, a place elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from softplace.foundation.errors import Reason

SHOWN_VALUE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One line of a file that is not imported; `line` counts from 1, 0 is the whole file."""

    line: int
    field: str
    value: str
    reason: Reason
    holds_back: bool = True
    lies_outside: bool = False
    """It speaks of another territory: nothing is wrong with it, and such lines are summed up."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do where `is_written` is false."""

    created: int
    updated: int
    unchanged: int
    refused: Sequence[RefusedLine] = ()
    notices: Sequence[Reason] = ()
    is_written: bool = False

    @property
    def is_held_back(self) -> bool:
        """Whether a refused line keeps the rest from being imported."""
        return any(line.holds_back for line in self.refused)

    @property
    def outside(self) -> int:
        """How many of the refused lines speak of another territory."""
        return len({line.line for line in self.refused if line.lies_outside})

    def counts(self) -> dict[str, int]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": len({line.line for line in self.refused}),
        }


def refused(
    line: int,
    field: str,
    value: object,
    reason: Reason,
    *,
    holds_back: bool = True,
    lies_outside: bool = False,
) -> RefusedLine:
    """A refused line with its value cut to what a table can show."""
    text = str(value)
    if len(text) > SHOWN_VALUE_LENGTH:
        text = text[: SHOWN_VALUE_LENGTH - 1] + "…"
    shown = "".join(letter if letter.isprintable() else "�" for letter in text)
    return RefusedLine(line, field, shown, reason, holds_back, lies_outside)


def in_order(lines: Iterable[RefusedLine]) -> tuple[RefusedLine, ...]:
    return tuple(sorted(lines, key=lambda refused_line: refused_line.line))


def written(report: ImportReport) -> ImportReport:
    return replace(report, is_written=True)
