"""Communes: the official units of the land."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import CommuneCode, described, or_404
from softplace.foundation.text import folded
from softplace.territory.models import Boundary, Commune

router = Router(tags=["communes"])


class CommuneShape(BaseModel):
    model_config = described(
        sentence("A commune. Population and households are null where no source gave them.")
    )

    code: str
    name: str
    department: str
    region: str
    post_codes: list[str]
    latitude: float
    longitude: float
    population: int | None
    households: int | None
    area_km2: float | None


class BoundaryShape(BaseModel):
    model_config = described(sentence("A GeoJSON feature (WGS 84) with the shape of the commune."))

    type: str = "Feature"
    id: str
    properties: dict[str, str]
    geometry: dict[str, Any]


class CommuneQuery(PageQuery):
    name: str | None = Field(
        None,
        min_length=1,
        max_length=120,
        description=sentence("The beginning of the name; accents and case do not matter."),
    )
    department: str | None = Field(None, min_length=1, max_length=5)
    post_code: str | None = Field(None, min_length=1, max_length=10)


def commune_shape(commune: Commune) -> CommuneShape:
    return CommuneShape(
        **{name: getattr(commune, name) for name in CommuneShape.model_fields},
    )


@router.get(
    "/communes",
    response=PageOf[CommuneShape],
    operation_id="list_communes",
    summary=sentence("List communes"),
    description=sentence("In the order of their codes."),
)
def list_communes(
    request: HttpRequest, response: HttpResponse, query: Query[CommuneQuery]
) -> object:
    communes = Commune.objects.all()
    if query.name is not None:
        beginning = folded(query.name)
        communes = (
            communes.filter(folded_name__startswith=beginning) if beginning else communes.none()
        )
    if query.department is not None:
        communes = communes.filter(department=query.department)
    if query.post_code is not None:
        communes = communes.filter(post_codes__contains=[query.post_code])
    return page_of(request, response, query, communes, key="code", shape=commune_shape)


@router.get(
    "/communes/{code}",
    response=CommuneShape,
    operation_id="read_commune",
    summary=sentence("Read a commune"),
    description=sentence("One commune, by its INSEE code."),
)
def read_commune(request: HttpRequest, code: Path[CommuneCode]) -> object:
    return commune_shape(or_404(Commune.objects.filter(code=code).first()))


@router.get(
    "/communes/{code}/boundary",
    response=BoundaryShape,
    operation_id="read_commune_boundary",
    summary=sentence("Read the shape of a commune"),
    description=sentence("As a GeoJSON feature. 404 where no boundary was imported."),
)
def read_boundary(request: HttpRequest, code: Path[CommuneCode]) -> object:
    boundaries = Boundary.objects.select_related("commune")
    boundary = or_404(boundaries.filter(commune__code=code).first())
    return BoundaryShape(
        id=code, properties={"name": boundary.commune.name}, geometry=boundary.geometry
    )
