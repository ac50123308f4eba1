"""Computing a plan: started, followed while it goes on, stopped."""

import json
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.computing.enums import RunStatus
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused
from softplace.matching.commands.solving import ask_to_stop, request_run
from softplace.matching.models import Campaign, Run
from softplace.matching.queries.board import runs_before
from softplace.matching.rules import PUBLISHED
from softplace.web.campaigns.progress import at_most, chart, sentence
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told

USUAL_SECONDS = 20
LENGTHS = (5, 20, 60, 300, 1200)
LONG_UNCLAIMED = timedelta(minutes=1)
"""A worker that is idle takes a run up at once."""
LONG_SILENT = timedelta(seconds=15)
"""A run that is well tells of itself twice a second, and now and then is busy for some seconds."""


def run_panel(run: Run | None, campaign: Campaign) -> dict[str, Any]:
    """What the panel of the last run says."""
    panel: dict[str, Any] = {
        "campaign": campaign,
        "run": run,
        "lengths": LENGTHS,
        "usual_seconds": USUAL_SECONDS,
    }
    if run is not None:
        panel |= _waiting(run) | {"silent_seconds": _silent_seconds(run)}
        panel |= {
            "is_active": run.is_active,
            "chart": chart(run.progress),
            "said": sentence(run.progress) if run.is_active else "",
            "at_most": at_most(run.value, run.bound) if run.status == RunStatus.DONE else "",
            "fault": fault_words(run.fault),
            "is_current": run.board_version == campaign.version,
            "is_published": campaign.status in PUBLISHED or run.pass_number < campaign.pass_number,
        }
    return panel


def _waiting(run: Run) -> dict[str, Any]:
    """How many are computed before a run that is queued, and whether nobody seems to be at work."""
    if run.status != RunStatus.QUEUED:
        return {}
    before = max(0, runs_before(run) - (settings.SOLVERS - 1))
    return {
        "waits_behind": before,
        "is_unclaimed": not before and run.requested_at < now() - LONG_UNCLAIMED,
    }


def _silent_seconds(run: Run) -> int:
    """For how long nothing was heard of a run that goes on; 0 where that is usual."""
    if run.status != RunStatus.RUNNING or not run.progress or run.seen_at is None:
        return 0
    silent = now() - run.seen_at
    return int(silent.total_seconds()) if silent > LONG_SILENT else 0


def fault_words(fault: str) -> str:
    """Why a run came to nothing."""
    if not fault:
        return ""
    code, details = json.loads(fault)
    return told(Reason(code, "", {name: _with_dates(value) for name, value in details.items()}))


def _with_dates(value: object) -> object:
    """A day of the details, which JSON holds as a text."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


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
        for reason in refusal.reasons:
            messages.error(request, told(reason))
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
