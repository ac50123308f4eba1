"""What a planner does to the board by hand: checked against all that stands, then written."""

from datetime import date

from django.db import transaction

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused
from softplace.matching.commands.adjusting import lock_session
from softplace.matching.commands.steering import board_to_change
from softplace.matching.enums import RequestStatus
from softplace.matching.models import Allocation, Campaign, Request
from softplace.matching.planning.asking import asked_of
from softplace.matching.planning.placing import placement
from softplace.matching.queries.rounds import round_of
from softplace.people.models import User
from softplace.places.models import Resource


@transaction.atomic
def place_by_hand(
    *,
    actor: User,
    campaign: Campaign,
    version: int,
    request: Request,
    resource: Resource,
    weekday: int,
    start_minute: int,
    minutes: int | None = None,
    day: date | None = None,
    instead: Allocation | None = None,
) -> Allocation:
    """Lock a session where a person wants it, or move one there; raises Refused with what is in
    its way, and changes nothing."""
    campaign = board_to_change(actor=actor, campaign=campaign, version=version)
    asked = asked_of(round_of(campaign, now()), placing=[request.pk])
    if resource.pk not in asked.resources:
        raise Refused(Reason("not_offered", "resource", {"resource": resource.name}))
    if str(request.pk) not in asked.problem.request_by_key:
        code = "request_withdrawn" if request.status == RequestStatus.WITHDRAWN else "all_served"
        raise Refused(Reason(code))
    length = minutes or (instead.minutes if instead else request.wished_minutes)
    if instead is not None and day is None and instead.weekday == weekday and instead.dates:
        day = instead.dates[0] if request.rhythm != "weekly" else None
    found = placement(
        asked,
        asked.requests[str(request.pk)],
        asked.resources[resource.pk],
        weekday,
        start_minute,
        length,
        day=day,
        instead=instead,
    )
    return lock_session(
        actor=actor,
        campaign=campaign,
        version=version,
        request=request,
        resource=resource,
        units=found.units,
        weekday=found.weekday,
        start_minute=found.start,
        minutes=found.minutes,
        dates=found.dates,
        lost=found.lost,
        against=found.against,
        instead=instead,
    )
