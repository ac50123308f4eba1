"""Where the place of a draft is: its commune, its point, and whether the two can be true."""

from dataclasses import dataclass

from softplace.foundation.errors import Reason
from softplace.places.formats.france_services import department_of
from softplace.places.formats.records import PlaceDraft
from softplace.territory.formats.communes import commune_code
from softplace.territory.nearest import CommuneIndex, KnownCommune


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft's point and commune; `reasons` are empty where both can be believed.

    `is_elsewhere` marks a place of another territory: nothing is wrong with it.
    """

    commune: KnownCommune | None
    latitude: float
    longitude: float
    is_rough: bool = False
    reasons: tuple[Reason, ...] = ()
    is_elsewhere: bool = False


def placed(draft: PlaceDraft, index: CommuneIndex) -> Placed:
    """The draft among the communes that are known.

    A point in the sea, or anywhere outside, is one that is too far from the commune it names,
    or from every commune where it names none. With no commune known nothing can be compared.
    """
    latitude, longitude = draft.fields.get("latitude"), draft.fields.get("longitude")
    named = index.by_code.get(commune_code(draft.commune_code)) if draft.commune_code else None
    if named is None and draft.commune_code and not _may_have_merged(draft.commune_code, index):
        reason = Reason("place_of_another_territory", "commune_code", {"code": draft.commune_code})
        return Placed(None, 0.0, 0.0, reasons=(reason,), is_elsewhere=True)
    if latitude is None or longitude is None:
        if latitude is None and longitude is None:
            post_code = draft.fields.get("post_code", "")
            named = named or index.named(draft.commune_name, post_code)
        else:
            named = None
        if named is not None:
            return Placed(named, named.latitude, named.longitude, is_rough=True)
        field = "latitude" if latitude is None else "longitude"
        return Placed(None, 0.0, 0.0, reasons=(Reason("required", field),))
    if not index.communes:
        return Placed(None, latitude, longitude)
    if named is not None:
        return _near_its_commune(named, latitude, longitude)
    return _near_any_commune(index, latitude, longitude)


def _may_have_merged(code: str, index: CommuneIndex) -> bool:
    """Whether an unknown code can be an old one of this territory."""
    return not index.departments or department_of(code) in index.departments


def _near_its_commune(commune: KnownCommune, latitude: float, longitude: float) -> Placed:
    metres = commune.metres_to(latitude, longitude)
    if metres <= commune.reach_metres():
        return Placed(commune, latitude, longitude)
    if _is_near_when_swapped(commune, latitude, longitude):
        reason = Reason("coordinates_swapped", "latitude")
    else:
        details = {"kilometres": round(metres / 1000), "commune": commune.name}
        reason = Reason("far_from_commune", "latitude", details)
    return Placed(commune, latitude, longitude, reasons=(reason,))


def _near_any_commune(index: CommuneIndex, latitude: float, longitude: float) -> Placed:
    found = index.nearest(latitude, longitude)
    assert found is not None, "the index holds communes"
    commune, metres = found
    if metres <= commune.reach_metres():
        return Placed(commune, latitude, longitude)
    swapped = index.nearest(longitude, latitude) if abs(longitude) <= 90 else None
    if swapped is not None and swapped[1] <= swapped[0].reach_metres():
        reason = Reason("coordinates_swapped", "latitude")
    else:
        details = {"kilometres": round(metres / 1000), "commune": commune.name}
        reason = Reason("far_from_every_commune", "latitude", details)
    return Placed(None, latitude, longitude, reasons=(reason,))


def _is_near_when_swapped(commune: KnownCommune, latitude: float, longitude: float) -> bool:
    if abs(longitude) > 90:
        return False
    return commune.metres_to(longitude, latitude) <= commune.reach_metres()
