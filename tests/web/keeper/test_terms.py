"""Terms as a keeper writes them, and what the pages say that they mean."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from softplace.bookings.models import Terms
from softplace.places.models import Place
from softplace.web.keeper.terms_form import EurosField, LengthField, fields_of_terms
from softplace.web.keeper.terms_words import meaning_of
from tests.places.cast import a_place, a_territory, a_user

NO_BREAK = "\N{NO-BREAK SPACE}"
SAID = {
    "audience": "0",
    "visibility": "keepers",
    "horizon_days": "30",
    "shortest_minutes": "1 h",
    "longest_minutes": "1 jour",
    "notice_minutes": "2 days",
    "tariff": "social",
    "cents_per_hour": "7,50",
    "cents_per_day": "40",
    "social_percent": "50",
}


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45 min", 45),
        ("1 h 30", 90),
        ("1h", 60),
        ("2 days", 2880),
        ("2 jours", 2880),
        (f"8{NO_BREAK}h", 480),
        ("", None),
    ],
)
def test_lengths_are_read_as_people_write_them(typed: str, minutes: int | None) -> None:
    assert LengthField(required=False).clean(typed) == minutes


@pytest.mark.parametrize("typed", ["soon", "-3 h", "90", "367 days", "1,5 h"])
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        LengthField().clean(typed)


@pytest.mark.parametrize(("typed", "cents"), [("7,50", 750), ("8 €", 800), ("0.1", 10), ("", None)])
def test_euros_are_kept_in_cents(typed: str, cents: int | None) -> None:
    assert EurosField(required=False).clean(typed) == cents


@pytest.fixture
def kept(client: Client, db: None) -> Place:
    a_territory()
    place = a_place("Mairie")
    keeper = a_user("keeper")
    place.keepers.add(keeper)
    client.force_login(keeper)
    return place


def test_a_keeper_writes_terms(client: Client, kept: Place) -> None:
    answer = client.post(reverse("keeper-terms-new", args=[kept.slug]), SAID)
    assert answer.status_code == 302
    terms = Terms.objects.get(place=kept)
    assert (terms.notice_minutes, terms.shortest_minutes, terms.longest_minutes) == (2880, 60, 1440)
    assert (terms.cents_per_hour, terms.cents_per_day, terms.social_percent) == (750, 4000, 50)
    assert (terms.needs_approval, terms.quota_minutes_per_week) == (False, None)


def test_terms_for_the_same_people_are_not_overwritten(client: Client, kept: Place) -> None:
    Terms.objects.create(place=kept, horizon_days=7)
    answer = client.post(reverse("keeper-terms-new", args=[kept.slug]), SAID)
    assert answer.status_code == 422
    assert Terms.objects.get(place=kept).horizon_days == 7


def test_terms_that_contradict_themselves_change_nothing(client: Client, kept: Place) -> None:
    terms = Terms.objects.create(place=kept, horizon_days=7)
    address = reverse("keeper-terms-edit", args=[kept.slug, terms.pk])
    answer = client.post(address, SAID | {"shortest_minutes": "3 days"})
    assert answer.status_code == 422
    terms.refresh_from_db()
    assert terms.horizon_days == 7


def test_a_preview_saves_nothing(client: Client, kept: Place) -> None:
    answer = client.post(reverse("keeper-terms-new", args=[kept.slug]), SAID | {"preview": "1"})
    assert answer.status_code == 200
    assert not Terms.objects.exists()


def test_the_meaning_says_the_price_and_how_it_comes_about(kept: Place) -> None:
    terms = Terms(
        place=kept, tariff="social", cents_per_hour=750, social_percent=40, notice_minutes=120
    )
    with override("en"):
        meaning = meaning_of(fields_of_terms(terms), kept, None)
    assert meaning.example == f"A room for 2{NO_BREAK}h: €6"
    assert meaning.sentences[:3] == (
        "Anyone it is for may ask, and you decide.",
        f"From 15{NO_BREAK}min to 1 day at a time.",
        f"At least 2{NO_BREAK}h and at most 365 days ahead.",
    )
    assert len(meaning.computed) == 2
