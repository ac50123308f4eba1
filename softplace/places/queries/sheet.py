"""What the sheet of a place says, as a mark that changes when the sheet does."""

from hashlib import sha256

from softplace.places.models import Place
from softplace.places.rules import PlaceFields

FIELDS = tuple(PlaceFields.__annotations__)


def mark_of_sheet(place: Place) -> str:
    """The same for the same sheet. Hours, rooms and photos are not on it. One query."""
    functions = sorted(place.offers.values_list("function_id", flat=True))
    said = [place.commune_id if name == "commune" else getattr(place, name) for name in FIELDS]
    return sha256(repr((said, functions)).encode()).hexdigest()[:32]
