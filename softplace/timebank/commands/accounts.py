"""Accounts are opened; nobody needs anything to have one."""

import secrets

from django.db import IntegrityError, transaction

from softplace.foundation.clock import now
from softplace.people.models import User
from softplace.timebank.enums import AccountKind
from softplace.timebank.models import Account
from softplace.timebank.rules import CODE_LENGTH, LETTERS
from softplace.trail.commands import record


@transaction.atomic
def open_account(*, person: User) -> Account:
    """Open the account of a person; doing it twice opens one."""
    open_chest()
    found = Account.objects.filter(owner=person).first()
    if found is not None:
        return found
    account, is_new = _made(AccountKind.PERSON, person)
    if is_new:
        record(actor=person, verb="open_time_account", subject=account)
    return account


@transaction.atomic
def open_chest() -> Account:
    """Open the chest, once and for all."""
    found = Account.objects.filter(kind=AccountKind.CHEST).first()
    return found or _made(AccountKind.CHEST, None)[0]


@transaction.atomic
def list_account(*, actor: User, account: Account, is_listed: bool) -> Account:
    """Let other members find its owner by name, or no longer; only the owner says so."""
    account = Account.objects.select_for_update().get(pk=account.pk, owner=actor)
    if account.is_listed != is_listed:
        account.is_listed = is_listed
        account.save(update_fields=["is_listed"])
        changes = {"is_listed": (not is_listed, is_listed)}
        record(actor=actor, verb="list_time_account", subject=account, changes=changes)
    return account


def _made(kind: AccountKind, owner: User | None) -> tuple[Account, bool]:
    """The account, and whether it is new: it may have been opened at this very moment."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        try:
            with transaction.atomic():
                made = Account.objects.create(kind=kind, owner=owner, code=code, opened_at=now())
                return made, True
        except IntegrityError:
            found = Account.objects.filter(kind=kind, owner=owner).first()
            if found is not None:
                return found, False
