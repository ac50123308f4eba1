"""What must always hold of the work that nobody asks for."""

from collections.abc import Iterable

from softplace.foundation.checks import Check, Fault, rows_fault
from softplace.trail.models import FailingStep


def background_steps_work() -> Iterable[Fault]:
    return rows_fault(
        "Steps of the background work fail each time they are tried; the others go on. The log "
        "of the worker says where: mend the cause, or tell the makers of SoftPlace.",
        [
            f"{step.name}: {step.failure_count} × since {step.failing_since:%Y-%m-%d %H:%M} UTC, "
            f"last at {step.failed_at:%H:%M}: {step.fault}"
            for step in FailingStep.objects.all()
        ],
    )


CHECKS = (Check("background_steps_work", background_steps_work),)
