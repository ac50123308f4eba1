"""Rounds: vehicles, their stops and their publication; where everybody finds them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.functions import functions_named
from softplace.api.callers import lends, user_of
from softplace.api.conditions import version_seen
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import (
    Code,
    Day,
    Id,
    Latitude,
    Longitude,
    Seen,
    Slug,
    Version,
    described,
    or_404,
)
from softplace.api.problems import ProblemError
from softplace.foundation.clock import now, today
from softplace.foundation.errors import Reason
from softplace.people.enums import Scope
from softplace.places.enums import HolidayPolicy, Mode
from softplace.places.models import Place
from softplace.rounds.commands import publish_rounds, remove_stop, save_stop
from softplace.rounds.enums import Cadence, StepKind
from softplace.rounds.models import Stop, Vehicle
from softplace.rounds.queries import (
    Days,
    Halting,
    differences,
    haltings_of,
    mobile_units,
    offered,
    stops_of,
    units_of,
    week_of,
)
from softplace.rounds.rules import LONGEST_NAME, LONGEST_REMARK, StopFields, Times
from softplace.territory.queries import territory_zone

router = Router(tags=["rounds"])
READS: dict[str, Any] = lends(Scope.PLACES_READ)
WRITES: dict[str, Any] = lends(Scope.PLACES_WRITE)
CHANGES: dict[str, Any] = lends(Scope.PLACES_WRITE, versioned=True)
MOST_FUNCTIONS = 20
Minute = Annotated[
    int, Field(ge=0, le=1440, description=sentence("Minute of the day: 540 is 9:00."))
]


class RoundWeekQuery(BaseModel):
    day: Day | None = Field(
        None, description=sentence("A day of the week; the present one if none.")
    )


class StopShape(BaseModel):
    model_config = described(
        sentence("A halt of a vehicle that comes again. is_published: whether it is on the calendar "
                 "as it stands here.")
    )  # fmt: skip

    id: int
    name: str
    latitude: float
    longitude: float
    functions: list[str]
    cadence: Cadence
    first_day: date
    last_day: date
    start_minute: int
    end_minute: int
    on_public_holidays: bool
    mode: Mode
    market: int | None
    resource: int | None
    contact_name: str
    contact_phone: str
    remark: str
    is_locked: bool
    is_published: bool


class VehicleRow(BaseModel):
    model_config = described(sentence("A mobile unit whose rounds you may plan."))

    slug: str
    name: str
    version: int


class VehicleShape(VehicleRow):
    model_config = described(sentence("A vehicle and its stops that are not over."))

    stops: list[StopShape]


class SaidTimes(BaseModel):
    cadence: Cadence = Cadence.WEEKLY
    first_day: Day
    last_day: Day
    start_minute: Minute
    end_minute: Minute
    on_public_holidays: bool = False

    def times(self) -> Times:
        return Times(
            self.cadence,
            self.first_day,
            self.last_day,
            self.start_minute,
            self.end_minute - self.start_minute,
            HolidayPolicy.AS_USUAL if self.on_public_holidays else HolidayPolicy.CLOSED,
        )


class NewStop(SaidTimes):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("A stop. Its point is that of its market, of its room, or its own.")),
    )

    version: Version = None
    spot: str = Field("", max_length=LONGEST_NAME)
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    functions: list[Code] = Field(min_length=1, max_length=MOST_FUNCTIONS)
    mode: Literal["walk_in", "appointment"] = "walk_in"
    market: Id | None = None
    resource: Id | None = Field(
        None, description=sentence("Room or pitch: booked for every date when it is published.")
    )
    contact_name: str = Field("", max_length=120)
    contact_phone: str = Field("", max_length=40)
    remark: str = Field("", max_length=LONGEST_REMARK)
    accepts_drive: bool = Field(
        False, description=sentence("Whether less time than the way is thought to take will do.")
    )


class RoundStepShape(BaseModel):
    model_config = described(sentence("One thing that publishing writes."))

    kind: StepKind
    name: str
    stop: int | None
    first_day: date | None
    last_day: date | None


class BerthsShape(BaseModel):
    model_config = described(sentence("Dates of a stop whose room or pitch is booked or given up."))

    stop: int
    resource: str
    days: list[date]


class RoundPublicationShape(BaseModel):
    model_config = described(
        sentence(
            "What publishing would write now. Send digest back to do it; nothing else is done."
        )
    )

    version: int
    digest: str
    steps: list[RoundStepShape]
    to_book: list[BerthsShape]
    to_give_up: list[BerthsShape]


class PublishingRounds(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("What was seen, to be published."))
    )

    version: Version = None
    digest: str = Field(min_length=1, max_length=64)


class HaltShape(BaseModel):
    model_config = described(sentence("Where a vehicle stands, as published."))

    place: str
    commune: str | None
    address: str
    latitude: float
    longitude: float
    starts_at: datetime
    ends_at: datetime
    functions: list[str]
    title: str
    mode: Mode
    market: int | None


def _row(place: Place) -> VehicleRow:
    vehicle = getattr(place, "vehicle", None)
    return VehicleRow(slug=place.slug, name=place.name, version=vehicle.version if vehicle else 1)


def _shape(place: Place) -> VehicleShape:
    vehicle: Vehicle | None = getattr(place, "vehicle", None)
    day = today(territory_zone())
    stops = stops_of([vehicle]) if vehicle else []
    shown = [stop for stop in stops if not stop.is_removed and stop.last_day >= day]
    return VehicleShape(**_row(place).model_dump(), stops=[stop_shape(stop) for stop in shown])


def stop_shape(stop: Stop) -> StopShape:
    return StopShape(
        id=stop.pk,
        name=stop.name,
        latitude=stop.latitude,
        longitude=stop.longitude,
        functions=sorted(function.code for function in stop.functions.all()),
        cadence=Cadence(stop.cadence),
        first_day=stop.first_day,
        last_day=stop.last_day,
        start_minute=stop.start_minute,
        end_minute=stop.end_minute,
        on_public_holidays=stop.comes_on_public_holidays,
        mode=Mode(stop.mode),
        market=stop.market_id,
        resource=stop.resource_id,
        contact_name=stop.contact_name,
        contact_phone=stop.contact_phone,
        remark=stop.remark,
        is_locked=stop.is_locked,
        is_published=stop.published == offered(stop),
    )


def _unit(request: HttpRequest, slug: str) -> Place:
    """A vehicle whose rounds the caller may change."""
    place: Place = or_404(units_of(user_of(request)).filter(slug=slug).first())
    return place


def _stop(place: Place, stop_id: int) -> Stop:
    stops = Stop.objects.standing().filter(vehicle=place.pk, pk=stop_id)
    stop: Stop = or_404(stops.select_related("commune").first())
    return stop


def _seen(request: HttpRequest, place: Place, given: int | None) -> int:
    return version_seen(request, given, _row(place).version, _shape(place))


def _fields(content: NewStop) -> StopFields:
    return StopFields(
        times=content.times(),
        function_ids=tuple(each.pk for each in functions_named(content.functions)),
        spot=content.spot,
        latitude=content.latitude,
        longitude=content.longitude,
        mode=content.mode,
        market_id=content.market,
        resource_id=content.resource,
        contact_name=content.contact_name,
        contact_phone=content.contact_phone,
        remark=content.remark,
    )


@router.get(
    "/vehicles",
    **READS,
    response=PageOf[VehicleRow],
    operation_id="list_vehicles",
    summary=sentence("List the vehicles whose rounds you may plan"),
    description=sentence("Those that you keep; all of them for planners."),
)
def list_vehicles(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> object:
    found = units_of(user_of(request))
    return page_of(request, response, query, found, key="id", shape=_row)


@router.get(
    "/vehicles/{slug}",
    **READS,
    response=VehicleShape,
    operation_id="get_vehicle",
    summary=sentence("Read the rounds of a vehicle"),
    description=sentence("As they are planned, for its keepers and for planners."),
)
def get_vehicle(request: HttpRequest, slug: Path[Slug]) -> object:
    return _shape(_unit(request, slug))


@router.get(
    "/vehicles/{slug}/week",
    response=list[HaltShape],
    operation_id="get_vehicle_week",
    summary=sentence("Read where a vehicle is in a week"),
    description=sentence("As published, for everybody."),
)
def get_week(request: HttpRequest, slug: Path[Slug], query: Query[RoundWeekQuery]) -> object:
    place = or_404(mobile_units().filter(is_published=True, slug=slug).first())
    day = query.day or today(territory_zone())
    if not date(2000, 1, 10) <= day <= date(2099, 12, 20):
        raise ProblemError(422, Reason("year_out_of_range", "day", {"first": 2000, "last": 2099}))
    return [halt_shape(one) for one in haltings_of(place, *week_of(day))]


def halt_shape(one: Halting) -> HaltShape:
    return HaltShape(
        place=one.place.slug,
        commune=one.place.commune.code if one.place.commune else None,
        address=one.place.address,
        latitude=one.place.latitude,
        longitude=one.place.longitude,
        starts_at=one.start,
        ends_at=one.end,
        functions=[function.code for function in one.functions],
        title=one.title,
        mode=Mode(one.mode),
        market=one.market_id,
    )


@router.post(
    "/vehicles/{slug}/stops",
    **CHANGES,
    response={201: VehicleShape},
    operation_id="add_stop",
    summary=sentence("Plan a stop"),
    description=sentence("Nothing is on the calendar before the rounds are published."),
)
def add_stop(request: HttpRequest, slug: Path[Slug], content: NewStop) -> object:
    place = _unit(request, slug)
    version = _seen(request, place, content.version)
    save_stop(
        actor=user_of(request), place=place, version=version, fields=_fields(content),
        accepts_drive=content.accepts_drive,
    )  # fmt: skip
    return _shape(_unit(request, slug))


@router.put(
    "/vehicles/{slug}/stops/{stop_id}",
    **CHANGES,
    response=VehicleShape,
    operation_id="change_stop",
    summary=sentence("Change a stop"),
    description=sentence(
        "What is not given is empty. A stop that is published and has begun ends before the first "
        "day given here, and another one begins then."
    ),
)
def change_stop(
    request: HttpRequest, slug: Path[Slug], stop_id: Path[Id], content: NewStop
) -> object:
    place = _unit(request, slug)
    version, stop = _seen(request, place, content.version), _stop(place, stop_id)
    save_stop(
        actor=user_of(request), place=place, version=version, fields=_fields(content), stop=stop,
        accepts_drive=content.accepts_drive, is_locked=stop.is_locked,
    )  # fmt: skip
    return _shape(_unit(request, slug))


@router.delete(
    "/vehicles/{slug}/stops/{stop_id}",
    **CHANGES,
    response=VehicleShape,
    operation_id="remove_stop",
    summary=sentence("Take a stop off the rounds"),
    description=sentence("It stays on the calendar until that is published; its past stays."),
)
def take_off(
    request: HttpRequest, slug: Path[Slug], stop_id: Path[Id], query: Query[Seen]
) -> object:
    place = _unit(request, slug)
    version, stop = _seen(request, place, query.version), _stop(place, stop_id)
    remove_stop(actor=user_of(request), place=place, version=version, stop=stop)
    return _shape(_unit(request, slug))


@router.get(
    "/vehicles/{slug}/publication",
    **READS,
    response=RoundPublicationShape,
    operation_id="preview_round_publication",
    summary=sentence("Read what publishing the rounds would write"),
    description=sentence("Only the differences to what is on the calendar."),
)
def preview(request: HttpRequest, slug: Path[Slug]) -> object:
    place = _unit(request, slug)
    vehicle: Vehicle | None = getattr(place, "vehicle", None)
    if vehicle is None:
        return RoundPublicationShape(version=1, digest="none", steps=[], to_book=[], to_give_up=[])
    plan = differences(vehicle, now())
    return RoundPublicationShape(
        version=vehicle.version,
        digest=plan.digest,
        steps=[
            RoundStepShape(kind=step.kind, name=step.name, stop=step.stop_id,
                      first_day=step.first_day, last_day=step.last_day)
            for step in plan.steps
        ],
        to_book=[_berths(one) for one in plan.to_book],
        to_give_up=[_berths(one) for one in plan.to_give_up],
    )  # fmt: skip


def _berths(one: Days) -> BerthsShape:
    return BerthsShape(stop=one.stop_id, resource=one.resource, days=list(one.days))


@router.post(
    "/vehicles/{slug}/publish",
    **CHANGES,
    response=VehicleShape,
    operation_id="publish_rounds",
    summary=sentence("Publish the rounds"),
    description=sentence(
        "All that the preview of that digest said, rooms and pitches included, or nothing. Changes "
        "hold from tomorrow."
    ),
)
def publish(request: HttpRequest, slug: Path[Slug], content: PublishingRounds) -> object:
    place = _unit(request, slug)
    version = _seen(request, place, content.version)
    publish_rounds(actor=user_of(request), place=place, version=version, digest=content.digest)
    return _shape(_unit(request, slug))
