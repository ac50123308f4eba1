"""People apply by the form, are advised, change and withdraw what they asked for."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from softplace.bookings.models import Series
from softplace.foundation import clock
from softplace.matching.commands import create_campaign
from softplace.matching.models import Allocation, Applicant, Campaign, Request
from softplace.matching.rules import Wished
from softplace.people.models import User
from softplace.territory.models import Commune
from tests.bookings.conftest import MONDAY
from tests.matching.cast import CLOSES_AT, Round, applied, campaign_fields

As = Callable[[User | None], Client]


def said(made: Round, **fields: Any) -> dict[str, Any]:
    return {
        "applicant": made.club.pk,
        "title": "Choir practice",
        "headcount": "20",
        "layout": "meeting",
        "noise": "music",
        "rhythm": "weekly",
        "session_count": "1",
        "wished_minutes": "2 h",
        "shortest_minutes": "1 h 30",
        "day_1_0_from": "18:00",
        "day_1_0_to": "20:00",
        "takes": "anything",
        "key": "a-form",
        **fields,
    }


def apply_at(made: Round) -> str:
    return reverse("campaign-apply", args=[made.campaign.pk])


def test_who_has_never_asked_says_first_who_asks(made: Round, as_user: As) -> None:
    client = as_user(made.world.bob)
    answer = client.get(apply_at(made))
    assert answer["Location"] == f"{reverse('applicant-new')}?next={apply_at(made)}"
    Commune.objects.create(
        code="26108", name="Crest", folded_name="crest", latitude=44.73, longitude=5.02
    )
    who = {"name": "Bob’s band", "kind": "association", "commune": "Crest", "next": apply_at(made)}
    assert client.post(reverse("applicant-new"), who)["Location"] == apply_at(made)
    band = Applicant.objects.get(name="Bob’s band")
    assert (band.person, band.latitude) == (made.world.bob, 44.73)


def test_nobody_is_led_elsewhere_by_an_address(made: Round, as_user: As) -> None:
    client = as_user(made.alice)
    who = {"name": "X", "kind": "person", "next": "https://example.org/"}
    answer = client.post(reverse("applicant-new"), who)
    assert answer["Location"] == reverse("my-requests")


def test_a_form_sent_twice_applies_once(made: Round, as_user: As) -> None:
    client = as_user(made.alice)
    wish = {"wish_1": f"resource-{made.world.half.pk}", "wish_3": f"place-{made.world.place.pk}"}
    for _ in range(2):
        answer = client.post(apply_at(made), said(made, **wish))
        request = Request.objects.get()
        assert answer["Location"] == reverse("request", args=[request.reference])
    assert request.windows == [[1, 1080, 1200]]
    assert (request.wished_minutes, request.shortest_minutes) == (120, 90)
    wishes = request.wishes.values_list("rank", "resource_id", "place_id")
    assert list(wishes) == [(0, made.world.half.pk, None), (1, None, made.world.place.pk)]


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(made: Round, as_user: As) -> None:
    page = as_user(made.alice).post(
        apply_at(made),
        said(
            made,
            shortest_minutes="3 h",
            day_3_0_from="10:00",
            day_3_0_to="09:00",
            last_day="2029-01-01",
        ),
    )
    assert page.status_code == 422
    errors = page.context["form"].errors
    assert set(errors) == {"shortest_minutes", "day_3_0_from", "last_day"}
    assert errors["day_3_0_from"] == [
        "On Thursday, the hours end before they start. Give a later end."
    ]
    assert Request.objects.count() == 0


def test_half_of_the_hours_of_a_day_is_told(made: Round, as_user: As) -> None:
    page = as_user(made.alice).post(apply_at(made), said(made, day_1_0_to=""))
    assert page.context["form"].errors["day_1_0_to"] == [
        "On Tuesday, one of the two hours is missing. Give both, or neither."
    ]


def test_midnight_as_an_end_is_the_end_of_the_day(made: Round, as_user: As) -> None:
    as_user(made.alice).post(apply_at(made), said(made, day_1_0_to="00:00"))
    assert Request.objects.get().windows == [[1, 1080, 1440]]


def test_advice_comes_before_all_is_filled_in_and_saves_nothing(made: Round, as_user: As) -> None:
    for _ in range(3):
        applied(made)
    client = as_user(made.alice)
    address = reverse("campaign-advice", args=[made.campaign.pk])
    page = client.post(address, said(made, title="", applicant=""))
    assert page.context["windows"] == [
        ("Tuesday 18:00–20:00: 3 other requests, 2 rooms that fit", True, True)
    ]
    early = client.post(address, said(made, day_1_0_from="05:00", day_1_0_to="07:00"))
    assert early.context["windows"] == [
        (
            "Tuesday 5:00–7:00: no offered room that fits is open then. Give other hours.",
            False,
            False,
        )
    ]
    assert "✓" not in early.content.decode()
    assert [room.name for room in page.context["fitting"]] == ["Half", "Hall"]
    small = client.post(address, said(made, headcount="50"))
    others = [(room.name, why) for room, why in small.context["others"]]
    assert others == [("Half", "it is too small")]
    wrong = client.post(address, said(made, shortest_minutes="3 h"))
    assert wrong.context["wrong"] == [
        "The shortest time is longer than the wished one. Make it the same, or shorter.",
        "On Tuesday, there are 120 minutes, and the shortest session needs 180. Give longer "
        "hours, or a shorter time. Sessions begin at a quarter.",
    ]
    assert Request.objects.count() == 3


def test_advice_is_shown_without_a_script_by_a_button(made: Round, as_user: As) -> None:
    page = as_user(made.alice).post(apply_at(made), said(made, advice="1"))
    assert page.status_code == 200
    assert "Tuesday 18:00–20:00: 0 other requests, 2 rooms that fit" in page.content.decode()
    assert Request.objects.count() == 0


def test_where_applications_are_closed_there_is_no_form(made: Round, as_user: As) -> None:
    client = as_user(made.alice)
    with clock.frozen(CLOSES_AT):
        page = client.get(apply_at(made)).content.decode()
    assert "Applications closed on Wednesday 2 June 2027" in page
    assert ("request-form" in page, "Send the request" in page) == (False, False)
    assert "request-form" in client.get(apply_at(made)).content.decode()


def test_a_request_is_changed_with_what_it_said_before(made: Round, as_user: As) -> None:
    client = as_user(made.alice)
    request = applied(
        made,
        Wished(resource_id=made.world.half.pk),
        windows=[(1, 1080, 1200), (1, 600, 720)],
        first_day=date(2027, 9, 14),
    )
    address = reverse("request-change", args=[request.reference])
    form = client.get(address).context["form"]
    kept = {field.html_name: form[field.html_name].value() for field in form}
    assert kept["wish_0"] == f"resource-{made.world.half.pk}"
    assert (kept["day_1_0_from"], kept["day_1_1_to"]) == ("10:00", "20:00")
    assert kept["first_day"] == "2027-09-14"
    client.post(address, said(made, headcount="60"))
    request.refresh_from_db()
    assert (request.headcount, request.wishes.count(), request.windows) == (
        60,
        0,
        [[1, 1080, 1200]],
    )


def test_a_request_is_withdrawn(made: Round, as_user: As) -> None:
    client = as_user(made.alice)
    request = applied(made)
    client.post(reverse("request-withdraw", args=[request.reference]))
    request.refresh_from_db()
    assert request.status == "withdrawn"
    page = client.get(reverse("request", args=[request.reference]))
    assert page.context["may_change"] is False


def test_my_requests_take_as_many_queries_for_one_as_for_twenty(made: Round, as_user: As) -> None:
    client = as_user(made.alice)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("my-requests"))
        return len(captured)

    wishes = Wished(resource_id=made.world.half.pk), Wished(place_id=made.world.place.pk)
    applied(made, *wishes)
    few = queries()
    for _ in range(20):
        applied(made, *wishes)
    assert queries() == few


def test_what_past_campaigns_gave_is_shown_to_who_asks_and_who_decides(
    made: Round, as_user: As
) -> None:
    before = create_campaign(actor=made.world.planner, fields=campaign_fields(name="Last season"))
    request = applied(made, Wished(resource_id=made.world.half.pk))
    series = Series.objects.create(
        title="x", recurrence="", starts_at=MONDAY, ends_at=MONDAY, created_at=MONDAY
    )
    Allocation.objects.create(
        campaign=before, request=request, resource=made.world.half, units=[], weekday=1,
        start_minute=1080, minutes=90, dates=[date(2027, 9, 7), date(2027, 9, 14)], series=series,
    )  # fmt: skip
    client, where = as_user(made.alice), reverse("applicant", args=[made.club.pk])
    assert client.get(where).context["past"] == []
    Campaign.objects.filter(pk=before.pk).update(status="published")
    ((campaign, hours, sessions),) = client.get(where).context["past"]
    assert (campaign, hours) == (before, "3")
    assert [(one["when"], one["where"]) for one in sessions] == [
        ("Tuesday 18:00–19:30", "Half, Le Moulin")
    ]
    assert client.get(apply_at(made)).context["past"] == [("Crest Choir", "Last season: 3 h")]
    page = as_user(made.world.keeper).get(reverse("request", args=[request.reference]))
    assert ("What it was given", "Last season: 3 h") in page.context["applicant_facts"]
