"""The words of studies."""

from django.db.models import TextChoices


class TravelMode(TextChoices):
    """How people come; the codes are those of `engines.travel.Mode`."""

    STRAIGHT = "straight"
    FOOT = "foot"
    BICYCLE = "bicycle"
    CAR = "car"


class Basis(TextChoices):
    """What distances and minutes were measured on."""

    STRAIGHT = "straight"
    DETOUR = "detour"
    """The straight line, lengthened by the usual detour of the means of travel."""
    ROADS = "roads"


class EditKind(TextChoices):
    """What an edit of a scenario does."""

    CLOSE = "close"
    OPEN = "open"
    MOVE = "move"
    HOURS = "hours"
    ADD = "add"
    """A function comes to an existing place: a shared counter."""
    VACANT = "vacant"
    """A resource that nobody claims is put to a function."""
    STOP = "stop"
    MARKET = "market"
    SHUTTLE = "shuttle"
