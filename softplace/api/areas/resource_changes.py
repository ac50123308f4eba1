"""Adding, changing and taking away resources."""

from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.places import visible_place
from softplace.api.areas.resources import ResourceShape, resource_shape, router, visible_resource
from softplace.api.callers import lends, user_of
from softplace.api.conditions import require_unchanged
from softplace.api.fields import AudienceName, Id, Slug, audience_number, described
from softplace.bookings.commands import divide_anew
from softplace.foundation.errors import Reason, refuse
from softplace.people.enums import Scope
from softplace.places.commands import add_resource, remove_resource
from softplace.places.enums import Equipment, Layout, Light, Noise, ResourceKind, Use
from softplace.places.models import LARGEST_HEADCOUNT, Place, Resource
from softplace.places.rules import ResourceFields, Sharing


class ResourceChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence("What is given is changed, what is not stays. Only some fields take null.")
        ),
    )

    name: str = Field(default_factory=str, min_length=1, max_length=120)
    kind: ResourceKind = Field(default_factory=lambda: ResourceKind.ROOM)
    is_bookable: bool = Field(default_factory=bool)
    area_m2: float | None = Field(None, gt=0, le=1_000_000, allow_inf_nan=False)
    headcount: int | None = Field(None, ge=1, le=LARGEST_HEADCOUNT)
    equipment: list[Equipment] = Field(default_factory=list, max_length=30)
    uses: list[Use] = Field(default_factory=list, max_length=30)
    noise: Noise | None = None
    light: Light | None = None
    audience: AudienceName = "everyone"
    setup_minutes: int = Field(default_factory=int, ge=0, le=1440)
    changeover_minutes: int = Field(default_factory=int, ge=0, le=1440)
    description: str = Field(default_factory=str, max_length=2000)
    layouts: dict[Layout, int] = Field(
        default_factory=dict, description=sentence("Headcount by layout; all of them at once.")
    )
    sharing: Sharing = Field(
        default_factory=lambda: Sharing.WHOLE,
        description=sentence(
            "whole: one unit; pool: unit_count units, any one will do; parts: made of other "
            "resources of the place."
        ),
    )
    unit_count: int = Field(1, ge=1, le=1000)
    parts: list[Id] = Field(
        default_factory=list, max_length=50, description=sentence("Ids of the resources it is of.")
    )


class NewResource(ResourceChange):
    name: str = Field(min_length=1, max_length=120)
    kind: ResourceKind


def _fields(content: ResourceChange) -> tuple[ResourceFields, dict[str, int] | None]:
    """What was given, as the commands take it; layouts are None where none were given."""
    given: dict[str, Any] = content.model_dump(
        exclude_unset=True, exclude={"sharing", "unit_count", "parts"}
    )
    layouts = given.pop("layouts", None)
    for name in ("noise", "light"):
        if name in given:
            given[name] = given[name] or ""
    for name in ("equipment", "uses"):
        if name in given:
            given[name] = sorted(set(given[name]))
    if "audience" in given:
        given["audience"] = audience_number(given["audience"])
    return cast(ResourceFields, given), layouts


def _parts(content: ResourceChange, place: Place) -> list[Resource]:
    parts = list(place.resources.filter(pk__in=content.parts))
    missing = set(content.parts) - {part.pk for part in parts}
    refuse([Reason("part_of_another_place", "parts")] if missing else [])
    return parts


def locked_resource(request: HttpRequest, resource_id: int) -> Resource:
    """A resource that the caller sees, unchanged where If-Match asks for that."""
    resource = visible_resource(request, resource_id)
    if "If-Match" in request.headers:
        Place.objects.select_for_update().get(pk=resource.place_id)
        require_unchanged(request, resource_shape(visible_resource(request, resource_id)))
    return resource


@router.post(
    "/places/{slug}/resources",
    **lends(Scope.PLACES_WRITE),
    response={201: ResourceShape},
    operation_id="add_resource",
    summary=sentence("Add a resource to a place"),
    description=sentence("For its keepers and for planners."),
)
def add(
    request: HttpRequest, response: HttpResponse, slug: Path[Slug], content: NewResource
) -> object:
    place = visible_place(request, slug)
    fields, layouts = _fields(content)
    resource = add_resource(
        actor=user_of(request),
        place=place,
        sharing=content.sharing,
        unit_count=content.unit_count,
        parts=_parts(content, place),
        layouts=layouts,
        **fields,
    )
    response.headers["Location"] = f"/api/resources/{resource.pk}"
    return resource_shape(visible_resource(request, resource.pk))


@router.patch(
    "/resources/{resource_id}",
    **lends(Scope.PLACES_WRITE, versioned=True),
    response=ResourceShape,
    operation_id="change_resource",
    summary=sentence("Change a resource"),
    description=sentence("For keepers of its place and for planners. What is not given stays."),
)
def change(request: HttpRequest, resource_id: Path[Id], content: ResourceChange) -> object:
    fields, layouts = _fields(content)
    with transaction.atomic():
        resource = locked_resource(request, resource_id)
        divide_anew(
            actor=user_of(request),
            resource=resource,
            sharing=content.sharing if "sharing" in content.model_fields_set else None,
            unit_count=content.unit_count,
            parts=_parts(content, resource.place),
            layouts=layouts,
            **fields,
        )
    return resource_shape(visible_resource(request, resource_id))


@router.delete(
    "/resources/{resource_id}",
    **lends(Scope.PLACES_WRITE, versioned=True),
    response={204: None},
    operation_id="remove_resource",
    summary=sentence("Take a resource away"),
    description=sentence("With its hours and photos. Refused once it was ever booked."),
)
def remove(request: HttpRequest, resource_id: Path[Id]) -> object:
    with transaction.atomic():
        remove_resource(actor=user_of(request), resource=locked_resource(request, resource_id))
    return None
