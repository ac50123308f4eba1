"""What every subcommand needs: Django ready, a language, and a way to end with a sentence."""

import os
from typing import NoReturn

import click


def set_up_django() -> None:
    """Load settings and models, and speak the language of the terminal (French or English)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "softplace.config.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(terminal_language())


def terminal_language() -> str:
    """The language that the terminal asks for; English unless it is French."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


def fail(message: object) -> NoReturn:
    """Say what is wrong on the error stream, and end with status 1."""
    raise click.ClickException(str(message))
