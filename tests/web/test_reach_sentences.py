"""Every refusal of the travel and reach engines has its sentence, in both languages."""

import re
from pathlib import Path

import pytest
from django.utils import translation

import softplace.engines
from softplace.foundation.errors import Reason
from softplace.web.reach_sentences import REACH_SENTENCES
from softplace.web.sentences import told

ENGINES = Path(softplace.engines.__file__).parent
CODE = re.compile(r"Reason\(\s*\"(\w+)\"|_unreadable\(path, [^,]+(?:\[0\])?, \"(\w+)\"\)")


def raised() -> set[str]:
    codes = set()
    for folder in ("travel", "reach"):
        for file in (ENGINES / folder).rglob("*.py"):
            for code, fault in CODE.findall(file.read_text()):
                codes.add(code or f"siting_file_{fault}")
    return codes


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    made_of_a_field = {
        f"{field}_negative" for field in ("capacities", "radius", "budget", "weights")
    }
    assert raised() | made_of_a_field == set(REACH_SENTENCES)


@pytest.mark.parametrize(
    "language, expected",
    [
        ("en", "4 sites cannot be chosen: there are only 3 candidates."),
        ("fr", "Il est impossible de choisir 4 sites\u00a0: il n’y a que 3 candidats."),
    ],
)
def test_a_refusal_is_told_with_its_figures(language: str, expected: str) -> None:
    with translation.override(language):
        assert (
            told(Reason("choose_above_candidates", "choose", {"choose": 4, "candidates": 3}))
            == expected
        )
