"""Accounts, and the transfers between them. The database keeps the sum at zero.

Triggers of the first migration hold what no friendly check in Python could: the lines of a
transfer sum to zero when it is committed, nothing that has moved is ever changed or removed, and
a balance is moved by lines of transfers alone.
"""

from datetime import date

from django.db import models
from django.db.models import Q

from softplace.people.models import User
from softplace.territory.models import Commune, Function
from softplace.timebank.enums import AccountKind, PostKind, TransferKind
from softplace.timebank.rules import BankFields


class Bank(models.Model):
    """From where on the bank says something. There is one row at most; without it defaults hold."""

    floor_minutes = models.IntegerField()
    ceiling_minutes = models.IntegerField()
    quiet_days = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_bank"),
            models.CheckConstraint(
                condition=Q(floor_minutes__lte=0, ceiling_minutes__gte=0), name="bank_around_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"time bank, version {self.version}"

    @property
    def fields(self) -> BankFields:
        return BankFields(self.floor_minutes, self.ceiling_minutes, self.quiet_days)


class AccountQuerySet(models.QuerySet["Account"]):
    def still_open(self) -> "AccountQuerySet":
        return self.filter(closed_at=None)

    def of_people(self) -> "AccountQuerySet":
        return self.filter(kind=AccountKind.PERSON)


class Account(models.Model):
    """Whose minutes. A person has one at most; what it was stays when the person goes."""

    kind = models.CharField(max_length=8, choices=AccountKind.choices)
    owner = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="time_account"
    )
    code = models.CharField(max_length=8, unique=True)
    """What its owner says to whom they have helped."""
    balance_minutes = models.BigIntegerField(default=0)
    """Moved by the database, with each line of a transfer."""
    is_listed = models.BooleanField(default=False)
    """Whether other members find its owner by name."""
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind=AccountKind.CHEST), name="one_chest"
            ),
            models.CheckConstraint(
                condition=Q(kind=AccountKind.PERSON)
                | Q(owner__isnull=True, closed_at__isnull=True),
                name="chest_of_nobody_and_open",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(balance_minutes=0),
                name="account_closed_at_zero",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class TransferQuerySet(models.QuerySet["Transfer"]):
    def seen_by(self, person: User) -> "TransferQuerySet":
        """One's own; all for a mediator, who is asked what went wrong."""
        return self if person.is_mediator else self.filter(lines__account__owner=person)


class Transfer(models.Model):
    """What was noted once: who helped whom, and when. Its lines say how many minutes."""

    kind = models.CharField(max_length=12, choices=TransferKind.choices)
    key = models.UUIDField(unique=True)
    """Of the form or program that sent it: the same key sent again is the same transfer."""
    day = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    function = models.ForeignKey(
        Function, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=TransferKind.CORRECTION) ^ Q(corrects__isnull=True),
                name="only_corrections_correct",
            )
        ]
        indexes = [models.Index(fields=["day"], name="transfer_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.day}"


class LineQuerySet(models.QuerySet["Line"]):
    def of(self, account: Account) -> "LineQuerySet":
        return self.filter(account=account)

    def between(self, first: date, last: date) -> "LineQuerySet":
        """Of transfers about days from the first to the last, both included."""
        return self.filter(transfer__day__range=(first, last))


class Line(models.Model):
    """What a transfer does to one account: minutes above zero come, below zero go."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lines")
    minutes = models.IntegerField()

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "transfer"], name="one_line_per_account_and_transfer"
            ),
            models.CheckConstraint(condition=~Q(minutes=0), name="line_moves_something"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} to {self.account_id}"


class Dispensation(models.Model):
    """Nothing is expected of somebody, until a day or for good. Only mediators know of it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="dispensations")
    note = models.CharField(max_length=200, blank=True)
    granted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField()
    last_day = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="one_dispensation_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"dispensation of {self.account_id}"


class PostQuerySet(models.QuerySet["Post"]):
    def kept_by(self, person: User) -> "PostQuerySet":
        """Those that somebody may take off the list: one's own, all for a mediator."""
        return self if person.is_mediator else self.filter(account__owner=person)

    def standing(self, today: date) -> "PostQuerySet":
        return self.filter(ended_at=None, last_day__gte=today, account__closed_at=None)


class Post(models.Model):
    """What somebody offers to others, or needs from them."""

    kind = models.CharField(max_length=8, choices=PostKind.choices)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=2000, blank=True)
    function = models.ForeignKey(
        Function, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    commune = models.ForeignKey(
        Commune, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_day = models.DateField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["last_day"], condition=Q(ended_at=None), name="post_standing")
        ]

    def __str__(self) -> str:
        return self.title


class Answer(models.Model):
    """What somebody wrote to the author of a post; passed on by mail."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=2000)
    made_at = models.DateTimeField()
    passed_on_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"answer to {self.post_id}"
