"""A study taken apart gives the figures of the study in one piece, to the last digit."""

from collections.abc import Sequence
from dataclasses import fields, replace
from math import isnan
from pathlib import Path

import numpy as np
import pytest

from softplace.engines.reach.coverage import coverage
from softplace.engines.reach.decay import GaussianDecay
from softplace.engines.reach.opportunities import floating_catchments
from softplace.engines.reach.study import (
    Figures,
    KeptParts,
    Study,
    digest,
    parted,
    put_together,
    whole,
    worked,
)
from softplace.engines.reach.week import WeekOpenings, hours_within_reach
from softplace.engines.travel import PACES, Mode, Points, TravelMatrix, Unit, straight_matrix
from softplace.foundation.errors import Refused


def land(seed: int, *, cells: int = 400, sites: int = 30, mode: Mode = Mode.CAR) -> Study:
    """Cells and sites in a square of 200 km, in nine parts; a far island with one cell."""
    rng = np.random.default_rng(seed)
    lat, lng = rng.uniform(44, 46, cells), rng.uniform(3, 6, cells)
    parts = (3 * np.floor((lat - 44) * 1.5) + np.floor(lng - 3)).astype(np.int64)
    lat[-1], lng[-1], parts[-1] = -21.1, 55.5, 9
    spans = [
        (site, day * 1440 + int(start), day * 1440 + int(start) + 180)
        for site in range(sites)
        for day, start in enumerate(rng.integers(0, 1300, 5))
    ]
    return Study(
        cells=Points(lat, lng),
        people=rng.integers(0, 900, cells) * rng.integers(0, 2, cells) + (np.arange(cells) == 0),
        parts=parts,
        part_keys=tuple("abcdefghij"),
        sites=Points(rng.uniform(44, 46, sites), rng.uniform(3, 6, sites)),
        openings=WeekOpenings.of(spans),
        mode=mode,
        threshold_km=25.0,
    )


def in_one_piece(study: Study) -> Figures:
    return put_together(study, [worked(whole(study))])


def are_the_same(one: Figures, other: Figures) -> bool:
    """Bit by bit; what is no number is the same as what is no number."""
    arrays = ("costs", "hours", "access")
    for name in arrays:
        if getattr(one, name).tobytes() != getattr(other, name).tobytes():
            return False
    rest = [field.name for field in fields(Figures) if field.name not in arrays]
    return all(repr(getattr(one, name)) == repr(getattr(other, name)) for name in rest)


@pytest.mark.parametrize("mode", [Mode.STRAIGHT, Mode.CAR])
@pytest.mark.parametrize("seed", range(3))
def test_parts_in_any_order_give_the_figures_of_one_piece(seed: int, mode: Mode) -> None:
    study = land(seed, mode=mode)
    answers = [worked(part) for part in parted(study)]
    assert len(answers) == 10
    expected = in_one_piece(study)
    assert are_the_same(put_together(study, answers), expected)
    assert are_the_same(put_together(study, answers[::-1]), expected)


@pytest.mark.parametrize("minutes", [None, 30.0])
@pytest.mark.parametrize("seed", range(3))
def test_parts_along_roads_give_the_figures_of_one_piece(seed: int, minutes: float | None) -> None:
    """Ways that are no straight lines: longer by chance, and some lead nowhere."""
    study, rng = land(seed), np.random.default_rng(seed)
    costs = straight_matrix(study.cells, study.sites).costs * rng.uniform(1, 3, (400, 30))
    costs[rng.random((400, 30)) < 0.1] = np.inf
    costs[7] = np.inf
    ways = TravelMatrix(costs, Unit.KM if minutes is None else Unit.MINUTES).table()
    study = replace(study, threshold_minutes=minutes, ways=ways)
    found, expected = put_together(study, map(worked, parted(study))), in_one_piece(study)
    assert are_the_same(found, expected)
    assert found.costs.tolist() == costs.min(axis=1).tolist()
    assert found.hours.tolist() == (
        hours_within_reach(ways.within(study.threshold), study.openings).tolist()
    )


def test_minutes_without_roads_are_those_of_the_detour() -> None:
    study = replace(land(3), threshold_minutes=30.0)
    minutes = straight_matrix(study.cells, study.sites, PACES[Mode.CAR]).costs.min(axis=1)
    found = put_together(study, map(worked, parted(study)))
    assert found.costs == pytest.approx(minutes)
    assert found.coverage.people_beyond == study.people[minutes > 30].sum()
    with pytest.raises(Refused, match="minutes_without_travel"):
        replace(study, mode=Mode.STRAIGHT)


def test_how_the_land_is_taken_apart_changes_nothing_of_the_whole() -> None:
    study = land(4)
    rng = np.random.default_rng(0)
    at_random = replace(study, parts=rng.integers(0, 10, len(study.cells)))
    found = put_together(at_random, [worked(part) for part in parted(at_random)])
    expected = in_one_piece(study)
    assert found.coverage == replace(expected.coverage, theil=found.coverage.theil)
    assert found.coverage.theil.total == expected.coverage.theil.total
    assert found.mean_hours == expected.mean_hours
    assert found.access.tobytes() == expected.access.tobytes()


