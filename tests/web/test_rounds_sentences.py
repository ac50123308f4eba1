"""Every refusal of rounds has its sentence, and every sentence its refusal."""

import re
from pathlib import Path

import softplace.rounds
from softplace.web.rounds_sentences import ROUNDS_SENTENCES
from softplace.web.sentences import SENTENCES

SOURCES = "\n".join(
    path.read_text() for path in Path(softplace.rounds.__file__).parent.rglob("*.py")
)


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    raised = set(re.findall(r"Reason\(\s*\"(\w+)\"", SOURCES))
    assert sorted(raised - set(SENTENCES)) == []
    assert sorted(set(ROUNDS_SENTENCES) - raised) == []
