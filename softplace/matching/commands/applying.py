"""People say who they are, apply, change what they asked for, and withdraw."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from softplace.bookings.commands.once import lock_reference, reference_of
from softplace.bookings.queries.asking import person_facts
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.matching.commands.standing import answer_at_once
from softplace.matching.enums import RequestStatus
from softplace.matching.models import Applicant, Campaign, Request, Wish, new_reference
from softplace.matching.rules import (
    ApplicantFields,
    RequestFields,
    Wished,
    joined,
    reasons_to_refuse_applicant,
    reasons_to_refuse_applying,
    reasons_to_refuse_request,
    reasons_to_refuse_wishes,
)
from softplace.people.models import User
from softplace.places.models import Place, Resource
from softplace.territory.queries import territory_zone
from softplace.trail.commands import record

MOST_APPLICANTS = 20
"""Of one person."""
MOST_IN_A_CAMPAIGN = 60
"""Requests of one applicant."""
MOST_WAITING = 20
"""Requests of one person without a campaign."""


@transaction.atomic
def describe_applicant(
    *, actor: User, fields: ApplicantFields, applicant: Applicant | None = None
) -> Applicant:
    """Say who asks, for the first time or anew."""
    if applicant is not None and applicant.person_id != actor.pk:
        refuse([Reason("not_yours")])
    # Against two descriptions at once that would take the same name.
    User.objects.select_for_update().get(pk=actor.pk)
    others = actor.applicants.exclude(pk=applicant.pk) if applicant else actor.applicants.all()
    taken = set(others.values_list("name", flat=True))
    groups = set(actor.member_of.values_list("pk", flat=True))
    refuse(reasons_to_refuse_applicant(fields, groups=groups, names_taken=taken))
    if applicant is None and len(taken) >= MOST_APPLICANTS:
        refuse([Reason("too_many", "name", {"limit": MOST_APPLICANTS})])
    kept = {**fields, "name": fields["name"].strip()}
    if applicant is None:
        applicant = Applicant.objects.create(person=actor, **kept)
        record(actor=actor, verb="describe_applicant", subject=applicant)
        return applicant
    changes = {
        name: (getattr(applicant, name), value)
        for name, value in kept.items()
        if getattr(applicant, name) != value
    }
    if changes:
        for name, value in kept.items():
            setattr(applicant, name, value)
        applicant.save()
        record(actor=actor, verb="describe_applicant", subject=applicant, changes=changes)
    return applicant


@transaction.atomic
def submit_request(
    *,
    actor: User,
    applicant: Applicant,
    campaign: Campaign | None,
    fields: RequestFields,
    wishes: Sequence[Wished] = (),
    key: str = "",
) -> Request:
    """Apply in a campaign, or leave a request that stands by itself.

    With the `key` of a form, the request that this person has made with it already is returned
    as it is.
    """
    reference = reference_of(key, actor) if key else new_reference()
    if key:
        lock_reference(reference)
        earlier = Request.objects.filter(reference=reference).first()
        if earlier is not None:
            return earlier
    at = now()
    if applicant.person_id != actor.pk:
        refuse([Reason("not_yours", "applicant")])
    # The campaign first: publishing it locks it, and then refers to people.
    reasons = _reasons_of_campaign(actor, campaign, at)
    # Against two at once of which each would be the last one allowed.
    User.objects.select_for_update().get(pk=actor.pk)
    refuse(reasons or _reasons_of_number(applicant, campaign))
    refuse(_reasons(campaign, fields, wishes, at))
    request = Request.objects.create(
        reference=reference,
        applicant=applicant,
        campaign=campaign,
        created_at=at,
        changed_at=at,
        **_kept(fields),
    )
    _write_wishes(request, wishes)
    record(actor=actor, verb="submit_request", subject=request)
    if campaign is None:
        answer_at_once(request=request, at=at)
    return request


@transaction.atomic
def change_request(
    *, actor: User, request: Request, fields: RequestFields, wishes: Sequence[Wished]
) -> Request:
    """Ask for something else instead, while applications are open or while it waits."""
    at = now()
    request, reasons = _locked(actor, request, at)
    refuse(_reasons_it_stays(actor, request) or reasons)
    refuse(_reasons(request.campaign, fields, wishes, at))
    kept = _kept(fields)
    changes = {
        name: (getattr(request, name), value)
        for name, value in kept.items()
        if getattr(request, name) != value
    }
    before = [(wish.resource_id, wish.place_id) for wish in request.wishes.all()]
    after = [(wish.resource_id, wish.place_id) for wish in wishes]
    if before != after:
        changes["wishes"] = (before, after)
        request.wishes.all().delete()
        _write_wishes(request, wishes)
    for name, value in kept.items():
        setattr(request, name, value)
    request.changed_at = at
    request.save()
    record(actor=actor, verb="change_request", subject=request, changes=changes)
    if request.campaign is None:
        answer_at_once(request=request, at=at)
    return request


@transaction.atomic
def withdraw_request(*, actor: User, request: Request) -> Request:
    """It is wanted no longer; done twice it changes nothing."""
    at = now()
    request, reasons = _locked(actor, request, at)
    if request.applicant.person_id == actor.pk and request.status == RequestStatus.WITHDRAWN:
        return request
    refuse(_reasons_it_stays(actor, request) or reasons)
    request.status, request.changed_at = RequestStatus.WITHDRAWN, at
    request.save(update_fields=["status", "changed_at"])
    record(actor=actor, verb="withdraw_request", subject=request)
    return request


def _locked(actor: User, request: Request, at: datetime) -> tuple[Request, list[Reason]]:
    """The request, locked, and why its campaign takes no change of it now.

    The campaign is locked before, in the order in which publishing goes: nobody waits in a circle.
    """
    reasons = _reasons_of_campaign(actor, request.campaign, at)
    requests = Request.objects.select_for_update(of=("self",))
    return requests.select_related("campaign", "applicant").get(pk=request.pk), reasons


def _reasons_it_stays(actor: User, request: Request) -> list[Reason]:
    """Why somebody cannot change a request, whatever its campaign: another's, or decided."""
    if request.applicant.person_id != actor.pk:
        return [Reason("not_yours")]
    if request.status != RequestStatus.SUBMITTED:
        return [Reason("request_is_decided", "", {"status": request.status})]
    return []


