"""Signing in: guesses are slowed down and locked out, for one account and one address alike."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from softplace.people.enums import Role
from tests.places.cast import a_place, a_user

pytestmark = pytest.mark.django_db
LOCKED = "Too many failed login attempts"


@pytest.fixture(autouse=True)
def _fresh_counters(db: None) -> Iterator[None]:
    call_command("createcachetable", verbosity=0)
    cache.clear()
    yield
    cache.clear()


def tried(client: Client, email: str, password: str, address: str = "192.0.2.1") -> Any:
    return client.post(
        reverse("account_login"),
        {"login": email, "password": password},
        headers={"accept-language": "en"},
        REMOTE_ADDR=address,
    )


def test_the_right_password_opens(client: Client) -> None:
    a_user("kim")
    assert tried(client, "kim@example.org", "correct horse").status_code == 302


def test_after_five_wrong_guesses_even_the_right_password_waits(client: Client) -> None:
    a_user("kim")
    for guess in range(5):
        page = tried(client, "kim@example.org", f"wrong {guess}", f"192.0.2.{guess}")
        assert LOCKED not in page.content.decode()
    page = tried(client, "kim@example.org", "correct horse", "192.0.2.9")
    assert LOCKED in page.content.decode()


def test_one_lock_out_leaves_other_accounts_alone(client: Client) -> None:
    a_user("kim")
    a_user("lee")
    for guess in range(5):
        tried(client, "kim@example.org", f"wrong {guess}")
    assert tried(client, "lee@example.org", "correct horse", "192.0.2.7").status_code == 302


def test_an_address_that_guesses_many_accounts_is_stopped(client: Client) -> None:
    a_user("kim")
    for guess in range(10):
        tried(client, f"nobody{guess}@example.org", "wrong")
    page = tried(client, "kim@example.org", "correct horse")
    assert LOCKED in page.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "name",
    ["account_email", "account_change_password", "mfa_index", "account_reauthenticate"],
)
def test_the_pages_of_an_account_answer(client: Client, name: str, language: str) -> None:
    client.force_login(a_user("kim"))
    page = client.get(reverse(name), {"language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()


@pytest.mark.parametrize(
    ("roles", "first_page"), [([], "find"), ([Role.PLANNER], "planner-territory")]
)
def test_each_role_begins_on_its_own_page(
    client: Client, roles: list[Role], first_page: str
) -> None:
    a_user("kim", *roles)
    page = tried(client, "kim@example.org", "correct horse")
    assert page["Location"] == reverse(first_page)


def test_a_keeper_begins_with_the_places_kept(client: Client) -> None:
    a_place().keepers.add(a_user("kim"))
    page = tried(client, "kim@example.org", "correct horse")
    assert page["Location"] == reverse("keeper-places")
