"""Service markets: on which days services meet on a square, and who is there."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.rounds import (
    CHANGES,
    WRITES,
    HaltShape,
    SaidTimes,
    halt_shape,
)
from softplace.api.callers import user_of
from softplace.api.conditions import version_seen
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Id, Seen, Slug, Version, described, or_404
from softplace.api.problems import ProblemError
from softplace.foundation.clock import today
from softplace.foundation.errors import Reason
from softplace.places.models import Place
from softplace.rounds.commands import end_market, save_market
from softplace.rounds.enums import Cadence
from softplace.rounds.models import Market
from softplace.rounds.queries import haltings_at, market_days
from softplace.rounds.rules import LONGEST_NAME, LONGEST_REMARK, MarketFields
from softplace.territory.queries import territory_zone

router = Router(tags=["rounds"])


class MarketRow(BaseModel):
    model_config = described(sentence("A service market. square: the slug of its place."))

    id: int
    version: int
    name: str
    square: str
    text: str
    cadence: Cadence
    first_day: date
    last_day: date
    start_minute: int
    end_minute: int
    on_public_holidays: bool


class MarketShape(MarketRow):
    model_config = described(
        sentence("A market, its next days, and who is there on the first of them, as published.")
    )

    days: list[date]
    services: list[HaltShape]


class NewMarket(SaidTimes):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("A market on a square that is a published place."))
    )

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    square: Slug
    text: str = Field("", max_length=LONGEST_REMARK)


class ChangedMarket(NewMarket):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("The market as it is to be; what is left out, empty."))
    )

    version: Version = None


def _row(market: Market) -> MarketRow:
    return MarketRow(
        id=market.pk,
        version=market.version,
        name=market.name,
        square=market.square.slug,
        text=market.text,
        cadence=Cadence(market.cadence),
        first_day=market.first_day,
        last_day=market.last_day,
        start_minute=market.start_minute,
        end_minute=market.end_minute,
        on_public_holidays=market.comes_on_public_holidays,
    )


def _shape(market: Market) -> MarketShape:
    days = market_days(market, today(territory_zone()))
    services = [halt_shape(one) for one in haltings_at(market, days[0])] if days else []
    return MarketShape(**_row(market).model_dump(), days=days, services=services)


def _market(market_id: int) -> Market:
    market: Market = or_404(Market.objects.select_related("square").filter(pk=market_id).first())
    return market


def _fields(content: NewMarket) -> MarketFields:
    square = Place.objects.published().filter(slug=content.square).first()
    if square is None:
        raise ProblemError(422, Reason("unknown_choice", "square", {"value": content.square}))
    return MarketFields(content.times(), content.name, square.pk, content.text)


@router.get(
    "/markets",
    response=PageOf[MarketRow],
    operation_id="list_markets",
    summary=sentence("List service markets"),
    description=sentence("Those that are not over."),
)
def list_markets(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> object:
    found = Market.objects.filter(last_day__gte=today(territory_zone())).select_related("square")
    return page_of(request, response, query, found, key="id", shape=_row)


@router.get(
    "/markets/{market_id}",
    response=MarketShape,
    operation_id="get_market",
    summary=sentence("Read a service market"),
    description=sentence("With who is there on its next day."),
)
def get_market(request: HttpRequest, market_id: Path[Id]) -> object:
    return _shape(_market(market_id))


@router.post(
    "/markets",
    **WRITES,
    response={201: MarketShape},
    operation_id="call_market",
    summary=sentence("Call a service market"),
    description=sentence("For planners and for keepers of the square."),
)
def call_market(request: HttpRequest, content: NewMarket) -> object:
    return _shape(save_market(actor=user_of(request), fields=_fields(content)))


@router.put(
    "/markets/{market_id}",
    **CHANGES,
    response=MarketShape,
    operation_id="change_market",
    summary=sentence("Change a service market"),
    description=sentence("Stops that were planned for it keep their own days and hours."),
)
def change_market(request: HttpRequest, market_id: Path[Id], content: ChangedMarket) -> object:
    market = _market(market_id)
    version = version_seen(request, content.version, market.version, _shape(market))
    saved = save_market(
        actor=user_of(request), fields=_fields(content), market=market, version=version
    )
    return _shape(saved)


@router.delete(
    "/markets/{market_id}",
    **CHANGES,
    response={204: None},
    operation_id="end_market",
    summary=sentence("Hold a service market no more"),
    description=sentence("It goes; it ends today where it has begun or stops speak of it."),
)
def end(request: HttpRequest, market_id: Path[Id], query: Query[Seen]) -> object:
    market = _market(market_id)
    version = version_seen(request, query.version, market.version, _shape(market))
    end_market(actor=user_of(request), market=market, version=version)
    return None
