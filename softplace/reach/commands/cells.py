"""The writes of sets of cells."""

from django.db import transaction

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.foundation.imports import ImportReport, RefusedLine, in_order, refused, written
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning
from softplace.reach.formats import CellDraft, CellFile
from softplace.reach.models import Cell, CellSet
from softplace.reach.rules import reasons_to_refuse_set_name
from softplace.territory.nearest import CommuneIndex, KnownCommune
from softplace.territory.queries import commune_index
from softplace.trail.commands import record

BATCH = 2_000
FIELDS = ("commune_id", "latitude", "longitude", "people", "income", "groups")


@transaction.atomic
def import_cells(
    *,
    file: CellFile,
    name: str,
    partial: bool = False,
    dry_run: bool = False,
    actor: User | None = None,
) -> ImportReport:
    """Make the set of that name what the file says: what is not in it any more goes.

    Raises
    ------
    Refused
        `no_commune_known`, or a name that no set can have.
    """
    _refuse_others(actor)
    refuse(reasons_to_refuse_set_name(name))
    index = commune_index()
    if not index.communes:
        raise Refused(Reason("no_commune_known"))
    before = {cell.key: cell for cell in Cell.objects.filter(cell_set__name=name)}
    bad = list(file.refused)
    cells: list[Cell] = []
    for draft in file.drafts:
        commune, fault = _commune_of(draft, index)
        if fault is not None:
            bad.append(fault)
        elif commune is not None:
            cells.append(_cell(draft, commune))
    changed = [cell for cell in cells if not _same(before.get(cell.key), cell)]
    created = sum(cell.key not in before for cell in changed)
    gone = before.keys() - {cell.key for cell in cells}
    report = ImportReport(
        created,
        len(changed) - created + len(gone),
        len(cells) - len(changed),
        in_order(bad),
        file.notices,
    )
    if dry_run or (report.is_held_back and not partial) or not cells:
        return report
    if not changed and not gone:
        return written(report)
    kept, _ = CellSet.objects.update_or_create(
        name=name, defaults={"groups": list(file.groups), "imported_at": now()}
    )
    Cell.objects.filter(cell_set=kept, key__in=gone).delete()
    for cell in changed:
        cell.cell_set = kept
    Cell.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["cell_set", "key"],
        update_fields=[field.removesuffix("_id") for field in FIELDS],
    )
    counts = {"created": (None, created), "changed": (None, len(changed) - created)}
    record(
        actor=actor,
        verb="import_cells",
        subject=kept,
        changes=counts | {"removed": (None, len(gone))},
    )
    return written(report)


@transaction.atomic
def remove_cells(*, name: str, actor: User | None = None) -> int:
    """Take a set out with all its cells, unless a study counts them; how many there were."""
    _refuse_others(actor)
    # Locked: against a study that begins to use it meanwhile.
    found = CellSet.objects.select_for_update().filter(name=name).first()
    if found is None:
        raise Refused(Reason("cell_set_unknown", "cells", {"name": name}))
    used_by = list(found.studies.order_by("name").values_list("name", flat=True))
    if used_by:
        details = {"name": name, "studies": used_by}
        raise Refused(Reason("cell_set_in_use", "cells", details))
    count = found.cells.count()
    record(actor=actor, verb="remove_cells", subject=found, changes={"cells": (count, None)})
    found.delete()
    return count


def _refuse_others(actor: User | None) -> None:
    """Who works on the machine itself has no account; an account must be a planner's."""
    if actor is not None:
        refuse(reasons_to_refuse_planning(actor.roles()))


def _commune_of(
    draft: CellDraft, index: CommuneIndex
) -> tuple[KnownCommune | None, RefusedLine | None]:
    """The commune that the file names, or the one whose point is nearest."""
    if draft.commune and draft.commune in index.by_code:
        return index.by_code[draft.commune], None
    found = index.nearest(draft.latitude, draft.longitude)
    assert found is not None
    commune, metres = found
    if draft.commune or metres > commune.reach_metres():
        details = {"kilometres": round(metres / 1000), "commune": commune.name}
        reason = Reason("cell_outside_territory", "latitude", details)
        shown = f"{draft.latitude}, {draft.longitude}"
        return None, refused(draft.line, "latitude", shown, reason)
    return commune, None


def _cell(draft: CellDraft, commune: KnownCommune) -> Cell:
    return Cell(
        key=draft.key,
        commune_id=commune.id,
        latitude=draft.latitude,
        longitude=draft.longitude,
        people=draft.people,
        income=draft.income,
        groups=draft.groups,
    )


def _same(before: Cell | None, now_: Cell) -> bool:
    return before is not None and all(
        getattr(before, field) == getattr(now_, field) for field in FIELDS
    )
