"""Advice while somebody applies: which rooms fit, and how many others want the same hours."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Path
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.bookings import Reference
from softplace.api.areas.campaign_changes import READS
from softplace.api.areas.campaigns import router, visible_campaign
from softplace.api.areas.requests import (
    Minutes,
    RequestContent,
    WindowContent,
    clock_text,
    request_fields,
    windows_of,
    wishes_named,
)
from softplace.api.areas.rules import WEEKDAYS, Weekday
from softplace.api.callers import user_of
from softplace.api.fields import Id, described, or_404
from softplace.foundation.clock import now
from softplace.foundation.errors import refuse
from softplace.matching.models import Campaign, Request
from softplace.matching.queries import Tested, WindowAdvice, advice
from softplace.matching.rules import reasons_to_refuse_request
from softplace.people.models import User
from softplace.places.enums import Layout
from softplace.web.campaigns.request_words import why_not


class AdviceWish(RequestContent):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence(
                "What would be asked for. changing is a request of yours that competes no longer."
            )
        ),
    )

    headcount: int = Field(ge=1, le=100_000)
    layout: Layout
    wished_minutes: Minutes
    windows: list[WindowContent] = Field([], max_length=28)
    changing: Reference | None = None


class WindowAdviceShape(BaseModel):
    model_config = described(
        sentence("How many others want some of these hours, and how many rooms fit then.")
    )

    weekday: Weekday
    start: str
    end: str
    requests: int
    rooms: int


class RoomAdvice(BaseModel):
    model_config = described(sentence("A resource that is offered, and why it does not fit if so."))

    resource: Id
    name: str
    place: str
    fits: bool
    why_not: str


class AdviceShape(BaseModel):
    model_config = described(
        sentence("Advice on the windows that were given, on the week, and on the rooms.")
    )

    windows: list[WindowAdviceShape]
    week: list[WindowAdviceShape]
    rooms: list[RoomAdvice]


def _window(found: WindowAdvice) -> WindowAdviceShape:
    return WindowAdviceShape(
        weekday=WEEKDAYS[found.weekday],
        start=clock_text(found.start),
        end=clock_text(found.end),
        requests=found.request_count,
        rooms=found.room_count,
    )


def _room(found: Tested) -> RoomAdvice:
    return RoomAdvice(
        resource=found.resource.pk,
        name=found.resource.name,
        place=found.resource.place.slug,
        fits=found.fits,
        why_not="" if found.fits else why_not(found),
    )


def _own(user: User, campaign: Campaign, reference: str | None) -> Request | None:
    if reference is None:
        return None
    mine = campaign.requests.filter(reference=reference, applicant__person=user)
    found: Request = or_404(mine.first())
    return found


@router.post(
    "/campaigns/{campaign_id}/advice",
    **READS,
    response=AdviceShape,
    operation_id="read_advice",
    summary=sentence("Ask for advice before applying"),
    description=sentence("Which rooms fit, and where fewer others ask. Nothing is written."),
)
def read_advice(request: HttpRequest, campaign_id: Path[Id], content: AdviceWish) -> object:
    user, campaign = user_of(request), visible_campaign(campaign_id)
    given: dict[str, Any] = content.model_dump(exclude_none=True, exclude={"changing"})
    fields = {"title": "", **request_fields(given), "windows": windows_of(content.windows)}
    refuse(
        [
            reason
            for reason in reasons_to_refuse_request(
                fields,  # type: ignore[arg-type]
                season=(campaign.first_day, campaign.last_day),
                today=campaign.first_day,
            )
            # Advice comes before a title is given, and before hours are.
            if reason.field != "title" and reason.code != "windows_missing"
        ]
    )
    but = _own(user, campaign, content.changing)
    wishes = wishes_named(content.wishes or [])
    found = advice(campaign, user, fields, wishes, now(), but=but)  # type: ignore[arg-type]
    return AdviceShape(
        windows=[_window(one) for one in found.windows],
        week=[_window(one) for stretch in found.week for one in stretch],
        rooms=[_room(one) for one in found.rooms],
    )
