"""Who asks: a person, or an association for which a person writes."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.callers import lends, user_of
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Degrees, Id, described
from softplace.matching import commands
from softplace.matching.enums import ApplicantKind
from softplace.matching.models import Applicant
from softplace.people.enums import Scope

router = Router(tags=["requests"])
READS, WRITES = lends(Scope.REQUESTS_READ), lends(Scope.REQUESTS_WRITE)


class ApplicantShape(BaseModel):
    model_config = described(sentence("Who asks: yourself, or an association for which you write."))

    id: int
    name: str
    kind: ApplicantKind
    member_count: int | None
    latitude: float | None
    longitude: float | None
    several_at_once: bool


class NewApplicant(BaseModel):
    model_config = ConfigDict(extra="forbid", **described(sentence("Who asks.")))

    name: str = Field(min_length=1, max_length=120)
    kind: ApplicantKind = ApplicantKind.ASSOCIATION
    group_id: Id | None = None
    member_count: int | None = Field(None, ge=1, le=1_000_000)
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    several_at_once: bool = False


def _applicant(found: Applicant) -> ApplicantShape:
    names = ("name", "member_count", "latitude", "longitude", "several_at_once")
    return ApplicantShape(
        id=found.pk,
        kind=ApplicantKind(found.kind),
        **{name: getattr(found, name) for name in names},
    )


@router.get(
    "/applicants",
    **READS,
    response=PageOf[ApplicantShape],
    operation_id="list_applicants",
    summary=sentence("List in whose name you ask"),
    description=sentence("Your own only."),
)
def list_applicants(
    request: HttpRequest, response: HttpResponse, query: Query[PageQuery]
) -> object:
    mine = Applicant.objects.filter(person=user_of(request))
    return page_of(request, response, query, mine, key="id", shape=_applicant)


@router.post(
    "/applicants",
    **WRITES,
    response={201: ApplicantShape},
    operation_id="describe_applicant",
    summary=sentence("Say who asks"),
    description=sentence("Yourself, or an association. Its name is used once."),
)
def describe_applicant(request: HttpRequest, content: NewApplicant) -> object:
    made = commands.describe_applicant(
        actor=user_of(request),
        fields=content.model_dump(),  # type: ignore[arg-type]
    )
    return _applicant(made)
