"""The writes of roads, and of what was measured along them."""

from collections.abc import Mapping

from django.db import transaction

from softplace.engines.travel import Mode, RoadGraph, packed_roads
from softplace.foundation.clock import now
from softplace.foundation.imports import ImportReport, written
from softplace.people.models import User
from softplace.reach.models import Roads, RoadTable
from softplace.reach.queries.roads import RoadMatrices
from softplace.territory.queries import current_territory
from softplace.trail.commands import record_many


@transaction.atomic
def import_roads(
    *,
    graphs: Mapping[Mode, RoadGraph],
    file_name: str,
    digest: str,
    dry_run: bool = False,
    actor: User | None = None,
) -> ImportReport:
    """Make these the roads of their means of travel, all of them or none.

    What was measured along the roads before goes with them. The same file changes nothing.
    """
    before = dict(Roads.objects.values_list("mode", "digest"))
    changed = [mode for mode in graphs if before.get(str(mode)) != digest]
    created = sum(str(mode) not in before for mode in changed)
    report = ImportReport(created, len(changed) - created, len(graphs) - len(changed))
    if dry_run:
        return report
    Roads.objects.filter(mode__in=[str(mode) for mode in changed]).delete()
    for mode in changed:
        graph = graphs[mode]
        Roads.objects.create(
            mode=str(mode),
            file_name=file_name[:200],
            digest=digest,
            node_count=len(graph.nodes),
            edge_count=graph.minutes.nnz,
            content=packed_roads(graph),
            imported_at=now(),
        )
    territory = current_territory()
    if changed and territory is not None:
        counts = {str(mode): (before.get(str(mode)), digest) for mode in changed}
        record_many(actor=actor, verb="import_roads", subjects=[(territory, counts)])
    return written(report)


@transaction.atomic
def remove_roads(*, actor: User | None = None) -> int:
    """Travel goes by straight lines and detours again; how many means of travel had roads."""
    before = dict(Roads.objects.values_list("mode", "digest"))
    Roads.objects.all().delete()
    territory = current_territory()
    if before and territory is not None:
        counts = {mode: (digest, None) for mode, digest in before.items()}
        record_many(actor=actor, verb="remove_roads", subjects=[(territory, counts)])
    return len(before)


@transaction.atomic
def keep_road_table(*, mode: Mode, digest: str, cells_digest: str, matrices: RoadMatrices) -> None:
    """Keep what was measured for the next process. It is no new fact: no trail tells of it."""
    roads = Roads.objects.filter(mode=mode, digest=digest).first()
    if roads is not None:
        RoadTable.objects.update_or_create(
            roads=roads, cells_digest=cells_digest, defaults={"content": matrices.packed()}
        )
