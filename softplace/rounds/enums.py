"""The words of rounds."""

from django.db.models import TextChoices


class Cadence(TextChoices):
    """How often a stop or a market comes again; its first day says on which weekday."""

    WEEKLY = "weekly"
    EVERY_OTHER_WEEK = "every_other_week"
    MONTHLY = "monthly"
    """On the same weekday of the month: the second Tuesday, the last Friday."""
    ONCE = "once"


class StepKind(TextChoices):
    """What publishing does with one stop."""

    OPEN = "open"
    CHANGE = "change"
    END = "end"
    CLOSE = "close"
    """The vehicle is off the road on some days: none of its stops opens then."""
    REOPEN = "reopen"
