"""From the question to its answers, best first."""

from datetime import datetime

import numpy as np

from softplace.bookings.prepared import Column
from softplace.bookings.queries import person_facts
from softplace.bookings.queries.open_hours import open_hours
from softplace.engines.calendar import epoch_minutes, first_starts
from softplace.find.queries.free_time.answers import Best, FreeTimes, answers
from softplace.find.queries.free_time.bookable import Bookable, bookable
from softplace.find.queries.free_time.limits import limits
from softplace.find.queries.free_time.starts import starts, within_windows
from softplace.find.rules.free_time import FreeTimeQuestion, fit_of_size
from softplace.find.rules.ranking import MISFIT_MINUTES, travel_minutes
from softplace.people.models import User

MOST_DETAILED = 50
WAIT_MINUTES_PER_HOUR = 0.1
"""Ten hours sooner are worth one minute of travel."""


def find_free_time(question: FreeTimeQuestion, person: User | None, at: datetime) -> FreeTimes:
    """Resources that are free as asked, best first: travel, fit of size, how soon."""
    facts = person_facts(person, at)
    found = bookable(question, facts)
    if not len(found):
        return FreeTimes()
    candidates = len(found)
    allowed = limits(question, facts, found, at)
    keep = np.flatnonzero(allowed.allowed)
    found, allowed = found.keep(keep), allowed.keep(keep)
    windows = [(epoch_minutes(w.start), epoch_minutes(w.end)) for w in question.windows]
    first = max(min(start for start, _ in windows), epoch_minutes(at))
    last = max(end for _, end in windows)
    if not len(found) or first >= last:
        return FreeTimes(candidates=candidates)
    opened = open_hours(
        found.calendars, first, last, audiences=facts.audiences, group_ids=facts.group_ids
    )
    wanted = within_windows(opened, windows, allowed, question.minutes)
    fits = first_starts(starts(question, found, wanted, windows, first, last, at))
    rows, head, count = np.unique(fits.group // len(windows), return_index=True, return_counts=True)
    if question.in_every_window:
        whole = count == len(windows)
        rows, head, count = rows[whole], head[whole], count[whole]
    best = []
    for position in _ranked(question, found, rows, fits.first_start[head], at)[:MOST_DETAILED]:
        of_row = slice(head[position], head[position] + count[position])
        slots = int(fits.slot_count[of_row].sum())
        best.append(Best(int(rows[position]), fits.first_start[of_row].tolist(), slots))
    return FreeTimes(answers(question, found, best, facts), len(rows), candidates)


def _ranked(
    question: FreeTimeQuestion, found: Bookable, rows: Column, soonest: Column, at: datetime
) -> list[int]:
    """Positions in `rows`, best first: minutes of travel, misfit of size and waiting, added up."""
    travel = travel_minutes(found.metres[rows])
    fit = fit_of_size(question.headcount, found.capacity[rows].astype(float))
    wait_hours = (soonest - epoch_minutes(at)) / 60
    cost = travel + MISFIT_MINUTES * (1 - fit) + wait_hours * WAIT_MINUTES_PER_HOUR
    order: list[int] = np.lexsort((found.ids[rows], cost)).tolist()
    return order
