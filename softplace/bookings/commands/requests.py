"""Searches that found nothing, left by those who still want it."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from softplace.bookings.models import UnmetRequest
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.people.models import User
from softplace.trail.commands import record

MOST_REQUESTS = 20
LONGEST_QUESTION = 2000


@transaction.atomic
def leave_request(*, actor: User, fields: Mapping[str, Sequence[str]]) -> UnmetRequest:
    """Leave the fields of a search that found nothing; the same search is left once."""
    question = {name: list(values) for name, values in sorted(fields.items())}
    if sum(len(value) for values in question.values() for value in values) > LONGEST_QUESTION:
        refuse([Reason("too_long", "", {"limit": LONGEST_QUESTION})])
    # Against two requests at once that would each be the last one allowed.
    User.objects.select_for_update().get(pk=actor.pk)
    mine = UnmetRequest.objects.filter(person=actor, answered_at__isnull=True)
    same = mine.filter(question=question).first()
    if same is not None:
        return same
    if mine.count() >= MOST_REQUESTS:
        refuse([Reason("too_many_requests_left", "", {"limit": MOST_REQUESTS})])
    left = UnmetRequest.objects.create(person=actor, question=question, created_at=now())
    record(actor=actor, verb="leave_request", subject=left)
    return left


@transaction.atomic
def withdraw_request(*, actor: User, request: UnmetRequest) -> None:
    """It is wanted no longer."""
    if request.person_id != actor.pk:
        refuse([Reason("not_yours")])
    record(actor=actor, verb="withdraw_request", subject=request)
    request.delete()
