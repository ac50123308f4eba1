"""What a campaign gave, for everybody to read."""

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Path
from pydantic import BaseModel

from softplace.api.areas.campaigns import router, visible_campaign
from softplace.api.fields import Id, described, or_404
from softplace.matching.models import Allocation
from softplace.matching.queries.results import Count, has_results, public_name, results_of
from softplace.web.campaigns.telling import lost_words


class LostDate(BaseModel):
    model_config = described(sentence("A wished date that falls out, and why."))

    day: date
    reason: str


class SessionShape(BaseModel):
    model_config = described(
        sentence(
            "A session given every week or so: weekday 0 is Monday, start and minutes on the "
            "wall of the place. applicant is empty in results where it is a person."
        )
    )

    id: int
    request: str
    applicant: str
    resource: int
    weekday: int
    start: str
    minutes: int
    dates: list[date]
    lost: list[LostDate]
    is_locked: bool
    is_published: bool
    against: list[str]


class ResultsShape(BaseModel):
    model_config = described(
        sentence(
            "What was decided. A count that would be 1 to 4 is null, and so is one from which such "
            "a count could be computed; of persons no name is told."
        )
    )

    campaign: int
    requests: int | None
    served: int | None
    partly_served: int | None
    refused: int | None
    refusals: dict[str, int | None]
    served_hours: float
    value: float | None
    bound: float | None
    sessions: list[SessionShape]


def session_shape(each: Allocation, name: str) -> SessionShape:
    hours, minutes = divmod(each.start_minute, 60)
    return SessionShape(
        id=each.pk,
        request=each.request.reference,
        applicant=name,
        resource=each.resource_id,
        weekday=each.weekday,
        start=f"{hours:02}:{minutes:02}",
        minutes=each.minutes,
        dates=each.dates,
        lost=[LostDate(day=day, reason=lost_words(reason)) for day, reason in each.lost],
        is_locked=each.is_locked,
        is_published=each.series_id is not None,
        against=each.against,
    )


@router.get(
    "/campaigns/{campaign_id}/results",
    response=ResultsShape,
    operation_id="read_results",
    summary=sentence("Read the results of a campaign"),
    description=sentence("Once they are published; open to everybody."),
)
def read_results(request: HttpRequest, campaign_id: Path[Id]) -> object:
    campaign = visible_campaign(campaign_id)
    or_404(campaign if has_results(campaign) else None)
    found = results_of(campaign)

    def told(count: Count) -> int | None:
        return count.shown

    return ResultsShape(
        campaign=campaign.pk,
        requests=told(found.requests),
        served=told(found.served),
        partly_served=told(found.partly),
        refused=told(found.refused),
        refusals={cause: told(count) for cause, count in found.causes},
        served_hours=round(found.served_hours, 2),
        value=found.run.value if found.run else None,
        bound=found.run.bound if found.run else None,
        sessions=[
            session_shape(given.row, public_name(given.row)).model_copy(update=_unnamed(given.row))
            for given in found.given
        ],
    )


def _unnamed(row: Allocation) -> dict[str, str]:
    """A request of a person has no reference for the public either."""
    return {} if public_name(row) else {"request": ""}
