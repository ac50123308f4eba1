"""Tables as files: reading what somebody hands in (how large, which encoding, which columns), and
writing.

Whatever is wrong with the file as a whole raises `Refused`; what is wrong with one line is a
`RefusedLine`, so that all of them can be told at once.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from softplace.foundation.errors import Reason, Refused
from softplace.foundation.imports import RefusedLine, refused

MEGABYTE = 1_000_000
DELIMITERS = ",;\t"
MAX_CELL_CHARACTERS = 100_000
_SIGNATURES = {
    b"PK\x03\x04": "zip",
    b"\x1f\x8b": "gzip",
    b"%PDF": "pdf",
    b"\x89PNG": "png",
    b"\xd0\xcf\x11\xe0": "xls",
    b"\xff\xd8\xff": "jpeg",
    b"SQLite format 3": "sqlite",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")


def content_of(path: Path, *, limit_megabytes: float) -> bytes:
    """The bytes of a file. Refuses a missing, empty or too large one before reading it."""
    if not path.exists():
        raise Refused(Reason("file_not_found", "", {"file": path.name}))
    if path.is_dir():
        raise Refused(Reason("file_is_directory", "", {"file": path.name}))
    if not path.is_file():
        raise Refused(Reason("file_is_no_file", "", {"file": path.name}))
    try:
        refuse_size(path.stat().st_size, limit_megabytes=limit_megabytes)
        return path.read_bytes()
    except PermissionError as error:
        raise Refused(Reason("file_not_readable", "", {"file": path.name})) from error


def refuse_size(size_bytes: int, *, limit_megabytes: float) -> None:
    """Refuse an empty or too large file by its size alone."""
    if size_bytes == 0:
        raise Refused(Reason("file_is_empty"))
    if size_bytes > limit_megabytes * MEGABYTE:
        megabytes = round(size_bytes / MEGABYTE)
        raise Refused(
            Reason("file_too_large", "", {"megabytes": megabytes, "limit": f"{limit_megabytes:g}"})
        )


def text_of(content: bytes) -> tuple[str, list[Reason]]:
    """The text, whatever of the usual encodings it is in, and what is to be noticed about it.

    UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252 (which holds
    Latin-1): that reading is a guess, and noticed. Refuses what is no text.
    """
    if not content:
        raise Refused(Reason("file_is_empty"))
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            raise Refused(Reason("file_is_binary", "", {"kind": kind}))
    notices = []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Refused(Reason("file_is_binary", "", {"kind": "binary"})) from error
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text = _as_windows_1252(content, error)
            notices.append(Reason("read_as_windows_1252"))
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        character = f"U+{ord(control[0]):04X}"
        raise Refused(Reason("file_has_control", "", {"line": line, "character": character}))
    if not text.strip():
        raise Refused(Reason("file_is_empty"))
    return text, notices


def _as_windows_1252(content: bytes, error: UnicodeDecodeError) -> str:
    line = content.count(b"\n", 0, error.start) + 1
    accents = len(re.findall(rb"[\x80-\xff]", content))
    in_utf8 = sum(len(found) for found in _MULTIBYTE.findall(content))
    # Mostly good UTF-8 with a broken byte: to read it as Latin-1 would spoil every accent.
    if b"\x00" not in content and in_utf8 * 2 > accents:
        raise Refused(Reason("file_has_broken_utf8", "", {"line": line})) from error
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as second:
        raise Refused(Reason("file_is_binary", "", {"kind": "binary"})) from second


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table; `line` is the line of the file on which it begins."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    refused: tuple[RefusedLine, ...]
    notices: tuple[Reason, ...]


def read_table(content: bytes, *, required: Collection[str]) -> Table:
    """A CSV file with a header. The delimiter is whichever of , ; and tab the header has most.

    Column names are compared without case or outer blanks; cells lose their outer blanks.
    Refuses a file without one of the required columns, naming those that are missing.
    """
    text, notices = text_of(content)
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    records = _records(text, delimiter)
    header_line, header = next(records, (1, []))
    columns = tuple(name.strip().lower() for name in header)
    _refuse_header(columns, required)
    rows, bad = [], []
    try:
        for line, cells in records:
            if len(cells) != len(columns):
                if not any(cell.strip() for cell in cells):
                    continue
                details = {"expected": len(columns), "found": len(cells)}
                reason = Reason("row_has_other_length", "", details)
                bad.append(refused(line, "", delimiter.join(cells), reason))
                continue
            values = {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}
            if any(values.values()):
                rows.append(Row(line, values))
    except csv.Error as error:
        at = rows[-1].line + 1 if rows else header_line + 1
        raise Refused(Reason("table_unreadable", "", {"line": at})) from error
    if not rows and not bad:
        raise Refused(Reason("table_has_no_rows"))
    return Table(columns, tuple(rows), tuple(bad), tuple(notices))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records that are not blank, each with the number of its first line."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins_at = 1
    for cells in reader:
        if cells:
            yield begins_at, cells
        begins_at = reader.line_num + 1


def _refuse_header(columns: tuple[str, ...], required: Collection[str]) -> None:
    repeated = [name for name, count in Counter(columns).items() if count > 1 and name]
    if repeated:
        raise Refused(Reason("columns_repeated", "", {"columns": ", ".join(repeated)}))
    missing = [name for name in required if name not in columns]
    if missing:
        details = {"columns": ", ".join(missing), "found": ", ".join(columns)[:200]}
        raise Refused(Reason("columns_missing", "", details))


def number_in(text: str) -> float | None:
    """The number that a cell holds, with a point or a French comma; None where it holds none."""
    try:
        number = float(text.replace(",", ".").replace("\u00a0", "").replace("\u202f", ""))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def whole_number_in(text: str) -> int | None:
    number = number_in(text)
    return int(number) if number is not None and number == int(number) else None


def table_text(columns: Collection[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A CSV table in UTF-8 with commas, every line ended as RFC 4180 wants it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(columns))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def plain_cell(value: object) -> str:
    """A text that a spreadsheet does not take for a formula: people choose titles and names."""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
