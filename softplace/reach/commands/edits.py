"""Adding edits to a scenario and taking them out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.reach.commands.changing import scenario_to_change
from softplace.reach.models import Edit, Scenario
from softplace.reach.rules import MOST_EDITS
from softplace.trail.commands import record


@transaction.atomic
def add_edits(
    *,
    actor: User,
    scenario_id: int,
    version: int,
    edits: Sequence[tuple[str, Mapping[str, Any]]],
) -> list[Edit]:
    """Add edits to the scenario as the planner saw it; refused where it has changed since."""
    scenario = scenario_to_change(actor, scenario_id, version)
    if scenario.edits.count() + len(edits) > MOST_EDITS:
        refuse([Reason("too_many", "edits", {"limit": MOST_EDITS})])
    made = Edit.objects.bulk_create(
        Edit(scenario=scenario, kind=kind, content=dict(content)) for kind, content in edits
    )
    changes = {f"{n} {edit.kind}": (None, edit.content) for n, edit in enumerate(made, 1)}
    record(actor=actor, verb="add_edit", subject=scenario, changes=changes)
    return made


@transaction.atomic
def undo_edit(*, actor: User, scenario_id: int, version: int, edit_id: int) -> Scenario:
    """Take an edit out again; the others stay."""
    scenario = scenario_to_change(actor, scenario_id, version)
    edit = scenario.edits.filter(pk=edit_id).first()
    if edit is None:
        raise Refused(Reason("already_removed"))
    changes = {edit.kind: (edit.content, None)}
    record(actor=actor, verb="undo_edit", subject=scenario, changes=changes)
    edit.delete()
    return scenario
