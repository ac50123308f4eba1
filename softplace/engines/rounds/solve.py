"""Rounds: one question in, one plan out."""

from math import inf

from softplace.engines.contract import Progress, Stop, seconds_left
from softplace.engines.rounds.arrays import arrays_of
from softplace.engines.rounds.bound import bound_of
from softplace.engines.rounds.plan import Plan
from softplace.engines.rounds.problem import Problem
from softplace.engines.rounds.readout import read_out
from softplace.engines.rounds.resume import put_in
from softplace.engines.rounds.search import anneal, begin, new_bench, return_to_best
from softplace.foundation.clock import monotonic_seconds

TURNS = 500
"""Between two looks at the stop: 10 to 50 ms."""
HOT, COLD = 0.4, 0.01
"""Temperatures, in what a visit costs in the first plan."""
FIRST_CYCLE = 8
"""Looks at a stop without a clock until it is cold, then twice as many, and so on."""


def solve(
    problem: Problem,
    *,
    stop: Stop,
    seed: int,
    start: Plan | None = None,
    progress: Progress | None = None,
) -> Plan:
    """The best plan found until `stop` says so; at least one is always made.

    Parameters
    ----------
    stop
        Asked every few hundredths of a second. With one that looks at the clock the search
        cools down once in the time that is left; with others in ever longer cycles, and then
        the same seed gives the same plan.
    seed
        0 or more.
    start
        Continue from this plan: what of it is still possible stays in the first plan, and each
        visit of it that moves costs `Costs.per_change`. Locks count more than it.
    progress
        Told (seconds, value, bound) when a better plan is found.

    Returns
    -------
    Plan
        Every rule is kept, except where no place was found for a stop that must be served, or
        for a meeting that must be: `check` names those.
    """
    if not problem.stops:
        return Plan((), (), (), 0.0, 0.0)
    a = arrays_of(problem, start)
    b = new_bench(a)
    if start is not None:
        put_in(problem, a, b.now, start)
    begin(a, b, seed % 2**32)
    bound = bound_of(problem)
    began, total = monotonic_seconds(), seconds_left(stop)
    scale = max(1e-6, float(b.best.cost.sum()) / max(1, int(b.best.size.sum())))
    asked, told, cycle, length = 0, inf, 0, FIRST_CYCLE
    while not stop(float(b.costs[1]), bound):
        spent = monotonic_seconds() - began
        if progress is not None and b.costs[1] < told:
            told = b.costs[1]
            progress(spent, told, bound)
        if total < inf:
            share = min(1.0, spent / total)
        else:
            if cycle == length:
                return_to_best(a, b)
                cycle, length = 0, 2 * length
            share = cycle / length
        heat = scale * HOT * (COLD / HOT) ** share
        anneal(a, b, TURNS, heat, heat, (seed * 1_000_003 + asked) % 2**32)
        asked, cycle = asked + 1, cycle + 1
    return read_out(problem, a, b.best, bound)
