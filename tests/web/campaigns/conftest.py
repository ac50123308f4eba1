"""An open campaign of the tiny world, and people who look at its pages, in English."""

from collections.abc import Callable

import pytest
from django.test import Client

from softplace.people.models import User
from tests.bookings.conftest import _monday_morning
from tests.matching.cast import Round, an_open_campaign

__all__ = ["Round", "_monday_morning"]


@pytest.fixture
def made(db: None) -> Round:
    return an_open_campaign()


@pytest.fixture
def as_user() -> Callable[[User | None], Client]:
    """`as_user(made.alice).get(...)`; None is a visitor who has not signed in."""

    def signed(user: User | None) -> Client:
        client = Client(headers={"accept-language": "en"})
        if user is not None:
            client.force_login(user)
        return client

    return signed
