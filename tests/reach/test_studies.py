"""Studies and their scenarios: made, copied, renamed, removed, by several planners at once."""

from datetime import date

import pytest

from softplace.foundation.errors import Reason, Refused
from softplace.people.models import User
from softplace.reach.commands import (
    add_edits,
    change_rates,
    change_study,
    create_scenario,
    create_study,
    duplicate_scenario,
    remove_scenario,
    remove_study,
    rename_scenario,
)
from softplace.reach.enums import EditKind
from softplace.reach.models import Rates, Scenario, Study
from softplace.territory.models import Function
from softplace.trail.models import Entry
from tests.places.cast import a_user

CLOSE = [(EditKind.CLOSE, {"key": "south"})]


def refused_codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def about(study: Study, **fields: object) -> dict[str, object]:
    return {
        "study_id": study.pk, "version": study.version, "name": study.name, "question": "",
        "functions": list(study.functions.all()), "mode": "straight", "threshold_km": 10.0, "threshold_minutes": None,
        "week": None, "cells": "",
    } | fields  # fmt: skip


def test_the_second_of_two_planners_is_told_and_nothing_is_lost(
    planner: User, scenario: Scenario
) -> None:
    add_edits(actor=planner, scenario_id=scenario.pk, version=1, edits=CLOSE)
    with pytest.raises(Refused) as refused:
        add_edits(
            actor=planner, scenario_id=scenario.pk, version=1,
            edits=[(EditKind.CLOSE, {"key": "other"})],
        )  # fmt: skip
    assert refused.value.reasons == (Reason("scenario_changed_meanwhile"),)
    assert [edit.content for edit in scenario.edits.all()] == [{"key": "south"}]
    assert Scenario.objects.get().version == 2


def test_a_scenario_is_renamed_only_as_it_was_seen(planner: User, scenario: Scenario) -> None:
    rename_scenario(actor=planner, scenario_id=scenario.pk, version=1, name=" A truck ")
    assert Scenario.objects.get().name == "A truck"
    with pytest.raises(Refused) as refused:
        rename_scenario(actor=planner, scenario_id=scenario.pk, version=1, name="Two trucks")
    assert refused_codes(refused) == ["scenario_changed_meanwhile"]


def test_a_copy_has_the_edits_and_a_life_of_its_own(planner: User, scenario: Scenario) -> None:
    add_edits(actor=planner, scenario_id=scenario.pk, version=1, edits=CLOSE)
    copy = duplicate_scenario(actor=planner, scenario_id=scenario.pk)
    assert (copy.name, copy.study_id, copy.version) == ("What if (2)", scenario.study_id, 1)
    assert [(edit.kind, edit.content) for edit in copy.edits.all()] == CLOSE
    copy.edits.get().delete()
    assert scenario.edits.count() == 1


def test_what_is_removed_stays_on_the_trail(planner: User, scenario: Scenario) -> None:
    add_edits(actor=planner, scenario_id=scenario.pk, version=1, edits=CLOSE)
    remove_scenario(actor=planner, scenario_id=scenario.pk, version=2)
    assert Scenario.objects.count() == 0
    kept = Entry.objects.get(verb="remove_scenario").changes["edits"]
    assert kept == [[{"kind": "close", "content": {"key": "south"}}], None]
    with pytest.raises(Refused) as refused:
        add_edits(actor=planner, scenario_id=scenario.pk, version=2, edits=CLOSE)
    assert refused_codes(refused) == ["already_removed"]


def test_a_study_that_changed_meanwhile_is_told(planner: User, study: Study) -> None:
    change_study(actor=planner, **about(study, name="Books"))
    with pytest.raises(Refused) as refused:
        change_study(actor=planner, **about(study, name="Papers"))
    assert refused_codes(refused) == ["study_changed_meanwhile"]
    assert Study.objects.get().name == "Books"


def test_a_function_that_edits_speak_of_is_not_left_out(planner: User, scenario: Scenario) -> None:
    content = {"name": "N", "latitude": 45.1, "longitude": 5, "functions": ["library"], "hours": []}
    add_edits(actor=planner, scenario_id=scenario.pk, version=1, edits=[(EditKind.STOP, content)])
    other = [Function.objects.get(code="printing")]
    study = Study.objects.get()
    with pytest.raises(Refused) as refused:
        change_study(actor=planner, **about(study, functions=other))
    assert refused_codes(refused) == ["function_in_edits"]
    assert [function.code for function in study.functions.all()] == ["library"]


def test_a_study_goes_with_its_scenarios(planner: User, scenario: Scenario) -> None:
    study = Study.objects.get()
    remove_study(actor=planner, study_id=study.pk, version=study.version)
    assert (Study.objects.count(), Scenario.objects.count()) == (0, 0)
    assert Entry.objects.get(verb="remove_study").changes == {"scenarios": [["What if"], None]}


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"name": " "}, ["required"]),
        ({"functions": []}, ["required"]),
        ({"threshold_km": -1.0}, ["radius_out_of_range"]),
        ({"week": date(2026, 11, 24)}, ["not_a_monday"]),
    ],
)
def test_a_study_that_asks_nothing_is_refused(
    planner: User, land: None, fields: dict[str, object], codes: list[str]
) -> None:
    whole: dict[str, object] = {
        "name": "Libraries", "functions": list(Function.objects.filter(code="library")),
        "mode": "straight", "threshold_km": 10.0, "threshold_minutes": None,
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        create_study(actor=planner, **(whole | fields))
    assert refused_codes(refused) == codes


def test_only_planners_make_studies_and_scenarios(study: Study) -> None:
    visitor = a_user("val")
    with pytest.raises(Refused) as refused:
        create_scenario(actor=visitor, study_id=study.pk, name="Mine")
    assert refused_codes(refused) == ["planners_only"]
    with pytest.raises(Refused):
        change_study(actor=visitor, **about(study))
    with pytest.raises(Refused):
        change_rates(actor=visitor, version=1, staff_per_hour=1.0)
    assert Scenario.objects.count() == 0


def test_rates_are_kept_once_and_the_second_planner_is_told(planner: User) -> None:
    change_rates(actor=planner, version=1, staff_per_hour=31.5)
    with pytest.raises(Refused) as refused:
        change_rates(actor=planner, version=1, staff_per_hour=20.0)
    assert refused_codes(refused) == ["rates_changed_meanwhile"]
    assert Rates.objects.get().staff_per_hour == 31.5
    with pytest.raises(Refused) as refused:
        change_rates(actor=planner, version=2, staff_per_hour=-1.0)
    assert refused_codes(refused) == ["rate_negative"]
