"""What must always hold of the territory."""

from collections.abc import Iterable

from softplace.engines.calendar.rules import is_known_zone
from softplace.foundation.checks import Check, Fault, rows_fault
from softplace.foundation.text import folded
from softplace.territory.models import Commune, Function, Territory


def one_territory() -> Iterable[Fault]:
    rows = list(Territory.objects.values_list("pk", flat=True))
    if rows in ([], [1]):
        return []
    sentence = "There is one territory, with the number 1. Remove the others."
    return rows_fault(sentence, [f"territory {pk}" for pk in rows])


def known_zone() -> Iterable[Fault]:
    return rows_fault(
        "The territory's time zone is unknown: give an IANA name such as Europe/Paris.",
        [t.zone for t in Territory.objects.all() if not is_known_zone(t.zone)],
    )


def functions_are_a_tree() -> Iterable[Fault]:
    parent: dict[str, str | None] = dict(Function.objects.values_list("code", "parent__code"))
    in_circle = []
    for code in parent:
        seen = {code}
        above: str | None = parent[code]
        while above is not None and above not in seen:
            seen.add(above)
            above = parent.get(above)
        if above is not None:
            in_circle.append(code)
    return rows_fault("Functions stand below themselves: give one of them no parent.", in_circle)


def communes_can_be_searched() -> Iterable[Fault]:
    names = Commune.objects.values_list("code", "name", "folded_name")
    return rows_fault(
        "The search name of communes is not that of their name: import them again.",
        [f"commune {code}" for code, name, written in names if folded(name) != written],
    )


CHECKS = (
    Check("one_territory", one_territory),
    Check("territory_zone", known_zone),
    Check("functions_are_a_tree", functions_are_a_tree),
    Check("communes_can_be_searched", communes_can_be_searched),
)
