"""Time changes hands. What was noted is never changed: it is given back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from softplace.foundation.clock import now, today
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.territory.queries import territory_zone
from softplace.timebank.commands.accounts import open_account
from softplace.timebank.enums import AccountKind, TransferKind
from softplace.timebank.models import Account, Line, Transfer
from softplace.timebank.queries import accounts_named, standings_of
from softplace.timebank.rules import (
    TransferFields,
    kind_between,
    reasons_to_refuse_paying,
    reasons_to_refuse_transfer,
)
from softplace.trail.commands import record

TELL_TASK = "tell_of_transfer"
"""The task of `config.tasks` by its name: commands know nothing of who runs them."""
_KEYS = UUID("7b1c7f5e-5d0c-4d1e-9a55-2f1b0a6f3c11")


def key_of(actor: User | None, sent: str) -> UUID:
    """The key of a transfer: of what the form or program sent, and of who sent it."""
    return uuid5(_KEYS, f"{actor.pk if actor else ''}:{sent}")


@transaction.atomic
def note_help(
    *,
    actor: User,
    payees: Sequence[str],
    fields: TransferFields,
    key: str,
    payer: str = "",
) -> Transfer:
    """Move minutes from who was helped, mostly the actor, to each who helped, by code or name.

    Opens the actor's account if there is none; where it is refused, none is opened. See
    `transfer_time`.
    """
    from_whom = open_account(person=actor)
    if payer:
        (from_whom,) = _named([payer], "payer")
    return transfer_time(
        actor=actor, payer=from_whom, payees=_named(payees, "payees"), fields=fields, key=key
    )


def _named(asked: Sequence[str], field: str) -> list[Account]:
    """The accounts; Refused with the first code or name that is nobody's."""
    found, unknown = accounts_named(asked)
    if unknown:
        raise Refused(Reason("unknown_member", field, {"name": unknown[0][:60]}))
    return found


@transaction.atomic
def transfer_time(
    *,
    actor: User | None,
    payer: Account,
    payees: Sequence[Account],
    fields: TransferFields,
    key: str,
    tells: bool = True,
) -> Transfer:
    """Move minutes from who was helped to each who helped.

    The same key of the same person, sent again, gives the same transfer; with other content it is
    refused. A balance below the bank's floor warns (`rules.warnings_of`) and forbids nothing.
    People are told by mail, unless what is noted is history (`tells`).
    """
    fields = replace(fields, note=" ".join(fields.note.split()))
    # A transfer of the same key that is just being made is waited for here.
    kind = kind_between(payer.kind, [account.kind for account in payees])
    made, is_new = _noted(kind, fields, key=key_of(actor, key), actor=actor)
    minutes = {account.pk: fields.minutes for account in payees if account.pk != payer.pk}
    minutes[payer.pk] = -fields.minutes * len(minutes)
    if not is_new:
        if _said(made) != (fields, minutes):
            raise Refused(Reason("key_used_for_another"))
        return made
    locked = _locked(minutes)
    if actor is not None:
        held = locked[payer.pk]
        refuse(
            reasons_to_refuse_paying(
                is_owner=held.owner_id == actor.pk,
                roles=actor.roles(),
                kind=AccountKind(held.kind),
            )
        )
    standings = standings_of(list(locked.values()), _today())
    refuse(
        reasons_to_refuse_transfer(
            fields,
            payer=standings[payer.pk],
            payees=[standings[pk] for pk in minutes if pk != payer.pk],
            today=_today(),
        )
    )
    return _moved(made, minutes, actor=actor, verb="transfer_time", tells=tells)


@transaction.atomic
def correct_transfer(*, actor: User | None, transfer: Transfer) -> Transfer:
    """Give back what a transfer moved, by its opposite; doing it twice gives it back once.

    Those who received may, and mediators; a correction is not corrected in its turn.
    """
    lines = list(transfer.lines.select_related("account"))
    minutes = {line.account_id: -line.minutes for line in lines}
    if actor is not None and not actor.is_mediator:
        receivers = [line.account.owner_id for line in lines if line.minutes > 0]
        if receivers != [actor.pk]:
            raise Refused(Reason("only_receivers_give_back"))
    if transfer.kind in (TransferKind.CORRECTION, TransferKind.CLOSING):
        raise Refused(Reason("cannot_be_given_back"))
    made, is_new = _noted(
        TransferKind.CORRECTION,
        TransferFields(0, transfer.day),
        key=uuid5(_KEYS, f"correction of {transfer.pk}"),
        actor=actor,
        corrects=transfer,
    )
    if not is_new:
        return made
    if not all(account.is_open for account in _locked(minutes).values()):
        raise Refused(Reason("account_is_closed"))
    return _moved(made, minutes, actor=actor, verb="correct_transfer")


def close_at_zero(*, account: Account, chest: Account) -> None:
    """Let the chest take over what is left, a debt too: nobody repays in order to leave."""
    locked = _locked({account.pk: 0, chest.pk: 0})
    left = locked[account.pk].balance_minutes
    if not left:
        return
    made, _ = _noted(
        TransferKind.CLOSING,
        TransferFields(0, _today()),
        key=uuid5(_KEYS, f"closing of {account.pk}"),
        actor=None,
    )
    _moved(made, {account.pk: -left, chest.pk: left}, actor=None, verb="close_time_account")


def _noted(
    kind: TransferKind,
    fields: TransferFields,
    *,
    key: UUID,
    actor: User | None,
    corrects: Transfer | None = None,
) -> tuple[Transfer, bool]:
    """The transfer of this key, and whether it is new."""
    try:
        with transaction.atomic():
            made = Transfer.objects.create(
                kind=kind,
                key=key,
                day=fields.day,
                note=fields.note,
                function_id=fields.function_id,
                corrects=corrects,
                made_by=actor,
                made_at=now(),
            )
            return made, True
    except IntegrityError:
        found = Transfer.objects.filter(key=key).first()
        if found is None:
            raise
        return found, False


def _locked(minutes: dict[int, int]) -> dict[int, Account]:
    """The accounts, for this transfer alone: in the order of their ids, so that no two transfers
    wait for each other."""
    accounts = Account.objects.select_for_update().filter(pk__in=minutes).order_by("pk")
    return {account.pk: account for account in accounts}


def _moved(
    made: Transfer,
    minutes: dict[int, int],
    *,
    actor: User | None,
    verb: str,
    tells: bool = True,
) -> Transfer:
    Line.objects.bulk_create(
        Line(transfer=made, account_id=account, minutes=moved)
        for account, moved in sorted(minutes.items())
    )
    changes = {"minutes": (None, sum(moved for moved in minutes.values() if moved > 0))}
    record(actor=actor, verb=verb, subject=made, changes=changes)
    if tells:
        app.configure_task(TELL_TASK).defer(transfer_id=made.pk)
    return made


def _said(made: Transfer) -> tuple[TransferFields, dict[int, int]]:
    """What a transfer was asked for with."""
    minutes = dict(made.lines.values_list("account_id", "minutes"))
    each = next((moved for moved in minutes.values() if moved > 0), 0)
    return TransferFields(each, made.day, made.note, made.function_id), minutes


def _today() -> date:
    return today(territory_zone())
