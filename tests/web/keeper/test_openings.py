"""A keeper writes opening hours: plain choices become rules, faults are told, nothing is lost."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from softplace.foundation.clock import frozen
from softplace.places.commands import save_opening_rule
from softplace.places.enums import Pattern
from softplace.places.models import Closure, OpeningRule, Place
from softplace.web.keeper import rule_words
from tests.places.cast import a_function, a_place, a_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
RULE: dict[str, Any] = {
    "frequency": "weekly", "weekdays": ["1", "3"], "starts_at": "09:00", "ends_at": "12:30",
    "days_later": "0", "mode": "appointment", "audience": "0",
    "on_public_holidays": "1", "on_school_holidays": "0",
}  # fmt: skip


@pytest.fixture
def place() -> Place:
    return a_place("Mairie", a_function())


@pytest.fixture
def client(place: Place) -> Client:
    keeper = a_user("kim")
    place.keepers.add(keeper)
    client = Client(headers={"accept-language": "en"})
    client.force_login(keeper)
    return client


def posted(client: Client, **said: Any) -> HttpResponse:
    with frozen(MONDAY):
        return client.post(reverse("keeper-opening-new", args=["mairie"]), RULE | said)  # type: ignore[return-value]


def test_weekdays_and_hours_become_a_weekly_rule(client: Client) -> None:
    assert posted(client).status_code == 302
    rule = OpeningRule.objects.get()
    assert (rule.pattern, rule.weekdays) == (Pattern.WEEKLY, 2 + 8)
    assert (rule.start_minute, rule.length_minutes, rule.mode) == (540, 210, "appointment")


@pytest.mark.parametrize(
    ("said", "recurrence"),
    [
        ({"frequency": "weeks", "interval": "2"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH"),
        (
            {"frequency": "monthly", "weekdays": ["5"], "weeks": ["1", "-1"]},
            "FREQ=MONTHLY;BYDAY=1SA,-1SA",
        ),
        (
            {"frequency": "recurrence", "recurrence": "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21"},
            "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21",
        ),
    ],
)
def test_plain_words_become_a_recurrence_and_come_back(
    client: Client, said: dict[str, Any], recurrence: str
) -> None:
    assert posted(client, starts_on="2026-11-24", **said).status_code == 302
    rule = OpeningRule.objects.get()
    assert rule.recurrence == recurrence
    assert rule_words.plain(rule).frequency == said["frequency"]
    page = client.get(reverse("keeper-opening", args=["mairie", rule.pk]))
    form = page.context["form"]
    again = {key: value for key, value in form.initial.items() if value is not None}
    again["starts_at"], again["ends_at"] = "09:00", "12:30"
    again["starts_on"] = "2026-11-24"
    again.pop("group", None)
    client.post(reverse("keeper-opening", args=["mairie", rule.pk]), again)
    rule.refresh_from_db()
    assert rule.recurrence == recurrence


def test_a_one_off_opening_has_a_title_and_a_date(client: Client) -> None:
    posted(client, frequency="once", starts_on="2026-11-28", title="Vide-grenier")
    rule = OpeningRule.objects.get()
    assert (rule.pattern, rule.title, rule.starts_on) == (
        Pattern.ONCE,
        "Vide-grenier",
        date(2026, 11, 28),
    )


def test_an_evening_goes_on_past_midnight(client: Client) -> None:
    posted(client, starts_at="22:00", ends_at="02:00", days_later="1")
    assert OpeningRule.objects.get().length_minutes == 240


@pytest.mark.parametrize("ends_at", ["00:00", "24:00"])
def test_an_evening_ends_at_midnight(client: Client, ends_at: str) -> None:
    posted(client, starts_at="18:00", ends_at=ends_at)
    assert OpeningRule.objects.get().length_minutes == 360


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"ends_at": "08:00"}, "ends_at", "It ends before it starts."),
        ({"starts_at": "24:00"}, "starts_at", "24:00 ends a day"),
        ({"starts_at": "25:00"}, "starts_at", "is not an hour of the day"),
        ({"starts_at": ""}, "starts_at", "This is needed"),
        ({"weekdays": []}, "weekdays", "No day of the week is chosen."),
        ({"starts_on": "2027-02-29"}, "starts_on", "is not a date that exists"),
        ({"frequency": "once"}, "starts_on", "needs a first date"),
        ({"frequency": "monthly", "starts_on": "2026-11-24"}, "weeks", "No week of the month"),
        (
            {"frequency": "recurrence", "recurrence": "FREQ=HOURLY", "starts_on": "2026-11-24"},
            "recurrence",
            "is too often",
        ),
        ({"frequency": "hours", "hours": "whenever"}, "hours", "cannot be read"),
        ({"on_school_holidays": "2"}, "on_school_holidays", "differ from zone to zone"),
        ({"title": "🎪"}, "title", "needs at least one letter"),
        ({"starts_on": "2026-11-24", "ends_on": "2026-11-23"}, "ends_on", "before the first"),
    ],
)
def test_a_fault_is_a_sentence_at_its_field_and_changes_nothing(
    client: Client, said: dict[str, Any], field: str, sentence: str
) -> None:
    answer = posted(client, **said)
    assert answer.status_code == 422
    form = answer.context["form"]  # type: ignore[attr-defined]
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]
    assert form["ends_at"].value() == (RULE | said)["ends_at"]
    assert not OpeningRule.objects.exists()


def test_the_preview_shows_four_weeks_and_saves_nothing(client: Client) -> None:
    address = reverse("keeper-opening-new-preview", args=["mairie"])
    with frozen(MONDAY):
        page = client.post(address, RULE)
    assert len(page.context["preview"].weeks) == 4
    assert len(page.context["preview"].drafted) == 8
    assert not OpeningRule.objects.exists()


def test_without_scripts_a_button_previews(client: Client) -> None:
    page = posted(client, preview="1")
    assert (page.status_code, len(page.context["preview"].drafted)) == (200, 8)  # type: ignore[attr-defined]
    assert not OpeningRule.objects.exists()


def test_the_preview_tells_what_is_far_off(client: Client, place: Place) -> None:
    address = reverse("keeper-opening-new-preview", args=["mairie"])
    recurrence = {"frequency": "recurrence", "starts_on": "2026-11-23"}
    with frozen(MONDAY):
        page = client.post(
            address, RULE | recurrence | {"recurrence": "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21"}
        )
    assert page.context["preview"].later.start.date() == date(2027, 6, 21)


def test_closing_some_days(client: Client, place: Place) -> None:
    save_opening_rule(actor=None, place=place, weekdays=127, start_minute=540, length_minutes=60)
    address = reverse("keeper-close", args=["mairie"])
    assert client.post(address, {"first_date": "24/12/2026"}).status_code == 302
    closure = Closure.objects.get()
    assert (closure.first_date, closure.last_date) == (date(2026, 12, 24), date(2026, 12, 24))
    refused = client.post(address, {"first_date": "2026-12-24", "last_date": "2026-12-23"})
    assert refused.status_code == 422
    assert "The last day is before the first." in refused.content.decode()
    assert Closure.objects.count() == 1


def test_the_history_tells_who_changed_which_hours(client: Client) -> None:
    posted(client)
    rule = OpeningRule.objects.get()
    client.post(reverse("keeper-opening", args=["mairie", rule.pk]), RULE | {"ends_at": "13:00"})
    page = client.get(reverse("keeper-history", args=["mairie"])).content.decode()
    assert "kim" in page
    assert "Tuesday and Thursday 9:00–12:30 · by appointment" in page
    assert "Tuesday and Thursday 9:00–13:00 · by appointment" in page