def _reasons_of_campaign(actor: User, campaign: Campaign | None, at: datetime) -> list[Reason]:
    if campaign is None:
        return []
    # Against a planner who closes the applications while this one comes in.
    stored = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    zone = territory_zone()
    return reasons_to_refuse_applying(
        status=stored.status,
        opens_at=stored.applications_open_at.astimezone(zone),
        closes_at=stored.applications_close_at.astimezone(zone),
        audience=stored.audience,
        group_id=stored.group_id,
        person=person_facts(actor, at),
        at=at,
    )


def _reasons_of_number(applicant: Applicant, campaign: Campaign | None) -> list[Reason]:
    if campaign is None:
        waiting = Request.objects.waiting().filter(applicant__person=applicant.person_id).count()
        too_many = waiting >= MOST_WAITING
        return [Reason("waits_for_too_much", "", {"limit": MOST_WAITING})] if too_many else []
    made = campaign.requests.standing().filter(applicant=applicant).count()
    too_many = made >= MOST_IN_A_CAMPAIGN
    limit = {"limit": MOST_IN_A_CAMPAIGN}
    return [Reason("too_many_applications", "", limit)] if too_many else []


def _reasons(
    campaign: Campaign | None, fields: RequestFields, wishes: Sequence[Wished], at: datetime
) -> list[Reason]:
    season = (campaign.first_day, campaign.last_day) if campaign else None
    resources = {wish.resource_id for wish in wishes if wish.resource_id is not None}
    places = {wish.place_id for wish in wishes if wish.place_id is not None}
    if campaign is not None:
        offered = campaign.offers.all()
        resources &= set(offered.values_list("resource_id", flat=True))
        places &= set(offered.values_list("resource__place_id", flat=True))
    else:
        bookable = Resource.objects.bookable().filter(pk__in=resources)
        resources = set(bookable.values_list("pk", flat=True))
        places = set(Place.objects.published().filter(pk__in=places).values_list("pk", flat=True))
    return [
        *reasons_to_refuse_request(
            fields, season=season, today=at.astimezone(territory_zone()).date()
        ),
        *reasons_to_refuse_wishes(
            wishes,
            takes_anything=fields.get("takes_anything", True),
            known_resources=resources,
            known_places=places,
        ),
    ]


def _kept(fields: RequestFields) -> RequestFields:
    return {**fields, "title": fields["title"].strip(), "windows": joined(fields["windows"])}


def _write_wishes(request: Request, wishes: Sequence[Wished]) -> None:
    Wish.objects.bulk_create(
        Wish(request=request, rank=rank, resource_id=wish.resource_id, place_id=wish.place_id)
        for rank, wish in enumerate(wishes)
    )
