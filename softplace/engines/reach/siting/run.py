"""Siting from the command line."""

from pathlib import Path

from softplace.engines.contract import MaxSeconds, Progress
from softplace.engines.reach.siting.check import check
from softplace.engines.reach.siting.orlib import read_pmedian
from softplace.engines.reach.siting.solve import solve
from softplace.foundation.clock import monotonic_seconds


def run_file(
    path: Path, seconds: float, seed: int, *, progress: Progress | None = None
) -> dict[str, object]:
    """Solve an OR-Library p-median file for at most so many seconds.

    Returns
    -------
    dict
        `value`, `bound`, `proven`, `sites` (node numbers, from 1) and `seconds`, ready to be
        written as JSON.

    Raises
    ------
    Refused
        Where the file cannot be read or the problem has no answer.
    """
    began = monotonic_seconds()
    stop = MaxSeconds(seconds)
    problem = read_pmedian(path)
    plan = solve(problem, stop=stop, seed=seed, progress=progress)
    violations = check(problem, plan)
    if violations:
        raise AssertionError(f"The solver made a plan that is none: {violations}")
    return {
        "value": _plain(plan.value),
        "bound": _plain(plan.bound),
        "proven": plan.proven,
        "sites": [site + 1 for site in plan.sites],
        "seconds": round(monotonic_seconds() - began, 3),
    }


def _plain(number: float) -> float | int:
    return int(number) if number.is_integer() else number
