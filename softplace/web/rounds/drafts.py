"""Drafts: what must be served, the computation that is followed, the proposal taken over."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from softplace.foundation.clock import today
from softplace.foundation.errors import Refused
from softplace.rounds.commands import (
    add_target,
    create_draft,
    remove_target,
    request_computation,
    stop_computation,
    take_over,
)
from softplace.rounds.models import Computation, Draft, Target
from softplace.rounds.queries import drafts_of, units_of
from softplace.territory.queries import territory_zone
from softplace.web import words
from softplace.web.forms import add_reasons, say_reasons
from softplace.web.keeper.access import signed_in
from softplace.web.plan_runs import state_of
from softplace.web.rounds.access import version_seen
from softplace.web.rounds.draft_forms import DraftForm, TargetForm
from softplace.web.rounds.progress import chart, sentence

LENGTHS = (5, 20, 60, 300)
USUAL_SECONDS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def drafts(request: HttpRequest) -> HttpResponse:
    """Those that one may work on, and the form of a new one."""
    user, day = signed_in(request), today(territory_zone())
    monday = day + timedelta(days=7 - day.weekday())
    initial = {"first_day": monday, "last_day": monday + timedelta(weeks=12, days=-1)}
    form = DraftForm(units_of(user), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_draft(actor=user, fields=form.draft_fields())
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            return redirect("rounds-draft", made.pk)
    context = {"part": "drafts", "drafts": drafts_of(user).order_by("-pk")[:50], "form": form}
    return render(request, "rounds/drafts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What must be served, and the last computation with its plan."""
    found = _draft(request, draft_id)
    vehicles = found.vehicles.order_by("name", "id")
    initial = {"from_minute": 8 * 60 + 30, "to_minute": 17 * 60 + 30}
    form = TargetForm(vehicles, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            add_target(
                actor=signed_in(request),
                draft=found,
                version=version_seen(request),
                fields=form.target_fields(),
            )
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            return redirect("rounds-draft", found.pk)
    targets = list(
        found.targets.select_related("commune", "square", "vehicle").prefetch_related("functions")
    )
    last = found.computations.first()
    context = {
        "part": "drafts",
        "draft": found,
        "vehicles": vehicles,
        "targets": [_target_row(target) for target in targets],
        "form": form,
        "days": words.days_between(found.first_day, found.last_day),
        "proposal": _proposal(found, last, targets) if last else [],
        "left_out": [t.name for t in targets if last and t.pk in last.left_out],
        **_panel(found, last),
    }
    return render(request, "rounds/draft.html", context, status=422 if form.errors else 200)


def _draft(request: HttpRequest, draft_id: int) -> Draft:
    return get_object_or_404(drafts_of(signed_in(request)), pk=draft_id)


def _target_row(target: Target) -> dict[str, Any]:
    language = get_language() or "fr"
    return {
        "target": target,
        "cadence": words.label(target.cadence, "Cadence"),
        "hours": words.hours(target.from_minute, target.to_minute),
        "functions": ", ".join(function.name(language) for function in target.functions.all()),
    }


def _panel(found: Draft, last: Computation | None) -> dict[str, Any]:
    """What the panel of the last computation says."""
    panel: dict[str, Any] = {
        "draft": found,
        "computation": last,
        "lengths": LENGTHS,
        "usual_seconds": USUAL_SECONDS,
    }
    if last is not None:
        panel |= state_of(last) | {
            "chart": chart(last.progress),
            "said": sentence(last.progress),
            "is_current": last.draft_version == found.version,
        }
    return panel


def _proposal(
    found: Draft, last: Computation, targets: list[Target]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The plan by vehicle, day by day."""
    by_id = {target.pk: target for target in targets}
    names = dict(found.vehicles.values_list("pk", "name"))
    rows: dict[int, list[dict[str, Any]]] = {}
    for target, vehicle, day, start in sorted(last.visits, key=lambda v: (v[1], v[2], v[3])):
        if target in by_id and vehicle in names:
            end = start + by_id[target].minutes
            rows.setdefault(vehicle, []).append(
                {
                    "day": found.first_day + timedelta(days=day),
                    "hours": words.hours(start, end),
                    "name": by_id[target].name,
                }
            )
    return [(names[vehicle], found_rows) for vehicle, found_rows in rows.items()]


@login_required
@require_POST
def drop(request: HttpRequest, draft_id: int, target_id: int) -> HttpResponse:
    found = _draft(request, draft_id)
    target = get_object_or_404(found.targets, pk=target_id)
    try:
        remove_target(
            actor=signed_in(request), draft=found, version=version_seen(request), target=target
        )
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    return redirect("rounds-draft", found.pk)


@login_required
@require_POST
def compute(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Ask the background worker for a plan."""
    found = _draft(request, draft_id)
    seconds = request.POST.get("seconds", "")
    try:
        request_computation(
            actor=signed_in(request),
            draft=found,
            version=version_seen(request),
            seconds=int(seconds) if seconds.isdecimal() and len(seconds) < 6 else 0,
        )
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    return redirect("rounds-draft", found.pk)


@login_required
@require_safe
def follow(request: HttpRequest, draft_id: int, computation_id: int) -> HttpResponse:
    """The panel again, asked for every second while it goes on."""
    found = _draft(request, draft_id)
    last = get_object_or_404(found.computations, pk=computation_id)
    answer = render(request, "rounds/computation.html", _panel(found, last))
    if not last.is_active:
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def halt(request: HttpRequest, draft_id: int, computation_id: int) -> HttpResponse:
    found = _draft(request, draft_id)
    last = get_object_or_404(found.computations, pk=computation_id)
    stop_computation(actor=signed_in(request), computation=last)
    messages.info(request, _("It stops in a moment, and keeps the best plan found so far."))
    return redirect("rounds-draft", found.pk)


@login_required
@require_POST
def take(request: HttpRequest, draft_id: int, computation_id: int) -> HttpResponse:
    """Plan the stops of the proposal."""
    found = _draft(request, draft_id)
    last = get_object_or_404(found.computations, pk=computation_id)
    try:
        take_over(
            actor=signed_in(request), draft=found, version=version_seen(request), computation=last
        )
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
        return redirect("rounds-draft", found.pk)
    messages.success(
        request, _("The stops are planned. Adjust and lock them, then publish each vehicle.")
    )
    return redirect("rounds-mine")
