"""Find: the one search, as the page of the same name asks it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Query, Router
from pydantic import BaseModel, Field

from softplace.api.cursors import finished_page, read_cursor, write_cursor
from softplace.api.fields import (
    AudienceName,
    Code,
    Names,
    audience_name,
    audience_number,
    described,
)
from softplace.api.problems import ProblemError
from softplace.find.enums import Part, When
from softplace.find.queries import (
    MOST_DETAILED,
    Answer,
    current_lexicon,
    find_openings,
    nearest_to,
)
from softplace.find.rules import ask
from softplace.foundation.clock import now
from softplace.places.enums import Accessibility, Equipment, Mode, PlaceKind, ResourceKind, Use
from softplace.territory.queries import territory_zone

router = Router(tags=["find"])

DEEPEST_RANK = 500
"""No page begins behind it: who has read so many answers asks a narrower question."""


class StretchShape(BaseModel):
    model_config = described(sentence("A stretch of opening time."))

    start: datetime
    end: datetime


class FoundFunctionShape(BaseModel):
    model_config = described(sentence("A function that answers the question."))

    code: str
    name: Names


class AnswerShape(BaseModel):
    model_config = described(
        sentence(
            "A place that answers, with when it is open for what was asked. fit is the share of "
            "the wanted time that is open."
        )
    )

    place: str
    name: str
    kind: PlaceKind
    is_mobile: bool
    address: str
    commune_name: str
    latitude: float
    longitude: float
    distance_metres: float | None
    functions: list[FoundFunctionShape]
    resources: list[str]
    openings: list[StretchShape]
    modes: list[Mode]
    audiences: list[AudienceName]
    fit: float
    remaining_minutes: int


class SuggestionShape(BaseModel):
    model_config = described(
        sentence("What to change in a question that has no answer; an empty value drops a field.")
    )

    step: str
    fields: dict[str, str]
    total: int
    place: str
    opening: StretchShape


class FoundShape(BaseModel):
    model_config = described(
        sentence(
            "One page of answers, the best first. corrections are words that were read as others."
        )
    )

    items: list[AnswerShape]
    next_cursor: str | None
    total: int
    corrections: list[tuple[str, str]]
    suggestions: list[SuggestionShape]


class FindQuery(BaseModel):
    """The fields of the search, as `find.rules.ask` reads them."""

    q: str | None = Field(
        None,
        max_length=200,
        description=sentence("Free text, in French or English: “library open tomorrow at Crest”."),
    )
    where: str | None = Field(
        None, max_length=120, description=sentence("Name or post code of a commune.")
    )
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    lng: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    radius: float | None = Field(
        None,
        ge=0.1,
        le=500,
        allow_inf_nan=False,
        description=sentence("Kilometres; 20 if not said."),
    )
    when: When | None = None
    day: str | None = Field(
        None,
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        max_length=10,
        description=sentence("A date, 2026-11-24; it comes before “when”."),
    )
    part: Part | None = None
    start_time: str | None = Field(
        None,
        alias="from",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description=sentence("HH:MM on the wall of the territory."),
    )
    end_time: str | None = Field(None, alias="to", pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")
    audience: AudienceName | None = Field(None, description=sentence("Who asks."))
    function: list[Code] = Field([], max_length=30)
    kind: list[PlaceKind] = Field([], max_length=30)
    resource: list[ResourceKind] = Field([], max_length=30)
    equipment: list[Equipment] = Field([], max_length=30)
    use: list[Use] = Field([], max_length=30)
    accessibility: list[Accessibility] = Field([], max_length=30)
    mode: list[Mode] = Field([], max_length=30)
    limit: int = Field(20, ge=1, le=MOST_DETAILED)
    cursor: str | None = Field(None, max_length=1000)

    def fields(self) -> dict[str, list[str]]:
        """As the search page has them."""
        given: dict[str, list[str]] = {}
        for name, value in self.model_dump(by_alias=True, exclude={"limit", "cursor"}).items():
            values = value if isinstance(value, list) else [value]
            given[name] = [str(each) for each in values if each is not None]
        audience = given.pop("audience")
        given["for"] = [str(audience_number(name)) for name in audience]
        return given


@router.get(
    "/find",
    response=FoundShape,
    operation_id="find",
    summary=sentence("Find what is open"),
    description=sentence(
        "One question to the openings of the territory: what, where, when, for whom. Answers are "
        "ranked by travel, fit and remaining opening time. Without an answer, suggestions say "
        "what is nearest to it."
    ),
)
def find(request: HttpRequest, response: HttpResponse, query: Query[FindQuery]) -> object:
    position = read_cursor(request, query.cursor)
    # All pages of one search are answered as of its first page, or they would not fit together.
    asked_at = now() if position is None else datetime.fromisoformat(position[1])
    begin = 0 if position is None else int(position[0])
    zone = territory_zone()
    asked = ask(query.fields(), lexicon=current_lexicon(), now=asked_at, zone=zone)
    if asked.reasons:
        raise ProblemError(422, *asked.reasons)
    found = find_openings(asked.question, now=asked_at, limit=begin + query.limit)
    shown = found.answers[begin:]
    reached = begin + query.limit
    cursor = None
    if shown and reached < min(found.total, DEEPEST_RANK):
        cursor = write_cursor(request, (reached, asked_at.isoformat()))
    suggestions = [] if found.total else nearest_to(asked.question, now=asked_at, zone=zone)
    page = finished_page(request, response, [_answer(answer) for answer in shown], cursor)
    return {
        **page,
        "total": found.total,
        "corrections": asked.corrections,
        "suggestions": [
            {
                "step": str(each.step),
                "fields": dict(each.fields),
                "total": each.total,
                "place": each.answer.slug,
                "opening": _stretch(each.opening),
            }
            for each in suggestions
        ],
    }


def _stretch(interval: Any) -> StretchShape:
    return StretchShape(start=interval.start, end=interval.end)


def _answer(answer: Answer) -> AnswerShape:
    same = ("name", "is_mobile", "address", "latitude", "longitude")
    return AnswerShape(
        **{name: getattr(answer, name) for name in same},
        place=answer.slug,
        commune_name=answer.commune,
        kind=PlaceKind(answer.kind),
        distance_metres=answer.distance_metres,
        functions=[
            FoundFunctionShape(code=each.code, name=Names(fr=each.name_fr, en=each.name_en))
            for each in answer.functions
        ],
        resources=list(answer.resources),
        openings=[_stretch(interval) for interval in answer.intervals],
        modes=[Mode(mode) for mode in sorted(answer.modes)],
        audiences=[audience_name(audience) for audience in sorted(answer.audiences)],
        fit=answer.fit,
        remaining_minutes=answer.remaining_minutes,
    )
