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


class Question(TextChoices):
    """Questions of the field, for which a scenario is made at once."""

    CLOSE_LEAST_USED = "close_least_used"
    ALL_MOBILE = "all_mobile"
    DELEGATE = "delegate"
    OPEN_VACANT = "open_vacant"
    SPECIALISE = "specialise"
    SHORTER_HOURS = "shorter_hours"


class UseMeasure(TextChoices):
    """By what the use of a place is measured."""

    BOOKINGS = "bookings"
    CHECK_INS = "check_ins"
