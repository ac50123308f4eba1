"""Appeals of a campaign, for the planners who answer them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.foundation.errors import Refused
from softplace.matching.commands.appeals import answer_appeal
from softplace.matching.models import Appeal, Campaign
from softplace.web.forms import say_reasons
from softplace.web.keeper.access import for_planners, signed_in


@require_safe
@for_planners
def appeals(request: HttpRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    found = (
        Appeal.objects.filter(request__campaign=campaign)
        .select_related("request__applicant", "decided_by")
        .order_by("decided_at", "made_at")
    )
    open_ones = [each for each in found if each.decided_at is None]
    answered = [each for each in found if each.decided_at is not None]
    return render(
        request,
        "campaigns/appeals.html",
        {"campaign": campaign, "open_ones": open_ones, "answered": answered},
    )


@require_POST
@for_planners
def answer(request: HttpRequest, campaign_id: int, appeal_id: int) -> HttpResponse:
    appeal = get_object_or_404(
        Appeal.objects.select_related("request__applicant"),
        pk=appeal_id,
        request__campaign=campaign_id,
    )
    try:
        answer_appeal(
            actor=signed_in(request),
            appeal=appeal,
            upheld=request.POST.get("decision") == "upheld",
            answer=request.POST.get("answer", ""),
        )
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    else:
        messages.success(request, _("The appeal is answered, and the applicant gets a mail."))
    return redirect("campaign-appeals", campaign_id=campaign_id)
