"""An applicant asks for a decision to be looked at again, and is answered."""

from django.db import IntegrityError, transaction

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.matching.enums import (
    AppealStatus,
    CampaignStatus,
    LetterKind,
    RequestStatus,
)
from softplace.matching.models import Appeal, Letter, Request
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning
from softplace.trail.commands import record

LONGEST = 2000


@transaction.atomic
def make_appeal(*, actor: User, request: Request, text: str) -> Appeal:
    """Once for each pass, as long as appeals are heard. Sent twice, it is made once."""
    campaign = request.campaign
    reasons = []
    if request.applicant.person_id != actor.pk:
        reasons.append(Reason("not_your_request"))
    if campaign is None or campaign.status != CampaignStatus.PUBLISHED:
        reasons.append(Reason("not_published_yet"))
    elif campaign.appeals_close_at is None or campaign.appeals_close_at <= now():
        reasons.append(Reason("appeals_closed"))
    if request.status not in {RequestStatus.REFUSED, RequestStatus.PARTLY_SERVED}:
        reasons.append(Reason("nothing_was_refused"))
    if not text.strip():
        reasons.append(Reason("required", "text"))
    if len(text) > LONGEST:
        reasons.append(Reason("too_long", "text", {"limit": LONGEST}))
    refuse(reasons)
    assert campaign is not None  # refused above
    try:
        with transaction.atomic():
            made = Appeal.objects.create(
                request=request,
                pass_number=campaign.pass_number,
                text=text.strip(),
                made_at=now(),
            )
    except IntegrityError as error:
        earlier = Appeal.objects.get(request=request, pass_number=campaign.pass_number)
        if earlier.text == text.strip():
            return earlier
        raise Refused(Reason("appealed_already")) from error
    record(actor=actor, verb="make_appeal", subject=request)
    return made


@transaction.atomic
def answer_appeal(*, actor: User, appeal: Appeal, upheld: bool, answer: str) -> Appeal:
    """Uphold or dismiss it, with an answer that the applicant gets by mail.

    An upheld request can be placed by hand in a second pass.
    """
    reasons = reasons_to_refuse_planning(actor.roles())
    if not answer.strip():
        reasons.append(Reason("required", "answer"))
    if len(answer) > LONGEST:
        reasons.append(Reason("too_long", "answer", {"limit": LONGEST}))
    refuse(reasons)
    row = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if row.status != AppealStatus.OPEN:
        refuse([Reason("appeal_answered_already")])
    row.status = AppealStatus.UPHELD if upheld else AppealStatus.DISMISSED
    row.answer, row.decided_by, row.decided_at = answer.strip(), actor, now()
    row.save()
    Letter.objects.get_or_create(
        kind=LetterKind.APPEAL,
        applicant=row.request.applicant,
        campaign=row.request.campaign,
        request=row.request,
        pass_number=row.pass_number,
        defaults={"created_at": now()},
    )
    record(actor=actor, verb=f"appeal_{row.status}", subject=row.request)
    return row
