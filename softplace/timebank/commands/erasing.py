"""A person goes: the chest takes over what is left, and the account keeps no name."""

from django.db import transaction

from softplace.foundation.clock import now
from softplace.matching.commands import erasing as of_matching
from softplace.people.models import User
from softplace.timebank.commands.accounts import open_chest
from softplace.timebank.commands.transfers import close_at_zero
from softplace.timebank.models import Account, Transfer
from softplace.trail.commands import forget_names


@transaction.atomic
def erase_person(*, person: User) -> None:
    """Erase the account of a person, at their own demand, with their time account.

    Nobody repays a debt in order to leave. What was moved stays, without name or note: the others’
    accounts are made of it.
    """
    account = Account.objects.filter(owner=person).first()
    if account is not None:
        close_at_zero(account=account, chest=open_chest())
        posts = list(account.posts.all())
        forget_names(subjects=posts)
        account.posts.all().delete()
        account.dispensations.all().delete()
        Transfer.objects.filter(lines__account=account).exclude(note="").update(note="")
        Account.objects.filter(pk=account.pk).update(owner=None, is_listed=False, closed_at=now())
    of_matching.erase_person(person=person)
