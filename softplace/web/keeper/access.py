"""Which place a page is about, and whether the visitor may change it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from softplace.people.models import User
from softplace.places.models import Place, PlaceQuerySet
from softplace.places.rules import may_change_place

P = ParamSpec("P")
View = Callable[..., HttpResponse]


def signed_in(request: HttpRequest) -> User:
    """The visitor, on a page that asked for an account before."""
    assert isinstance(request.user, User)
    return request.user


def may_change(user: User, place: Place) -> bool:
    """Whether the visitor keeps a place, or answers for the whole territory."""
    is_keeper = place.keepers.filter(pk=user.pk).exists()
    return may_change_place(is_keeper=is_keeper, roles=user.roles())


def kept_places(user: User) -> PlaceQuerySet:
    """The places that one may change: all of them for a planner."""
    places = Place.objects.all()
    return places if user.is_planner else places.kept_by(user)


def of_one_kept(
    places: Callable[[], QuerySet[Place]],
) -> Callable[[Callable[Concatenate[HttpRequest, Place, P], HttpResponse]], View]:
    """Makes views about one of these places: for whoever may change it, while others are asked to
    sign in, or refused."""

    def of_one(view: Callable[Concatenate[HttpRequest, Place, P], HttpResponse]) -> View:
        @wraps(view)
        @login_required
        def kept(request: HttpRequest, slug: str, *args: P.args, **named: P.kwargs) -> HttpResponse:
            place = get_object_or_404(places(), slug=slug)
            if not may_change(signed_in(request), place):
                raise PermissionDenied
            return view(request, place, *args, **named)

        return kept

    return of_one


of_kept_place = of_one_kept(lambda: Place.objects.select_related("commune"))
"""A page about a place for its keepers and for planners."""


def for_planners(view: View) -> View:
    """A page for those who answer for the whole territory."""

    @wraps(view)
    @login_required
    def planned(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not signed_in(request).is_planner:
            raise PermissionDenied
        return view(request, *args, **named)

    return planned


def for_mediators(view: View) -> View:
    """A page for those who receive whoever comes."""

    @wraps(view)
    @login_required
    def received(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not signed_in(request).is_mediator:
            raise PermissionDenied
        return view(request, *args, **named)

    return received


def for_administrators(view: View) -> View:
    @wraps(view)
    @login_required
    def administered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not signed_in(request).is_administrator:
            raise PermissionDenied
        return view(request, *args, **named)

    return administered
