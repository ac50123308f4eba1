"""People apply in a campaign: who asks, the form with live advice, changes."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from softplace.foundation.clock import now
from softplace.foundation.errors import Refused
from softplace.matching.commands import change_request, describe_applicant
from softplace.matching.models import Applicant, Campaign, Request
from softplace.matching.queries import (
    Advice,
    advice,
    fields_of,
    offered_resources,
    past_of,
    wishes_of,
)
from softplace.matching.queries.advice import STRETCHES
from softplace.matching.rules import RequestFields, reasons_it_takes_none, reasons_to_refuse_request
from softplace.people.models import User
from softplace.places.models import Resource
from softplace.territory.queries import territory_zone
from softplace.web import words
from softplace.web.campaigns.applicant_form import ApplicantForm
from softplace.web.campaigns.applicant_form import initial_of as initial_of_applicant
from softplace.web.campaigns.request_form import USUAL, RequestForm, initial_of
from softplace.web.campaigns.request_words import (
    advice_words,
    allocation_words,
    given_words,
    why_not,
)
from softplace.web.campaigns.seen import campaign_seen
from softplace.web.campaigns.submitting import submitted
from softplace.web.forms import add_reasons
from softplace.web.keeper.access import signed_in
from softplace.web.sentences import told


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def applicant(request: HttpRequest, applicant_id: int | None = None) -> HttpResponse:
    """Say who asks, for the first time or anew; its past allocations are shown."""
    person = signed_in(request)
    found = get_object_or_404(Applicant, pk=applicant_id, person=person) if applicant_id else None
    back = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("my-requests")
    if request.method == "POST":
        form = ApplicantForm(person, request.POST)
        if form.is_valid():
            try:
                describe_applicant(actor=person, applicant=found, fields=form.applicant_fields())
            except Refused as refusal:
                add_reasons(form, refusal.reasons)
            else:
                return redirect(back)
    else:
        initial = initial_of_applicant(found) if found else {"name": person.name}
        form = ApplicantForm(person, initial=initial)
    past = past_of([found]).get(found.pk, []) if found else []
    context = {
        "form": form,
        "applicant": found,
        "next": back,
        "past": [
            (one.campaign, words.number(one.hours, 1), list(map(allocation_words, one.allocations)))
            for one in past
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "campaigns/applicant.html", context, status=status)


def say_who_asks_first(request: HttpRequest, back: str) -> HttpResponse:
    """To the page on which one says who asks, and from there back to an address of ours."""
    messages.info(request, _("First say who asks: yourself, or an association."))
    return redirect(f"{reverse('applicant-new')}?{urlencode({'next': back}, safe='/')}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def apply(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Apply in a campaign."""
    campaign = campaign_seen(request, campaign_id)
    person = signed_in(request)
    if not person.applicants.exists():
        return say_who_asks_first(request, reverse("campaign-apply", args=[campaign.pk]))
    resources = offered_resources(campaign)
    if request.method != "POST":
        form = RequestForm(person, campaign, resources, initial={**USUAL, **_wished(request)})
        return _page(request, form, resources)
    form = RequestForm(person, campaign, resources, request.POST)
    made = submitted(request, form)
    if made is None:
        return _page(request, form, resources, status=422 if form.errors else 200)
    messages.success(request, _("Your request is in. You may change it until applications close."))
    return redirect("request", made.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for something else instead."""
    person = signed_in(request)
    found = get_object_or_404(
        Request.objects.select_related("campaign", "applicant").prefetch_related("wishes"),
        reference=reference,
        applicant__person=person,
    )
    resources = resources_for(found.campaign, found)
    if request.method != "POST":
        form = RequestForm(person, found.campaign, resources, initial=initial_of(found))
        return _page(request, form, resources, found)
    form = RequestForm(person, found.campaign, resources, request.POST)
    if form.is_valid() and "advice" not in request.POST:
        try:
            change_request(
                actor=person, request=found, fields=form.request_fields(), wishes=form.wishes()
            )
        except Refused as refusal:
            form.refuse(refusal.reasons)
        else:
            messages.success(request, _("Your request is changed."))
            return redirect("request", found.reference)
    return _page(request, form, resources, found, status=422 if form.errors else 200)


def resources_for(campaign: Campaign | None, found: Request | None) -> list[Resource]:
    """What may be wished for; without a campaign, only what the request names already."""
    if campaign is not None:
        return offered_resources(campaign)
    named = [wish.resource_id for wish in found.wishes.all()] if found else []
    return list(
        Resource.objects.bookable()
        .filter(pk__in=[pk for pk in named if pk is not None])
        .select_related("place__commune")
        .prefetch_related("units", "layouts")
        .order_by("place__name", "name", "pk")
    )


@require_POST
@login_required
def live_advice(
    request: HttpRequest, campaign_id: int, reference: str | None = None
) -> HttpResponse:
    """What is known of the hours and rooms of the form as it stands; nothing is saved."""
    campaign = campaign_seen(request, campaign_id)
    person = signed_in(request)
    changed = None
    if reference is not None:
        changed = get_object_or_404(
            campaign.requests, reference=reference, applicant__person=person
        )
    resources = offered_resources(campaign)
    form = RequestForm(person, campaign, resources, request.POST, is_for_advice=True)
    context = _advice(request, form, changed) if form.is_valid() else {"wrong": _wrong(form)}
    return render(request, "campaigns/advice.html", context)


def _page(
    request: HttpRequest,
    form: RequestForm,
    resources: Sequence[Resource],
    found: Request | None = None,
    status: int = 200,
) -> HttpResponse:
    campaign = form.campaign
    context: dict[str, Any] = {
        "form": form,
        "campaign": campaign,
        "request_made": found,
        "past": _past(signed_in(request), found),
    }
    if campaign is not None:
        zone = territory_zone()
        opens, closes = (
            moment.astimezone(zone)
            for moment in (campaign.applications_open_at, campaign.applications_close_at)
        )
        context["reasons"] = [
            told(reason)
            for reason in reasons_it_takes_none(
                status=campaign.status, opens_at=opens, closes_at=closes, at=now()
            )
        ]
        context["closes"] = closes
        if context["reasons"]:
            return render(request, "campaigns/apply.html", context, status=status)
        if form.is_bound:
            checked = RequestForm(
                signed_in(request), campaign, resources, request.POST, is_for_advice=True
            )
            context |= _advice(request, checked, found) if checked.is_valid() else {}
        elif found is not None:
            said, wishes = fields_of(found), wishes_of(found)
            context |= _advice_words(
                advice(campaign, signed_in(request), said, wishes, now(), but=found)
            )
        else:
            context |= _advice_words(
                advice(campaign, signed_in(request), _usual_fields(), [], now())
            )
    return render(request, "campaigns/apply.html", context, status=status)


def _past(person: User, found: Request | None) -> list[tuple[str, str]]:
    """What those in whose name one may ask were given by past campaigns, in hours."""
    applicants = [found.applicant] if found else list(person.applicants.order_by("name"))
    past = past_of(applicants)
    return [
        (applicant.name, given_words(one))
        for applicant in applicants
        for one in past.get(applicant.pk, [])
    ]


def _usual_fields() -> RequestFields:
    """What the advice is about before anything is said: no hours yet."""
    return {
        "title": "",
        "headcount": USUAL["headcount"],
        "layout": USUAL["layout"],
        "wished_minutes": USUAL["wished_minutes"],
        "shortest_minutes": USUAL["shortest_minutes"],
        "windows": [],
    }


def _wished(request: HttpRequest) -> dict[str, str]:
    """The first wish, where the address names it."""
    wish = request.GET.get("wish", "")
    return {"wish_0": wish} if wish else {}


def _advice(request: HttpRequest, form: RequestForm, but: Request | None) -> dict[str, Any]:
    """The advice on a form that can be read; what is still wrong, where the rules refuse it."""
    campaign = form.campaign
    if campaign is None:
        raise Http404
    fields = form.request_fields()
    reasons = reasons_to_refuse_request(
        fields, season=(campaign.first_day, campaign.last_day), today=campaign.first_day
    )
    # Advice comes before a title is given, and before hours are.
    wrong = [
        told(reason)
        for reason in reasons
        if reason.field != "title" and reason.code != "windows_missing"
    ]
    if wrong:
        return {"wrong": wrong}
    return _advice_words(
        advice(campaign, signed_in(request), fields, form.wishes(), now(), but=but)
    )


def _wrong(form: RequestForm) -> list[str]:
    return [str(text) for texts in form.errors.values() for text in texts]


def _advice_words(found: Advice) -> dict[str, Any]:
    names = (_("Morning"), _("Afternoon"), _("Evening"))
    return {
        "advice": found,
        "windows": [
            (advice_words(one), one.is_crowded, one.room_count > 0) for one in found.windows
        ],
        "fitting": [room.resource for room in found.fitting],
        "others": [(room.resource, why_not(room)) for room in found.rooms if not room.fits],
        "weekdays": list(words.WEEKDAYS_SHORT),
        "week": [
            (name, words.hours(*stretch), row)
            for name, stretch, row in zip(names, STRETCHES, found.week, strict=True)
        ],
    }
