"""What links the schedules of rooms' days: requests, weekdays, applicants' time and hours.

Each is a row over options, priced in whole parts of milli-points (`FINE`). What an applicant's
hours bring is concave, and a mix of schedules would have the first hours of several plans at once:
so whole *patterns* of an applicant (how long a session of which request) are chosen, one an
applicant, and paid by the sessions that make them up. Where there are too many, tranches of its
hours are split.
"""

from collections.abc import Sequence
from itertools import combinations_with_replacement, product

import numpy as np

from softplace.engines.matching.arrays import SLOTS, Array
from softplace.engines.matching.dual import Pricer
from softplace.engines.matching.exact import worth_of_hours
from softplace.engines.matching.prices import Prices
from softplace.engines.matching.room_days import weeks_of

MOST_PATTERNS = 2_500
"""Of one applicant."""
FINE = 1024
"""Prices and values of schedules are whole parts, so many a milli-point: sums stay exact, and what
prices lose by rounding is less than a milli-point."""


class Linking:
    """Rows over options, their limits, and what applicants' patterns and tranches take of them.

    `packing`: rows of which a plan holds one option at most, and that are of one request.
    """

    def __init__(self, pricer: Pricer, prices: Prices, where: Array) -> None:
        from scipy.sparse import csr_matrix

        self.a, self._side = a, side = pricer.a, pricer.side
        self.request = a.pair_request[a.o_pair].astype(np.int64)
        self._applicant = a.request_applicant[self.request]
        self._slots = a.mask_dates[a.o_mask].astype(np.int64) * a.o_len
        self._options: list[Array] = []
        self._amounts: list[Array] = []
        self._limits: list[int] = []
        self._first: list[int] = []
        self.packing: list[int] = []
        self._requests(prices, pricer)
        self._busy(where)
        self.tranches: list[tuple[int, int, int]] = []
        used: list[list[tuple[int, int]]] = []
        worths: list[int] = []
        owners: list[int] = []
        for applicant in np.unique(self._applicant[~side.single[self._applicant]]).tolist():
            for rows, worth in self._hours(applicant, prices.hours[applicant]):
                used.append(rows)
                worths.append(worth)
                owners.append(applicant)
        sizes = [len(options) for options in self._options]
        at = np.repeat(np.arange(len(sizes)), sizes)
        parts = np.concatenate(self._amounts), (at, np.concatenate(self._options))
        self.rows = csr_matrix(parts, shape=(len(sizes), len(a.o_pair)), dtype=np.int64)
        self._columns = self.rows.T.tocsr()
        self.limits = np.array(self._limits, np.int64)
        self.first_prices = np.array(self._first, np.int64)
        flat = [pair for rows in used for pair in rows]
        at = np.repeat(np.arange(len(used)), [len(rows) for rows in used])
        taken = [amount for _, amount in flat], (at, [row for row, _ in flat])
        self.patterns = csr_matrix(taken, shape=(len(used), len(sizes)), dtype=np.int64)
        self.pattern_worth = FINE * np.array(worths, np.int64)
        self.pattern_owner, self._begin = np.unique(np.array(owners, np.int64), return_index=True)

    def weight(self, worth: Array, prices: Array) -> Array:
        """What an option adds to a schedule when all it takes of others is paid."""
        return np.asarray(worth - self._columns @ prices)

    def bound(self, prices: Array) -> int:
        """What the limits cost, and what patterns and tranches bring beyond what they pay."""
        own = int((self.limits * prices).sum())
        own += sum(max(0, slope - int(prices[row])) * most for row, slope, most in self.tranches)
        gains = self.pattern_worth - self.patterns @ prices
        if len(gains):
            own += int(np.maximum(0, np.maximum.reduceat(gains, self._begin)).sum())
        return own

    def best_patterns(self, prices: Array) -> Array:
        """Of each applicant, the pattern that gains most."""
        gains = self.pattern_worth - self.patterns @ prices
        ends = [*self._begin[1:].tolist(), len(gains)]
        spans = zip(self._begin.tolist(), ends, strict=True) if len(gains) else ()
        return np.array([lo + int(gains[lo:hi].argmax()) for lo, hi in spans], np.int64)

    def owner_of(self, pattern: int) -> int:
        """Its applicant's place in `pattern_owner`."""
        return int(np.searchsorted(self._begin, pattern, side="right")) - 1

    def _row(self, options: Array, amount: int | Array, limit: int, price: float) -> int:
        self._options.append(options)
        self._amounts.append(np.broadcast_to(np.int64(amount), options.shape))
        self._limits.append(limit)
        self._first.append(round(FINE * price))
        return len(self._limits) - 1

    def _requests(self, prices: Prices, pricer: Pricer) -> None:
        """A row a request, and where it wants several sessions one for each of its weekdays; their
        first prices are as the bound by prices leaves them."""
        a, gains = self.a, pricer.gains(prices)
        for q in np.unique(self.request).tolist():
            own = np.flatnonzero(self.request == q)
            best = np.zeros(7)
            np.maximum.at(best, a.o_day[own], gains[own])
            sessions = int(a.request_sessions[q])
            least = float(np.sort(best)[-min(7, sessions)])
            row = self._row(own, 1, sessions, least)
            if sessions == 1:
                self.packing.append(row)
                continue
            for day in np.unique(a.o_day[own]).tolist():
                price = max(0.0, best[day] - least)
                self.packing.append(self._row(own[a.o_day[own] == day], 1, 1, price))

    def _busy(self, where: Array) -> None:
        """A row for each slot of an applicant's weekday at which sessions in several rooms could
        meet."""
        a = self.a
        weeks = weeks_of(a.masks[a.o_mask], a.o_len.astype(np.int64))
        masks = a.masks[a.o_mask]
        of_day = self._applicant.astype(np.int64) * 7 + a.o_day
        for key in np.unique(of_day[a.alone[self._applicant]]).tolist():
            own = np.flatnonzero(of_day == key)
            if len(np.unique(self.request[own])) < 2 or len(np.unique(where[own])) < 2:
                continue
            known: set[bytes] = set()
            for week in dict.fromkeys(weeks):
                some = own[(masks[own] >> np.uint64(week) & np.uint64(1)).astype(bool)]
                for t in range(SLOTS):
                    start = a.o_start[some]
                    met = some[(start <= t) & (start + a.o_len[some] > t)]
                    several = len(np.unique(self.request[met])) > 1
                    if several and len(np.unique(where[met])) > 1 and met.tobytes() not in known:
                        known.add(met.tobytes())
                        self._row(met, 1, 1, 0.0)

    def _hours(self, applicant: int, price: float) -> list[tuple[list[tuple[int, int]], int]]:
        """The patterns of an applicant: what they take of rows, and what they bring. None where
        its hours have one row, and tranches take of that."""
        a = self.a
        own = np.flatnonzero(self._applicant == applicant)
        choices: list[list[Sequence[tuple[int, int]]]] = []
        count = 1
        for q in np.unique(self.request[own]).tolist():
            kinds = [(q, slots) for slots in np.unique(self._slots[self.request == q]).tolist()]
            sessions = range(int(a.request_sessions[q]) + 1)
            choices.append([c for n in sessions for c in combinations_with_replacement(kinds, n)])
            count *= len(choices[-1])
        if count > MOST_PATTERNS:
            row = self._row(own, -self._slots[own], 0, price)
            for k, slope in enumerate(a.slopes.tolist()):
                most = int(np.ceil(self._side.rest[applicant, k]))
                if most:
                    self.tranches.append((row, FINE * slope, most))
            return []
        rows: dict[tuple[int, int], int] = {}
        for q, slots in {kind for choice in choices for c in choice for kind in c}:
            held = own[(self.request[own] == q) & (self._slots[own] == slots)]
            rows[q, slots] = self._row(held, -1, 0, slots * price)
        used = int(a.used_slots[applicant])
        before, found = worth_of_hours(a, used), []
        for parts in product(*choices):
            kinds = [kind for part in parts for kind in part]
            worth = worth_of_hours(a, used + sum(slots for _, slots in kinds)) - before
            taken = [(rows[kind], kinds.count(kind)) for kind in dict.fromkeys(kinds)]
            found.append((taken, worth))
        return found
