"""softplace account: how an installation gets its first administrator."""

from typing import Any

import pytest
from click.testing import CliRunner

from softplace.cli import main
from softplace.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "une-longue-phrase-de-passe"


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("softplace.config.serving.prepare", lambda *, demo: False)


def _run(*arguments: str, answers: str = "") -> Any:
    return CliRunner().invoke(main, ["account", *arguments], input=answers)


def test_a_new_account_is_opened_with_a_password_and_made_administrator() -> None:
    result = _run("Claire@Example.org", "--role", "administrator", answers=f"{PASSWORD}\n" * 2)
    assert result.exit_code == 0, result.output
    user = User.objects.get(email="claire@example.org")
    assert user.check_password(PASSWORD)
    assert user.is_administrator


def test_an_account_that_is_there_keeps_its_password_and_gets_the_role() -> None:
    user = User.objects.create_user("claire@example.org", "before")
    result = _run("Claire@example.org", "--role", "planner")
    assert result.exit_code == 0, result.output
    user = User.objects.get(pk=user.pk)
    assert user.check_password("before")
    assert user.roles() == {"planner"}


def test_a_password_that_is_too_weak_is_refused_and_nothing_is_opened() -> None:
    result = _run("claire@example.org", answers="123\n123\n")
    assert result.exit_code == 1
    assert User.objects.count() == 0


def test_what_is_not_an_address_is_refused_with_a_sentence() -> None:
    result = _run("claire")
    assert result.exit_code == 1
    assert "claire is not an e-mail address. Nothing was changed." in result.output
