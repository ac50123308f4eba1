"""Reach: who is how far from what, and when. Communes only: imported cells are for planners."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from softplace.api.cursors import PageOf, PageQuery, finished_page, read_cursor, write_cursor
from softplace.api.fields import Code, CommuneCode, Day, described, or_404
from softplace.api.problems import ProblemError
from softplace.foundation import clock
from softplace.foundation.errors import Reason
from softplace.reach.answers import Answer, Asked, answer, cell_rows, figures
from softplace.reach.enums import Basis, TravelMode
from softplace.reach.indicators import DecayKind, Question
from softplace.reach.rules import LARGEST_THRESHOLD_KM
from softplace.reach.surroundings import NearFunction, near
from softplace.territory.models import Commune, Function
from softplace.territory.queries import current_territory

router = Router(tags=["reach"])

FIRST_YEAR, LAST_YEAR = 2000, 2099


class ReachQuery(BaseModel):
    mode: TravelMode = TravelMode.STRAIGHT
    threshold_km: Annotated[float, Field(ge=0.1, le=LARGEST_THRESHOLD_KM)] = 10.0
    threshold_minutes: float | None = Field(
        None,
        ge=1,
        le=600,
        description=sentence("In place of the kilometres; not for a straight line."),
    )
    week: Day | None = Field(
        None, description=sentence("A day of the week that counts; the present week if none.")
    )
    nth: int = Field(2, ge=1, le=9, description=sentence("The n-th nearest place too."))
    minute: int = Field(
        0,
        ge=0,
        le=10_079,
        description=sentence(
            "Minute of the week, from Monday 0:00, at which the nearest open place is asked for."
        ),
    )
    decay: DecayKind = DecayKind.GAUSSIAN


class CommuneReachQuery(ReachQuery, PageQuery):
    pass


class Presence(BaseModel):
    model_config = described(
        sentence("Whether a département passes the legal test of postal presence.")
    )

    share_far: float | None
    passed: bool


class ReachFigures(BaseModel):
    model_config = described(
        sentence(
            "The figures of the whole territory, with what they stand on: mode, week, threshold, "
            "and measured_on (a straight line, a usual detour, or roads). Costs are kilometres, "
            "or minutes where the threshold is of minutes; null where nothing is reached."
        )
    )

    function: str
    week_of: date
    mode: TravelMode
    measured_on: Basis
    threshold: float
    threshold_unit: Literal["km", "minutes"]
    nth: int
    open_at_minute_of_week: int
    decay: DecayKind
    apl_minutes: list[float]
    apl_weights: list[float]
    apl_needs: dict[str, float]
    cells: int
    people: int
    sites: int
    sites_beyond_border: int
    mean_km: float | None
    p90_km: float | None
    worst_km: float | None
    worst_cell: str
    people_beyond: int
    share_beyond: float
    cells_beyond: int
    people_unreached: int
    gini: float
    theil: float
    theil_between: float
    theil_within: float
    mean_minutes: float | None
    p90_minutes: float | None
    mean_hours_a_week: float
    people_without_hours: int
    mean_nth: float | None
    mean_open_at: float | None
    mean_places: float
    mean_opportunity_hours: float
    mean_catchment: float
    mean_apl: float
    postal_presence: dict[str, Presence]


class CommuneReach(BaseModel):
    model_config = described(
        sentence(
            "What the people of one commune have of the function. catchment (E2SFCA) and apl are "
            "hours of opening a week for 1,000 people."
        )
    )

    code: str
    commune: str
    people: int
    km: float | None
    minutes: float | None
    hours_a_week: float
    nearest: str
    nth: float | None
    open_at: float | None
    places: int
    opportunity_hours: float
    catchment: float
    apl: float


class NearPlace(BaseModel):
    model_config = described(
        sentence("A place near a commune; place is null beyond the border of the territory.")
    )

    place: str | None
    name: str
    km: float
    opens: datetime | None = Field(
        description=sentence("Start of the present or next opening within two weeks.")
    )
    closes: datetime | None


class NearService(BaseModel):
    model_config = described(
        sentence(
            "One function as the people of a commune have it, in a straight line: the nearest "
            "places, the hours of this week in which one within 10 km is open to everyone, and "
            "the median of the territory's people."
        )
    )

    function: str
    nearest: list[NearPlace]
    hours_a_week: float
    median_km: float | None
    median_hours_a_week: float


@router.get(
    "/reach/{function}",
    response=ReachFigures,
    operation_id="read_reach",
    summary=sentence("Read how far people live from a function"),
    description=sentence(
        "On the calendar of a week, over all communes. The function and those below it count."
    ),
)
def read_reach(request: HttpRequest, function: Path[Code], query: Query[ReachQuery]) -> object:
    return ReachFigures(**figures(_answer(function, query)))


@router.get(
    "/reach/{function}/communes",
    response=PageOf[CommuneReach],
    operation_id="list_reach_by_commune",
    summary=sentence("List how far each commune is from a function"),
    description=sentence("In the order of their codes; what it stands on is that of the figures."),
)
def list_reach(
    request: HttpRequest,
    response: HttpResponse,
    function: Path[Code],
    query: Query[CommuneReachQuery],
) -> object:
    after = read_cursor(request, query.cursor)
    rows = [
        CommuneReach(**row)
        for row in cell_rows(_answer(function, query))
        if after is None or row["code"] > str(after[0])
    ]
    shown = rows[: query.limit]
    cursor = write_cursor(request, [shown[-1].code]) if len(rows) > len(shown) else None
    return finished_page(request, response, shown, cursor)


@router.get(
    "/communes/{code}/near",
    response=list[NearService],
    operation_id="list_near_commune",
    summary=sentence("List what is near a commune"),
    description=sentence("Every function that is offered, by its code."),
)
def list_near(request: HttpRequest, code: Path[CommuneCode]) -> object:
    commune = or_404(Commune.objects.filter(code=code).first())
    zone = _zone()
    return [_service(one, zone) for one in near(commune, clock.now(), zone)]


def _answer(code: str, query: ReachQuery) -> Answer:
    function: Function = or_404(Function.objects.filter(code=code).first())
    zone = _zone()
    day = query.week or clock.today(zone)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        details = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ProblemError(422, Reason("out_of_time", "week", details))
    return answer(
        Asked(
            function=function,
            monday=day - timedelta(days=day.weekday()),
            zone=zone,
            mode=query.mode,
            threshold_km=query.threshold_km,
            threshold_minutes=query.threshold_minutes,
            question=Question(nth=query.nth, minute=query.minute, decay=query.decay),
        )
    )


def _zone() -> ZoneInfo:
    territory = current_territory()
    return ZoneInfo(territory.zone if territory else "Europe/Paris")


def _service(one: NearFunction, zone: ZoneInfo) -> NearService:
    def at(moment: Any) -> Any:
        return moment.astimezone(zone)

    return NearService(
        function=one.function.code,
        nearest=[
            NearPlace(
                place=near_site.site.slug or None,
                name=near_site.site.name,
                km=round(near_site.km, 3),
                opens=at(near_site.opening.start) if near_site.opening else None,
                closes=at(near_site.opening.end) if near_site.opening else None,
            )
            for near_site in one.nearest
        ],
        hours_a_week=round(one.hours, 2),
        median_km=round(one.median_km, 3) if one.median_km < float("inf") else None,
        median_hours_a_week=round(one.median_hours, 2),
    )
