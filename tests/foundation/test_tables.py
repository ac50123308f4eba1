"""Reading the files that people hand in, good and bad."""

from pathlib import Path

import pytest

from softplace.foundation.errors import Reason, Refused
from softplace.foundation.tables import (
    content_of,
    number_in,
    read_table,
    text_of,
    whole_number_in,
)

GOOD = "nom,ville\nÉpicerie,Die\n"


def refusal(content: bytes) -> Reason:
    with pytest.raises(Refused) as caught:
        read_table(content, required=("nom", "ville"))
    (reason,) = caught.value.reasons
    return reason


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.upper().replace("ÉPICERIE", "Épicerie").replace("DIE", "Die").encode(),
    ],
)
def test_the_same_table_is_read_however_it_is_written(content: bytes) -> None:
    table = read_table(content, required=("nom", "ville"))
    assert [row.values for row in table.rows] == [{"nom": "Épicerie", "ville": "Die"}]
    assert table.notices == ()


def test_latin_1_is_read_and_said() -> None:
    table = read_table(GOOD.encode("latin-1"), required=("nom",))
    assert table.rows[0]["nom"] == "Épicerie"
    assert table.notices == (Reason("read_as_windows_1252"),)


def test_utf_8_with_one_broken_byte_is_not_taken_for_latin_1() -> None:
    content = "nom,ville\nÉpicerie,Crêt\nÉtoile,Die".encode() + b"\xe9\n"
    assert refusal(content) == Reason("file_has_broken_utf8", "", {"line": 3})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason("file_is_empty")),
        (b" \n\n", Reason("file_is_empty")),
        (b"PK\x03\x04\x14\x00", Reason("file_is_binary", "", {"kind": "zip"})),
        (
            b"nom,ville\nEpi\x00cerie,Die\n",
            Reason("file_has_control", "", {"line": 2, "character": "U+0000"}),
        ),
        (b"nom,ville\n", Reason("table_has_no_rows")),
        (
            b"nom,adresse\nx,y\n",
            Reason("columns_missing", "", {"columns": "ville", "found": "nom, adresse"}),
        ),
        (b"nom,ville,nom\nx,y,z\n", Reason("columns_repeated", "", {"columns": "nom"})),
        (
            b'nom,ville\nx,y\n"' + b"z" * 100_001,
            Reason("table_unreadable", "", {"line": 3}),
        ),
    ],
)
def test_a_bad_file_is_refused_as_a_whole(content: bytes, reason: Reason) -> None:
    assert refusal(content) == reason


def test_a_line_with_a_column_too_many_is_refused_and_the_others_are_read() -> None:
    table = read_table(b"nom,ville\na,Die\nb,Die,26150\n\nc,Crest\n", required=("nom",))
    assert [row.line for row in table.rows] == [2, 5]
    (line,) = table.refused
    assert (line.line, line.value) == (3, "b,Die,26150")
    assert line.reason == Reason("row_has_other_length", "", {"expected": 2, "found": 3})


def test_a_record_of_several_lines_is_told_by_its_first() -> None:
    table = read_table(b'nom,ville\n"a\nb",Die\nc,Crest\n', required=("nom",))
    assert [(row.line, row["nom"]) for row in table.rows] == [(2, "a\nb"), (4, "c")]


def test_a_folder_a_missing_file_and_a_huge_one_are_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(200_000_000)  # sparse: takes no room
    for path, reason in (
        (tmp_path, Reason("file_is_directory", "", {"file": tmp_path.name})),
        (tmp_path / "none.csv", Reason("file_not_found", "", {"file": "none.csv"})),
        (huge, Reason("file_too_large", "", {"megabytes": 200, "limit": "100"})),
    ):
        with pytest.raises(Refused) as caught:
            content_of(path, limit_megabytes=100.0)
        assert caught.value.reasons == (reason,)


def test_text_of_utf_16_without_its_other_half_is_binary() -> None:
    with pytest.raises(Refused):
        text_of(b"\xff\xfeabc")


@pytest.mark.parametrize(
    ("text", "number"), [("4,5", 4.5), ("4.5", 4.5), ("x", None), ("inf", None), ("nan", None)]
)
def test_numbers_are_read_with_a_point_or_a_comma(text: str, number: float | None) -> None:
    assert number_in(text) == number


def test_half_a_person_is_no_count() -> None:
    assert (whole_number_in("12"), whole_number_in("12.5")) == (12, None)
