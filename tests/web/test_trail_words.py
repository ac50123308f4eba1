"""Every verb of the trail that the history of a place or of a request can show has words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import softplace.bookings.commands.terms
import softplace.matching.commands
import softplace.places.commands
import softplace.rounds.commands
import softplace.vacancy.commands
from softplace.matching.enums import AppealStatus
from softplace.web.trail_words import OF_CAMPAIGNS, OF_PLACES, OF_REQUESTS, VERBS, verb_words

SHOWN = (
    softplace.places.commands,
    softplace.vacancy.commands,
    softplace.matching.commands,
    softplace.rounds.commands,
)
"""Whose commands write about places, campaigns and requests; of bookings the terms do."""
NOTES = {"note_change", "note_round", "_note"}
"""Functions that take the verb as their third argument, and hand it on."""
BUILT = {"appeal_": {f"appeal_{status}" for status in set(AppealStatus) - {AppealStatus.OPEN}}}


def recorded(text: str) -> set[str]:
    """The verbs that a module records: `verb="…"`, `verb = "…"`, `note_change(…, …, "…", …)`."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        for value in _verbs(node):
            for part in ast.walk(value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found |= BUILT.get(part.value, {part.value})
    return found


def _verbs(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "verb":
        yield from _chosen(node.value)
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg == "verb":
                yield from _chosen(keyword.value)
        if isinstance(node.func, ast.Name) and node.func.id in NOTES and len(node.args) > 2:
            yield from _chosen(node.args[2])


def _chosen(value: ast.expr) -> list[ast.expr]:
    """Of `"a" if condition else "b"` both, and nothing of the condition."""
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def test_verbs_are_found_however_they_are_written() -> None:
    text = (
        'record(actor=a, verb="open", subject=s)\n'
        'verb = "lock" if kind == "all" else "unlock"\n'
        'note_change(a, p, "add", {"name": 1})\n'
        'record(verb=f"appeal_{row.status}", subject=s)\n'
    )
    answers = {"appeal_upheld", "appeal_dismissed"}
    assert recorded(text) == {"open", "lock", "unlock", "add"} | answers


def test_every_verb_has_words_and_all_words_have_a_verb() -> None:
    files = [Path(softplace.bookings.commands.terms.__file__)]
    files += [file for app in SHOWN for file in Path(app.__file__).parent.rglob("*.py")]
    found = set().union(*(recorded(file.read_text()) for file in files))
    assert found - set(VERBS) == set()
    assert set(VERBS) - found == set()
    assert len(VERBS) == len(OF_PLACES) + len(OF_CAMPAIGNS) + len(OF_REQUESTS)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_two_verbs_read_the_same(language: str) -> None:
    with translation.override(language):
        assert len({verb_words(verb) for verb in VERBS}) == len(VERBS)


def test_a_verb_is_said_in_the_language_of_the_page() -> None:
    with translation.override("fr"):
        assert verb_words("take_off_board") == "Séance retirée du tableau"
    with translation.override("en"):
        assert verb_words("take_off_board") == "Session taken off the board"
