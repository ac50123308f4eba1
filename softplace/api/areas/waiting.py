"""The waiting list: what is freed is offered to the first who fits."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.booking_changes import WRITES, ItemContent, items_of
from softplace.api.callers import lends, user_of
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Id, Instant, described, or_404
from softplace.bookings.commands import join_waiting_list, leave_waiting_list
from softplace.bookings.enums import WaitingStatus
from softplace.bookings.models import WaitingEntry
from softplace.bookings.rules import MOST_PEOPLE, Ask
from softplace.people.enums import Scope
from softplace.places.models import Resource

router = Router(tags=["bookings"])


class WaitingShape(BaseModel):
    model_config = described(
        sentence("What you wait for. Once offered, offer is the reference of a hold to confirm.")
    )

    id: int
    resource: int
    quantity: int
    title: str
    headcount: int | None
    starts_at: datetime
    ends_at: datetime
    status: WaitingStatus
    offer: str | None
    created_at: datetime


class NewWaiting(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("What to wait for: a time that is taken now."))
    )

    resource: ItemContent
    starts_at: Instant
    ends_at: Instant
    headcount: int | None = Field(None, ge=1, le=MOST_PEOPLE)
    title: str = Field(min_length=1, max_length=160)


def _shape(entry: WaitingEntry) -> WaitingShape:
    return WaitingShape(
        id=entry.pk,
        resource=entry.resource_id,
        quantity=entry.quantity,
        title=entry.title,
        headcount=entry.headcount,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        status=WaitingStatus(entry.status),
        offer=entry.offered.reference if entry.offered else None,
        created_at=entry.created_at,
    )


@router.get(
    "/waiting",
    **lends(Scope.BOOKINGS_READ),
    response=PageOf[WaitingShape],
    operation_id="list_waiting",
    summary=sentence("List what you wait for"),
    description=sentence("Your own entries, ended ones too."),
)
def list_waiting(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> object:
    entries = WaitingEntry.objects.filter(person=user_of(request)).select_related("offered")
    return page_of(request, response, query, entries, key="id", shape=_shape)


@router.post(
    "/waiting",
    **WRITES,
    response={201: WaitingShape},
    operation_id="join_waiting_list",
    summary=sentence("Wait for a time that is taken"),
    description=sentence("When it is freed, the first who fits is offered it for some hours."),
)
def join(request: HttpRequest, response: HttpResponse, content: NewWaiting) -> object:
    items = items_of(request, [content.resource])
    entry = join_waiting_list(
        actor=user_of(request),
        resource=Resource.objects.get(pk=content.resource.resource),
        ask=Ask(items, content.starts_at, content.ends_at, content.headcount),
        title=content.title,
    )
    return _shape(entry)


@router.delete(
    "/waiting/{entry_id}",
    **WRITES,
    response={204: None},
    operation_id="leave_waiting_list",
    summary=sentence("Wait no longer"),
    description=sentence("Only for your own entries."),
)
def leave(request: HttpRequest, entry_id: Path[Id]) -> object:
    user = user_of(request)
    entry: WaitingEntry = or_404(WaitingEntry.objects.filter(pk=entry_id, person=user).first())
    leave_waiting_list(actor=user, entry=entry)
    return None
