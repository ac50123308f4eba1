"""Whether a vehicle can be where it must be next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from softplace.foundation.distances import great_circle_metres
from softplace.foundation.errors import Reason

FASTEST_METRES_PER_MINUTE = 1500.0
"""Ninety kilometres an hour over the fields: no road is quicker."""


@dataclass(frozen=True, slots=True)
class Drive:
    """From the end of one stop to the start of the next one on the same day."""

    from_name: str
    to_name: str
    leaves_at: datetime
    arrives_by: datetime
    minutes: float
    """What the way takes, as far as is known; inf where no road leads there."""
    straight_metres: float

    @property
    def minutes_there_are(self) -> float:
        return (self.arrives_by - self.leaves_at).total_seconds() / 60

    @property
    def is_impossible(self) -> bool:
        return self.straight_metres / FASTEST_METRES_PER_MINUTE > self.minutes_there_are

    @property
    def is_short(self) -> bool:
        """Whether there is less time than the way takes."""
        return self.minutes > self.minutes_there_are


def straight_metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(great_circle_metres(*a, *b))


def reasons_to_refuse_drives(drives: Iterable[Drive], *, accepts: bool) -> list[Reason]:
    """The first drive for which there is no time. One that is only short may be accepted."""
    for drive in drives:
        if drive.is_impossible:
            return [Reason("drive_impossible", "starts_at", _said(drive))]
        if drive.is_short and not accepts:
            return [Reason("drive_too_short", "accepts_drive", _said(drive))]
    return []


def _said(drive: Drive) -> dict[str, object]:
    return {
        "from_name": drive.from_name,
        "to_name": drive.to_name,
        "day": drive.leaves_at.date(),
        "there_are": round(drive.minutes_there_are),
        "needed": round(min(drive.minutes, 9999)),
    }
