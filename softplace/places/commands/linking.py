"""Linking places to communes that came after them."""

from django.db import connection, transaction

from softplace.people.models import User
from softplace.places.commands.authorised import authorise_planning
from softplace.places.commands.search import refresh_search_text
from softplace.places.models import Place
from softplace.territory.nearest import CommuneIndex, KnownCommune
from softplace.territory.queries import commune_index
from softplace.territory.regions import holiday_region_of, school_zone_of, zone_of
from softplace.trail.commands import record_many


@transaction.atomic
def link_places_to_communes(*, actor: User | None = None) -> int:
    """Give places without a commune the one in which they stand; how many got one.

    The nearest of those that share the place's post code, else the nearest of all; none where
    that is too far to be believed. Time zone and holidays follow the commune where nobody has
    set others. A fixed number of statements, however many places.
    """
    authorise_planning(actor)
    # Locked against an import or a keeper who says at the same moment where one of them is.
    unlinked = Place.objects.select_for_update(of=("self",)).filter(commune__isnull=True)
    places = list(unlinked.order_by("pk"))
    if not places:
        return 0
    index = commune_index()
    by_post_code: dict[str, list[KnownCommune]] = {}
    for commune in index.communes:
        for code in commune.post_codes:
            by_post_code.setdefault(code, []).append(commune)
    linked = []
    for place in places:
        found = _commune_of(place, index, by_post_code.get(place.post_code, ()))
        if found is None:
            continue
        place.commune_id = found.id
        if (place.zone, place.holiday_region) == (zone_of(""), holiday_region_of("")):
            place.zone = zone_of(found.department)
            place.holiday_region = holiday_region_of(found.department)
            place.school_zone = place.school_zone or school_zone_of(found.department)
        linked.append((place, found))
    if not linked:
        return 0
    _write([place for place, _ in linked])
    refresh_search_text(place_ids=[place.pk for place, _ in linked])
    record_many(
        actor=actor,
        verb="link_place",
        subjects=[(place, {"commune": (None, found.name)}) for place, found in linked],
    )
    return len(linked)


def _commune_of(
    place: Place, index: CommuneIndex, same_post_code: "list[KnownCommune] | tuple[()]"
) -> KnownCommune | None:
    def metres(commune: KnownCommune) -> float:
        return commune.metres_to(place.latitude, place.longitude)

    if same_post_code:
        nearest = min(same_post_code, key=metres)
        if metres(nearest) <= nearest.reach_metres():
            return nearest
    found = index.nearest(place.latitude, place.longitude)
    return found[0] if found is not None and found[1] <= found[0].reach_metres() else None


def _write(places: list[Place]) -> None:
    """In one statement, where bulk_update would compare row by row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE places_place SET commune_id = fresh.commune, zone = fresh.zone, "
            "holiday_region = fresh.region, school_zone = fresh.school "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[]) "
            "AS fresh(id, commune, zone, region, school) WHERE places_place.id = fresh.id",
            [
                [place.pk for place in places],
                [place.commune_id for place in places],
                [place.zone for place in places],
                [place.holiday_region for place in places],
                [place.school_zone for place in places],
            ],
        )
