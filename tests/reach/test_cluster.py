"""Studies on several processes: the same figures, and nothing lost with a worker or a run."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from distributed import LocalCluster

from softplace.engines.reach.study import (
    CellsOfPart,
    Figures,
    KeptParts,
    Part,
    Study,
    parted,
    put_together,
    whole,
    worked,
)
from softplace.engines.reach.week import WeekOpenings
from softplace.engines.travel import Mode, Points
from softplace.foundation.errors import Refused
from softplace.reach.cluster import cluster, work_here, work_on

PROJECT = Path(__file__).resolve().parents[2]


def land() -> Study:
    """300 cells in a strip of eight parts, 20 sites with hours."""
    rng = np.random.default_rng(1)
    lng = rng.uniform(0, 8, 300)
    return Study(
        cells=Points(rng.uniform(45, 46, 300), lng),
        people=rng.integers(0, 500, 300).astype(float),
        parts=np.floor(lng).astype(np.int64),
        part_keys=tuple("abcdefgh"),
        sites=Points(rng.uniform(45, 46, 20), rng.uniform(0, 8, 20)),
        openings=WeekOpenings.of([(site, 600 + site, 900) for site in range(20)]),
        mode=Mode.CAR,
        threshold_km=20.0,
    )


def said(figures: Figures) -> list[object]:
    """All of the figures, to the last digit."""
    return [
        figures.costs.tobytes(), figures.hours.tobytes(), figures.access.tobytes(),
        figures.coverage, figures.mean_hours, figures.people_without_hours, figures.per_person,
        figures.parts,
    ]  # fmt: skip


@pytest.fixture(scope="module")
def expected() -> list[object]:
    study = land()
    return said(put_together(study, [worked(whole(study))]))


@pytest.fixture(scope="module")
def client() -> Iterator[object]:
    with cluster(None, workers=2) as made:
        yield made


def test_two_processes_give_the_figures_of_one(
    client: object, expected: list[object], tmp_path: Path
) -> None:
    study = land()
    told: list[tuple[int, int]] = []
    answers = work_on(
        client,  # type: ignore[arg-type]
        list(parted(study)),
        kept=KeptParts(tmp_path),
        progress=lambda done, parts: told.append((done, parts)),
    )
    assert said(put_together(study, answers)) == expected
    assert told == [(done, 8) for done in range(9)]


def test_a_worker_that_is_killed_costs_nothing_but_time(
    client: object, expected: list[object], tmp_path: Path
) -> None:
    study, marker = land(), str(tmp_path / "killed")

    def killed_once(part: Part) -> CellsOfPart:
        if part.key == "d" and not os.path.exists(marker):  # noqa: PTH110
            os.close(os.open(marker, os.O_CREAT))
            os.kill(os.getpid(), signal.SIGKILL)
        return worked(part)

    kept = KeptParts(tmp_path / "kept")
    answers = work_on(client, list(parted(study)), kept=kept, work=killed_once)  # type: ignore[arg-type]
    assert Path(marker).exists()
    assert said(put_together(study, answers)) == expected


def test_what_is_kept_is_not_worked_again(
    client: object, expected: list[object], tmp_path: Path
) -> None:
    study, worked_on = land(), str(tmp_path / "worked")
    os.mkdir(worked_on)  # noqa: PTH102
    parts, kept = list(parted(study)), KeptParts(tmp_path / "kept")
    work_here(parts[:5], kept=kept)

    def noted(part: Part) -> CellsOfPart:
        os.close(os.open(f"{worked_on}/{part.key}", os.O_CREAT))
        return worked(part)

    answers = work_on(client, parts, kept=kept, work=noted)  # type: ignore[arg-type]
    assert sorted(path.name for path in Path(worked_on).iterdir()) == ["f", "g", "h"]
    assert said(put_together(study, answers)) == expected


def test_a_run_that_is_killed_goes_on_where_it_was(expected: list[object], tmp_path: Path) -> None:
    script = Path(__file__).with_name("study_that_dies.py")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    ended = subprocess.run([sys.executable, script, tmp_path], env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    study, kept = land(), KeptParts(tmp_path)
    parts = list(parted(study))
    assert [kept.answer(part) is not None for part in parts] == [True] * 3 + [False] * 5
    assert said(put_together(study, work_here(parts, kept=kept))) == expected


def test_a_part_that_kills_every_worker_is_named(client: object, tmp_path: Path) -> None:
    study = land()

    def deadly(part: Part) -> CellsOfPart:
        if part.key == "b":
            os.kill(os.getpid(), signal.SIGKILL)
        return worked(part)

    with pytest.raises(Refused) as refused:
        work_on(client, list(parted(study)), kept=KeptParts(tmp_path), work=deadly)  # type: ignore[arg-type]
    (reason,) = refused.value.reasons
    assert (reason.code, reason.details["part"]) == ("study_part_lost", "b")


def test_a_cluster_of_ones_own_is_used_by_its_address(
    expected: list[object], tmp_path: Path
) -> None:
    study = land()
    with (
        LocalCluster(n_workers=1, processes=False, dashboard_address="127.0.0.1:0") as ours,
        cluster(ours.scheduler_address, workers=2) as client,
    ):
        answers = work_on(client, list(parted(study)), kept=KeptParts(tmp_path))
    assert said(put_together(study, answers)) == expected


def test_a_cluster_without_workers_or_that_does_not_answer_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("softplace.reach.cluster.PATIENCE_SECONDS", 0.5)
    with LocalCluster(n_workers=0, processes=False, dashboard_address="127.0.0.1:0") as idle:
        for address in ("tcp://127.0.0.1:9", "nonsense://here", idle.scheduler_address):
            with pytest.raises(Refused) as refused, cluster(address, workers=2):
                pass
            assert [reason.code for reason in refused.value.reasons] == ["cluster_not_reached"]
