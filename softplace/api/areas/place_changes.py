"""Making and changing places."""

from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.functions import functions_named
from softplace.api.areas.places import PlaceShape, place_shape, router, visible_place
from softplace.api.callers import lends, user_of
from softplace.api.conditions import require_unchanged
from softplace.api.fields import AudienceName, Code, Slug, audience_number, described
from softplace.foundation.errors import Reason, refuse
from softplace.people.enums import Scope
from softplace.places.commands import change_place, create_place, publish_place, unpublish_place
from softplace.places.enums import Accessibility, Commitment, KeyHolding, PlaceKind
from softplace.places.models import LARGEST_HEADCOUNT, Place
from softplace.places.rules import PlaceFields
from softplace.territory.models import Commune, Function


class PlaceChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence("What is given is changed, what is not stays. Only some fields take null.")
        ),
    )

    name: str = Field(default_factory=str, min_length=1, max_length=160)
    kind: PlaceKind = Field(default_factory=lambda: PlaceKind.OTHER)
    is_mobile: bool = Field(default_factory=bool)
    address: str = Field(default_factory=str, max_length=200)
    address_complement: str = Field(default_factory=str, max_length=200)
    post_code: str = Field(default_factory=str, max_length=10)
    commune: str | None = Field(None, max_length=12)
    latitude: float = Field(default_factory=float, ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(default_factory=float, ge=-180, le=180, allow_inf_nan=False)
    zone: str = Field(default_factory=str, max_length=60)
    holiday_region: str = Field(default_factory=str, max_length=10)
    school_zone: str = Field(default_factory=str, max_length=10)
    description: str = Field(default_factory=str, max_length=4000)
    phone: str = Field(default_factory=str, max_length=40)
    email: str = Field(default_factory=str, max_length=254)
    website: str = Field(default_factory=str, max_length=200)
    access: str = Field(default_factory=str, max_length=1000)
    accessibility: list[Accessibility] = Field(default_factory=list, max_length=20)
    erp_type: str = Field(default_factory=str, max_length=8)
    erp_category: int | None = Field(None, ge=1, le=5)
    legal_headcount: int | None = Field(None, ge=1, le=LARGEST_HEADCOUNT)
    shortest_commitment: Commitment | None = None
    key_holding: KeyHolding | None = None
    audience: AudienceName = "everyone"
    functions: list[Code] = Field(
        default_factory=list, max_length=100, description=sentence("Codes of what it offers.")
    )


class NewPlace(PlaceChange):
    name: str = Field(min_length=1, max_length=160)
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    is_published: bool = True


def _fields(content: PlaceChange) -> tuple[PlaceFields, list[Function] | None]:
    """What was given, as the commands take it; functions are None where none were given."""
    given: dict[str, Any] = content.model_dump(exclude_unset=True, exclude={"is_published"})
    codes = given.pop("functions", None)
    for name in ("shortest_commitment", "key_holding"):
        if name in given:
            given[name] = given[name] or ""
    if "accessibility" in given:
        given["accessibility"] = sorted(set(given["accessibility"]))
    if "audience" in given:
        given["audience"] = audience_number(given["audience"])
    if given.get("commune") is not None:
        code = given["commune"]
        given["commune"] = Commune.objects.filter(code=code).first()
        refuse(
            [Reason("unknown_commune", "commune", {"name": code})]
            if given["commune"] is None
            else []
        )
    if codes is None:
        return cast(PlaceFields, given), None
    return cast(PlaceFields, given), functions_named(codes)


def locked_place(request: HttpRequest, slug: str) -> Place:
    """A place that the caller sees, as it stands, and unchanged where If-Match asks for that."""
    place = visible_place(request, slug)
    if "If-Match" in request.headers:
        Place.objects.select_for_update().get(pk=place.pk)
        require_unchanged(request, place_shape(visible_place(request, slug)))
    return place


@router.post(
    "/places",
    **lends(Scope.PLACES_WRITE),
    response={201: PlaceShape},
    operation_id="create_place",
    summary=sentence("Add a place"),
    description=sentence("For planners. Its zone and holidays are the territory’s unless said."),
)
def create(request: HttpRequest, response: HttpResponse, content: NewPlace) -> object:
    fields, functions = _fields(content)
    place = create_place(
        actor=user_of(request),
        functions=functions or (),
        is_published=content.is_published,
        **fields,
    )
    response.headers["Location"] = f"/api/places/{place.slug}"
    return place_shape(visible_place(request, place.slug))


@router.patch(
    "/places/{slug}",
    **lends(Scope.PLACES_WRITE, versioned=True),
    response=PlaceShape,
    operation_id="change_place",
    summary=sentence("Change a place"),
    description=sentence("For its keepers and for planners. What is not given stays as it is."),
)
def change(request: HttpRequest, slug: Path[Slug], content: PlaceChange) -> object:
    fields, functions = _fields(content)
    with transaction.atomic():
        place = locked_place(request, slug)
        change_place(actor=user_of(request), place=place, functions=functions, **fields)
    return place_shape(visible_place(request, slug))


@router.post(
    "/places/{slug}/publish",
    **lends(Scope.PLACES_WRITE),
    response=PlaceShape,
    operation_id="publish_place",
    summary=sentence("Show a place to everyone"),
    description=sentence("Doing it twice changes nothing."),
)
def publish(request: HttpRequest, slug: Path[Slug]) -> object:
    publish_place(actor=user_of(request), place=visible_place(request, slug))
    return place_shape(visible_place(request, slug))


@router.post(
    "/places/{slug}/unpublish",
    **lends(Scope.PLACES_WRITE),
    response=PlaceShape,
    operation_id="unpublish_place",
    summary=sentence("Hide a place"),
    description=sentence("Its keepers and planners still see it; nothing of it is lost."),
)
def unpublish(request: HttpRequest, slug: Path[Slug]) -> object:
    unpublish_place(actor=user_of(request), place=visible_place(request, slug))
    return place_shape(visible_place(request, slug))
