"""The accounts with which one looks around the demo, and their password."""

import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_noop

from softplace.people.enums import Audience, Role


@dataclass(frozen=True)
class DemoAccount:
    """One account; `what` says what it is good for, to be translated where it is printed."""

    email: str
    name: str
    what: str
    role: Role | None = None
    is_keeper: bool = False
    audiences: tuple[Audience, ...] = ()


ACCOUNTS = (
    DemoAccount(
        "habitante@demo.example",
        "Habitante de la démonstration",
        gettext_noop("an inhabitant of Crest, member of an association"),
        audiences=(Audience.RESIDENTS, Audience.MEMBERS),
    ),
    DemoAccount(
        "gardien@demo.example",
        "Gardien de la démonstration",
        gettext_noop("keeper of several places"),
        is_keeper=True,
    ),
    DemoAccount(
        "mediatrice@demo.example",
        "Médiatrice de la démonstration",
        gettext_noop("mediator at a desk"),
        role=Role.MEDIATOR,
    ),
    DemoAccount(
        "planificatrice@demo.example",
        "Planificatrice de la démonstration",
        gettext_noop("planner of the territory"),
        role=Role.PLANNER,
    ),
    DemoAccount(
        "administration@demo.example",
        "Administration de la démonstration",
        gettext_noop("administrator"),
        role=Role.ADMINISTRATOR,
    ),
)
GROUP = "Associations de la vallée"
KEEPERS = (
    "Hélène Gauthier",
    "Bastien Mounier",
    "Fatou Sarr",
    "Claire Delhomme",
    "Antoine Roux",
    "Zohra Amrani",
    "Pascal Serre",
)
"""Who keeps the other places, each some of them; nobody signs in as these."""


def password() -> str:
    """The password of every demo account of this installation.

    Made from the installation's key, so that it can be said again at each start, and that
    nobody can guess it from the source of another installation.
    """
    key = settings.SECRET_KEY.encode()
    digest = hmac.new(key, b"password of the demo accounts", hashlib.sha256).hexdigest()
    return f"crest-{digest[:4]}-{digest[4:8]}-{digest[8:12]}"
