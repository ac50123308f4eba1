"""The words of the time bank."""

from django.db.models import TextChoices


class AccountKind(TextChoices):
    PERSON = "person"
    CHEST = "chest"
    """The solidarity chest: there is one. It takes what people give to all, and helps."""


class TransferKind(TextChoices):
    SERVICE = "service"
    """Time that somebody gave to somebody."""
    CONTRIBUTION = "contribution"
    """Time given to the chest."""
    SUPPORT = "support"
    """Time given out of the chest."""
    CORRECTION = "correction"
    """The opposite of an earlier transfer."""
    CLOSING = "closing"
    """What was left when an account was closed: the chest takes it over, debts too."""


class PostKind(TextChoices):
    OFFER = "offer"
    NEED = "need"
