"""The tiny world of the bookings, and people who look at its pages."""

import pytest
from django.test import Client

from tests.bookings.conftest import World, _monday_morning, later, world

__all__ = ["World", "_monday_morning", "later", "world"]


@pytest.fixture
def visitor() -> Client:
    """Not signed in, and reads English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def alice(world: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.alice)
    return client
