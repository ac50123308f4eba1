"""Computing a plan: started, followed while it goes on, stopped."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.foundation.errors import Refused
from softplace.matching.commands.solving import ask_to_stop, request_run
from softplace.matching.models import Campaign, Run
from softplace.matching.rules import PUBLISHED
from softplace.web.campaigns.progress import chart, sentence
from softplace.web.forms import say_reasons
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.plan_runs import state_of

USUAL_SECONDS = 20
LENGTHS = (5, 20, 60, 300, 1200)


def run_panel(run: Run | None, campaign: Campaign) -> dict[str, Any]:
    """What the panel of the last run says."""
    panel: dict[str, Any] = {
        "campaign": campaign,
        "run": run,
        "lengths": LENGTHS,
        "usual_seconds": USUAL_SECONDS,
    }
    if run is not None:
        panel |= state_of(run) | {
            "chart": chart(run.progress),
            "said": sentence(run.progress) if run.is_active else "",
            "is_current": run.board_version == campaign.version,
            "is_published": campaign.status in PUBLISHED or run.pass_number < campaign.pass_number,
        }
    return panel


@require_POST
@for_planners
def start(request: HttpRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    try:
        request_run(
            actor=signed_in(request),
            campaign=campaign,
            version=_whole(request.POST.get("version", "")),
            seconds=_whole(request.POST.get("seconds", "")),
            from_scratch=request.POST.get("from_scratch") == "on",
        )
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    return redirect("campaign-board", campaign_id=campaign.pk)


@require_safe
@for_planners
def follow(request: HttpRequest, campaign_id: int, run_id: int) -> HttpResponse:
    """The panel again, asked for every second while the run goes on."""
    run = get_object_or_404(Run.objects.select_related("campaign"), pk=run_id, campaign=campaign_id)
    answer = render(request, "campaigns/run.html", run_panel(run, run.campaign))
    if not run.is_active:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@for_planners
def stop(request: HttpRequest, campaign_id: int, run_id: int) -> HttpResponse:
    run = get_object_or_404(Run, pk=run_id, campaign=campaign_id)
    ask_to_stop(actor=signed_in(request), run=run)
    messages.info(request, _("It stops in a moment, and keeps the best plan found so far."))
    return redirect("campaign-board", campaign_id=campaign_id)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
