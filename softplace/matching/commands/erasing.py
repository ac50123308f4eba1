"""A person goes: their requests go with them, and the trail forgets what these were called."""

from django.db import transaction

from softplace.bookings.commands import erasing as of_bookings
from softplace.matching.models import Applicant, Request
from softplace.people.models import User
from softplace.trail.commands import forget_names


@transaction.atomic
def erase_person(*, person: User) -> None:
    """Erase the account of a person, at their own demand, with all that they asked for.

    What a campaign gave them is cancelled with their bookings.
    """
    forget_names(subjects=list(Request.objects.filter(applicant__person=person)))
    forget_names(subjects=list(Applicant.objects.filter(person=person)))
    of_bookings.erase_person(person=person)
