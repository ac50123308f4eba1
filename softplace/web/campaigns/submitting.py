"""Sending a request in: for a campaign, or for itself."""

from django.http import HttpRequest

from softplace.foundation.errors import Refused
from softplace.matching.commands import submit_request
from softplace.matching.models import Request
from softplace.web.campaigns.request_form import RequestForm
from softplace.web.keeper.access import signed_in


def submitted(request: HttpRequest, form: RequestForm) -> Request | None:
    """The request that the form makes; None, and why at its fields, where it makes none.

    A button of the form asks for advice only: then nothing is sent in.
    """
    if not form.is_valid() or "advice" in request.POST:
        return None
    try:
        return submit_request(
            actor=signed_in(request),
            applicant=form.cleaned_data["applicant"],
            campaign=form.campaign,
            fields=form.request_fields(),
            wishes=form.wishes(),
            key=form.cleaned_data["key"],
        )
    except Refused as refusal:
        form.refuse(refusal.reasons)
        return None
