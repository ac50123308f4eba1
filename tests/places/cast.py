"""The tiny world of these tests: one town, one town hall, its keeper, and people around."""

from datetime import UTC, datetime
from typing import Any

from softplace.people.enums import Role
from softplace.people.models import Grant, User
from softplace.places.models import Place, PlaceFunction
from softplace.territory.models import Commune, Function, Territory


def a_user(name: str, *roles: Role) -> User:
    user = User.objects.create_user(f"{name}@example.org", "correct horse", name=name)
    for role in roles:
        Grant.objects.create(user=user, role=role)
    return user


def crest() -> Commune:
    return Commune.objects.create(
        code="26108", name="Crest", latitude=44.73, longitude=5.02, folded_name="crest"
    )


def a_territory() -> Territory:
    return Territory.objects.create(id=1, name="Crest", latitude=44.73, longitude=5.02)


def a_function(code: str = "papers") -> Function:
    return Function.objects.create(code=code, name_fr=f"{code} fr", name_en=f"{code} en")


def a_place(name: str = "Mairie", *functions: Function, **fields: Any) -> Place:
    place = Place.objects.create(
        **{
            "slug": name.lower().replace(" ", "-"),
            "name": name,
            "kind": "town_hall",
            "latitude": 44.73,
            "longitude": 5.02,
            "updated_at": datetime(2026, 11, 23, tzinfo=UTC),
            **fields,
        }
    )
    for function in functions:
        PlaceFunction.objects.create(place=place, function=function)
    return place
