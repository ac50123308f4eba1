"""Places: addresses and mobile units, and what each offers."""

from datetime import datetime

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from softplace.api.callers import caller_of, lends, user_of
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import (
    AudienceName,
    BoxQuery,
    Code,
    CommuneCode,
    Instant,
    Slug,
    audience_name,
    described,
    or_404,
)
from softplace.people.enums import Scope
from softplace.places.enums import Accessibility, Commitment, KeyHolding, PlaceKind
from softplace.places.models import Photo, Place, PlaceFunction, PlaceQuerySet
from softplace.territory.models import Function

router = Router(tags=["places"])


class OfferShape(BaseModel):
    model_config = described(
        sentence("A function that a place offers, and whether it has hours of its own there.")
    )

    function: str
    has_own_hours: bool


class PhotoShape(BaseModel):
    model_config = described(sentence("A picture, with words for who cannot see it."))

    id: int
    address: str
    width: int
    height: int
    alternative_text: str
    resource: int | None


class PlaceSummary(BaseModel):
    model_config = described(
        sentence(
            "A place as lists show it. audience: everyone, residents, professionals, members or pass_holders."
        )
    )

    slug: str
    name: str
    kind: PlaceKind
    is_mobile: bool
    is_published: bool
    address: str
    post_code: str
    commune: str | None = Field(description=sentence("INSEE code of its commune."))
    latitude: float
    longitude: float
    zone: str = Field(description=sentence("Its time zone: Europe/Paris."))
    functions: list[OfferShape]
    accessibility: list[Accessibility]
    audience: AudienceName
    updated_at: datetime


class PlaceShape(PlaceSummary):
    model_config = described(sentence("A place with all that is known of it."))

    address_complement: str
    description: str
    phone: str
    email: str
    website: str
    access: str = Field(description=sentence("How to come: the bus stop, the door, the bell."))
    official_ids: dict[str, str]
    source: str
    source_id: str
    erp_type: str
    erp_category: int | None
    legal_headcount: int | None
    shortest_commitment: Commitment | None
    key_holding: KeyHolding | None
    holiday_region: str
    school_zone: str
    photos: list[PhotoShape]


class PlaceQuery(PageQuery, BoxQuery):
    commune: CommuneCode | None = None
    department: str | None = Field(None, min_length=1, max_length=5)
    kind: PlaceKind | None = None
    function: Code | None = Field(
        None, description=sentence("Code of a function; those below it count too.")
    )
    is_mobile: bool | None = None
    updated_since: Instant | None = Field(
        None, description=sentence("Only what changed at or after this instant.")
    )


def summary_of(place: Place) -> dict[str, object]:
    return {
        "slug": place.slug,
        "name": place.name,
        "kind": place.kind,
        "is_mobile": place.is_mobile,
        "is_published": place.is_published,
        "address": place.address,
        "post_code": place.post_code,
        "commune": place.commune.code if place.commune else None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "zone": place.zone,
        "functions": [
            OfferShape(function=offer.function.code, has_own_hours=offer.has_own_hours)
            for offer in place.offers.all()
        ],
        "accessibility": place.accessibility,
        "audience": audience_name(place.audience),
        "updated_at": place.updated_at,
    }


def place_summary(place: Place) -> PlaceSummary:
    return PlaceSummary.model_validate(summary_of(place))


def place_shape(place: Place) -> PlaceShape:
    photos = [
        PhotoShape(
            id=photo.pk,
            address=photo.file.url,
            width=photo.width,
            height=photo.height,
            alternative_text=photo.alternative_text,
            resource=photo.resource_id,
        )
        for photo in place.photos.all()
    ]
    same = set(PlaceShape.model_fields) - set(PlaceSummary.model_fields)
    same -= {"photos", "official_ids", "shortest_commitment", "key_holding"}
    return PlaceShape.model_validate(
        {
            **summary_of(place),
            **{name: getattr(place, name) for name in same},
            "official_ids": {name: str(value) for name, value in place.official_ids.items()},
            "shortest_commitment": place.shortest_commitment or None,
            "key_holding": place.key_holding or None,
            "photos": photos,
        }
    )


def functions_below(code: str) -> Q:
    """The function of that code and those below it; the tree is three deep at most."""
    return Q(code=code) | Q(parent__code=code) | Q(parent__parent__code=code)


def with_facts(places: PlaceQuerySet) -> PlaceQuerySet:
    offers = PlaceFunction.objects.select_related("function").order_by("function__code")
    return places.select_related("commune").prefetch_related(Prefetch("offers", offers))


def places_matching(query: PlaceQuery, places: PlaceQuerySet) -> PlaceQuerySet:
    if query.commune is not None:
        places = places.filter(commune__code=query.commune)
    if query.department is not None:
        places = places.filter(commune__department=query.department)
    if query.kind is not None:
        places = places.filter(kind=query.kind)
    if query.function is not None:
        wanted = Function.objects.filter(functions_below(query.function))
        offers = PlaceFunction.objects.filter(function__in=wanted)
        places = places.filter(pk__in=offers.values("place"))
    if query.is_mobile is not None:
        places = places.filter(is_mobile=query.is_mobile)
    if query.updated_since is not None:
        places = places.filter(updated_at__gte=query.updated_since)
    box = query.box()
    if box is not None:
        places = places.filter(
            latitude__range=(box.south, box.north), longitude__range=(box.west, box.east)
        )
    return places


@router.get(
    "/places",
    response=PageOf[PlaceSummary],
    operation_id="list_places",
    summary=sentence("List places"),
    description=sentence("Published places, the oldest first."),
)
def list_places(request: HttpRequest, response: HttpResponse, query: Query[PlaceQuery]) -> object:
    places = with_facts(places_matching(query, Place.objects.published()))
    return page_of(request, response, query, places, key="id", shape=place_summary)


@router.get(
    "/my-places",
    **lends(Scope.PLACES_READ),
    response=PageOf[PlaceSummary],
    operation_id="list_my_places",
    summary=sentence("List the places that you keep"),
    description=sentence("Those of your account, unpublished ones too."),
)
def list_my_places(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> object:
    places = with_facts(Place.objects.kept_by(user_of(request)))
    return page_of(request, response, query, places, key="id", shape=place_summary)


@router.get(
    "/places/{slug}",
    response=PlaceShape,
    operation_id="read_place",
    summary=sentence("Read a place"),
    description=sentence(
        "All that is known of a place. One that is not published is shown to its keepers and "
        "to planners only."
    ),
)
def read_place(request: HttpRequest, slug: Path[Slug]) -> object:
    return place_shape(visible_place(request, slug))


def visible_place(request: HttpRequest, slug: str) -> Place:
    """The place, if the caller may see it; else 404, as if it were not."""
    photos = Prefetch("photos", Photo.objects.order_by("position", "id"))
    places = with_facts(visible_places(request)).prefetch_related(photos)
    place: Place = or_404(places.filter(slug=slug).first())
    return place


def visible_places(request: HttpRequest) -> PlaceQuerySet:
    """Those that are published; for keepers and planners, those that they may change too."""
    caller = caller_of(request)
    user = caller.user
    if user is None or not (caller.may(Scope.PLACES_READ) or caller.may(Scope.PLACES_WRITE)):
        return Place.objects.published()
    if user.is_planner:
        return Place.objects.all()
    return Place.objects.filter(Q(is_published=True) | Q(pk__in=user.places.values("pk")))
