"""What the terms allow who asks at each resource."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from softplace.bookings.prepared import Column, columns, listed
from softplace.bookings.rules import SPECIFICITY, PersonFacts, TermsFacts
from softplace.engines.calendar import epoch_minutes
from softplace.engines.calendar.rules import NEVER_ENDS
from softplace.find.queries.free_time.bookable import Bookable
from softplace.find.rules.free_time import FreeTimeQuestion
from softplace.people.enums import Audience


@dataclass(frozen=True)
class Limits:
    """Columns by resource."""

    allowed: Column
    earliest: Column
    """The first minute at which a booking may start."""
    latest: Column
    """The last one."""

    def keep(self, rows: Column) -> "Limits":
        return Limits(self.allowed[rows], self.earliest[rows], self.latest[rows])


def limits(
    question: FreeTimeQuestion, person: PersonFacts, found: Bookable, at: datetime
) -> Limits:
    """The terms that hold for the person at each resource. One query."""
    place, resource, audience, group, *terms = columns(
        {
            "place_id": "int",
            "coalesce(resource_id, 0)": "int",
            "audience": "int",
            "coalesce(group_id, 0)": "int",
            "notice_minutes": "int",
            "horizon_days": "int",
            "shortest_minutes": "int",
            "longest_minutes": "int",
        },
        "FROM bookings_terms WHERE place_id = ANY(%s::bigint[])",
        [listed(found.places.ids)],
    )
    # Where nothing is offered, the last row holds: the careful default, which is for everyone.
    default = TermsFacts()
    rank = np.append(_rank(audience, group, person), 0)
    notice, horizon, shortest, longest = (
        np.append(column, usual)
        for column, usual in zip(
            terms,
            (
                default.notice_minutes,
                default.horizon_days,
                default.shortest_minutes,
                default.longest_minutes,
            ),
            strict=True,
        )
    )
    # A resource's own terms are under its number, a place's under its number below zero.
    holder, best = _best(np.where(resource > 0, resource, -place), rank[:-1])
    row = _row_of(holder, best, found.ids)
    row = np.where(row < 0, _row_of(holder, best, -found.place), row)
    keeps = np.isin(found.place, sorted(person.keeps)) | person.keeps_all
    now = epoch_minutes(at) + bool(at.second or at.microsecond)
    fits = (shortest <= question.minutes) & (question.minutes <= longest) & (rank >= 0)
    return Limits(
        fits[row] | keeps,
        np.where(keeps, now, now + notice[row]),
        np.where(keeps, NEVER_ENDS, now + horizon[row] * 1440),
    )


def _rank(audience: Column, group: Column, person: PersonFacts) -> Column:
    """How specific each set of terms is; -1 where it is not for this person."""
    whom = list(zip(audience.tolist(), group.tolist(), strict=True))
    ranks = {
        (of, one): SPECIFICITY[Audience(of)] if person.is_of(of, one or None) else -1
        for of, one in set(whom)
    }
    return np.fromiter(map(ranks.__getitem__, whom), np.int64, len(whom))


def _best(holder: Column, rank: Column) -> tuple[Column, Column]:
    """Each holder of terms once, in order, and its row that stands before the others.

    The same choice as `rules.best_terms`, for all at once.
    """
    order = np.lexsort((-rank, holder))
    holders, first = np.unique(holder[order], return_index=True)
    return holders, order[first]


def _row_of(holder: Column, best: Column, wanted: Column) -> Column:
    """The row of each wanted holder; -1 where it has none."""
    if not len(holder):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(holder, wanted), len(holder) - 1)
    return np.where(holder[at] == wanted, best[at], -1)
