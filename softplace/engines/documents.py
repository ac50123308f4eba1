"""Problems in JSON: read whole, or refused with the path of the wrong field.

A reader is a function of a value and its path. `object_of` makes one of a dataclass and the
readers of its fields: `requests[3].windows[0].weekday: must be one of monday, ...`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from pathlib import Path
from typing import TypeVar

from softplace.foundation.errors import Reason, Refused

T = TypeVar("T")
Read = Callable[[object, str], object]
Absent = Callable[[dict[str, object]], object]
_REQUIRED = object()


class InvalidField(Refused):
    """A field of a problem that cannot be: where it is, and what it must be."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(Reason("invalid_field", path, {"message": message}))
        self.path, self.message = path, message

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message

    def under(self, prefix: str) -> "InvalidField":
        """The same refusal seen from the object that holds this one."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return InvalidField(f"{prefix}{joint}{self.path}", self.message)


def need(right: bool, path: str, message: str) -> None:
    """Refuse the field of a problem that cannot be."""
    if not right:
        raise InvalidField(path, message)


class _Object(dict[str, object]):
    """An object as it stood in the file, which may say a name twice."""

    repeated: str | None = None


def _object_of_pairs(pairs: list[tuple[str, object]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.repeated = next(name for name in names if names.count(name) > 1)
    return found


def document(path: str | Path) -> object:
    """What a JSON file holds; raises `InvalidField` where it is none."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        return json.loads(text, object_pairs_hook=_object_of_pairs)
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, column {wrong.colno}"
        raise InvalidField("", f"{path} is not JSON: {wrong.msg} at {where}.") from None
    except RecursionError:
        raise InvalidField("", f"{path} is nested too deeply.") from None


def of_format(given: object, name: str) -> dict[str, object]:
    """The other fields of a document whose `format` is of that name."""
    if not isinstance(given, dict):
        raise InvalidField("", "must be an object.")
    if given.get("format") is None:
        raise InvalidField("format", "is missing.")
    if text(given["format"], "format") != name:
        raise InvalidField("format", f"must be {name!r}.")
    rest = _Object({field: value for field, value in given.items() if field != "format"})
    rest.repeated = getattr(given, "repeated", None)
    return rest


def object_of(
    make: Callable[..., T], *, otherwise: Mapping[str, Absent] | None = None, **reads: Read
) -> Callable[[object, str], T]:
    """Reads an object into a dataclass, each field by a function of its own.

    What is absent is as by default in the dataclass, or as `otherwise` makes it of the fields
    before it. A field that is left over, or stands twice, is refused.
    """

    def read(value: object, path: str) -> T:
        if not isinstance(value, dict):
            raise InvalidField(path, "must be an object.")

        def at(name: str) -> str:
            return f"{path}.{name}" if path else name

        repeated = getattr(value, "repeated", None)
        if repeated is not None:
            raise InvalidField(at(repeated), "stands twice.")
        fields: dict[str, object] = {}
        for name, read_field in reads.items():
            given = value.get(name)
            if given is not None:
                fields[name] = read_field(given, at(name))
            elif otherwise and name in otherwise:
                fields[name] = otherwise[name](fields)
            else:
                fields[name] = _default(make, name)
            if fields[name] is _REQUIRED:
                raise InvalidField(at(name), "is missing.")
        for name in value:
            if name not in reads:
                raise InvalidField(at(name), "is not a field of this format.")
        try:
            return make(**fields)
        except InvalidField as wrong:
            raise (wrong.under(path) if path else wrong) from None

    return read


def _default(make: Callable[..., object], name: str) -> object:
    """What a field that may be absent is then; `_REQUIRED` when it may not."""
    field = make.__dataclass_fields__[name]  # type: ignore[attr-defined]
    if field.default_factory is not MISSING:
        return field.default_factory()
    return _REQUIRED if field.default is MISSING else field.default


def text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidField(path, "must be a text that is not empty.")
    return value


def flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidField(path, "must be true or false.")
    return value


def whole(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidField(path, "must be a whole number.")
    return value


def number(value: object, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidField(path, "must be a number.")
    try:
        found = float(value)
    except OverflowError:
        raise InvalidField(path, "must be a number of usual size.") from None
    if found in (float("inf"), float("-inf")) or found != found:
        raise InvalidField(path, "must be a number.")
    return found


def list_of(read: Callable[[object, str], T]) -> Callable[[object, str], tuple[T, ...]]:
    def read_list(value: object, path: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise InvalidField(path, "must be a list.")
        return tuple(read(item, f"{path}[{i}]") for i, item in enumerate(value))

    return read_list
