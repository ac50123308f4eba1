"""Free time: what could be booked, across all resources."""

from datetime import datetime, time

from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Query, Router
from pydantic import BaseModel, Field

from softplace.api.callers import caller_of
from softplace.api.fields import Day, Id, Instant, Slug, described
from softplace.api.problems import ProblemError
from softplace.bookings.rules import MOST_PEOPLE, MOST_UNITS
from softplace.find.queries.free_time import MOST_DETAILED, FreeTime, find_free_time
from softplace.find.rules.free_time import (
    LONGEST_MINUTES,
    MOST_WINDOWS,
    FreeTimeQuestion,
    daily_windows,
    reasons_to_refuse_question,
)
from softplace.find.rules.question import Spot
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.foundation.intervals import Interval
from softplace.people.enums import Scope
from softplace.places.enums import Equipment, Layout, ResourceKind, Use
from softplace.places.models import Place
from softplace.territory.queries import territory_zone

router = Router(tags=["find"])


class FreeTimeShape(BaseModel):
    model_config = described(
        sentence(
            "A resource that is free as asked. starts are the first possible ones, one for each "
            "day that has one; fit says how well its size suits, 0 to 1."
        )
    )

    resource: int
    name: str
    kind: ResourceKind
    place: str
    place_name: str
    commune: str
    latitude: float
    longitude: float
    distance_metres: float | None
    headcount: int | None
    equipment: list[str]
    starts: list[datetime]
    starts_on_grid: int
    fit: float
    needs_approval: bool
    price_cents: int
    price_time_minutes: int


class FreeTimesShape(BaseModel):
    model_config = described(sentence("The best answers first, and how many there are in all."))

    items: list[FreeTimeShape]
    total: int
    candidates: int


class FreeTimeQuery(BaseModel):
    minutes: int = Field(ge=1, le=LONGEST_MINUTES, description=sentence("How long it is needed."))
    start: Instant | None = Field(
        None, alias="from", description=sentence("One stretch of time to look in, with to.")
    )
    end: Instant | None = Field(None, alias="to")
    day: list[Day] = Field(
        [],
        max_length=MOST_WINDOWS,
        description=sentence("Or some days, between after and before; repeat the parameter."),
    )
    after: time = time(8)
    before: time = time(20)
    every_day: bool = Field(False, description=sentence("Free on each of the days, not on any."))
    headcount: int | None = Field(None, ge=1, le=MOST_PEOPLE)
    quantity: int = Field(1, ge=1, le=MOST_UNITS)
    kind: list[ResourceKind] = Field([], max_length=20)
    equipment: list[Equipment] = Field([], max_length=30)
    use: list[Use] = Field([], max_length=30)
    layout: Layout | None = None
    latitude: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    longitude: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    radius_km: float = Field(15, gt=0, le=300, allow_inf_nan=False)
    place: Slug | None = None
    resource: list[Id] = Field([], max_length=50)
    limit: int = Field(MOST_DETAILED, ge=1, le=MOST_DETAILED)


@router.get(
    "/free-times",
    response=FreeTimesShape,
    operation_id="find_free_times",
    summary=sentence("Find free time"),
    description=sentence(
        "Any resources that are free for so many minutes in a stretch of time, or between two "
        "hours of some days: best first, by distance, size and how soon."
    ),
)
def find(request: HttpRequest, query: Query[FreeTimeQuery]) -> object:
    at = now()
    question = _question(query)
    refuse(reasons_to_refuse_question(question, at))
    caller = caller_of(request)
    reads = caller.may(Scope.BOOKINGS_READ) or caller.may(Scope.BOOKINGS_WRITE)
    found = find_free_time(question, caller.user if reads else None, at)
    return FreeTimesShape(
        items=[_shape(each) for each in found.found[: query.limit]],
        total=found.total,
        candidates=found.candidates,
    )


def _question(query: FreeTimeQuery) -> FreeTimeQuestion:
    place = None
    if query.place is not None:
        place = Place.objects.published().filter(slug=query.place).first()
        if place is None:
            refuse([Reason("unknown_choice", "place", {"value": query.place})])
    if (query.latitude is None) != (query.longitude is None):
        raise ProblemError(422, Reason("not_a_point", "latitude"))
    spot = None
    if query.latitude is not None and query.longitude is not None:
        spot = Spot(query.latitude, query.longitude, query.radius_km)
    return FreeTimeQuestion(
        windows=_windows(query),
        minutes=query.minutes,
        in_every_window=query.every_day,
        headcount=query.headcount,
        quantity=query.quantity,
        kinds=frozenset(map(str, query.kind)),
        equipment=frozenset(map(str, query.equipment)),
        uses=frozenset(map(str, query.use)),
        layout=query.layout or "",
        spot=spot,
        place_id=place.pk if place else None,
        resource_ids=frozenset(query.resource) or None,
    )


def _windows(query: FreeTimeQuery) -> tuple[Interval, ...]:
    if query.start is not None and query.end is not None:
        return (Interval(query.start, query.end),)
    if query.start is not None or query.end is not None:
        refuse([Reason("required", "to" if query.end is None else "from")])
    if not query.day:
        refuse([Reason("required", "day")])
    hours = query.after.replace(tzinfo=None), query.before.replace(tzinfo=None)
    return daily_windows(sorted(set(query.day)), *hours, territory_zone())


def _shape(found: FreeTime) -> FreeTimeShape:
    return FreeTimeShape(
        resource=found.resource_id,
        name=found.resource_name,
        kind=ResourceKind(found.kind),
        place=found.place_slug,
        place_name=found.place_name,
        commune=found.commune,
        latitude=found.latitude,
        longitude=found.longitude,
        distance_metres=found.distance_metres,
        headcount=found.headcount,
        equipment=list(found.equipment),
        starts=list(found.starts),
        starts_on_grid=found.starts_on_grid,
        fit=found.fit,
        needs_approval=found.needs_approval,
        price_cents=found.quote.cents,
        price_time_minutes=found.quote.time_minutes,
    )
