"""Reads of the time bank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from softplace.foundation.errors import Reason
from softplace.foundation.masking import is_small
from softplace.people.models import User
from softplace.timebank.enums import AccountKind, TransferKind
from softplace.timebank.models import Account, Answer, Bank, Dispensation, Line, Post, Transfer
from softplace.timebank.rules import CHEST_WORDS, BankFields, Standing, code_of, warnings_of

MOST_CALLED = 200
MOST_NAMES = 500


def bank_fields() -> BankFields:
    """What the territory decided, or the defaults."""
    return stored_bank()[0]


def stored_bank() -> tuple[BankFields, int]:
    """The same with its version, 0 where nobody has decided yet."""
    bank = Bank.objects.filter(pk=1).first()
    return (bank.fields, bank.version) if bank else (BankFields(), 0)


def dispensations_in_force(today: date) -> QuerySet[Dispensation]:
    return Dispensation.objects.filter(Q(last_day=None) | Q(last_day__gte=today), ended_at=None)


def standings_of(accounts: Sequence[Account], today: date) -> dict[int, Standing]:
    """What rules must know of these accounts. One query."""
    found = (
        Account.objects.filter(pk__in=[account.pk for account in accounts])
        .annotate(
            gave_on=Max("lines__transfer__day", filter=Q(lines__minutes__gt=0)),
            dispensed=Exists(dispensations_in_force(today).filter(account=OuterRef("pk"))),
        )
        .values_list(
            "pk", "kind", "balance_minutes", "closed_at", "opened_at", "gave_on", "dispensed"
        )
    )
    return {
        pk: Standing(AccountKind(kind), balance, closed_at is None, opened_at, gave_on, dispensed)
        for pk, kind, balance, closed_at, opened_at, gave_on, dispensed in found
    }


def account_of(person: User) -> Account | None:
    return Account.objects.filter(owner=person).first()


def chest() -> Account | None:
    return Account.objects.filter(kind=AccountKind.CHEST).first()


def accounts_named(asked: Sequence[str]) -> tuple[list[Account], list[str]]:
    """Open accounts by code, or by the name of who is listed, or the chest; and what names none.

    A name that several bear names none of them. One query.
    """
    wanted = [text.strip() for text in asked if text.strip()]
    found = Account.objects.still_open().filter(
        Q(kind=AccountKind.CHEST)
        | Q(code__in=[code_of(text) for text in wanted])
        | Q(is_listed=True, owner__name__in=wanted, owner__is_active=True)
    )
    by_code: dict[str, Account] = {}
    by_name: dict[str, list[Account]] = {}
    the_chest = None
    for account in found.select_related("owner"):
        if account.kind == AccountKind.CHEST:
            the_chest = account
            continue
        by_code[account.code] = account
        if account.is_listed and account.owner is not None:
            by_name.setdefault(account.owner.name, []).append(account)
    accounts: list[Account] = []
    unknown: list[str] = []
    for text in wanted:
        named = by_name.get(text, [])
        meant = by_code.get(code_of(text)) or (named[0] if len(named) == 1 else None)
        if text.lower() in CHEST_WORDS:
            meant = the_chest
        if meant is None:
            unknown.append(text)
        elif meant not in accounts:
            accounts.append(meant)
    return accounts, unknown


def names_to_choose(person: User) -> list[tuple[str, str]]:
    """Code and name of members who are listed, for a list to choose from."""
    listed = Account.objects.still_open().filter(is_listed=True, owner__is_active=True)
    rows = listed.exclude(owner=person).exclude(owner__name="").order_by("owner__name")
    return list(rows.values_list("code", "owner__name")[:MOST_NAMES])


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a statement."""

    line: Line
    others: tuple[Line, ...]
    """The lines of the same transfer on the other side."""
    balance_minutes: int
    """After it."""
    may_be_given_back: bool


def statement(account: Account, *, before: int | None = None, limit: int = 50) -> list[Movement]:
    """The newest lines of an account first, with its balance after each. Four queries."""
    lines = Line.objects.of(account).select_related("transfer", "transfer__function")
    if before is not None:
        lines = lines.filter(pk__lt=before)
    page = list(lines.order_by("-pk")[:limit])
    if not page:
        return []
    newer = Line.objects.of(account).filter(pk__gt=page[0].pk)
    balance = account.balance_minutes - (newer.aggregate(all=Sum("minutes"))["all"] or 0)
    others: dict[int, list[Line]] = {}
    beside = (
        Line.objects.filter(transfer__in=[line.transfer_id for line in page])
        .exclude(account=account)
        .select_related("account__owner")
        .order_by("pk")
    )
    for other in beside:
        others.setdefault(other.transfer_id, []).append(other)
    corrections = Transfer.objects.filter(corrects__in=[line.transfer_id for line in page])
    corrected = set(corrections.values_list("corrects_id", flat=True))
    movements = []
    for line in page:
        across = [one for one in others.get(line.transfer_id, []) if one.minutes * line.minutes < 0]
        is_final = line.transfer.kind in (TransferKind.CORRECTION, TransferKind.CLOSING)
        movements.append(
            Movement(
                line,
                tuple(across),
                balance,
                line.minutes > 0 and not is_final and line.transfer_id not in corrected,
            )
        )
        balance -= line.minutes
    return movements


@dataclass(frozen=True, slots=True)
class Tally:
    """What somebody gave and received, corrections taken off. Never added up into a merit."""

    given_minutes: int
    received_minutes: int


