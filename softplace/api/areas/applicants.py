"""Who asks: a person, or an association for which a person writes."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.callers import lends, user_of
from softplace.api.conditions import require_unchanged
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Degrees, Id, described, or_404
from softplace.matching import commands
from softplace.matching.enums import ApplicantKind
from softplace.matching.models import Applicant
from softplace.matching.rules import ApplicantFields
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


class ApplicantChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("What is given is changed, what is not stays."))
    )

    name: str = Field(default_factory=str, min_length=1, max_length=120)
    kind: ApplicantKind = ApplicantKind.ASSOCIATION
    group_id: Id | None = None
    member_count: int | None = Field(None, ge=1, le=1_000_000)
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    several_at_once: bool = False


class NewApplicant(ApplicantChange):
    model_config = ConfigDict(extra="forbid", **described(sentence("Who asks.")))

    name: str = Field(min_length=1, max_length=120)


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


def _own(request: HttpRequest, applicant_id: int) -> Applicant:
    mine = Applicant.objects.filter(person=user_of(request), pk=applicant_id)
    found: Applicant = or_404(mine.first())
    return found


@router.get(
    "/applicants/{applicant_id}",
    **READS,
    response=ApplicantShape,
    operation_id="read_applicant",
    summary=sentence("Read who asks"),
    description=sentence("One of your own."),
)
def read_applicant(request: HttpRequest, applicant_id: Path[Id]) -> object:
    return _applicant(_own(request, applicant_id))


@router.patch(
    "/applicants/{applicant_id}",
    **lends(Scope.REQUESTS_WRITE, versioned=True),
    response=ApplicantShape,
    operation_id="change_applicant",
    summary=sentence("Say anew who asks"),
    description=sentence("One of your own. What it asked for and was given stays."),
)
def change_applicant(
    request: HttpRequest, applicant_id: Path[Id], content: ApplicantChange
) -> object:
    given = content.model_dump(exclude_unset=True)
    with transaction.atomic():
        found = _own(request, applicant_id)
        if "If-Match" in request.headers:
            found = Applicant.objects.select_for_update().get(pk=found.pk)
            require_unchanged(request, _applicant(found))
        before = {name: getattr(found, name) for name in ApplicantFields.__annotations__}
        made = commands.describe_applicant(
            actor=user_of(request),
            fields={**before, **given},  # type: ignore[typeddict-item]
            applicant=found,
        )
    return _applicant(made)
