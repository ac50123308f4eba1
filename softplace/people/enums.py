"""The words about people."""

from django.db.models import IntegerChoices, TextChoices


class Role(TextChoices):
    """What an account may do across the territory. Keepers are named place by place."""

    MEDIATOR = "mediator"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"


class Audience(IntegerChoices):
    """Who an opening or a resource is for."""

    EVERYONE = 0
    RESIDENTS = 1
    PROFESSIONALS = 2
    MEMBERS = 3
    PASS_HOLDERS = 4


class Scope(TextChoices):
    """What a token of the API may do in the name of its account."""

    PLACES_READ = "places:read"
    PLACES_WRITE = "places:write"
    BOOKINGS_READ = "bookings:read"
    BOOKINGS_WRITE = "bookings:write"
    STUDIES_READ = "studies:read"
    STUDIES_WRITE = "studies:write"
    REQUESTS_READ = "requests:read"
    REQUESTS_WRITE = "requests:write"
    TIME_READ = "time:read"
    TIME_WRITE = "time:write"