def tally(account: Account) -> Tally:
    """One query. A service that was corrected counts on neither side."""
    kinds = (TransferKind.SERVICE, TransferKind.SUPPORT, TransferKind.CONTRIBUTION)
    lines = Line.objects.of(account).filter(
        transfer__kind__in=kinds, transfer__corrected_by__isnull=True
    )
    sums = lines.aggregate(
        given=Sum("minutes", filter=Q(minutes__gt=0)), got=Sum("minutes", filter=Q(minutes__lt=0))
    )
    return Tally(sums["given"] or 0, -(sums["got"] or 0))


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody whom it would be kind to call, and why."""

    account: Account
    reasons: tuple[Reason, ...]


def people_to_call(today: date) -> list[Call]:
    """Whose account says something, the lowest balance first; never those who are dispensed.

    Two queries.
    """
    fields = bank_fields()
    quiet_since = today - timedelta(days=fields.quiet_days)
    candidates = list(
        Account.objects.still_open()
        .of_people()
        .filter(owner__isnull=False)
        .filter(
            Q(balance_minutes__lt=fields.floor_minutes)
            | Q(balance_minutes__gt=fields.ceiling_minutes)
            | Q(balance_minutes__lt=0, opened_at__date__lt=quiet_since)
        )
        .select_related("owner")
        .order_by("balance_minutes", "pk")[: 5 * MOST_CALLED]
    )
    standings = standings_of(candidates, today)
    calls = [
        Call(account, tuple(warnings_of(standings[account.pk], fields, today=today)))
        for account in candidates
    ]
    return [call for call in calls if call.reasons][:MOST_CALLED]


@dataclass(frozen=True, slots=True)
class Month:
    """What was exchanged in a month; None where it would point at somebody."""

    first: date
    minutes: int | None
    people: int | None


def months(today: date, *, count: int = 12) -> list[Month]:
    """The last whole months, the newest first, corrected services left out. One query.

    A month in which fewer than five people gave or received is masked.
    """
    first_of_this = today.replace(day=1)
    year, month = divmod(first_of_this.year * 12 + first_of_this.month - 1 - count, 12)
    first = date(year, month + 1, 1)
    rows: Mapping[date, tuple[int, int]] = {
        at: (minutes, people)
        for at, minutes, people in Line.objects.between(first, first_of_this - timedelta(days=1))
        .filter(transfer__kind=TransferKind.SERVICE, transfer__corrected_by__isnull=True)
        .annotate(month=TruncMonth("transfer__day"))
        .values("month")
        .annotate(
            moved=Sum("minutes", filter=Q(minutes__gt=0)), people=Count("account", distinct=True)
        )
        .order_by("month")
        .values_list("month", "moved", "people")
    }
    found = []
    for back in range(1, count + 1):
        year, month = divmod(first_of_this.year * 12 + first_of_this.month - 1 - back, 12)
        at = date(year, month + 1, 1)
        minutes, people = rows.get(at, (0, 0))
        masked = bool(is_small(np.array([people]))[0])
        found.append(Month(at, None if masked else minutes, None if masked else people))
    return found


def posts_found(
    *, today: date, kind: str = "", words: str = "", function: str = "", commune: str = ""
) -> QuerySet[Post]:
    """Offers and needs that stand, the newest first."""
    posts = Post.objects.standing(today).select_related("function", "commune", "account__owner")
    if kind:
        posts = posts.filter(kind=kind)
    if function:
        posts = posts.filter(Q(function__code=function) | Q(function__parent__code=function))
    if commune:
        posts = posts.filter(commune__code=commune)
    for word in words.split()[:8]:
        posts = posts.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return posts


def unevenness() -> list[str]:
    """What would break the sum of zero; nothing, unless somebody went round the database."""
    faults = []
    total = Account.objects.aggregate(all=Sum("balance_minutes"))["all"] or 0
    if total:
        faults.append(f"all balances together: {total} min")
    lines = Line.objects.values("transfer").annotate(all=Sum("minutes")).exclude(all=0)
    faults += [
        f"transfer {row['transfer']}: {row['all']} min" for row in lines.order_by("transfer")
    ]
    moved = Account.objects.annotate(moved=Sum("lines__minutes")).exclude(
        Q(moved=F("balance_minutes")) | Q(moved=None, balance_minutes=0)
    )
    faults += [f"account {account.code}" for account in moved]
    return faults


TRIGGERS = frozenset({
    "transfer_sums_to_zero", "lines_sum_to_zero", "lines_stay", "transfers_stay",
    "transfers_keep_what_they_say", "lines_move_balances", "balances_follow_lines",
    "balances_begin_at_zero",
})  # fmt: skip


def missing_triggers() -> list[str]:
    """Triggers of the migrations that are not there, or do not fire."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND tgname = ANY(%s)",
            [sorted(TRIGGERS)],
        )
        standing = {name for (name,) in cursor.fetchall()}
    return sorted(TRIGGERS - standing)


def held_on_account(person: User) -> dict[str, object]:
    """What is held on a person about the time bank, to be handed out on demand."""
    account = account_of(person)
    if account is None:
        return {"time_account": None}
    return {
        "time_account": {
            "code": account.code,
            "balance_minutes": account.balance_minutes,
            "is_listed": account.is_listed,
            "opened_at": account.opened_at,
        },
        "time_transfers": list(
            Line.objects.of(account)
            .order_by("pk")
            .values("minutes", "transfer__kind", "transfer__day", "transfer__note")
        ),
        "time_posts": list(
            account.posts.order_by("pk").values("kind", "title", "text", "made_at", "last_day")
        ),
        "time_answers": list(
            Answer.objects.filter(person=person).order_by("pk").values("text", "made_at")
        ),
        "time_dispensations": list(
            account.dispensations.order_by("pk").values("note", "granted_at", "last_day")
        ),
    }
