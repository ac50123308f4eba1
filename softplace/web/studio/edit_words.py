"""What an edit does, in a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from softplace.reach.enums import EditKind
from softplace.reach.models import Edit
from softplace.reach.planning import Draft
from softplace.web import words


def in_words(edit: Edit | Draft, names: Mapping[str, str], functions: Mapping[str, str]) -> str:
    """`names` of places by their key, `functions` by their code."""
    content = edit.content
    said = {
        "name": _name(content, names),
        "hours": hours_in_words(content.get("hours", ())),
        "function": functions.get(content.get("function") or "", content.get("function") or ""),
        "functions": ", ".join(functions.get(code, code) for code in content.get("functions", ())),
    }
    match EditKind(edit.kind):
        case EditKind.CLOSE:
            if content.get("function"):
                return _("%(name)s no longer offers “%(function)s”") % said
            return _("%(name)s closes") % said
        case EditKind.OPEN:
            return _("A place opens, %(name)s: %(hours)s") % said
        case EditKind.MOVE:
            where = content.get("where") or point_in_words(content)
            return _("%(name)s moves to %(where)s") % {**said, "where": where}
        case EditKind.HOURS:
            return _("%(name)s is open: %(hours)s") % said
        case EditKind.ADD:
            return _("%(name)s takes in “%(function)s”: %(hours)s") % said
        case EditKind.VACANT:
            room = {**said, "room": content.get("name", "")}
            return _("%(room)s, at %(name)s, is put to “%(function)s” when idle: %(hours)s") % room
        case EditKind.STOP:
            return _("A truck comes, “%(name)s”: %(hours)s") % said
        case EditKind.MARKET:
            return _("A market, “%(name)s”, with %(functions)s: %(hours)s") % said
        case EditKind.SHUTTLE:
            from_where = ", ".join(content.get("names", ()))
            return _("A shuttle leads from %(communes)s to %(name)s, there: %(hours)s") % {
                **said,
                "communes": from_where,
            }


def _name(content: Mapping[str, Any], names: Mapping[str, str]) -> str:
    key = content.get("key", "")
    return names.get(key, key) if key else str(content.get("name", ""))


def point_in_words(content: Mapping[str, Any]) -> str:
    return f"{content['latitude']:.4f}, {content['longitude']:.4f}"


def hours_in_words(spans: Sequence[Sequence[int]]) -> str:
    """Monday 9:00–12:00, Thursday 9:00–12:00; days of the same hours are put together."""
    days_of: dict[tuple[int, int], list[int]] = {}
    for start, end in spans:
        days_of.setdefault((start % 1440, end - start), []).append(start // 1440)
    return ", ".join(
        f"{_days(days)} {words.hours(start, start + length)}"
        for (start, length), days in days_of.items()
    )


def _days(days: Sequence[int]) -> str:
    """Monday to Friday; Monday, Thursday."""
    days = sorted(set(days))
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return _("%(first)s to %(last)s") % {
            "first": words.weekday(days[0]),
            "last": words.weekday(days[-1]),
        }
    return ", ".join(words.weekday(day) for day in days)
