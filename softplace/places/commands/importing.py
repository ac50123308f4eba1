"""Writing imported places: created and updated in bulk, all or nothing."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason
from softplace.foundation.imports import ImportReport, RefusedLine, in_order, refused, written
from softplace.people.models import User
from softplace.places.commands.authorised import authorise_planning
from softplace.places.commands.copying import copy_in, reserve_ids
from softplace.places.commands.search import refresh_search_text
from softplace.places.formats.mediation_num import VOCABULARY as MEDIATION_NUM
from softplace.places.formats.mediation_num import kept_cells
from softplace.places.formats.placing import Placed, placed
from softplace.places.formats.records import ROUGH_POSITION, HoursDraft, PlaceDraft, PlaceFile
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.places.queries.exporting import record_of
from softplace.territory.models import Function
from softplace.territory.queries import commune_index, current_territory
from softplace.territory.regions import holiday_region_of, school_zone_of, zone_of
from softplace.trail.commands import record_many

Progress = Callable[[int, int], None]

BATCH = 1000
IMPORTED = "imported"
"""Key of a place's details: what the last import brought, to tell whether the next differs."""
LAYOUT = 1
"""Changes when importing itself changes, so that the same file is written anew once."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A draft that will be written, with what is already there of it."""

    draft: PlaceDraft
    where: Placed
    source: str
    fingerprint: str
    place_id: int | None


