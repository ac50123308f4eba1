"""What counts: the weights that a planner sets and the public reads."""

from dataclasses import dataclass
from math import isfinite

from softplace.engines.documents import need
from softplace.engines.matching.fields import DAY_MINUTES, SLOT_MINUTES

MOST_HOURS = 10_000


@dataclass(frozen=True, slots=True)
class Tranche:
    """Hours a week of one applicant up to a limit (none: all the rest) count for a share."""

    up_to_hours: float | None
    share: float

    def __post_init__(self) -> None:
        right = self.up_to_hours is None or 0 < self.up_to_hours <= MOST_HOURS
        need(right, "up_to_hours", f"must be above 0 and at most {MOST_HOURS}.")
        need(0 < self.share <= 1, "share", "must be above 0 and at most 1.")


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts, in points; all the weights that a planner sets and the public reads.

    A session held once brings `hour_points` an hour times the share of the applicant's tranche
    (diminishing value: fairness), `session_points`, `person_hour_points` a person and hour, the
    points an hour of the wish's rank (the last for all further ranks; none for a place not
    wished), less `km_points` a kilometre and `empty_seat_points` an hour times the share of
    seats left empty. A half-day of a resource (parted at `noon`) that was idle brings
    `idle_half_day_points` on each date on which a session begins in it. `kept_points` is what a
    re-solve pays, a week of the season, to leave one session as it was; it is no part of the value.
    """

    hour_points: float = 100.0
    tranches: tuple[Tranche, ...] = (
        Tranche(2.0, 1.0),
        Tranche(4.0, 0.8),
        Tranche(8.0, 0.6),
        Tranche(None, 0.4),
    )
    session_points: float = 20.0
    person_hour_points: float = 0.5
    rank_points: tuple[float, ...] = (30.0, 20.0, 10.0)
    km_points: float = 4.0
    empty_seat_points: float = 15.0
    idle_half_day_points: float = 10.0
    kept_points: float = 150.0
    noon: int = 13 * 60
    step_minutes: int = 30

    def __post_init__(self) -> None:
        for name in (
            "hour_points",
            "session_points",
            "person_hour_points",
            "km_points",
            "empty_seat_points",
            "idle_half_day_points",
            "kept_points",
        ):
            points = getattr(self, name)
            need(isfinite(points) and 0 <= points <= 10_000, name, "must be 0 to 10000 points.")
        need(self.hour_points > 0, "hour_points", "must be above 0.")
        for i, points in enumerate(self.rank_points):
            need(0 <= points <= 10_000, f"rank_points[{i}]", "must be 0 to 10000 points.")
            need(i == 0 or points <= self.rank_points[i - 1], f"rank_points[{i}]", "must not rise.")
        need(bool(self.tranches), "tranches", "must give at least one tranche.")
        for i, tranche in enumerate(self.tranches):
            last = i == len(self.tranches) - 1
            need(
                (tranche.up_to_hours is None) == last,
                f"tranches[{i}].up_to_hours",
                "must be given in all tranches but the last.",
            )
            if i:
                before = self.tranches[i - 1]
                need(tranche.share <= before.share, f"tranches[{i}].share", "must not rise.")
                need(
                    last or (tranche.up_to_hours or 0) > (before.up_to_hours or 0),
                    f"tranches[{i}].up_to_hours",
                    "must rise.",
                )
        need(0 < self.noon < DAY_MINUTES, "noon", "must be a time of day after 00:00.")
        need(self.noon % SLOT_MINUTES == 0, "noon", "must be on the quarter of an hour.")
        need(
            self.step_minutes > 0 and self.step_minutes % SLOT_MINUTES == 0,
            "step_minutes",
            f"must be a multiple of {SLOT_MINUTES}.",
        )
