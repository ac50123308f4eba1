"""The whole study of France: in one process, in parts, and on two workers."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.reach.measuring import REAL_DATA, absent, row, seconds
from softplace.engines.reach.study import (
    Figures,
    KeptParts,
    Study,
    parted,
    put_together,
    whole,
    worked,
)
from softplace.engines.reach.week import WeekOpenings
from softplace.engines.travel import Mode, Points
from softplace.reach.cluster import cluster, work_on
from softplace.territory.formats import read_communes

FILE = REAL_DATA / "territory" / "communes-fr.csv"
POINTS = 2_845
HALF_DAYS = ((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60))


def rows() -> list[dict[str, Any]]:
    if not FILE.exists():
        return [
            absent("study of France, one process", 10, "s"),
            absent("its memory", 4, "GiB"),
        ]
    # Each in a process of its own, so that memory is that of the study and nothing else.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        cells, taken, gibibytes, expected = alone.submit(in_one_piece).result()
    begun, working, largest, found = on_two_workers()
    return [
        row(f"study of France ({cells:,} x {POINTS:,}), one process", taken, 10, "s"),
        row("its memory", gibibytes, 4, "GiB"),
        row("the same on two workers, by département", working, None, "s"),
        row("start of the two workers", begun, None, "s"),
        row("memory of the larger worker", largest, None, "GiB"),
        row("two workers, figures that differ", int(found != expected), 0, "of all"),
    ]


def france() -> Study:
    """The real communes; points drawn among them by people, each with hours of its own."""
    drafts = read_communes(FILE.read_bytes()).drafts
    rng = np.random.default_rng(3)
    people = np.array([float(draft.population or 0) for draft in drafts])
    cells = Points.of([(draft.latitude, draft.longitude) for draft in drafts])
    keys, parts = np.unique([draft.department for draft in drafts], return_inverse=True)
    chosen = rng.choice(len(cells), POINTS, replace=False, p=people / people.sum())
    spans = [
        (site, day * 1440 + start + 15 * int(shift), day * 1440 + end - 15 * int(shift))
        for site in range(POINTS)
        for shift in [rng.integers(0, 5)]
        for day in range(6)
        for start, end in HALF_DAYS
        if rng.random() < 0.7
    ]
    return Study(
        cells, people, parts.astype(np.int64), tuple(map(str, keys)), cells.take(chosen),
        WeekOpenings.of(spans), Mode.CAR, threshold_km=15.0,
    )  # fmt: skip


def in_one_piece() -> tuple[int, float, float, str]:
    """Cells, seconds, gibibytes and the figures."""
    study = france()
    found: dict[str, Figures] = {}

    def work() -> None:
        found["all"] = put_together(study, [worked(whole(study))])

    work()
    taken = seconds(work, 3)
    return len(study.cells), taken, _gibibytes(), _said(found["all"])


def on_two_workers() -> tuple[float, float, float, str]:
    """Seconds to begin and to work, gibibytes of the larger worker, and the figures."""
    study = france()
    found: dict[str, Any] = {}

    def begin() -> None:
        found["cluster"] = cluster(None, workers=2)
        found["client"] = found["cluster"].__enter__()

    def work() -> None:
        with TemporaryDirectory() as folder:
            parts = list(parted(study))
            answers = work_on(found["client"], parts, kept=KeptParts(Path(folder)))
            found["all"] = put_together(study, answers)

    begun = seconds(begin)
    try:
        work()
        working = seconds(work, 3)
        largest = max(found["client"].run(_gibibytes).values())
    finally:
        found["cluster"].__exit__(None, None, None)
    return begun, working, largest, _said(found["all"])


def _said(figures: Figures) -> str:
    """Everything, to the last digit."""
    arrays = [figures.costs.tobytes(), figures.hours.tobytes(), figures.access.tobytes()]
    return repr((arrays, figures.coverage, figures.mean_hours, figures.per_person, figures.parts))


def _gibibytes() -> float:
    """The most memory that this process had; getrusage would count what its parent had too."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 2**20
    raise RuntimeError("This system does not say how much memory a process had.")
