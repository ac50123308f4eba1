"""Every check of every app, run on the live database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from softplace.bookings.checks import CHECKS as OF_BOOKINGS
from softplace.config.checks import CHECKS as OF_CONFIG
from softplace.config.checks import FIRST
from softplace.foundation.checks import Check, Fault
from softplace.matching.checks import CHECKS as OF_MATCHING
from softplace.people.checks import CHECKS as OF_PEOPLE
from softplace.places.checks import CHECKS as OF_PLACES
from softplace.rounds.checks import CHECKS as OF_ROUNDS
from softplace.territory.checks import CHECKS as OF_TERRITORY
from softplace.timebank.checks import CHECKS as OF_TIMEBANK
from softplace.trail.checks import CHECKS as OF_TRAIL
from softplace.vacancy.checks import CHECKS as OF_VACANCY

REGISTRY: Mapping[str, Sequence[Check]] = {
    "config": OF_CONFIG,
    "trail": OF_TRAIL,
    "people": OF_PEOPLE,
    "territory": OF_TERRITORY,
    "places": OF_PLACES,
    "bookings": OF_BOOKINGS,
    "matching": OF_MATCHING,
    "timebank": OF_TIMEBANK,
    "vacancy": OF_VACANCY,
    "rounds": OF_ROUNDS,
}
"""App to its checks. A new app adds its own here."""


@dataclass(frozen=True)
class Finding:
    """What one check of an app found."""

    app: str
    check: str
    faults: tuple[Fault, ...]


def examine() -> Iterator[Finding]:
    """Run each check in turn; nothing is changed."""
    first = Finding("config", FIRST.name, _faults(FIRST))
    yield first
    if first.faults:
        return
    for app, checks in REGISTRY.items():
        for check in checks:
            yield Finding(app, check.name, _faults(check))


def _faults(check: Check) -> tuple[Fault, ...]:
    try:
        with transaction.atomic():
            return tuple(check.run())
    except Exception as error:
        return (Fault(f"The check could not be made: {type(error).__name__}: {error}"),)
