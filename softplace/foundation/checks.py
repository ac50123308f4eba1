"""What must always hold of an installation, as named checks that can be run on the live one.

An app lists its own in `checks.py`; `softplace doctor` runs them all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """What is wrong, in a sentence that says what to do, and in which rows."""

    sentence: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A named invariant; `run` returns the faults found, none where it holds."""

    name: str
    run: Callable[[], Iterable[Fault]] = field(repr=False)


def rows_fault(sentence: str, rows: Iterable[object]) -> list[Fault]:
    """One fault about all the rows, or none if there is no row."""
    named = tuple(str(row) for row in rows)
    return [Fault(sentence, named)] if named else []
