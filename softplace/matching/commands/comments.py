"""What those who decide say to each other of a request."""

from django.db import transaction

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.matching.models import Campaign, Comment, Request
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning
from softplace.trail.commands import record

LONGEST = 2000


@transaction.atomic
def comment_on(*, actor: User, campaign: Campaign, request: Request, text: str) -> Comment:
    """Say something of a request; applicants do not read it."""
    reasons = reasons_to_refuse_planning(actor.roles())
    if not text.strip():
        reasons.append(Reason("required", "text"))
    if len(text) > LONGEST:
        reasons.append(Reason("too_long", "text", {"limit": LONGEST}))
    refuse(reasons)
    made = Comment.objects.create(
        campaign=campaign, request=request, author=actor, text=text.strip(), at=now()
    )
    record(actor=actor, verb="comment", subject=request)
    return made
