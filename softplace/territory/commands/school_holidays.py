"""Writing imported school holidays."""

from django.db import transaction

from softplace.foundation.imports import ImportReport, written
from softplace.people.models import User
from softplace.territory.formats import SchoolHolidayFile
from softplace.territory.models import SchoolHoliday
from softplace.territory.queries import current_territory
from softplace.trail.commands import record_many


@transaction.atomic
def import_school_holidays(
    *,
    file: SchoolHolidayFile,
    partial: bool = False,
    dry_run: bool = False,
    actor: User | None = None,
) -> ImportReport:
    """Create and update school holidays; a holiday is known by its zone, name and first day."""
    before = {
        (zone, first, name): last
        for zone, first, name, last in SchoolHoliday.objects.values_list(
            "zone", "first_date", "name", "last_date"
        )
    }
    keys = [(draft.zone, draft.first_date, draft.name) for draft in file.drafts]
    changed = [
        draft
        for key, draft in zip(keys, file.drafts, strict=True)
        if before.get(key) != draft.last_date
    ]
    created = sum(key not in before for key in keys)
    updated = len(changed) - created
    report = ImportReport(created, updated, len(keys) - len(changed), file.refused, file.notices)
    if dry_run or (report.is_held_back and not partial):
        return report
    SchoolHoliday.objects.bulk_create(
        [
            SchoolHoliday(
                zone=draft.zone,
                name=draft.name,
                first_date=draft.first_date,
                last_date=draft.last_date,
            )
            for draft in changed
        ],
        update_conflicts=True,
        unique_fields=["zone", "first_date", "name"],
        update_fields=["last_date"],
    )
    territory = current_territory()
    if changed and territory is not None:
        counts = {"created": (None, created), "updated": (None, updated)}
        record_many(actor=actor, verb="import_school_holidays", subjects=[(territory, counts)])
    return written(report)
