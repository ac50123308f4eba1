"""Rounds in plain words: when a stop comes, what it offers, what publishing does."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from softplace.places.models import OpeningRule
from softplace.rounds.enums import StepKind
from softplace.rounds.models import Market, Stop
from softplace.rounds.queries import Days, Differences, Step, times_in
from softplace.rounds.rules import Times, rule_fields
from softplace.territory.models import Function
from softplace.web import words
from softplace.web.keeper import rule_words

STEPS = {
    StepKind.OPEN: word("New"),
    StepKind.CHANGE: word("Changed"),
    StepKind.END: word("Ends"),
    StepKind.CLOSE: word("Off the road"),
    StepKind.REOPEN: word("On the road again"),
}


def when(times: Times) -> str:
    """ "mardi, 9 h – 12 h", "the first Saturday of the month, 9:00–12:00"."""
    rule = OpeningRule(**rule_fields(times))
    days = rule_words.when(rule)
    return f"{days[:1].upper()}{days[1:]}, {rule_words.span(rule)}"


def days_in_words(times: Times) -> str:
    """From when to when; nothing for what comes once."""
    if times.first_day == times.last_day:
        return ""
    return words.days_between(times.first_day, times.last_day)


def functions_in_words(stop: Stop) -> str:
    language = get_language() or "fr"
    return ", ".join(function.name(language) for function in stop.functions.all())


def stop_row(stop: Stop, today: date) -> dict[str, Any]:
    """What a list says of a stop."""
    return {
        "stop": stop,
        "when": when(stop.times),
        "days": days_in_words(stop.times),
        "functions": functions_in_words(stop),
        "room": f"{stop.resource.name}, {stop.resource.place.name}" if stop.resource else "",
        "is_over": stop.last_day < today,
    }


def market_row(market: Market) -> dict[str, Any]:
    return {"market": market, "when": when(market.times), "days": days_in_words(market.times)}


def step_row(step: Step, names: Mapping[str, str]) -> dict[str, Any]:
    """One thing that publishing writes: what it is about, how it is now and how it will be."""
    if step.stop_id is None:
        assert step.first_day is not None and step.last_day is not None
        said = words.days_between(step.first_day, step.last_day)
        return {"kind": STEPS[step.kind], "name": step.name, "before": "", "after": said}
    return {
        "kind": STEPS[step.kind],
        "name": step.name,
        "before": _content(step.before, names),
        "after": _content(step.after, names) if step.after else _("no longer"),
    }


def _content(said: Mapping[str, Any] | None, names: Mapping[str, str]) -> str:
    if said is None:
        return ""
    times = times_in(said)
    functions = ", ".join(names.get(code, code) for code in said["functions"])
    parts = [when(times), days_in_words(times), functions]
    if said["title"]:
        parts.append(said["title"])
    return " · ".join(part for part in parts if part)


def function_names() -> dict[str, str]:
    """Every function by its code, in the language of the page. One query."""
    language = get_language() or "fr"
    return {function.code: function.name(language) for function in Function.objects.all()}


def berths_in_words(plan: Differences) -> list[str]:
    """What is booked and given up, stop by stop."""
    return [
        *(_berths(one, _("To be booked")) for one in plan.to_book),
        *(_berths(one, _("To be given up")) for one in plan.to_give_up),
    ]


def _berths(one: Days, act: str) -> str:
    count = ngettext("%(n)s date", "%(n)s dates", len(one.days)) % {"n": len(one.days)}
    where = f"{one.resource} ({one.name})" if one.resource else one.name
    days = ", ".join(words.day_short(day) for day in one.days[:3])
    more = " …" if len(one.days) > 3 else ""
    return words.named(act, f"{where}, {count}, {days}{more}")
