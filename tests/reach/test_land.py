"""The communes as which a study of cells is shown, and the cells that a study may count."""

import numpy as np
import pytest

from softplace.engines.travel import Points
from softplace.foundation.errors import Reason, Refused
from softplace.people.models import User
from softplace.reach.commands import change_study, create_study, import_cells, remove_cells
from softplace.reach.formats import read_cells
from softplace.reach.models import Study
from softplace.reach.queries import Cells, Land, land_of
from softplace.territory.models import Function
from softplace.trail.models import Entry
from tests.reach.test_studies import about

GRID = b"id,latitude,longitude,people\na,45.0,5.0,30\nb,45.02,5.0,10\n"


def some_cells(communes: list[str], people: list[float]) -> Cells:
    points = Points.of([(45.0 + n / 10, 5.0) for n in range(len(people))])
    names = [f"cell {n}" for n in range(len(people))]
    return Cells(names, names, points, np.array(people), communes=communes, source="grid")


@pytest.fixture
def put_together() -> Land:
    """Two cells in the south of 30 and 10 people, one in the north; nobody lives in the east."""
    communes = Cells(["1", "2", "3"], ["South", "North", "East"], Points.of([(45, 5)] * 3),
                     np.array([40.0, 7, 0]))  # fmt: skip
    return Land.of_cells(some_cells(["1", "2", "1"], [30, 7, 10]), communes)


def test_a_commune_has_the_mean_of_its_people(put_together: Land) -> None:
    assert (list(put_together.shown.names), put_together.shown.people.tolist()) == (
        ["South", "North"],
        [40, 7],
    )
    assert put_together.means(np.array([2.0, 5.0, 6.0])).tolist() == [3, 5]
    assert round(float(put_together.shown.points.lat[0]), 6) == 45.05


def test_who_reaches_nothing_counts_in_no_mean(put_together: Land) -> None:
    assert put_together.means(np.array([2.0, np.inf, np.inf])).tolist() == [2, np.inf]


def test_a_commune_where_some_gain_and_some_lose_is_mixed(put_together: Land) -> None:
    assert put_together.signs(["gain", "same", "lose"]) == ["mixed", "same"]
    assert put_together.signs(["gain", "lose", "same"]) == ["gain", "lose"]
    assert put_together.people_with(["gain", "lose", "gain"], "gain").tolist() == [40, 0]


@pytest.fixture
def grid(study: Study) -> Study:
    import_cells(file=read_cells(GRID), name="grid")
    return study


def test_a_study_counts_the_cells_that_were_chosen_with_the_version_seen(
    planner: User, grid: Study
) -> None:
    change_study(actor=planner, **about(grid, cells="grid"))
    assert land_of(Study.objects.get()).cells.people.tolist() == [30, 10]
    assert Entry.objects.get(verb="change_study").changes == {"cells": ["", "grid"]}
    with pytest.raises(Refused) as refused:
        change_study(actor=planner, **about(grid, cells=""))
    assert refused.value.reasons == (Reason("study_changed_meanwhile"),)
    assert Study.objects.get().cells == "grid"


def test_cells_that_are_not_there_are_refused(planner: User, grid: Study) -> None:
    gone = (Reason("cell_set_unknown", "cells", {"name": "moon"}),)
    with pytest.raises(Refused) as refused:
        change_study(actor=planner, **about(grid, cells="moon"))
    assert refused.value.reasons == gone
    with pytest.raises(Refused) as refused:
        create_study(
            actor=planner, name="Moon", functions=list(Function.objects.filter(code="library")),
            mode="straight", threshold_km=10.0, cells="moon",
        )  # fmt: skip
    assert refused.value.reasons == gone
    assert [(study.name, study.version) for study in Study.objects.all()] == [("Libraries", 1)]


def test_cells_that_a_study_counts_are_not_taken_out(planner: User, grid: Study) -> None:
    change_study(actor=planner, **about(grid, cells="grid"))
    with pytest.raises(Refused) as refused:
        remove_cells(name="grid")
    details = {"name": "grid", "studies": ["Libraries"]}
    assert refused.value.reasons == (Reason("cell_set_in_use", "cells", details),)
    change_study(actor=planner, **about(Study.objects.get(), cells=""))
    assert remove_cells(name="grid") == 2
