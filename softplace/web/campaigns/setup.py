"""The list of campaigns, one campaign, and how a planner sets it up."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from softplace.bookings.queries.asking import person_facts
from softplace.foundation.clock import now
from softplace.foundation.errors import Refused
from softplace.matching.commands import (
    change_campaign,
    close_applications,
    create_campaign,
    open_campaign,
    return_to_draft,
    set_policy,
)
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign
from softplace.matching.queries import example_of, meaning_of, offered_resources
from softplace.matching.queries.results import has_results
from softplace.matching.rules import (
    CHANGEABLE,
    policy_of,
    reasons_to_refuse_applying,
    reasons_to_refuse_weights,
)
from softplace.people.models import User
from softplace.territory.queries import territory_zone
from softplace.web.campaigns.campaign_form import FIELD_OF_REASON, CampaignForm, initial_of
from softplace.web.campaigns.seen import campaign_seen
from softplace.web.campaigns.weights_form import WeightsForm, meaning_rows
from softplace.web.forms import say_reasons
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told

STEPS: dict[str, Callable[..., Campaign]] = {
    "open": open_campaign,
    "close": close_applications,
    "draft": return_to_draft,
}


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign that may be known of, the latest season first."""
    user = request.user
    seen = Campaign.objects.visible().select_related("group")
    if isinstance(user, User) and (user.is_planner or user.places.exists()):
        seen = Campaign.objects.select_related("group")
    zone = territory_zone()
    rows = [
        {"campaign": campaign, "closes": campaign.applications_close_at.astimezone(zone)}
        for campaign in seen
    ]
    return render(request, "campaigns/campaigns.html", {"rows": rows, "at": now()})


@require_safe
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign: what it is, what is offered, and what the visitor can do now."""
    found = campaign_seen(request, campaign_id)
    user = request.user if isinstance(request.user, User) else None
    at, zone = now(), territory_zone()
    opens, closes = (
        moment.astimezone(zone)
        for moment in (found.applications_open_at, found.applications_close_at)
    )
    reasons = reasons_to_refuse_applying(
        status=found.status,
        opens_at=opens,
        closes_at=closes,
        audience=found.audience,
        group_id=found.group_id,
        person=person_facts(user, at),
        at=at,
    )
    mine = (
        list(found.requests.filter(applicant__person=user).select_related("applicant"))
        if user
        else []
    )
    context = {
        "campaign": found,
        "opens": opens,
        "closes": closes,
        "offered": offered_resources(found),
        # Results mask small counts, which this would give away.
        "has_results": has_results(found),
        "request_count": found.requests.standing().count(),
        "mine": mine,
        "reasons": [
            told(reason) for reason in reasons if user or reason.code != "campaign_not_for_you"
        ],
        "may_apply": not reasons,
        "policy": _rows_of(found, found),
        "may_offer": user is not None and (user.is_planner or user.places.exists()),
        "steps": _steps(found),
        "changeable": found.status in CHANGEABLE,
    }
    return render(request, "campaigns/campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_planners
def edit(request: HttpRequest, campaign_id: int | None = None) -> HttpResponse:
    """Make a campaign, or say something else of one."""
    found = get_object_or_404(Campaign, pk=campaign_id) if campaign_id else None
    if request.method != "POST":
        form = CampaignForm(
            initial=initial_of(found) if found else {"opens_at": 480, "closes_at": 1080}
        )
        return _editor(request, form, found)
    form = CampaignForm(request.POST)
    if form.is_valid():
        try:
            actor = signed_in(request)
            if found is None:
                found = create_campaign(actor=actor, fields=form.campaign_fields())
            else:
                change_campaign(
                    actor=actor,
                    campaign=found,
                    version=version_of(request),
                    fields=form.campaign_fields(),
                )
        except Refused as refusal:
            for reason in refusal.reasons:
                field = FIELD_OF_REASON.get(reason.field, reason.field)
                form.add_error(field if field in form.fields else None, told(reason))
        else:
            messages.success(request, _("The campaign is saved."))
            return redirect("campaign", found.pk)
    return _editor(request, form, found, status=422)


def _editor(
    request: HttpRequest, form: CampaignForm, found: Campaign | None, status: int = 200
) -> HttpResponse:
    return render(request, "campaigns/edit.html", {"form": form, "campaign": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_planners
def weights(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What counts, in plain words, and what a change of it would do."""
    found = get_object_or_404(Campaign, pk=campaign_id)
    policy = policy_of(found.policy)
    if request.method != "POST":
        return _weights_page(request, found, WeightsForm(policy))
    form = WeightsForm(policy, request.POST)
    said = _said(form)
    if said is not None and "preview" not in request.POST:
        try:
            set_policy(
                actor=signed_in(request),
                campaign=found,
                version=version_of(request),
                weights=said,
            )
        except Refused as refusal:
            form.refuse(refusal.reasons)
        else:
            messages.success(request, _("The weights are saved. They are public with the results."))
            return redirect("campaign-weights", found.pk)
    return _weights_page(request, found, form, status=422 if form.errors else 200)


@require_POST
@for_planners
def preview_weights(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What the weights of the form would mean; nothing is saved."""
    found = get_object_or_404(Campaign, pk=campaign_id)
    form = WeightsForm(policy_of(found.policy), request.POST)
    return render(request, "campaigns/weights_meaning.html", _meaning(found, form))


def _weights_page(
    request: HttpRequest, found: Campaign, form: WeightsForm, status: int = 200
) -> HttpResponse:
    context = {"campaign": found, "form": form, "changeable": found.status in CHANGEABLE}
    return render(request, "campaigns/weights.html", context | _meaning(found, form), status=status)


def _said(form: WeightsForm) -> dict[str, Any] | None:
    """The weights of the form, if they can be a policy; their faults are at its fields."""
    if not form.is_valid():
        return None
    said = form.weights()
    form.refuse(reasons_to_refuse_weights(said))
    return None if form.errors else said


def _meaning(found: Campaign, form: WeightsForm) -> dict[str, Any]:
    said = _said(form) if form.is_bound else dict(found.policy)
    example = example_of(found)
    if said is None:
        return {"rows": [], "wrong": [text for texts in form.errors.values() for text in texts]}
    before, after = (meaning_of(policy_of(kept), example) for kept in (found.policy, said))
    return {"rows": meaning_rows(example, before, after), "example": example}


def _rows_of(before: Campaign, after: Campaign) -> list[Any]:
    example = example_of(before)
    return meaning_rows(
        example,
        meaning_of(policy_of(before.policy), example),
        meaning_of(policy_of(after.policy), example),
    )


@require_POST
@for_planners
def step(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Open applications, close them, open them again, or go back to the draft."""
    found = get_object_or_404(Campaign, pk=campaign_id)
    command = STEPS.get(request.POST.get("step", ""))
    if command is None:
        raise Http404
    try:
        command(actor=signed_in(request), campaign=found, version=version_of(request))
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    return redirect("campaign", found.pk)


def _steps(found: Campaign) -> list[tuple[str, str]]:
    """What a planner can do with it next; publishing is done on the board."""
    return {
        CampaignStatus.DRAFT: [("open", _("Open applications"))],
        CampaignStatus.OPEN: [
            ("close", _("Close applications")),
            ("draft", _("Back to the draft")),
        ],
        CampaignStatus.DECIDING: [("open", _("Open applications again"))],
    }.get(CampaignStatus(found.status), [])


def version_of(request: HttpRequest) -> int:
    """The version of the campaign that the page showed; 0, which none has, if it is unreadable."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
