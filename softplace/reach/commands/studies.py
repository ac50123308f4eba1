"""Making, renaming, copying and removing studies and their scenarios."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning
from softplace.reach.commands.changing import scenario_to_change, study_to_change
from softplace.reach.models import CellSet, Edit, Scenario, Study
from softplace.reach.rules import (
    LONGEST_NAME,
    reasons_to_refuse_scenario,
    reasons_to_refuse_study,
)
from softplace.territory.models import Function
from softplace.trail.commands import record


@transaction.atomic
def create_study(
    *,
    actor: User,
    name: str,
    functions: Collection[Function],
    mode: str,
    threshold_km: float,
    threshold_minutes: float | None = None,
    question: str = "",
    week: date | None = None,
    cells: str = "",
) -> Study:
    """A question about the territory, without any scenario yet. `cells` names an imported set."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    codes = [function.code for function in functions]
    refuse(
        reasons_to_refuse_study(
            name=name,
            question=question,
            functions=codes,
            mode=mode,
            threshold_km=threshold_km,
            threshold_minutes=threshold_minutes,
            week=week,
        )
    )
    study = Study.objects.create(
        name=name.strip(),
        question=question.strip(),
        mode=mode,
        threshold_km=threshold_km,
        threshold_minutes=threshold_minutes,
        week=week,
        cell_set=_cell_set(cells),
        created_by=actor,
        changed_at=now(),
    )
    study.functions.set(functions)
    changes: dict[str, tuple[object, object]] = {
        "functions": (None, sorted(codes)),
        "threshold_km": (None, threshold_km),
    }
    if threshold_minutes is not None:
        changes["threshold_minutes"] = (None, threshold_minutes)
    if cells:
        changes["cells"] = (None, cells)
    record(actor=actor, verb="create_study", subject=study, changes=changes)
    return study


@transaction.atomic
def change_study(
    *,
    actor: User,
    study_id: int,
    version: int,
    name: str,
    question: str,
    functions: Collection[Function],
    mode: str,
    threshold_km: float,
    threshold_minutes: float | None,
    week: date | None,
    cells: str,
) -> Study:
    """Say what a study is about, as the planner saw it. Its scenarios keep their edits."""
    study = study_to_change(actor, study_id, version)
    codes = sorted(function.code for function in functions)
    refuse(
        reasons_to_refuse_study(
            name=name,
            question=question,
            functions=codes,
            mode=mode,
            threshold_km=threshold_km,
            threshold_minutes=threshold_minutes,
            week=week,
        )
    )
    before = sorted(function.code for function in study.functions.all())
    still_used = _functions_of_edits(study) - set(codes)
    if still_used:
        raise Refused(Reason("function_in_edits", "functions", {"functions": sorted(still_used)}))
    values = {
        "name": name.strip(),
        "question": question.strip(),
        "mode": mode,
        "threshold_km": threshold_km,
        "threshold_minutes": threshold_minutes,
        "week": week,
    }
    changes = {
        field: (getattr(study, field), value)
        for field, value in values.items()
        if getattr(study, field) != value
    }
    if study.cells != cells:
        changes["cells"] = (study.cells, cells)
        study.cell_set = _cell_set(cells)
    if before != codes:
        changes["functions"] = (before, codes)
        study.functions.set(functions)
    for field, value in values.items():
        setattr(study, field, value)
    study.save()
    record(actor=actor, verb="change_study", subject=study, changes=changes)
    return study


def _cell_set(name: str) -> CellSet | None:
    """The set of that name, locked against being taken out meanwhile; None for the communes."""
    if not name:
        return None
    found = CellSet.objects.select_for_update().filter(name=name).first()
    if found is None:
        raise Refused(Reason("cell_set_unknown", "cells", {"name": name}))
    return found


def _functions_of_edits(study: Study) -> set[str]:
    named: set[str] = set()
    for content in Edit.objects.filter(scenario__study=study).values_list("content", flat=True):
        named |= set(content.get("functions", ())) | {content.get("function") or ""}
    return named - {""}


@transaction.atomic
def remove_study(*, actor: User, study_id: int, version: int) -> None:
    """Remove a study with its scenarios, none of which was published."""
    study = study_to_change(actor, study_id, version)
    if study.scenarios.filter(published_at__isnull=False).exists():
        raise Refused(Reason("study_has_published"))
    names = list(study.scenarios.values_list("name", flat=True))
    record(actor=actor, verb="remove_study", subject=study, changes={"scenarios": (names, None)})
    study.delete()


@transaction.atomic
def create_scenario(*, actor: User, study_id: int, name: str) -> Scenario:
    """A scenario without edits: today's calendar."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    refuse(reasons_to_refuse_scenario(name))
    # Locked: against a study that is removed meanwhile.
    study = Study.objects.select_for_update().filter(pk=study_id).first()
    if study is None:
        raise Refused(Reason("already_removed"))
    _refuse_taken_name(study.pk, name)
    scenario = Scenario.objects.create(
        study=study, name=name.strip(), created_by=actor, changed_at=now()
    )
    Study.objects.filter(pk=study.pk).update(changed_at=scenario.changed_at)
    record(actor=actor, verb="create_scenario", subject=scenario)
    return scenario


def _refuse_taken_name(study_id: int, name: str, *, but: int = 0) -> None:
    taken = Scenario.objects.filter(study=study_id, name=name.strip()).exclude(pk=but)
    if taken.exists():
        raise Refused(Reason("scenario_name_taken", "name", {"name": name.strip()}))


def _free_name(source: Scenario) -> str:
    """The name of a copy: "Two trucks (2)", "Two trucks (3)"."""
    taken = set(Scenario.objects.filter(study=source.study_id).values_list("name", flat=True))
    stem, number = source.name[: LONGEST_NAME - 6], 2
    while f"{stem} ({number})" in taken:
        number += 1
    return f"{stem} ({number})"


@transaction.atomic
def duplicate_scenario(*, actor: User, scenario_id: int, name: str = "") -> Scenario:
    """The same edits under another name, in the same study; a published one may be copied too."""
    source = Scenario.objects.filter(pk=scenario_id).first()
    if source is None:
        raise Refused(Reason("already_removed"))
    name = name.strip() or _free_name(source)
    copy = create_scenario(actor=actor, study_id=source.study_id, name=name)
    edits = source.edits.order_by("id").values_list("kind", "content")
    Edit.objects.bulk_create(
        Edit(scenario=copy, kind=kind, content=content) for kind, content in edits
    )
    changes = {"copy_of": (None, source.pk), "edits": (None, len(edits))}
    record(actor=actor, verb="duplicate_scenario", subject=copy, changes=changes)
    return copy


@transaction.atomic
def rename_scenario(*, actor: User, scenario_id: int, version: int, name: str) -> Scenario:
    refuse(reasons_to_refuse_scenario(name))
    scenario = scenario_to_change(actor, scenario_id, version)
    _refuse_taken_name(scenario.study_id, name, but=scenario.pk)
    before, scenario.name = scenario.name, name.strip()
    scenario.save(update_fields=["name"])
    record(
        actor=actor,
        verb="rename_scenario",
        subject=scenario,
        changes={"name": (before, scenario.name)},
    )
    return scenario


@transaction.atomic
def remove_scenario(*, actor: User, scenario_id: int, version: int) -> None:
    """Remove a scenario that was not published, with its edits; the trail keeps what they were."""
    scenario = scenario_to_change(actor, scenario_id, version)
    edits = list(scenario.edits.values("kind", "content"))
    record(actor=actor, verb="remove_scenario", subject=scenario, changes={"edits": (edits, None)})
    scenario.delete()
