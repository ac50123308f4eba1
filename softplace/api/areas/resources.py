"""Resources: what can be booked at a place, with its technical sheet."""

from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from softplace.api.areas.places import visible_places
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import (
    AudienceName,
    CommuneCode,
    Id,
    Slug,
    audience_name,
    described,
    or_404,
)
from softplace.places.enums import Equipment, Layout, Light, Noise, ResourceKind, Use
from softplace.places.models import LARGEST_HEADCOUNT, PlaceQuerySet, Resource, ResourceLayout

router = Router(tags=["resources"])


class LayoutShape(BaseModel):
    model_config = described(sentence("How many people a room holds when it is set up that way."))

    layout: Layout
    headcount: int


class ResourceShape(BaseModel):
    model_config = described(
        sentence(
            "A resource. A pool gives any one of its units; otherwise a booking takes them all."
        )
    )

    id: int
    place: str = Field(description=sentence("Slug of its place."))
    name: str
    kind: ResourceKind
    is_bookable: bool
    is_pool: bool
    unit_count: int
    area_m2: float | None
    headcount: int | None
    layouts: list[LayoutShape]
    equipment: list[Equipment]
    uses: list[Use]
    noise: Noise | None
    light: Light | None
    audience: AudienceName
    setup_minutes: int
    changeover_minutes: int
    description: str
    has_own_hours: bool


class ResourceQuery(PageQuery):
    place: Slug | None = None
    commune: CommuneCode | None = None
    kind: ResourceKind | None = None
    headcount: int | None = Field(
        None, ge=1, le=LARGEST_HEADCOUNT, description=sentence("Holds at least so many people.")
    )
    equipment: list[Equipment] = Field(
        [], max_length=18, description=sentence("Has all of these; repeat the parameter.")
    )
    use: Use | None = None


def resource_shape(resource: Resource) -> ResourceShape:
    same = set(ResourceShape.model_fields)
    same -= {"place", "unit_count", "layouts", "noise", "light", "audience"}
    return ResourceShape.model_validate(
        {
            **{name: getattr(resource, name) for name in same},
            "place": resource.place.slug,
            "unit_count": resource.unit_count,  # type: ignore[attr-defined]
            "layouts": [
                LayoutShape(layout=Layout(each.layout), headcount=each.headcount)
                for each in resource.layouts.all()
            ],
            "noise": resource.noise or None,
            "light": resource.light or None,
            "audience": audience_name(resource.audience),
        }
    )


def resources_of(places: PlaceQuerySet) -> "QuerySet[Resource]":
    layouts = Prefetch("layouts", ResourceLayout.objects.order_by("layout"))
    return (
        Resource.objects.filter(place__in=places)
        .select_related("place")
        .prefetch_related(layouts)
        .annotate(unit_count=Count("units"))
    )


@router.get(
    "/resources",
    response=PageOf[ResourceShape],
    operation_id="list_resources",
    summary=sentence("List resources"),
    description=sentence("Of all places that you may see, or of one."),
)
def list_resources(
    request: HttpRequest, response: HttpResponse, query: Query[ResourceQuery]
) -> object:
    resources = resources_of(visible_places(request))
    if query.place is not None:
        resources = resources.filter(place__slug=query.place)
    if query.commune is not None:
        resources = resources.filter(place__commune__code=query.commune)
    if query.kind is not None:
        resources = resources.filter(kind=query.kind)
    if query.headcount is not None:
        resources = resources.filter(headcount__gte=query.headcount)
    if query.equipment:
        resources = resources.filter(equipment__contains=list(query.equipment))
    if query.use is not None:
        resources = resources.filter(uses__contains=[query.use])
    return page_of(request, response, query, resources, key="id", shape=resource_shape)


@router.get(
    "/resources/{resource_id}",
    response=ResourceShape,
    operation_id="read_resource",
    summary=sentence("Read a resource"),
    description=sentence("One resource with its technical sheet."),
)
def read_resource(request: HttpRequest, resource_id: Path[Id]) -> object:
    return resource_shape(visible_resource(request, resource_id))


def visible_resource(request: HttpRequest, resource_id: int) -> Resource:
    resources = resources_of(visible_places(request))
    resource: Resource = or_404(resources.filter(pk=resource_id).first())
    return resource
