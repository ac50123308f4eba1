"""Refusals: what a person asked for and cannot have, and why, as values.

A rule returns reasons. A command that meets a reason raises `Refused`, so that its
transaction rolls back and nothing is changed. Words for people are made of the code and
the details in `softplace.web.sentences`, nowhere else.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to refuse.

    `code` is stable and machine-readable ("ends_before_start"); `field` says which input it
    is about, empty when it is about the whole; `details` fill the sentence.
    """

    code: str
    field: str = ""
    details: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join(
            [self.field, self.code, *(f"{k}={v}" for k, v in self.details.items())]
        ).strip()


class Refused(Exception):
    """An expected refusal: the request was understood, and nothing was changed."""

    def __init__(self, *reasons: Reason) -> None:
        if not reasons:
            raise ValueError("Refused() needs at least one Reason.")
        super().__init__("; ".join(map(str, reasons)))
        self.reasons: Sequence[Reason] = reasons


def refuse(reasons: Sequence[Reason]) -> None:
    """Raise `Refused` if there is any reason to."""
    if reasons:
        raise Refused(*reasons)
