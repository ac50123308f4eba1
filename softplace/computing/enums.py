"""The words of computing a plan."""

from django.db.models import TextChoices


class RunStatus(TextChoices):
    """Where a computation of a plan stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


ACTIVE = (RunStatus.QUEUED, RunStatus.RUNNING)
"""It may still come to something."""
