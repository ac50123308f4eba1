"""A place is found by its own words, its functions' and its resources', in both languages."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.places.commands import refresh_search_text
from softplace.places.models import Place, PlaceFunction, Resource
from softplace.territory.models import Commune, Function

pytestmark = pytest.mark.django_db


def a_place(slug: str, **fields: object) -> Place:
    return Place.objects.create(
        slug=slug,
        latitude=44.73,
        longitude=5.02,
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
        **{"name": slug, **fields},
    )


def test_the_text_holds_the_place_its_functions_and_its_resources() -> None:
    commune = Commune.objects.create(
        code="26108", name="Crest", latitude=44.73, longitude=5.02, folded_name="crest"
    )
    rights = Function.objects.create(code="rights", name_fr="Accès aux droits", name_en="Rights")
    papers = Function.objects.create(
        code="papers",
        parent=rights,
        name_fr="Carte d’identité",
        name_en="Identity card",
        synonyms_fr=["passeport"],
    )
    place = a_place("mairie", name="L’Étoile", kind="library", commune=commune)
    PlaceFunction.objects.create(place=place, function=papers)
    Resource.objects.create(place=place, name="Salle Œuvre", kind="room", equipment=["projector"])

    assert refresh_search_text(place_ids=[place.pk]) == 1

    place.refresh_from_db()
    assert place.search_text == (
        "l etoile bibliotheque mediatheque library crest carte d identite identity card passeport "
        "acces aux droits rights salle oeuvre de reunion room meeting videoprojecteur video "
        "projecteur projector"
    )
    assert refresh_search_text(place_ids=[place.pk]) == 0


def test_any_number_of_places_takes_the_same_number_of_queries() -> None:
    one = a_place("one")
    with CaptureQueriesContext(connection) as few:
        refresh_search_text(place_ids=[one.pk])
    for number in range(20):
        a_place(f"place-{number}")
    with CaptureQueriesContext(connection) as many:
        refresh_search_text()
    assert len(few) == len(many)
