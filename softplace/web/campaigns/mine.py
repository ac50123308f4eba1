"""What a person asked for, whom it concerns, and what came of it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.bookings.enums import BookingStatus
from softplace.foundation.clock import now
from softplace.foundation.errors import Refused
from softplace.matching.commands import withdraw_request
from softplace.matching.enums import RequestStatus
from softplace.matching.models import Request
from softplace.matching.queries import (
    options_for,
    past_of,
    requests_of,
    requests_seen_by,
    with_all,
)
from softplace.matching.queries.decisions import decisions_of
from softplace.matching.queries.results import has_results
from softplace.matching.rules import reasons_it_takes_none
from softplace.web import words
from softplace.web.campaigns.decisions import decision_words
from softplace.web.campaigns.request_words import (
    allocation_words,
    applicant_facts,
    request_facts,
    window_words,
)
from softplace.web.campaigns.seen import campaign_seen, request_seen
from softplace.web.campaigns.standing import option_rows
from softplace.web.forms import say_reasons
from softplace.web.keeper.access import signed_in

ON_A_PAGE = 100


@login_required
@require_safe
def my_requests(request: HttpRequest) -> HttpResponse:
    """All that one has asked for, in campaigns and without, and in whose name."""
    person = signed_in(request)
    applicants = list(person.applicants.order_by("name"))
    past = past_of(applicants)
    context = {
        "rows": [request_row(one) for one in requests_of(person)],
        "applicants": [
            (
                applicant,
                [(one.campaign, words.number(one.hours, 1)) for one in past.get(applicant.pk, [])],
            )
            for applicant in applicants
        ],
    }
    response = render(request, "campaigns/mine.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def request_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: what is asked for, what was given, why not, and what can be done now."""
    found = request_seen(request, reference)
    person = signed_in(request)
    is_mine = found.applicant.person_id == person.pk
    row = request_row(found)
    options = options_for(found, now(), person) if is_mine and row["waits"] else []
    context = {
        "row": row,
        "options": option_rows(options, found.wished_minutes),
        "request_made": found,
        "facts": request_facts(found),
        "is_mine": is_mine,
        "applicant_facts": applicant_facts(found.applicant),
        "may_change": is_mine and may_change(found),
    }
    if found.campaign is not None and row["refusals"]:
        (decided,) = decisions_of(found.campaign, [found])
        context |= decision_words(decided, found.campaign)
    response = render(request, "campaigns/request.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def request_row(found: Request) -> dict[str, Any]:
    """What a list and a page tell of a request; what is decided only once it is published."""
    campaign = found.campaign
    is_told = campaign is None or has_results(campaign)
    allocations = list(found.allocations.all()) if is_told else []
    return {
        "request": found,
        "campaign": campaign,
        "status": found.status
        if is_told or found.status == RequestStatus.WITHDRAWN
        else "submitted",
        "when": ", ".join(map(window_words, found.windows[:3])),
        "allocations": [allocation_words(one) for one in allocations if one.series_id is not None],
        "refusals": list(found.refusals.all()) if is_told else [],
        "appeals": list(found.appeals.all()) if is_told else [],
        "waits": campaign is None and found.status == RequestStatus.SUBMITTED,
        "is_free": campaign is None and found.found_at is not None,
        "awaits_approval": awaits_approval(found),
    }


def awaits_approval(found: Request) -> bool:
    """Whether a keeper has still to approve what was chosen, or some of its dates."""
    booked = found.series.bookings.all() if found.series else [found.booking]
    return any(one is not None and one.status == BookingStatus.REQUESTED for one in booked)


def may_change(found: Request) -> bool:
    """Whether its writer can still change or withdraw it."""
    campaign = found.campaign
    if found.status != RequestStatus.SUBMITTED:
        return False
    return campaign is None or not reasons_it_takes_none(
        status=campaign.status,
        opens_at=campaign.applications_open_at,
        closes_at=campaign.applications_close_at,
        at=now(),
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """It is wanted no longer."""
    found = request_seen(request, reference)
    try:
        withdraw_request(actor=signed_in(request), request=found)
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    else:
        messages.success(request, _("Your request is withdrawn."))
    return redirect("request", found.reference)


@login_required
@require_safe
def campaign_requests(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Requests of a campaign: all for a planner, for a keeper those that concern their places."""
    campaign = campaign_seen(request, campaign_id)
    person = signed_in(request)
    if not (person.is_planner or person.places.exists()):
        raise PermissionDenied
    found = requests_seen_by(person).filter(campaign=campaign).standing()
    if not person.is_planner:
        found = found.exclude(applicant__person=person)
    page = Paginator(with_all(found).order_by("title", "pk"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows: Sequence[dict[str, Any]] = [request_row(one) for one in page]
    context = {"campaign": campaign, "rows": rows, "page": page}
    return render(request, "campaigns/requests.html", context)
