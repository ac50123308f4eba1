"""Writing imported boundaries."""

from django.db import transaction

from softplace.foundation.distances import great_circle_metres
from softplace.foundation.errors import Reason, Refused
from softplace.foundation.imports import ImportReport, in_order, refused, written
from softplace.people.models import User
from softplace.territory.commands.communes import Progress
from softplace.territory.formats import BoundaryDraft, BoundaryFile
from softplace.territory.formats.communes import commune_code
from softplace.territory.models import Boundary
from softplace.territory.nearest import KnownCommune
from softplace.territory.queries import commune_index, current_territory
from softplace.trail.commands import record_many

BATCH = 500


@transaction.atomic
def import_boundaries(
    *,
    file: BoundaryFile,
    partial: bool = False,
    dry_run: bool = False,
    actor: User | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Create and update the boundaries of known communes.

    The shape of a commune that is not known does not hold the others back: it has merged into
    another since, or lies in another territory.
    """
    index = commune_index()
    if not index.communes:
        raise Refused(Reason("no_commune_known"))
    before = dict(Boundary.objects.values_list("commune_id", "geometry"))
    bad = list(file.refused)
    changed: list[Boundary] = []
    created = updated = unchanged = 0
    for draft in file.drafts:
        commune = index.by_code.get(commune_code(draft.code))
        shown = f"{draft.code} {draft.name}".strip()
        if commune is None:
            reason = Reason("commune_code_unknown", "code", {"code": draft.code})
            bad.append(refused(draft.number, "code", shown, reason, holds_back=False))
            continue
        reasons = _reasons_to_refuse_shape(draft, commune)
        if reasons:
            bad += [refused(draft.number, reason.field, shown, reason) for reason in reasons]
            continue
        if commune.code != draft.code:
            reason = Reason("boundary_of_a_part", "code", {"commune": commune.name})
            bad.append(refused(draft.number, "code", shown, reason, holds_back=False))
            continue
        if before.get(commune.id) == draft.geometry:
            unchanged += 1
            continue
        created += commune.id not in before
        updated += commune.id in before
        changed.append(Boundary(commune_id=commune.id, geometry=draft.geometry))
    report = ImportReport(created, updated, unchanged, in_order(bad), file.notices)
    if dry_run or (report.is_held_back and not partial):
        return report
    for start in range(0, len(changed), BATCH):
        Boundary.objects.bulk_create(
            changed[start : start + BATCH],
            update_conflicts=True,
            unique_fields=["commune"],
            update_fields=["geometry"],
        )
        if progress is not None:
            progress(min(start + BATCH, len(changed)), len(changed))
    territory = current_territory()
    if changed and territory is not None:
        counts = {"created": (None, created), "updated": (None, updated)}
        record_many(actor=actor, verb="import_boundaries", subjects=[(territory, counts)])
    return written(report)


def _reasons_to_refuse_shape(draft: BoundaryDraft, commune: KnownCommune) -> list[Reason]:
    """Why a shape cannot be that commune's: it lies elsewhere, or its axes are exchanged."""
    south, west, north, east = draft.corner_box()
    if _metres_to_box(commune, south, west, north, east) <= commune.reach_metres():
        return []
    if _metres_to_box(commune, west, south, east, north) <= commune.reach_metres():
        return [Reason("coordinates_swapped", "geometry")]
    middle = ((south + north) / 2, (west + east) / 2)
    kilometres = round(commune.metres_to(*middle) / 1000)
    details = {"kilometres": kilometres, "commune": commune.name}
    return [Reason("far_from_commune", "geometry", details)]


def _metres_to_box(
    commune: KnownCommune, south: float, west: float, north: float, east: float
) -> float:
    """From a commune's centre to the nearest point of a box; 0 inside."""
    latitude = min(max(commune.latitude, south), north)
    longitude = min(max(commune.longitude, west), east)
    return great_circle_metres(commune.latitude, commune.longitude, latitude, longitude)
