"""The linear program over schedules of rooms' days, for HiGHS: a column a schedule or pattern."""

import numpy as np

from softplace.engines.matching.arrays import Array
from softplace.engines.matching.cuts import Cuts
from softplace.engines.matching.linking import FINE, Linking

MOST_NODES = 2_000
ALONE = -1
"""In place of a room's day: of an option that its schedule lets pass."""


class Program:
    """Rows: a schedule a room's day; what links them; a pattern an applicant; cuts."""

    def __init__(self, room_days: int, linking: Linking, cuts: Cuts) -> None:
        import highspy

        self._linking, self._cuts, self._room_days = linking, cuts, room_days
        self._highs = highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._owner_row = room_days + len(linking.limits)
        limits = [1.0] * room_days + linking.limits.astype(float).tolist()
        limits += [1.0] * len(linking.pattern_owner)
        self._owner = {q: i for i, q in enumerate(linking.pattern_owner.tolist())}
        none = np.zeros(0, np.int32)
        for limit in limits:
            highs.addRow(-np.inf, limit, 0, none, none.astype(float))
        self._cut_row = len(limits)
        for row, slope, most in linking.tranches:
            at = np.array([room_days + row], np.int32)
            highs.addCol(slope / FINE, 0.0, float(most), 1, at, np.ones(1))
        self._known: set[tuple[int, ...]] = set()
        self._patterns: set[int] = set()
        self.schedules: dict[int, tuple[int, Array, int]] = {}

    def add(self, k: int, options: Array, worth: int) -> bool:
        """A schedule of the k-th room's day (or `ALONE`: of an option), unless it is there."""
        key = (k, *sorted(options.tolist()))
        if key in self._known:
            return False
        self._known.add(key)
        taken = np.asarray(self._linking.rows[:, options].sum(axis=1)).reshape(-1)
        met = self._cuts.met(options)
        rows = np.concatenate(
            [
                [k] if k != ALONE else [],
                self._room_days + np.flatnonzero(taken),
                self._cut_row + np.flatnonzero(met),
            ]
        )
        amounts = np.concatenate([np.ones(int(k != ALONE)), taken[taken != 0], met[met != 0]])
        self.schedules[self._highs.getNumCol()] = (k, options, worth)
        self._highs.addCol(
            worth / FINE, 0.0, np.inf, len(rows), rows.astype(np.int32), amounts.astype(float)
        )
        return True

    def drop_repeated(self) -> None:
        """Without the schedules that serve a request twice, found while few were watched."""
        for column, (_, options, _) in self.schedules.items():
            if len(np.unique(self._linking.request[options])) < len(options):
                self._highs.changeColBounds(column, 0.0, 0.0)

    def add_patterns(self, numbers: Array) -> bool:
        """Whether any of them was not yet there."""
        linking, new = self._linking, False
        for number in numbers.tolist():
            if number in self._patterns:
                continue
            self._patterns.add(number)
            new = True
            own = linking.patterns[[number]]
            rows = np.append(
                self._room_days + own.indices, self._owner_row + linking.owner_of(number)
            )
            amounts = np.append(own.data, 1).astype(float)
            worth = linking.pattern_worth[number] / FINE
            self._highs.addCol(worth, 0.0, np.inf, len(rows), rows.astype(np.int32), amounts)
        return new

    def add_cuts(self, first: int) -> None:
        """The cuts from that number on."""
        columns = list(self.schedules)
        met = np.array([self._cuts.met(self.schedules[column][1])[first:] for column in columns])
        for own in met.T:
            at = np.array(columns, np.int32)[own != 0]
            self._highs.addRow(-np.inf, 1.0, len(at), at, own[own != 0].astype(float))

    def solved(self) -> tuple[float, Array, Array]:
        """The value of the best mix of the schedules known; prices of what links; of cuts."""
        self._highs.run()
        dual = np.array(self._highs.getSolution().row_dual)
        dual = np.rint(FINE * np.maximum(0.0, dual)).astype(np.int64)
        value = self._highs.getInfo().objective_function_value
        return value, dual[self._room_days : self._owner_row], dual[self._cut_row :]

    def mixed(self) -> list[tuple[int, Array, int, float]]:
        """The schedules that the best mix takes a share of: room's day, options, worth, share."""
        values = self._highs.getSolution().col_value
        shares = [(*schedule, values[j]) for j, schedule in self.schedules.items()]
        return [schedule for schedule in shares if schedule[3] > 1e-6]

    def chosen(self, seconds: float) -> list[int]:
        """Whole schedules only: the options of the best choice found."""
        import highspy

        highs, columns = self._highs, list(self.schedules)
        kinds = highspy.HighsVarType
        for column in columns:
            highs.changeColIntegrality(column, kinds.kInteger)
        highs.setOptionValue("mip_max_nodes", MOST_NODES)
        highs.setOptionValue("time_limit", max(0.05, min(3600.0, seconds)))
        highs.run()
        values = highs.getSolution().col_value
        taken = [self.schedules[j][1] for j in columns if len(values) and values[j] > 0.5]
        for column in columns:
            highs.changeColIntegrality(column, kinds.kContinuous)
        highs.setOptionValue("time_limit", float("inf"))
        return np.unique(np.concatenate([np.zeros(0, np.int64), *taken])).tolist()
