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


def sources(*folders: Path) -> str:
    return "\n".join(
        file.read_text()
        for folder in folders
        for file in folder.rglob("*.py")
        if not file.stem.endswith("sentences")
    )


def raised() -> set[str]:
    found = CODE.findall(sources(ENGINES / "travel", ENGINES / "reach"))
    return {code or f"siting_file_{fault}" for code, fault in found}


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    made_of_a_field = {
        f"{field}_negative"
        for field in ("capacities", "radius", "budget", "weights", "unserved_cost")
    }
    assert raised() | made_of_a_field <= set(REACH_SENTENCES)
    everything = sources(ENGINES.parent)
    made_of_a_word = {f"{of}_changed_meanwhile" for of in ("scenario", "study", "rates")}
    others = set(REACH_SENTENCES) - raised() - made_of_a_field - made_of_a_word
    assert [code for code in others if f'"{code}"' not in everything] == []


@pytest.mark.parametrize(
    "language, expected",
    [
        ("en", "4 sites cannot be chosen: the number of candidates is 3."),
        ("fr", "Il est impossible de choisir 4 sites\u00a0: le nombre de candidats est de 3."),
    ],
)
def test_a_refusal_is_told_with_its_figures(language: str, expected: str) -> None:
    with translation.override(language):
        assert (
            told(Reason("choose_above_candidates", "choose", {"choose": 4, "candidates": 3}))
            == expected
        )
