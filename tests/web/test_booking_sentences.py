"""Every reason to refuse a booking has its sentence."""

import re
from pathlib import Path

from softplace.web.booking_sentences import BOOKING_SENTENCES
from softplace.web.sentences import SENTENCES

PACKAGE = Path(__file__).parents[2] / "softplace"
SOURCES = [
    *(PACKAGE / "bookings").rglob("*.py"),
    *(PACKAGE / "find" / "rules").glob("free_time*.py"),
    *(PACKAGE / "web" / "bookings").glob("*.py"),
    *(PACKAGE / "web" / "keeper").glob("terms*.py"),
    PACKAGE / "foundation" / "walltime.py",
]


def codes() -> set[str]:
    text = "\n".join(path.read_text() for path in SOURCES)
    return set(re.findall(r'(?:Reason|refusal)\(\s*"([a-z_]+)"', text)) | set(
        re.findall(r'"(above_[a-z_]+headcount|above_headcount)"', text)
    )


def test_every_reason_of_bookings_has_a_sentence() -> None:
    assert codes() - set(SENTENCES) == set()


def test_no_sentence_of_bookings_is_left_without_a_reason() -> None:
    assert set(BOOKING_SENTENCES) - codes() == set()
