"""A place in the words of schema.org."""

from datetime import UTC, date, datetime

import pytest

from softplace.foundation.clock import frozen
from softplace.places.enums import HolidayPolicy, Pattern
from softplace.places.models import Closure, OpeningRule, Place
from softplace.places.queries import schema_org
from softplace.territory.models import Commune, Function

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def library() -> Place:
    crest = Commune.objects.create(
        code="26108", name="Crest", folded_name="crest", latitude=44.73, longitude=5.02
    )
    return Place.objects.create(
        slug="mediatheque", name="Médiathèque", kind="library", commune=crest, address="1 rue Haute",
        post_code="26400", latitude=44.73, longitude=5.02, accessibility=["step_free"],
        updated_at=NOW,
    )  # fmt: skip


def rule(place: Place, **fields: object) -> OpeningRule:
    times = {"start_minute": 540, "length_minutes": 180}
    return OpeningRule.objects.create(place=place, **{**times, **fields})


def document(place: Place) -> dict[str, object]:
    with frozen(NOW):
        return schema_org(place)


def test_it_says_what_and_where_the_place_is_and_nothing_that_is_not_known(library: Place) -> None:
    assert document(library) == {
        "@context": "https://schema.org",
        "@type": "Library",
        "name": "Médiathèque",
        "identifier": "mediatheque",
        "geo": {"@type": "GeoCoordinates", "latitude": 44.73, "longitude": 5.02},
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "1 rue Haute",
            "postalCode": "26400",
            "addressLocality": "Crest",
            "addressCountry": "FR",
        },
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": "step_free", "value": True}
        ],
    }


def test_weekly_hours_name_their_days_and_end_at_a_minute_to_midnight(library: Place) -> None:
    rule(
        library, weekdays=1 + 32, start_minute=1200, length_minutes=240, starts_on=date(2026, 9, 1)
    )
    assert document(library)["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["https://schema.org/Monday", "https://schema.org/Saturday"],
            "opens": "20:00",
            "closes": "23:59",
            "validFrom": "2026-09-01",
        }
    ]


def test_hours_of_members_of_a_function_or_of_the_past_are_not_those_of_the_place(
    library: Place,
) -> None:
    printing = Function.objects.create(code="printing", name_fr="x", name_en="x")
    rule(library, weekdays=1, function=printing)
    rule(library, weekdays=1, audience=3)
    rule(library, weekdays=1, ends_on=date(2026, 11, 1))
    rule(library, weekdays=1, on_school_holidays=HolidayPolicy.ONLY)
    assert "openingHoursSpecification" not in document(library)


def test_events_and_closures_ahead_are_special_hours(library: Place) -> None:
    rule(library, pattern=Pattern.ONCE, starts_on=date(2026, 12, 5), title="Fête du livre")
    rule(library, pattern=Pattern.ONCE, starts_on=date(2026, 11, 2), title="Passée")
    Closure.objects.create(place=library, first_date=date(2026, 12, 24), last_date=date(2027, 1, 3))
    assert document(library)["specialOpeningHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification", "name": "Fête du livre", "opens": "09:00",
            "closes": "12:00", "validFrom": "2026-12-05", "validThrough": "2026-12-05",
        },
        {
            "@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00",
            "validFrom": "2026-12-24", "validThrough": "2027-01-03",
        },
    ]  # fmt: skip
