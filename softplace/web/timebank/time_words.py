"""Minutes, people and reasons of the time bank, as pages say them."""

from django.utils.translation import gettext as _

from softplace.foundation.errors import Reason
from softplace.people.models import User
from softplace.timebank.enums import AccountKind
from softplace.timebank.models import Account
from softplace.web import words
from softplace.web.sentences import told

MINUS = "\u2212"


def balance(minutes: int) -> str:
    """A balance with its sign: "+1 h 30", "−45 min", "0 min"."""
    sign = "+" if minutes > 0 else MINUS if minutes < 0 else ""
    return f"{sign}{words.duration_in_hours(abs(minutes))}"


def name_of(account: Account) -> str:
    """Whose account, for somebody who exchanged with them."""
    if account.kind == AccountKind.CHEST:
        return _("The solidarity chest")
    if account.owner is None:
        return _("somebody who has left")
    return account.owner.name or account.code


def warned(reason: Reason) -> str:
    """A warning as a sentence, its minutes as hours."""
    details = dict(reason.details)
    if isinstance(minutes := details.get("minutes"), int):
        details["minutes"] = balance(minutes)
    return told(Reason(reason.code, reason.field, details))


def is_mediating(user: object) -> bool:
    return isinstance(user, User) and user.is_mediator
