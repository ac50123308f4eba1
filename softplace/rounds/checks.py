"""What must always hold of rounds."""

from collections.abc import Iterable

from softplace.foundation.checks import Check, Fault, rows_fault
from softplace.rounds.queries.integrity import stops_without_openings, visits_astray


def published_stops_open() -> Iterable[Fault]:
    return rows_fault(
        "Stops are published, but their openings were removed by hand. Change the stop on the "
        "page of its round and publish it anew.",
        stops_without_openings(),
    )


def visits_stand_on_their_days() -> Iterable[Fault]:
    return rows_fault(
        "Days of stops lie before the first or after the last day of their stop. Open the stop on "
        "the page of its round and save it again.",
        visits_astray(),
    )


CHECKS = (
    Check("published_stops_open", published_stops_open),
    Check("visits_stand_on_their_days", visits_stand_on_their_days),
)