def test_a_part_leaves_out_what_is_far_and_takes_in_what_is_across_its_border() -> None:
    # Two parts side by side, each with one site; a third far away has none at all.
    study = Study(
        cells=Points.of([(45.0, 4.99), (45.0, 5.01), (47.0, 5.0), (45.0, 1.0)]),
        people=np.array([100.0, 300.0, 0.0, 50.0]),
        parts=np.array([0, 1, 1, 2]),
        part_keys=("west", "east", "far"),
        sites=Points.of([(45.0, 5.0)]),
        openings=WeekOpenings.of([(0, 540, 720)]),
        mode=Mode.STRAIGHT,
        threshold_km=10.0,
    )
    west, east, far = parted(study)
    assert (len(west.cells), west.own.tolist()) == (2, [True, False])
    assert (len(far.cells), len(far.sites)) == (1, 1)  # its nearest, 315 km away
    found = put_together(study, map(worked, [far, east, west]))
    assert found.hours.tolist() == [3, 3, 0, 0]
    # The people of both parts share the site: 1 for 400 people at the same distance.
    assert found.access.tolist() == pytest.approx([250, 250, 0, 0])
    assert [part.key for part in found.parts] == ["west", "east", "far"]
    assert [part.coverage.people_beyond for part in found.parts if part.coverage] == [0, 0, 50]


def test_the_figures_are_those_of_the_definitions() -> None:
    study = land(5, mode=Mode.STRAIGHT)
    km = straight_matrix(study.cells, study.sites)
    table = km.table(study.threshold_km)
    found = in_one_piece(study)
    assert found.costs == pytest.approx(km.costs.min(axis=1))
    assert found.hours.tolist() == hours_within_reach(table, study.openings).tolist()
    access = floating_catchments(
        table, np.ones(len(study.sites)), study.people, GaussianDecay(study.threshold_km)
    ).access
    assert found.access == pytest.approx(100_000 * access)
    of = coverage(km.costs.min(axis=1), study.people, study.threshold_km, study.parts)
    assert found.coverage.theil.between == pytest.approx(of.theil.between)
    assert found.mean_hours == pytest.approx(study.people @ found.hours / study.people.sum())
    assert found.people_without_hours == study.people[found.hours == 0].sum()


def test_without_any_site_everybody_is_unreached() -> None:
    study = land(6, sites=0)
    found = put_together(study, map(worked, parted(study)))
    assert found.coverage.people_unreached == found.coverage.people_beyond == study.people.sum()
    assert (found.mean_hours, found.per_person.mean, found.per_person.gini) == (0, 0, 0)


def test_a_part_where_nobody_lives_has_no_coverage() -> None:
    study = land(7)
    study = replace(study, people=np.where(study.parts == 9, 0, study.people))
    found = in_one_piece(study)
    (island,) = [part for part in found.parts if part.key == "j"]
    assert island.coverage is None
    assert isnan(island.mean_hours)


@pytest.mark.parametrize(
    "change, code",
    [
        ({"people": np.zeros(400)}, "cells_without_people"),
        ({"people": np.full(400, -1.0)}, "weights_negative"),
        ({"people": np.full(400, np.nan)}, "weights_negative"),
        ({"threshold_km": 0.0}, "threshold_negative"),
        ({"threshold_km": float("nan")}, "threshold_negative"),
    ],
)
def test_a_study_of_nobody_or_nothing_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        replace(land(1), **change)  # type: ignore[arg-type]


def test_a_cell_that_no_part_or_two_parts_answer_is_a_broken_contract() -> None:
    study = land(1)
    answers = [worked(part) for part in parted(study)]
    for wrong in (answers[1:], [*answers, answers[0]]):
        with pytest.raises(ValueError, match="was answered"):
            put_together(study, wrong)


class TestAnswersOnDisk:
    def kept(self, folder: Path, parts: Sequence[object]) -> list[bool]:
        return [KeptParts(folder).answer(part) is not None for part in parts]  # type: ignore[arg-type]

    def test_an_answer_comes_back_as_it_was(self, tmp_path: Path) -> None:
        part = next(parted(land(1)))
        answer = worked(part)
        KeptParts(tmp_path).keep(part, answer)
        again = KeptParts(tmp_path).answer(part)
        assert again is not None
        assert [a.tobytes() for a in (again.position, again.costs, again.hours, again.access)] == [
            a.tobytes() for a in (answer.position, answer.costs, answer.hours, answer.access)
        ]  # fmt: skip

    def test_a_broken_file_is_as_good_as_none(self, tmp_path: Path) -> None:
        part = next(parted(land(1)))
        KeptParts(tmp_path).keep(part, worked(part))
        (file,) = tmp_path.iterdir()
        content = file.read_bytes()
        for broken in (content[: len(content) // 2], b"", b"no archive"):
            file.write_bytes(broken)
            assert KeptParts(tmp_path).answer(part) is None

    def test_a_change_in_one_part_leaves_those_far_from_it_as_they_were(
        self, tmp_path: Path
    ) -> None:
        study = land(1)
        before = list(parted(study))
        for part in before:
            KeptParts(tmp_path).keep(part, worked(part))
        people = study.people.copy()
        people[-1] += 1  # on the island
        after = list(parted(replace(study, people=people)))
        assert self.kept(tmp_path, after) == [True] * 9 + [False]

    @pytest.mark.parametrize("change", [{"threshold_km": 20.0}, {"mode": Mode.FOOT}])
    def test_another_question_has_other_names(self, change: dict[str, object]) -> None:
        study = land(1)
        other = replace(study, **change)  # type: ignore[arg-type]
        assert {digest(p) for p in parted(study)} & {digest(p) for p in parted(other)} == set()
