"""What was decided on one's own request: what was given, why something was not, what to do."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.matching.commands.alternatives import take_alternative
from softplace.matching.commands.appeals import make_appeal
from softplace.matching.enums import CampaignStatus, RequestStatus
from softplace.matching.models import Campaign, Refusal, Request
from softplace.matching.queries.decisions import Decision
from softplace.web.campaigns.board import whole
from softplace.web.campaigns.results import given_words
from softplace.web.campaigns.telling import (
    alternatives_of,
    explained,
    known_of,
    lost_dates,
    nearest_sentence,
    wish_sentences,
)
from softplace.web.forms import say_reasons
from softplace.web.keeper.access import signed_in


def own_request(request: HttpRequest, reference: str) -> tuple[Request, Campaign]:
    """The request, for who made it and for planners, once it is decided."""
    row = get_object_or_404(
        Request.objects.select_related("campaign", "applicant__person").exclude(campaign=None),
        reference=reference,
    )
    user = signed_in(request)
    if row.applicant.person_id != user.pk and not user.is_planner:
        raise PermissionDenied
    assert row.campaign is not None  # excluded above
    return row, row.campaign


def decision_words(decided: Decision, campaign: Campaign) -> dict[str, Any]:
    """What the page, and `campaigns/refusal.html` wherever it is included, say of a decision."""
    row, refusal, refused = decided.request, decided.refusal, decided.told
    said: dict[str, Any] = {
        "is_decided": row.status != RequestStatus.SUBMITTED,
        "given": [{**given_words(each), "lost": lost_dates(each.lost)} for each in decided.given],
        "refusal": refusal,
        "appeal": decided.appeal,
    }
    if refusal is None or refused is None:
        return said
    known = known_of([refused])
    appeals_open = campaign.appeals_close_at is not None and (
        campaign.appeals_close_at > clock.now()
    )
    taken = refusal.taken_series_id
    instead = [each for each in decided.given if taken is not None and each.series_id == taken]
    lacks = row.status in {RequestStatus.REFUSED, RequestStatus.PARTLY_SERVED}
    is_published = campaign.status == CampaignStatus.PUBLISHED
    answered = decided.appeal is not None and decided.appeal.pass_number == campaign.pass_number
    return said | {
        "cause": explained(refused),
        "wish_sentences": wish_sentences(refused, known),
        "nearest": nearest_sentence(refused, known),
        "alternatives": alternatives_of(refused, known),
        "instead": [given_words(each) for each in instead],
        "missing": refusal.session_count - len(instead),
        "is_taken": taken is not None,
        "may_take": is_published and taken is None,
        "may_appeal": is_published and appeals_open and lacks and not answered,
    }


@require_POST
@login_required
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Book the alternative at once, if it is still free."""
    row, campaign = own_request(request, reference)
    refusal = get_object_or_404(
        Refusal.objects.filter(request=row, campaign=campaign),
        pk=whole(request.POST.get("refusal", "")),
    )
    number = request.POST.get("number", "")
    try:
        series = take_alternative(
            actor=signed_in(request),
            refusal=refusal,
            number=int(number) if number.isdecimal() and len(number) < 4 else -1,
        )
    except Refused as refused:
        say_reasons(request, refused.reasons)
    else:
        messages.success(
            request,
            _("It is booked for you: %(count)s dates, all under “My bookings”.")
            % {"count": series.bookings.count()},
        )
    return redirect("request", reference=reference)


@require_POST
@login_required
def appeal(request: HttpRequest, reference: str) -> HttpResponse:
    row, _campaign = own_request(request, reference)
    try:
        make_appeal(actor=signed_in(request), request=row, text=request.POST.get("text", ""))
    except Refused as refused:
        say_reasons(request, refused.reasons)
    else:
        messages.success(request, _("Your appeal has reached the planners, who will answer it."))
    return redirect("request", reference=reference)
