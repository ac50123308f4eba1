"""Names are words that people can read."""

import pytest

from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text


def codes(name: str) -> list[str]:
    return [reason.code for reason in reasons_to_refuse_name("name", name, limit=20)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mairie de Crest", []),
        ("L’Usine à Liens 🎉", []),
        ("名前", []),
        ("3", []),
        ("", ["required"]),
        ("   ", ["required"]),
        ("🎉🎉", ["name_without_letters"]),
        ("—!?", ["name_without_letters"]),
        ("a\x00b", ["unprintable"]),
        ("a\u202eb", ["unprintable"]),
        ("a\nb", ["unprintable"]),
        ("<script>x</script>", ["name_with_markup"]),
        ("x" * 21, ["too_long"]),
    ],
)
def test_a_name_has_a_letter_or_a_figure_and_nothing_hidden(name: str, expected: list[str]) -> None:
    assert codes(name) == expected


def test_a_text_of_several_lines_may_break_them() -> None:
    assert reasons_to_refuse_text("t", "a\r\nb\tc", limit=20, lines=True) == []
    assert [r.code for r in reasons_to_refuse_text("t", "a\x07", limit=20, lines=True)] == [
        "unprintable"
    ]
