"""Siting from the command line."""

from pathlib import Path

import numpy as np

from softplace.engines.contract import MaxSeconds, Progress
from softplace.engines.documents import document
from softplace.engines.reach.siting.check import check
from softplace.engines.reach.siting.files import (
    SitingDocument,
    in_document,
    problem_of,
    read_document,
)
from softplace.engines.reach.siting.orlib import read_pmedian
from softplace.engines.reach.siting.problem import SitingPlan, SitingProblem
from softplace.engines.reach.siting.solve import solve
from softplace.engines.reach.siting.warm import warm
from softplace.engines.travel.points import Floats
from softplace.foundation.clock import monotonic_seconds
from softplace.foundation.errors import Refused

SMALLEST_SHARE = 1e-6


def run_file(
    path: Path, seconds: float, seed: int, *, progress: Progress | None = None
) -> dict[str, object]:
    """Solve a file for at most so many seconds: JSON (`docs/siting-format.md`) or OR-Library.

    Returns
    -------
    dict
        `value`, `bound`, `proven`, `sites` (their keys; in a file of OR-Library node numbers,
        from 1) and `seconds`, ready to be written as JSON. `violations` are what the
        independent check finds; of OR-Library's files only where there are any. `shares` say
        whom each site serves where there are capacities.

    Raises
    ------
    Refused
        Where the file cannot be read or the problem has no answer.
    """
    began = monotonic_seconds()
    if not _is_json(path):
        problem = read_pmedian(path)
        began = _warmed(began)
        stop = MaxSeconds(seconds)
        plan = solve(problem, stop=stop, seed=seed, progress=progress)
        numbers: list[object] = [*range(1, problem.costs.shape[1] + 1)]
        found = _answer(plan, numbers, began)
        violations = _violations(problem, plan)
        return found | ({"violations": violations} if violations else {})
    asked = read_document(document(path))
    keys: list[object] = [site.key for site in asked.sites]
    problem = problem_of(asked)
    began = _warmed(began)
    stop = MaxSeconds(seconds)
    try:
        plan = solve(problem, stop=stop, seed=seed, progress=progress)
    except Refused as refusal:
        raise Refused(*map(in_document, refusal.reasons)) from None
    shares = {} if plan.shares is None else {"shares": _shares(asked, plan.shares)}
    return _answer(plan, keys, began) | shares | {"violations": _violations(problem, plan)}


def _warmed(began: float) -> float:
    """When the clock would have begun, had nothing had to be compiled."""
    spent = monotonic_seconds() - began
    warm()
    return monotonic_seconds() - spent


def _is_json(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))


def _answer(plan: SitingPlan, sites: list[object], began: float) -> dict[str, object]:
    return {
        "value": _plain(plan.value),
        "bound": _plain(plan.bound),
        "proven": plan.proven,
        "sites": [sites[site] for site in plan.sites],
        "seconds": round(monotonic_seconds() - began, 3),
    }


def _violations(problem: SitingProblem, plan: SitingPlan) -> list[str]:
    return [f"{one.rule}: {one.where}" for one in check(problem, plan)]


def _shares(asked: SitingDocument, shares: Floats) -> list[dict[str, object]]:
    """Which part of each cell goes where."""
    return [
        {
            "cell": asked.cells[cell].key,
            "site": asked.sites[site].key,
            "share": round(float(shares[cell, site]), 6),
        }
        for cell, site in zip(*np.nonzero(shares > SMALLEST_SHARE), strict=True)
    ]


def _plain(number: float) -> float | int:
    return int(number) if number.is_integer() else number
