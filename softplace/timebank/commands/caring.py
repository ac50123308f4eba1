"""What the bank says, and of whom nothing is expected."""

from dataclasses import asdict
from datetime import date

from django.db import IntegrityError, transaction

from softplace.foundation.clock import now, today
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.territory.queries import territory_zone
from softplace.timebank.models import Account, Bank, Dispensation
from softplace.timebank.rules import (
    BankFields,
    reasons_to_refuse_bank,
    reasons_to_refuse_bank_keeping,
    reasons_to_refuse_caring,
    reasons_to_refuse_dispensation,
    reasons_to_refuse_version,
)
from softplace.trail.commands import record


@transaction.atomic
def set_bank(*, actor: User | None, version: int, fields: BankFields) -> Bank:
    """Say from where on the bank warns, as the planner saw it: `version` is 0 where there was
    nothing yet. Refused where another planner has changed it since."""
    if actor is not None:
        refuse(reasons_to_refuse_bank_keeping(actor.roles()))
    refuse(reasons_to_refuse_bank(fields))
    stored = Bank.objects.select_for_update().filter(pk=1).first()
    refuse(reasons_to_refuse_version(version, stored.version if stored else 0))
    before = asdict(stored.fields) if stored else {}
    bank = Bank(pk=1, version=version + 1, changed_at=now(), **asdict(fields))
    try:
        with transaction.atomic():
            bank.save(force_insert=stored is None)
    except IntegrityError as error:
        # Two planners wrote it for the first time at once.
        raise Refused(Reason("bank_changed_meanwhile")) from error
    changes = {
        name: (before.get(name), value)
        for name, value in asdict(fields).items()
        if before.get(name) != value
    }
    record(actor=actor, verb="set_time_bank", subject=bank, changes=changes)
    return bank


@transaction.atomic
def dispense(
    *, actor: User, account: Account, note: str = "", last_day: date | None = None
) -> Dispensation:
    """Decide that nothing is expected of somebody. Only mediators read it, and why."""
    refuse(reasons_to_refuse_caring(actor.roles()))
    day = today(territory_zone())
    refuse(reasons_to_refuse_dispensation(note=note, last_day=last_day, today=day))
    # Against two mediators who decide it at once.
    Account.objects.select_for_update().get(pk=account.pk)
    Dispensation.objects.filter(account=account, ended_at=None).update(ended_at=now())
    made = Dispensation.objects.create(
        account=account,
        note=note.strip(),
        granted_by=actor,
        granted_at=now(),
        last_day=last_day,
    )
    record(actor=actor, verb="dispense", subject=made)
    return made


@transaction.atomic
def end_dispensation(*, actor: User, dispensation: Dispensation) -> None:
    """End it now; doing it twice changes nothing."""
    refuse(reasons_to_refuse_caring(actor.roles()))
    open_one = Dispensation.objects.filter(pk=dispensation.pk, ended_at=None)
    if open_one.update(ended_at=now()):
        record(actor=actor, verb="end_dispensation", subject=dispensation)
