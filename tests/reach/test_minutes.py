"""Studies whose threshold is in minutes: 18.7 by car from North to the library of the South."""

import pytest

from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.reach.commands import add_edits, change_study, create_study
from softplace.reach.models import Scenario, Study
from softplace.reach.planning import Comparison, commune_rows, compare_scenarios, figures_of
from softplace.reach.queries import study_with
from softplace.territory.models import Function
from tests.reach.conftest import AddPlace

KM = 0.1 * 111.195 * 1.4
MINUTES = KM / 50 * 60
NORTH = {"latitude": 45.1, "longitude": 5.0, "functions": ["library"], "hours": [[540, 660]]}


def comparison(study: Study, **fields: object) -> Comparison:
    Study.objects.filter(pk=study.pk).update(**{"mode": "car", "threshold_minutes": 15} | fields)
    again = study_with(study.pk)
    assert again is not None
    return compare_scenarios(again, "library", list(again.scenarios.all()))


def test_beyond_means_more_minutes_than_the_threshold(study: Study) -> None:
    of = comparison(study).today.figures
    assert (of["people_beyond"], of["communes_beyond"]) == (100, 1)
    assert comparison(study, threshold_minutes=20).today.figures["people_beyond"] == 0


def test_figures_and_communes_are_in_minutes(
    planner: User, study: Study, scenario: Scenario
) -> None:
    edits = [("open", {"name": "North", **NORTH})]
    add_edits(actor=planner, scenario_id=scenario.pk, version=1, edits=edits)
    found = comparison(study)
    before, after = (figures_of(one, found.land) for one in (found.today, found.shown[0][1]))
    assert "mean_km" not in before
    assert before["mean_minutes"] == pytest.approx(MINUTES / 4, rel=1e-4)
    assert (before["worst_minutes"], after["worst_minutes"]) == (
        pytest.approx(MINUTES, rel=1e-4), 0
    )  # fmt: skip
    assert [(row["minutes_today"], row["minutes_1"]) for row in commune_rows(found)] == [
        (0, 0), (pytest.approx(MINUTES, rel=1e-4), 0)
    ]  # fmt: skip
    change = found.shown[0][2]
    assert (change.by_costs.people_better, list(change.signs)) == (100, ["same", "gain"])


def test_hours_within_reach_are_those_within_the_minutes(study: Study) -> None:
    assert comparison(study).today.found.hours.tolist() == [2, 0]
    assert comparison(study, threshold_minutes=20).today.found.hours.tolist() == [2, 2]


def test_far_by_law_is_beyond_the_kilometres_and_the_minutes(
    planner: User, study: Study, scenario: Scenario, add_place: AddPlace
) -> None:
    """Whatever the means of travel: 18.7 minutes are not far, a move south makes it 22.4."""
    moved = [("move", {"key": "south", "latitude": 44.98, "longitude": 5.0})]
    add_edits(actor=planner, scenario_id=scenario.pk, version=1, edits=moved)
    for mode, minutes in (("car", 15), ("foot", 30), ("straight", None)):
        found = comparison(study, mode=mode, threshold_minutes=minutes)
        shares = [one.figures["share_far"] for one in (found.today, found.shown[0][1])]
        assert shares == [0, 25]


@pytest.mark.parametrize(
    ("mode", "minutes", "code"),
    [
        ("straight", 20.0, "minutes_without_travel"),
        ("car", 0.0, "threshold_minutes_out_of_range"),
        ("car", 601.0, "threshold_minutes_out_of_range"),
    ],
)
def test_a_threshold_that_says_nothing_is_refused(
    planner: User, land: None, mode: str, minutes: float, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        create_study(
            actor=planner, name="Libraries", functions=[Function.objects.get(code="library")],
            mode=mode, threshold_km=10.0, threshold_minutes=minutes,
        )  # fmt: skip
    reasons = [(reason.code, reason.field) for reason in refused.value.reasons]
    assert reasons == [(code, "threshold_minutes")]


def test_a_study_goes_from_kilometres_to_minutes_and_back(planner: User, study: Study) -> None:
    about = {
        "study_id": study.pk, "name": "Libraries", "question": "", "threshold_km": 10.0,
        "functions": list(study.functions.all()), "week": None, "cells": "",
    }  # fmt: skip
    one = change_study(actor=planner, version=1, mode="car", threshold_minutes=20.0, **about)
    assert (one.threshold, one.is_in_minutes) == (20, True)
    two = change_study(actor=planner, version=2, mode="straight", threshold_minutes=None, **about)
    assert (two.threshold, two.is_in_minutes) == (10, False)
