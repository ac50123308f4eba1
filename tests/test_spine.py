"""The project as a whole: it starts, its models match its migrations, its pages answer."""

import pytest
from django.core.management import call_command
from django.test import Client


@pytest.mark.django_db
def test_no_model_has_changed_without_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_health_is_told_in_one_word(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("fr", "Trouver"), ("en", "Find")])
def test_the_first_page_speaks_the_language_asked_for(
    client: Client, language: str, word: str
) -> None:
    page = client.get("/", {"language": language})
    assert page.status_code == 200
    assert word in page.content.decode()
