"""Keeping the places of neighbouring territories that studies count."""

from django.db import transaction

from softplace.places.formats.placing import placed
from softplace.places.formats.records import PlaceFile
from softplace.reach.formats import week_spans
from softplace.reach.models import Neighbour
from softplace.territory.queries import commune_index

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
                hours=[span for rule in draft.hours or () for span in week_spans(rule)],
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
