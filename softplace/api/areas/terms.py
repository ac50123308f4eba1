"""On what terms a place, or one resource of it, is booked: for its keepers and planners."""

from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Path
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.idle import kept_place
from softplace.api.areas.keepers import CHANGES, READS, WRITES
from softplace.api.areas.places import router
from softplace.api.callers import user_of
from softplace.api.conditions import require_unchanged
from softplace.api.fields import (
    AudienceName,
    Id,
    Slug,
    audience_name,
    audience_number,
    described,
    or_404,
)
from softplace.bookings.commands import remove_terms, set_terms
from softplace.bookings.enums import Tariff, Visibility
from softplace.bookings.models import Terms
from softplace.foundation.errors import Reason, refuse
from softplace.people.enums import Audience
from softplace.people.models import Group
from softplace.places.models import Place

A_YEAR = 366 * 1440
Minutes = Annotated[int, Field(ge=0, le=A_YEAR)]
OfADay = Annotated[int, Field(ge=0, le=1440)]
Cents = Annotated[int, Field(ge=0, le=10_000_000)]


class TermsContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence(
                "Terms for an audience, at a place or for one resource; what is left out is as "
                "the terms of those people say already, else as is usual."
            )
        ),
    )

    resource: Id | None = None
    audience: AudienceName = "everyone"
    group: Id | None = None
    notice_minutes: Minutes = 0
    horizon_days: int = Field(365, ge=1, le=3660)
    shortest_minutes: int = Field(15, ge=1, le=A_YEAR)
    longest_minutes: int = Field(1440, ge=1, le=A_YEAR)
    quota_minutes_per_week: int | None = Field(None, ge=1, le=7 * 1440)
    needs_approval: bool = True
    visibility: Visibility = Visibility.KEEPERS
    check_in_minutes: OfADay = 30
    no_show_minutes: OfADay | None = None
    reconfirm_days: int | None = Field(None, ge=1, le=60)
    cancel_minutes: Minutes = 0
    tariff: Tariff = Tariff.FREE
    cents_per_hour: Cents = 0
    cents_per_day: Cents | None = None
    time_minutes_per_hour: int = Field(0, ge=0, le=600)
    social_percent: int = Field(100, ge=0, le=100)


class TermsShape(TermsContent):
    model_config = described(sentence("On what terms an audience may book."))

    id: int


SUBJECT = frozenset({"resource", "audience", "group"})


def _terms(found: Terms) -> TermsShape:
    same = TermsContent.model_fields.keys() - SUBJECT
    said: dict[str, Any] = {name: getattr(found, name) for name in same}
    return TermsShape(
        id=found.pk,
        resource=found.resource_id,
        audience=audience_name(found.audience),
        group=found.group_id,
        **said,
    )


@router.get(
    "/places/{slug}/terms",
    **READS,
    response=list[TermsShape],
    operation_id="list_terms",
    summary=sentence("List the terms of a place"),
    description=sentence("For its keepers and for planners. Those of its resources too."),
)
def list_terms(request: HttpRequest, slug: Path[Slug]) -> object:
    return _all_terms(kept_place(request, slug))


def _all_terms(place: Place) -> list[TermsShape]:
    return [_terms(each) for each in place.terms.order_by("id")]


@router.put(
    "/places/{slug}/terms",
    **CHANGES,
    response=TermsShape,
    operation_id="set_terms",
    summary=sentence("Say on what terms people book"),
    description=sentence("For its keepers and for planners. They hold for new bookings."),
)
def write(request: HttpRequest, slug: Path[Slug], content: TermsContent) -> object:
    place = kept_place(request, slug)
    resource = group = None
    if content.resource is not None:
        resource = place.resources.filter(pk=content.resource).first()
        refuse([] if resource else [Reason("resource_of_another_place", "resource")])
    if content.group is not None:
        group = Group.objects.filter(pk=content.group).first()
        details = {"value": str(content.group)}
        refuse([] if group else [Reason("unknown_choice", "group", details)])
        members = content.audience == "members"
        refuse([] if members else [Reason("group_without_members", "group")])
    audience = Audience(audience_number(content.audience))
    given = content.model_dump(exclude_unset=True, exclude=set(SUBJECT))
    with transaction.atomic():
        if "If-Match" in request.headers:
            Place.objects.select_for_update().get(pk=place.pk)
            require_unchanged(request, _all_terms(place))
        before = place.terms.filter(resource=resource, audience=audience, group=group).first()
        said = _terms(before).model_dump(exclude={"id"}) if before else {}
        fields = TermsContent.model_validate(said).model_dump(exclude=set(SUBJECT)) | given
        made = set_terms(
            actor=user_of(request),
            place=place,
            resource=resource,
            audience=audience,
            group=group,
            **fields,
        )
    return _terms(made)


@router.delete(
    "/places/{slug}/terms/{terms_id}",
    **WRITES,
    response={204: None},
    operation_id="remove_terms",
    summary=sentence("Take terms back"),
    description=sentence(
        "For its keepers and for planners. Where none are left, anyone may ask and a keeper "
        "decides."
    ),
)
def remove(request: HttpRequest, slug: Path[Slug], terms_id: Path[Id]) -> object:
    place = kept_place(request, slug)
    found: Terms = or_404(place.terms.filter(pk=terms_id).first())
    remove_terms(actor=user_of(request), terms=found)
    return None
