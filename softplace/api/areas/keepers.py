"""Who keeps a place, and its photos."""

from typing import Annotated, Any, BinaryIO, cast

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import File, Form, Path
from ninja.files import UploadedFile
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.idle import kept_place
from softplace.api.areas.places import PlaceShape, place_shape, router, visible_place
from softplace.api.callers import lends, planner_of, user_of
from softplace.api.conditions import require_unchanged
from softplace.api.fields import Id, Slug, described, or_404
from softplace.foundation.errors import Reason, refuse
from softplace.people.enums import Scope
from softplace.people.models import User
from softplace.places.commands import add_photo, name_keepers, remove_photo
from softplace.places.models import Place

READS: dict[str, Any] = lends(Scope.PLACES_READ)
WRITES: dict[str, Any] = lends(Scope.PLACES_WRITE)
CHANGES: dict[str, Any] = lends(Scope.PLACES_WRITE, versioned=True)
MOST_NAMED = 1_000

Email = Annotated[str, Field(min_length=3, max_length=254)]


class KeepersShape(BaseModel):
    model_config = described(sentence("Who keeps a place, by the e-mail addresses of accounts."))

    keepers: list[str]


class KeepersChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("The e-mail addresses of their accounts: these people and no other.")),
    )

    keepers: list[Email] = Field(max_length=MOST_NAMED)


def people_named(emails: list[str], field: str) -> list[User]:
    """The accounts of these addresses; refused where one is unknown."""
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails))
    known = {user.email.lower(): user for user in User.objects.filter(email__in=wanted)}
    unknown = [email for email in wanted if email not in known]
    refuse([Reason("unknown_account", field, {"email": email[:80]}) for email in unknown])
    return [known[email] for email in wanted]


def _keepers(place: Place) -> KeepersShape:
    emails = place.keepers.order_by("email").values_list("email", flat=True)
    return KeepersShape(keepers=list(emails))


def _planned_place(request: HttpRequest, slug: str) -> Place:
    place = visible_place(request, slug)
    planner_of(request)
    return place


@router.get(
    "/places/{slug}/keepers",
    **READS,
    response=KeepersShape,
    operation_id="list_keepers",
    summary=sentence("List who keeps a place"),
    description=sentence("For planners."),
)
def list_keepers(request: HttpRequest, slug: Path[Slug]) -> object:
    return _keepers(_planned_place(request, slug))


@router.put(
    "/places/{slug}/keepers",
    **CHANGES,
    response=KeepersShape,
    operation_id="name_keepers",
    summary=sentence("Name who keeps a place"),
    description=sentence("For planners. They may change the place and decide on its bookings."),
)
def name(request: HttpRequest, slug: Path[Slug], content: KeepersChange) -> object:
    place = _planned_place(request, slug)
    people = people_named(content.keepers, "keepers")
    with transaction.atomic():
        if "If-Match" in request.headers:
            Place.objects.select_for_update().get(pk=place.pk)
            require_unchanged(request, _keepers(place))
        named = name_keepers(actor=user_of(request), place=place, keepers=people)
    return _keepers(named)


@router.post(
    "/places/{slug}/photos",
    **WRITES,
    response={201: PlaceShape},
    operation_id="add_photo",
    summary=sentence("Add a photo to a place"),
    description=sentence(
        "For its keepers and for planners. JPEG, PNG or WebP, 12 MB at most, as a form with a "
        "file; where and with what it was taken is erased."
    ),
)
def add(
    request: HttpRequest,
    slug: Path[Slug],
    file: File[UploadedFile],
    alternative_text: Form[str],
    resource: Form[Id | None] = None,
) -> object:
    place = kept_place(request, slug)
    chosen = None if resource is None else place.resources.filter(pk=resource).first()
    wrong = resource is not None and chosen is None
    refuse([Reason("resource_of_another_place", "resource")] if wrong else [])
    add_photo(
        actor=user_of(request),
        place=place,
        file=cast(BinaryIO, file.file),
        size_bytes=file.size or 0,
        alternative_text=alternative_text,
        resource=chosen,
    )
    return place_shape(visible_place(request, slug))


@router.delete(
    "/places/{slug}/photos/{photo_id}",
    **WRITES,
    response={204: None},
    operation_id="remove_photo",
    summary=sentence("Take a photo away"),
    description=sentence("For its keepers and for planners. Its file goes too."),
)
def take_away(request: HttpRequest, slug: Path[Slug], photo_id: Path[Id]) -> object:
    place = kept_place(request, slug)
    remove_photo(actor=user_of(request), photo=or_404(place.photos.filter(pk=photo_id).first()))
    return None
