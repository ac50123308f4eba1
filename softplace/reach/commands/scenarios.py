"""The writes of scenarios and of what lies beyond the border."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from softplace.engines.calendar import weekday_bit
from softplace.foundation.clock import now
from softplace.foundation.errors import refuse
from softplace.people.models import User
from softplace.places.enums import Pattern
from softplace.places.formats.placing import placed
from softplace.places.formats.records import HoursDraft, PlaceFile
from softplace.places.rules import reasons_to_refuse_planning
from softplace.reach.models import Edit, Neighbour, Scenario
from softplace.reach.rules import reasons_to_refuse_scenario, reasons_to_refuse_version
from softplace.territory.models import Function
from softplace.territory.queries import commune_index
from softplace.trail.commands import record

FARTHEST_KM = 400.0
"""From the nearest commune: places farther away are nobody's choice here."""


@transaction.atomic
def keep_neighbours(*, file: PlaceFile, source: str) -> int:
    """Keep the places of a list that lie in neighbouring territories, for studies only.

    Those of the same list that were kept before and are not in it any more go. How many it
    keeps now.
    """
    index = commune_index()
    kept = []
    for draft in file.drafts:
        latitude, longitude = draft.fields.get("latitude"), draft.fields.get("longitude")
        if latitude is None or longitude is None or not placed(draft, index).is_elsewhere:
            continue
        found = index.nearest(latitude, longitude)
        if found is None or found[1] > FARTHEST_KM * 1000:
            continue
        kept.append(
            Neighbour(
                source=source,
                source_id=draft.source_id,
                name=draft.fields.get("name", ""),
                latitude=latitude,
                longitude=longitude,
                functions=list(draft.functions or ()),
                hours=[span for rule in draft.hours or () for span in _week_spans(rule)],
            )
        )
    if not kept and not Neighbour.objects.filter(source=source).exists():
        return 0
    Neighbour.objects.filter(source=source).exclude(
        source_id__in=[one.source_id for one in kept]
    ).delete()
    Neighbour.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["source", "source_id"],
        update_fields=["name", "latitude", "longitude", "functions", "hours"],
    )
    return len(kept)


def _week_spans(rule: HoursDraft) -> list[list[int]]:
    """A weekly rule in minutes of the week; an expression that is no weekly rule has none."""
    if rule.pattern != Pattern.WEEKLY:
        return []
    starts = [
        day * 1440 + rule.start_minute for day in range(7) if rule.weekdays & weekday_bit(day)
    ]
    return [[start, start + rule.length_minutes] for start in starts]


@transaction.atomic
def create_scenario(
    *, actor: User, name: str, function: Function, mode: str, threshold_km: float
) -> Scenario:
    """A scenario without edits: today's calendar."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    refuse(reasons_to_refuse_scenario(name, threshold_km))
    scenario = Scenario.objects.create(
        name=name.strip(),
        function=function,
        mode=mode,
        threshold_km=threshold_km,
        created_by=actor,
        changed_at=now(),
    )
    record(actor=actor, verb="create_scenario", subject=scenario)
    return scenario


@transaction.atomic
def add_edit(
    *, actor: User, scenario_id: int, version: int, kind: str, content: Mapping[str, Any]
) -> Edit:
    """Add an edit to the scenario as the planner saw it; refused where it has changed since."""
    scenario = _scenario_to_change(actor, scenario_id, version)
    edit = Edit.objects.create(scenario=scenario, kind=kind, content=dict(content))
    record(actor=actor, verb="add_edit", subject=scenario, changes={kind: (None, dict(content))})
    return edit


@transaction.atomic
def undo_edit(*, actor: User, scenario_id: int, version: int, edit_id: int) -> Scenario:
    """Take an edit out again; the others stay."""
    scenario = _scenario_to_change(actor, scenario_id, version)
    edit = scenario.edits.get(pk=edit_id)
    record(
        actor=actor, verb="undo_edit", subject=scenario, changes={edit.kind: (edit.content, None)}
    )
    edit.delete()
    return scenario


def _scenario_to_change(actor: User, scenario_id: int, version: int) -> Scenario:
    """The scenario, locked, at the version that was seen; its version grows."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    scenario = Scenario.objects.select_for_update().get(pk=scenario_id)
    refuse(reasons_to_refuse_version(version, scenario.version))
    scenario.version += 1
    scenario.changed_at = now()
    scenario.save(update_fields=["version", "changed_at"])
    return scenario
