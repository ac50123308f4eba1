"""What was decided on a request, the alternatives to it, and appeals."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.bookings import Reference
from softplace.api.areas.campaign_changes import READS, WRITES, planned_campaign
from softplace.api.areas.campaigns import router as campaigns
from softplace.api.areas.requests import clock_text, router, seen_request
from softplace.api.areas.results import SessionShape, session_shape
from softplace.api.callers import user_of
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Id, described, or_404
from softplace.foundation.errors import Reason, Refused
from softplace.matching.commands.alternatives import take_alternative
from softplace.matching.commands.appeals import LONGEST, answer_appeal, make_appeal
from softplace.matching.enums import AppealStatus, RequestStatus
from softplace.matching.models import Appeal, Campaign, Request
from softplace.matching.queries.decisions import Decision, decisions_of
from softplace.matching.queries.results import has_results
from softplace.places.enums import Layout
from softplace.web.campaigns.decisions import decision_words
from softplace.web.campaigns.telling import (
    Alternative,
    alternatives_of,
    explained,
    known_of,
    nearest_sentence,
    wish_sentences,
)


class AlternativeShape(BaseModel):
    model_config = described(
        sentence("A change that would have been served. change says what it gives up.")
    )

    number: int
    kind: str
    change: str
    where: str
    resource: int
    weekday: int
    start: str
    minutes: int
    dates: list[date]
    headcount: int
    layout: Layout


class RefusalShape(BaseModel):
    model_config = described(
        sentence("Why sessions were refused, wish by wish, and what would have been served.")
    )

    sessions: int
    cause: str
    because: str
    wishes: list[str]
    nearest: str
    alternatives: list[AlternativeShape]


class AppealShape(BaseModel):
    model_config = described(sentence("An appeal against a decision, and its answer."))

    id: int
    request: str
    pass_number: int
    text: str
    status: AppealStatus
    answer: str
    made_at: datetime
    decided_at: datetime | None


class DecisionShape(BaseModel):
    model_config = described(
        sentence("What was decided on a request, once it is published, and what can be done now.")
    )

    reference: str
    status: RequestStatus
    given: list[SessionShape]
    missing: int
    refusal: RefusalShape | None
    may_take: bool
    may_appeal: bool
    appeals_close_at: datetime | None
    appeal: AppealShape | None


class TakenAlternative(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("Which alternative is taken, by its number."))
    )

    number: int = Field(ge=0, le=1000)


class NewAppeal(BaseModel):
    model_config = ConfigDict(extra="forbid", **described(sentence("Why it should be otherwise.")))

    text: str = Field(min_length=1, max_length=LONGEST)


class AppealAnswer(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("The answer that the applicant gets by mail."))
    )

    upheld: bool
    answer: str = Field(min_length=1, max_length=LONGEST)


def appeal_shape(each: Appeal) -> AppealShape:
    return AppealShape(
        id=each.pk,
        request=each.request.reference,
        pass_number=each.pass_number,
        text=each.text,
        status=AppealStatus(each.status),
        answer=each.answer,
        made_at=each.made_at,
        decided_at=each.decided_at,
    )


def refusal_shape(told: Mapping[str, Any], *, to_planner: bool = False) -> RefusalShape:
    """A refusal as a run or a publication keeps it, in sentences. Three queries."""
    known = known_of([told])
    rows = zip(told["alternatives"], alternatives_of(told, known), strict=True)
    return RefusalShape(
        sessions=told["sessions"],
        cause=told["cause"],
        because=explained(told),
        wishes=wish_sentences(told, known, to_planner=to_planner),
        nearest=nearest_sentence(told, known),
        alternatives=[_alternative(kept, words) for kept, words in rows],
    )


def _alternative(kept: Mapping[str, Any], words: Alternative) -> AlternativeShape:
    same = ("kind", "resource", "weekday", "minutes", "dates", "headcount", "layout")
    return AlternativeShape(
        **{name: kept[name] for name in same},
        number=words.number,
        change=words.change,
        where=words.where,
        start=clock_text(kept["start"]),
    )


def _decided(request: HttpRequest, reference: str) -> tuple[Request, Campaign, Decision]:
    """A request that the caller may read and that was decided on."""
    found = seen_request(request, reference)
    campaign: Campaign = or_404(found.campaign)
    or_404(campaign if has_results(campaign) else None)
    (decision,) = decisions_of(campaign, [found])
    return found, campaign, decision


def _decision(request: HttpRequest, reference: str) -> DecisionShape:
    found, campaign, decided = _decided(request, reference)
    said = decision_words(decided, campaign)
    is_mine = found.applicant.person_id == user_of(request).pk
    taken = decided.refusal is not None and decided.refusal.taken_series_id is not None
    return DecisionShape(
        reference=found.reference,
        status=RequestStatus(found.status),
        given=[session_shape(each, found.applicant.name) for each in decided.given],
        missing=max(found.session_count - len(decided.given), 0),
        refusal=refusal_shape(decided.told) if decided.told and not taken else None,
        may_take=is_mine and said.get("may_take", False),
        may_appeal=is_mine and said.get("may_appeal", False),
        appeals_close_at=campaign.appeals_close_at,
        appeal=appeal_shape(decided.appeal) if decided.appeal else None,
    )


@router.get(
    "/requests/{reference}/decision",
    **READS,
    response=DecisionShape,
    operation_id="read_decision",
    summary=sentence("Read what was decided on a request"),
    description=sentence(
        "Once its campaign is published: what was given, why not all, wish by wish, and the "
        "alternatives that can be taken."
    ),
)
def read_decision(request: HttpRequest, reference: Path[Reference]) -> object:
    return _decision(request, reference)


@router.post(
    "/requests/{reference}/take-alternative",
    **WRITES,
    response=DecisionShape,
    operation_id="take_alternative",
    summary=sentence("Take an alternative"),
    description=sentence("Booked at once, every date to come, if it is still free. Once."),
)
def take(request: HttpRequest, reference: Path[Reference], content: TakenAlternative) -> object:
    _, _, decided = _decided(request, reference)
    if decided.refusal is None:
        raise Refused(Reason("nothing_was_refused"))
    take_alternative(actor=user_of(request), refusal=decided.refusal, number=content.number)
    return _decision(request, reference)


@router.post(
    "/requests/{reference}/appeal",
    **WRITES,
    response={201: AppealShape},
    operation_id="make_appeal",
    summary=sentence("Appeal against a decision"),
    description=sentence("Once for each pass, as long as appeals are heard."),
)
def appeal(request: HttpRequest, reference: Path[Reference], content: NewAppeal) -> object:
    found = seen_request(request, reference)
    return appeal_shape(make_appeal(actor=user_of(request), request=found, text=content.text))


@campaigns.get(
    "/campaigns/{campaign_id}/appeals",
    **READS,
    response=PageOf[AppealShape],
    operation_id="list_appeals",
    summary=sentence("List the appeals of a campaign"),
    description=sentence("For planners, in the order in which they were made."),
)
def list_appeals(
    request: HttpRequest, response: HttpResponse, campaign_id: Path[Id], query: Query[PageQuery]
) -> object:
    rows = _appeals_of(planned_campaign(request, campaign_id))
    return page_of(request, response, query, rows, key="id", shape=appeal_shape)


@campaigns.post(
    "/campaigns/{campaign_id}/appeals/{appeal_id}/answer",
    **WRITES,
    response=AppealShape,
    operation_id="answer_appeal",
    summary=sentence("Answer an appeal"),
    description=sentence("For planners. An upheld request can be placed in a second pass."),
)
def answer(
    request: HttpRequest, campaign_id: Path[Id], appeal_id: Path[Id], content: AppealAnswer
) -> object:
    rows = _appeals_of(planned_campaign(request, campaign_id))
    found: Appeal = or_404(rows.filter(pk=appeal_id).first())
    answered = answer_appeal(actor=user_of(request), appeal=found, **content.model_dump())
    return appeal_shape(answered)


def _appeals_of(campaign: Campaign) -> QuerySet[Appeal]:
    return Appeal.objects.filter(request__campaign=campaign).select_related("request__applicant")
