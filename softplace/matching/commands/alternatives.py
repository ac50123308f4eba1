"""An applicant takes what the engine found instead of what was refused."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from softplace.bookings.commands.together import confirm_together
from softplace.bookings.models import Series
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.matching.commands.publishing import series_draft
from softplace.matching.commands.steering import locked_campaign
from softplace.matching.enums import CampaignStatus, RequestStatus
from softplace.matching.models import Allocation, Refusal, Request
from softplace.people.models import User
from softplace.places.models import Place, Resource
from softplace.trail.commands import record


@transaction.atomic
def take_alternative(*, actor: User, refusal: Refusal, number: int) -> Series:
    """Book an alternative at once, every date of it to come, if it is still free; else raises
    Refused.

    Taken twice, it is booked once. What it gives up of the request is written on the trail.
    """
    # The campaign first, as everywhere; and what it decides meanwhile is known below.
    campaign = locked_campaign(refusal.campaign)
    row = (
        Refusal.objects.select_for_update(of=("self",))
        .select_related("request__applicant__person", "request__applicant__group")
        .get(pk=refusal.pk)
    )
    request = row.request
    reasons = [] if request.applicant.person_id == actor.pk else [Reason("not_your_request")]
    if campaign.status != CampaignStatus.PUBLISHED:
        reasons.append(Reason("not_published_yet"))
    refuse(reasons)
    if row.taken_series is not None:
        return row.taken_series
    if request.status not in {RequestStatus.REFUSED, RequestStatus.PARTLY_SERVED}:
        refuse([Reason("nothing_was_refused")])
    if not 0 <= number < len(row.alternatives):
        refuse([Reason("no_such_alternative")])
    chosen = row.alternatives[number]
    resource = Resource.objects.select_related("place").filter(pk=chosen["resource"]).first()
    dates = _to_come(chosen, resource.place) if resource is not None else []
    if resource is None or not dates:
        raise Refused(Reason("no_longer_free"))
    request.headcount, request.layout = chosen["headcount"], chosen["layout"]
    draft = series_draft(
        request, resource, chosen["units"], chosen["start"], chosen["minutes"], dates
    )
    try:
        with transaction.atomic():
            (series,) = confirm_together(actor=actor, drafts=[draft])
    except Refused as refused:
        raise Refused(Reason("no_longer_free")) from refused
    Allocation.objects.create(
        campaign=campaign,
        request=request,
        resource=resource,
        units=chosen["units"],
        weekday=chosen["weekday"],
        start_minute=chosen["start"],
        minutes=chosen["minutes"],
        dates=dates,
        is_locked=True,
        against=[chosen["kind"]],
        pass_number=row.pass_number,
        series=series,
    )
    row.taken_series = series
    row.save(update_fields=["taken_series"])
    served = Allocation.objects.filter(request=request).exclude(series=None).count()
    full = served >= request.session_count
    status = RequestStatus.SERVED if full else RequestStatus.PARTLY_SERVED
    Request.objects.filter(pk=request.pk).update(status=status)
    record(
        actor=actor,
        verb="take_alternative",
        subject=request,
        changes={"kind": (None, chosen["kind"]), "resource": (None, resource.name)},
    )
    return series


def _to_come(chosen: dict[str, Any], place: Place) -> list[date]:
    """The dates of an alternative that have not begun."""
    wall, zone, at = time(*divmod(chosen["start"], 60)), ZoneInfo(place.zone), now()
    days = map(date.fromisoformat, chosen["dates"])
    return [day for day in days if datetime.combine(day, wall, zone) > at]
