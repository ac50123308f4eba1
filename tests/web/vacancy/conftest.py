"""The tiny world of bookings, with a room for professionals that stands idle."""

import pytest

from softplace.people.enums import Audience
from softplace.places.models import Resource
from tests.bookings.conftest import World, _monday_morning, later, world

__all__ = ["_monday_morning", "later", "world"]


@pytest.fixture
def office(world: World) -> Resource:
    """The half of the hall, for professionals."""
    Resource.objects.filter(pk=world.half.pk).update(audience=Audience.PROFESSIONALS, area_m2=20)
    world.half.refresh_from_db()
    return world.half
