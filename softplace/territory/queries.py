"""Reads about the territory."""

from softplace.territory.models import Territory


def current_territory() -> Territory | None:
    """The territory that this installation serves, None before it is set up."""
    return Territory.objects.first()
