"""What must always hold of the time bank."""

from collections.abc import Iterable

from softplace.foundation.checks import Check, Fault, rows_fault
from softplace.timebank.queries import unevenness


def minutes_sum_to_zero() -> Iterable[Fault]:
    return rows_fault(
        "The minutes of the time bank do not sum to zero, though the database refuses it: somebody "
        "wrote round its triggers. Restore a back-up, or note the difference from the chest.",
        unevenness(),
    )


CHECKS = (Check("minutes_sum_to_zero", minutes_sum_to_zero),)
