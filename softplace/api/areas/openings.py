"""Openings: what is offered, where, when, for whom and how."""

from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Query, Router
from pydantic import BaseModel, Field

from softplace.api.areas.places import functions_below
from softplace.api.cursors import PageOf, PageQuery, finished_page, read_cursor, write_cursor
from softplace.api.fields import (
    AudienceName,
    BoxQuery,
    Code,
    CommuneCode,
    Instant,
    Slug,
    audience_name,
    described,
)
from softplace.api.problems import ProblemError
from softplace.foundation.errors import Reason
from softplace.places.enums import Mode, Pattern
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.places.queries import Occurrence, occurrences, rules_between
from softplace.territory.models import Function

router = Router(tags=["openings"])

LONGEST_WINDOW_DAYS = 62
PLACES_A_PAGE = 100
"""So many places are looked at for one page, whatever the territory holds."""


class OpeningShape(BaseModel):
    model_config = described(
        sentence(
            "One opening. functions are those offered then: the one that it is for or, at the "
            "general hours of the place, all that have no hours of their own; none where it is "
            "the opening of a resource."
        )
    )

    place: str
    rule: int
    start: datetime = Field(description=sentence("With the offset of the place from UTC."))
    end: datetime
    functions: list[str]
    resource: int | None
    title: str
    is_one_off: bool
    audience: AudienceName
    group: str | None
    mode: Mode


class OpeningQuery(PageQuery, BoxQuery):
    start: Instant = Field(
        alias="from", description=sentence("First instant: 2026-11-24T09:00:00+01:00.")
    )
    end: Instant = Field(
        alias="to", description=sentence("Last instant, excluded; 62 days later at most.")
    )
    place: Slug | None = None
    commune: CommuneCode | None = None
    function: Code | None = Field(
        None, description=sentence("Code of a function; those below it count too.")
    )


@router.get(
    "/openings",
    response=PageOf[OpeningShape],
    operation_id="list_openings",
    summary=sentence("List openings"),
    description=sentence(
        "What is open between two instants, place by place and then in time. A page may be "
        "shorter than the limit, even empty: go on until next_cursor is null."
    ),
)
def list_openings(
    request: HttpRequest, response: HttpResponse, query: Query[OpeningQuery]
) -> object:
    _check_window(query)
    position = read_cursor(request, query.cursor)
    functions = _functions(query.function)
    places = _places(query, functions, position)
    shown = {place.pk: place for place in places[:PLACES_A_PAGE]}
    rules = [
        rule
        for rule in rules_between(
            places[:PLACES_A_PAGE], query.start, query.end, functions=functions
        )
        if functions is None or _offered(shown[rule.place_id], rule, functions)
    ]
    found = occurrences(
        places[:PLACES_A_PAGE],
        rules,
        query.start,
        query.end,
        after=None if position is None else (position[0], position[1], position[2]),
        most=query.limit + 1,
    )
    cursor = None
    if len(found) > query.limit:
        found = found[: query.limit]
        cursor = write_cursor(request, found[-1].position)
    elif len(places) > PLACES_A_PAGE:
        cursor = write_cursor(request, (places[PLACES_A_PAGE].pk, 0, 0))
    items = [_opening(shown[each.place_id], each) for each in found]
    return finished_page(request, response, items, cursor)


def _check_window(query: OpeningQuery) -> None:
    if query.end <= query.start:
        raise ProblemError(422, Reason("ends_before_start", "to"))
    if query.end - query.start > timedelta(days=LONGEST_WINDOW_DAYS):
        raise ProblemError(
            422, Reason("window_too_long", "to", {"limit_days": LONGEST_WINDOW_DAYS})
        )


def _functions(code: str | None) -> frozenset[int] | None:
    """Ids of the functions asked for; None where none is asked for."""
    if code is None:
        return None
    return frozenset(Function.objects.filter(functions_below(code)).values_list("pk", flat=True))


def _places(
    query: OpeningQuery, functions: frozenset[int] | None, position: list[int] | None
) -> list[Place]:
    """One place more than a page looks at, to know whether there is another page."""
    ruled = OpeningRule.objects.values("place")
    places = Place.objects.published().filter(pk__in=ruled)
    if query.place is not None:
        places = places.filter(slug=query.place)
    if query.commune is not None:
        places = places.filter(commune__code=query.commune)
    if functions is not None:
        offers = PlaceFunction.objects.filter(function__in=functions)
        places = places.filter(pk__in=offers.values("place"))
    box = query.box()
    if box is not None:
        places = places.filter(
            latitude__range=(box.south, box.north), longitude__range=(box.west, box.east)
        )
    if position is not None:
        places = places.filter(pk__gte=position[0])
    offered = PlaceFunction.objects.select_related("function").order_by("function__code")
    return list(
        places.prefetch_related(Prefetch("offers", offered)).order_by("pk")[: PLACES_A_PAGE + 1]
    )


def _offered(place: Place, rule: OpeningRule, wanted: frozenset[int] | None) -> list[str]:
    """Codes of the functions that an opening of the rule offers, of those wanted."""
    if rule.resource_id is not None:
        return []
    if rule.function is not None:
        return [rule.function.code]
    return [
        offer.function.code
        for offer in place.offers.all()
        if not offer.has_own_hours and (wanted is None or offer.function_id in wanted)
    ]


def _opening(place: Place, found: Occurrence) -> OpeningShape:
    rule = found.rule
    return OpeningShape(
        place=place.slug,
        rule=rule.pk,
        start=found.start,
        end=found.end,
        functions=_offered(place, rule, None),
        resource=rule.resource_id,
        title=rule.title,
        is_one_off=rule.pattern == Pattern.ONCE,
        audience=audience_name(rule.audience),
        group=rule.group.name if rule.group else None,
        mode=Mode(rule.mode),
    )
