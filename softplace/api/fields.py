"""Fields that several areas read or show."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, cast

from django.http import Http404
from django.utils.translation import gettext_noop as sentence
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from softplace.api.problems import ProblemError, refused
from softplace.foundation.distances import Box
from softplace.foundation.errors import Reason
from softplace.people.enums import Audience

FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime(2100, 1, 1, tzinfo=UTC)
LARGEST_ID = 2**63 - 1

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_LOST_PLUS = re.compile(r" (\d\d:?\d\d)$")


def _instant_text(value: Any) -> Any:
    """ISO 8601 only (pydantic would read 12 as a date). A + in an address arrives as a space."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _INSTANT.match(value):
        raise refused("not_an_instant")
    return _LOST_PLUS.sub(r"+\1", value)


def _within_reach(value: datetime) -> datetime:
    if not FIRST_INSTANT <= value <= LAST_INSTANT:
        raise refused("out_of_time", first=FIRST_INSTANT.year, last=LAST_INSTANT.year)
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_instant_text), AfterValidator(_within_reach)]
"""An instant with its offset from UTC: 2026-11-24T09:00:00+01:00."""


def _date_text(value: Any) -> Any:
    """ISO 8601 only: pydantic would read 12 as a date, and an instant at midnight too."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise refused("not_a_day")
    return value


Day = Annotated[date, BeforeValidator(_date_text)]
"""A date: 2026-11-24."""

AudienceName = Literal["everyone", "residents", "professionals", "members", "pass_holders"]


def audience_name(audience: int) -> AudienceName:
    return cast(AudienceName, Audience(audience).name.lower())


def audience_number(name: str) -> int:
    return int(Audience[name.upper()])


Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Degrees = Annotated[float, Field(allow_inf_nan=False)]
Slug = Annotated[str, Field(max_length=80)]
Code = Annotated[str, Field(min_length=1, max_length=60)]
CommuneCode = Annotated[
    str, Field(min_length=1, max_length=12, description=sentence("INSEE code of a commune."))
]

Version = Annotated[
    int | None,
    Field(
        ge=1,
        description=sentence(
            "The version that you saw: 409 if it changed since. Or send its tag in If-Match."
        ),
    ),
]


def described(text: str) -> ConfigDict:
    """A shape with words in the description of the API (its docstring would not be translated)."""
    return ConfigDict(json_schema_extra={"description": text})


class Names(BaseModel):
    model_config = described(sentence("A name in both languages."))

    fr: str
    en: str


class Seen(BaseModel):
    version: Version = None


class BoxQuery(BaseModel):
    """A rectangle of the map: all four sides or none."""

    south: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    west: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    north: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    east: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)

    def box(self) -> Box | None:
        sides = (self.south, self.west, self.north, self.east)
        missing = [name for name in BoxQuery.model_fields if getattr(self, name) is None]
        if len(missing) == 4:
            return None
        if missing:
            raise ProblemError(422, *(Reason("side_of_box_missing", name) for name in missing))
        south, west, north, east = (float(side or 0.0) for side in sides)
        if south > north or west > east:
            raise ProblemError(422, Reason("box_inside_out", "south" if south > north else "west"))
        return Box(south, west, north, east)


def or_404(row: Any) -> Any:
    if row is None:
        raise Http404
    return row