@transaction.atomic
def import_places(
    *,
    file: PlaceFile,
    source: str,
    partial: bool = False,
    dry_run: bool = False,
    actor: User | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Create and update places by their source and its identifier.

    A place whose line is the same as at the last import is left alone, whatever its keepers
    have changed since; where the line differs, what it says replaces what the place says.
    Opening rules that keepers wrote stay; only rules of the same source are replaced.
    """
    authorise_planning(actor)
    bad = list(file.refused)
    arrivals, unchanged = _arrivals(file, source, bad)
    created = sum(arrival.place_id is None for arrival in arrivals)
    report = ImportReport(created, len(arrivals) - created, unchanged, in_order(bad), file.notices)
    if dry_run or (report.is_held_back and not partial):
        return report
    codes = dict(Function.objects.values_list("code", "id"))
    slugs = set(Place.objects.values_list("slug", flat=True)) if created else set()
    for start in range(0, len(arrivals), BATCH):
        _write(arrivals[start : start + BATCH], codes, slugs, actor)
        if progress is not None:
            progress(min(start + BATCH, len(arrivals)), len(arrivals))
    return written(report)


def _arrivals(file: PlaceFile, source: str, bad: list[RefusedLine]) -> tuple[list[_Arrival], int]:
    """The drafts that differ from what is there, and how many do not; refusals go to `bad`."""
    index = commune_index()
    functions = set(Function.objects.values_list("code", flat=True))
    known = _known({source, *(draft.source for draft in file.drafts if draft.source)})
    own = _own_places([draft.source_id for draft in file.drafts if draft.source == ""])
    arrivals, unchanged = [], 0
    for draft in file.drafts:
        where = placed(draft, index)
        lines = _refusals(draft, where, functions, file.columns)
        bad += lines
        if lines:
            continue
        its_source = draft.source or source
        before = known.get((its_source, draft.source_id))
        if draft.source == "":
            before = own.get(draft.source_id, before)
        fingerprint = _fingerprint(draft, where)
        if before is not None and before[1] == fingerprint:
            unchanged += 1
            continue
        place_id = before[0] if before else None
        arrivals.append(_Arrival(draft, where, its_source, fingerprint, place_id))
    return arrivals, unchanged


def _refusals(
    draft: PlaceDraft, where: Placed, functions: set[str], columns: Mapping[str, str]
) -> list[RefusedLine]:
    """What only the database knows: whether the point and the functions can be."""
    point = f"{draft.fields.get('latitude')}, {draft.fields.get('longitude')}"
    lines = [
        refused(
            draft.line,
            columns.get(reason.field, reason.field),
            draft.commune_code if where.is_elsewhere else point,
            reason,
            holds_back=not where.is_elsewhere,
            lies_outside=where.is_elsewhere,
        )
        for reason in where.reasons
    ]
    column = columns.get("functions", "functions")
    for code in draft.functions or ():
        if code not in functions:
            reason = Reason("unknown_function", "functions", {"value": code[:60]})
            lines.append(refused(draft.line, column, code, reason))
    return lines


def _known(sources: set[str]) -> dict[tuple[str, str], tuple[int, str]]:
    """(source, its identifier) to (the place's id, the fingerprint of its last import)."""
    rows = Place.objects.filter(source__in=sources).exclude(source_id="")
    return {
        (source, source_id): (place_id, (imported or {}).get("fingerprint", ""))
        for source, source_id, place_id, imported in rows.values_list(
            "source", "source_id", "id", f"details__{IMPORTED}"
        )
    }


def _own_places(slugs: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Places that were made here, by slug: an export of ours names them so."""
    if not slugs:
        return {}
    rows = Place.objects.filter(source="", slug__in=slugs)
    return {
        slug: (place_id, (imported or {}).get("fingerprint", ""))
        for slug, place_id, imported in rows.values_list("slug", "id", f"details__{IMPORTED}")
    }


def _fingerprint(draft: PlaceDraft, where: Placed) -> str:
    """A digest of all that the draft says, whatever line it stands on."""
    said = {
        "layout": LAYOUT,
        "commune": where.commune.code if where.commune else None,
        "name": draft.commune_name,
        "fields": draft.fields,
        "ids": dict(draft.official_ids),
        "functions": draft.functions,
        "hours": [_columns(rule) for rule in draft.hours] if draft.hours is not None else None,
        "raw": dict(draft.raw),
    }
    text = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _write(
    arrivals: Sequence[_Arrival], codes: Mapping[str, int], slugs: set[str], actor: User | None
) -> None:
    """Write a batch in a fixed number of statements, however many places it has."""
    # Locked against a keeper who changes one of them at the same moment.
    there = Place.objects.select_for_update().in_bulk(
        [arrival.place_id for arrival in arrivals if arrival.place_id is not None]
    )
    territory = current_territory()
    places = []
    for arrival in arrivals:
        place = there.get(arrival.place_id) if arrival.place_id is not None else None
        if place is None:
            place = Place(slug=_free_slug(arrival.draft, slugs), source=arrival.source)
            place.source_id = arrival.draft.source_id
            department = arrival.where.commune.department if arrival.where.commune else ""
            if department or territory is None:
                place.zone = zone_of(department)
                place.holiday_region = holiday_region_of(department)
                place.school_zone = school_zone_of(department)
            else:
                place.zone = territory.zone
                place.holiday_region = territory.holiday_region
                place.school_zone = territory.school_zone
        _assign(place, arrival)
        places.append(place)
    new = [place for place in places if place.pk is None]
    reserve_ids(new)
    copy_in(new)
    old = [place for place in places if place.pk in there]
    if old:
        # An upsert by slug: one statement, where bulk_update would compare row by row.
        columns = [
            field.name
            for field in Place._meta.concrete_fields
            if not field.generated and field.name not in {"id", "slug", "search_text"}
        ]
        Place.objects.bulk_create(
            old, update_conflicts=True, unique_fields=["slug"], update_fields=columns
        )
    _write_functions(arrivals, places, codes)
    _write_rules(arrivals, places)
    refresh_search_text(place_ids=[place.pk for place in places])
    record_many(
        actor=actor,
        verb="import_place",
        subjects=[(place, {"source": (None, place.source)}) for place in places],
    )


def _assign(place: Place, arrival: _Arrival) -> None:
    """Give the place what its draft says; what the draft does not mention stays."""
    draft, where = arrival.draft, arrival.where
    for name, value in draft.fields.items():
        setattr(place, name, value)
    place.latitude, place.longitude = where.latitude, where.longitude
    place.commune_id = where.commune.id if where.commune else None
    place.official_ids = {**place.official_ids, **draft.official_ids}
    place.updated_at = now()
    details = {**place.details}
    details.pop(ROUGH_POSITION, None)
    if where.is_rough:
        details[ROUGH_POSITION] = True
    functions = list(draft.functions or ())
    details[IMPORTED] = {"fingerprint": arrival.fingerprint, "functions": functions}
    if draft.raw_vocabulary:
        details[draft.raw_vocabulary] = dict(draft.raw)
    place.details = details
    if draft.raw_vocabulary == MEDIATION_NUM:
        record = record_of(
            place,
            commune_code=where.commune.code if where.commune else "",
            commune_name=where.commune.name if where.commune else "",
            functions=functions,
            rules=draft.hours or (),
        )
        details[MEDIATION_NUM] = kept_cells(draft.raw, record)


def _free_slug(draft: PlaceDraft, taken: set[str]) -> str:
    """As `editing.free_slug`, without a query for each place."""
    stem = slugify(draft.fields.get("name", ""))[:70].strip("-") or "place"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    taken.add(slug)
    return slug


def _write_functions(
    arrivals: Sequence[_Arrival], places: Sequence[Place], codes: Mapping[str, int]
) -> None:
    """Offer what the drafts say. A function that they no longer say goes, unless rules speak of
    it: then a keeper has made it his own."""
    ids = [place.pk for place in places]
    ruled = set(
        OpeningRule.objects.filter(place_id__in=ids, function__isnull=False).values_list(
            "place_id", "function_id"
        )
    )
    offered = set(
        PlaceFunction.objects.filter(place_id__in=ids).values_list("place_id", "function_id")
    )
    wanted: set[tuple[int, int]] = set()
    gone: set[tuple[int, int]] = set()
    for arrival, place in zip(arrivals, places, strict=True):
        if arrival.draft.functions is None:
            continue
        said = {(place.pk, codes[code]) for code in arrival.draft.functions}
        wanted |= said
        gone |= {pair for pair in offered if pair[0] == place.pk} - said - ruled
    if gone:
        pairs = PlaceFunction.objects.filter(place_id__in={place_id for place_id, _ in gone})
        stale = [o.pk for o in pairs if (o.place_id, o.function_id) in gone]
        PlaceFunction.objects.filter(pk__in=stale).delete()
    copy_in(
        [
            PlaceFunction(
                place_id=place_id, function_id=code, has_own_hours=(place_id, code) in ruled
            )
            for place_id, code in sorted(wanted - offered)
        ]
    )


def _write_rules(arrivals: Sequence[_Arrival], places: Sequence[Place]) -> None:
    """Replace the rules that the same source brought before; those of keepers stay."""
    speaking = [
        (arrival, place)
        for arrival, place in zip(arrivals, places, strict=True)
        if arrival.draft.hours is not None
    ]
    by_source: dict[str, list[int]] = {}
    for arrival, place in speaking:
        by_source.setdefault(arrival.source, []).append(place.pk)
    for source, ids in by_source.items():
        OpeningRule.objects.filter(place_id__in=ids, source=source).delete()
    copy_in(
        [
            OpeningRule(place_id=place.pk, source=arrival.source, **_columns(rule))
            for arrival, place in speaking
            for rule in arrival.draft.hours or ()
        ]
    )


def _columns(rule: HoursDraft) -> dict[str, Any]:
    return {
        "pattern": int(rule.pattern),
        "weekdays": rule.weekdays,
        "start_minute": rule.start_minute,
        "length_minutes": rule.length_minutes,
        "hours": rule.hours,
        "on_public_holidays": int(rule.on_public_holidays),
        "on_school_holidays": int(rule.on_school_holidays),
        "mode": str(rule.mode),
    }
