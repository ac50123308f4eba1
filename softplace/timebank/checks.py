"""What must always hold of the time bank."""

from collections.abc import Iterable

from softplace.foundation.checks import Check, Fault, rows_fault
from softplace.timebank.queries import missing_triggers, unevenness


def minutes_sum_to_zero() -> Iterable[Fault]:
    return rows_fault(
        "The minutes of the time bank do not sum to zero, though the database refuses it: somebody "
        "wrote round its triggers. Restore a back-up, or note the difference from the chest.",
        unevenness(),
    )


def triggers_stand() -> Iterable[Fault]:
    return rows_fault(
        "Triggers that keep the time bank are missing or switched off in the database. Switch them "
        "on again (ALTER TABLE … ENABLE TRIGGER …), or restore a back-up.",
        missing_triggers(),
    )


CHECKS = (
    Check("minutes_sum_to_zero", minutes_sum_to_zero),
    Check("triggers_stand", triggers_stand),
)
