"""Places that were imported before their communes are linked when these come."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.places.commands import link_places_to_communes
from softplace.places.models import Place
from softplace.territory.models import Commune
from softplace.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, tzinfo=UTC)


def commune(code: str, name: str, latitude: float, longitude: float, post_code: str) -> Commune:
    return Commune.objects.create(
        code=code, name=name, folded_name=name.lower(), department=code[:2],
        latitude=latitude, longitude=longitude, post_codes=[post_code],
    )  # fmt: skip


def place(slug: str, latitude: float, longitude: float, **more: object) -> Place:
    return Place.objects.create(
        slug=slug, name=slug.title(), latitude=latitude, longitude=longitude, updated_at=AT, **more
    )


def communes_by_place() -> dict[str, str | None]:
    return dict(Place.objects.values_list("slug", "commune__name"))


def test_a_place_gets_the_nearest_commune_of_its_post_code() -> None:
    commune("26108", "Crest", 44.7269, 5.0155, "26400")
    commune("26113", "Die", 44.7536, 5.3703, "26150")
    commune("26001", "Aouste", 44.72, 5.05, "26400")
    place("between", 44.72, 5.05, post_code="26150")  # too far from Die: the post code errs
    place("hall", 44.727, 5.02, post_code="26400")
    place("station", 44.75, 5.37)
    place("far", 48.0, 2.0)
    assert link_places_to_communes() == 3
    assert communes_by_place() == {
        "between": "Aouste", "hall": "Crest", "station": "Die", "far": None,
    }  # fmt: skip
    assert Place.objects.filter(search_text__contains="crest").get().slug == "hall"
    assert Entry.objects.filter(verb="link_place").count() == 3
    assert link_places_to_communes() == 0


def test_a_commune_that_somebody_gave_stays() -> None:
    die = commune("26113", "Die", 44.7536, 5.3703, "26150")
    commune("26108", "Crest", 44.7269, 5.0155, "26400")
    place("hall", 44.727, 5.02, commune=die)
    assert link_places_to_communes() == 0
    assert communes_by_place() == {"hall": "Die"}


def test_clocks_and_holidays_follow_the_commune_unless_they_were_set() -> None:
    Commune.objects.create(
        code="97411", name="Saint-Denis", folded_name="saint-denis", department="974",
        latitude=-20.9, longitude=55.46,
    )  # fmt: skip
    place("hall", -20.9, 55.46)
    place("ship", -20.9, 55.46, zone="UTC", school_zone="A")
    assert link_places_to_communes() == 2
    rows = Place.objects.order_by("slug").values_list("zone", "holiday_region", "school_zone")
    assert list(rows) == [("Indian/Reunion", "FR-974", "Réunion"), ("UTC", "FR", "A")]


def test_many_places_take_as_many_statements_as_one() -> None:
    commune("26108", "Crest", 44.7269, 5.0155, "26400")
    counts = []
    for many in (1, 30):
        for number in range(many):
            place(f"hall-{many}-{number}", 44.727, 5.02)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert link_places_to_communes() == many
        counts.append(len(queries))
    assert counts[0] == counts[1]
