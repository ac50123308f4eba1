"""A space is asked for without a campaign: what is free is shown, chosen, booked."""

import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from softplace.bookings.commands import approve_booking, set_terms
from softplace.bookings.models import Booking
from softplace.matching.models import Applicant, Request
from softplace.people.models import User
from softplace.trail.models import Entry
from tests.matching.cast import Round, applied, standing

As = Callable[[User | None], Client]
SAID = {
    "title": "Choir practice",
    "headcount": "20",
    "layout": "meeting",
    "noise": "music",
    "rhythm": "once",
    "wished_minutes": "2 h",
    "shortest_minutes": "1 h 30",
    "day_1_0_from": "10:00",
    "day_1_0_to": "12:00",
    "first_day": "2027-03-02",
    "last_day": "2027-03-02",
    "key": "a-form",
}


def test_who_says_first_who_asks_comes_back_to_the_whole_address(made: Round, as_user: As) -> None:
    client = as_user(User.objects.create_user("new@example.org"))
    here = f"{reverse('request-new')}?rhythm=weekly&resource={made.world.half.pk}"
    first = client.get(here)["Location"]
    who = {"name": "New", "kind": "person", "place_from": ""}
    assert client.post(first, who)["Location"] == here
    for_another = f"{reverse('applicant-new')}?{urlencode({'next': here}, safe='/')}"
    assert f'href="{for_another}"' in client.get(here).content.decode()


def test_what_is_free_is_shown_at_once_and_booked_by_a_button(made: Round, as_user: As) -> None:
    client = as_user(made.alice)
    answer = client.post(reverse("request-new"), SAID | {"applicant": made.club.pk})
    request = Request.objects.get()
    assert answer["Location"] == reverse("request", args=[request.reference])
    page = client.get(answer["Location"])
    assert [(one["name"], one["when"]) for one in page.context["options"]] == [
        ("Half", "Tuesday 2 March 2027, 10:00–12:00"),
        ("Hall", "Tuesday 2 March 2027, 10:00–12:00"),
    ]
    chosen = {"option": page.context["options"][1]["key"]}
    take = reverse("request-take", args=[request.reference])
    for _ in range(2):
        page = client.post(take, chosen, follow=True)
        assert "It is booked." in page.content.decode()
    assert Booking.objects.get().reference in page.content.decode()


@pytest.mark.parametrize("rhythm", ["once", "weekly"])
def test_what_a_keeper_must_approve_is_said_to_wait_until_it_is_confirmed(
    made: Round, as_user: As, rhythm: str
) -> None:
    set_terms(actor=None, place=made.world.place, needs_approval=True)
    client = as_user(made.alice)
    request = standing(made, rhythm=rhythm)
    where = reverse("request", args=[request.reference])
    option = client.get(where).context["options"][0]["key"]
    page = client.post(reverse("request-take", args=[request.reference]), {"option": option})
    waits = "Waiting for the keeper’s approval"
    for address in (where, reverse("my-requests")):
        page = client.get(address).content.decode()
        assert (waits in page, "It is booked" in page, ">Served<" in page) == (True, False, False)
    approve_booking(actor=made.world.keeper, booking=Booking.objects.get())
    page = client.get(where).content.decode()
    assert (waits in page, "It is booked:" in page, ">Served<" in page) == (False, True, True)


def test_both_dates_are_needed_and_a_form_sent_twice_asks_once(made: Round, as_user: As) -> None:
    client = as_user(made.alice)
    said = SAID | {"applicant": made.club.pk}
    page = client.post(reverse("request-new"), said | {"last_day": ""})
    assert set(page.context["form"].errors) == {"last_day"}
    for _ in range(2):
        client.post(reverse("request-new"), said)
    assert Request.objects.count() == 1


def test_for_once_one_stretch_of_hours_is_asked_for_on_each_of_the_days(
    made: Round, as_user: As
) -> None:
    client, address = as_user(made.alice), reverse("request-new")
    page = client.get(address).content.decode()
    assert ("once_from" in page, "day_1_0_from" in page) == (True, False)
    page = client.get(address, {"rhythm": "weekly"}).content.decode()
    assert ("once_from" in page, "day_1_0_from" in page) == (False, True)
    once = {name: said for name, said in SAID.items() if not name.startswith("day_")}
    once |= {"applicant": str(made.club.pk), "last_day": "2027-03-03"}
    page = client.post(address, once)
    assert (page.status_code, Request.objects.count()) == (422, 0)
    assert set(page.context["form"].errors) == {"windows"}
    client.post(address, once | {"once_from": "10:00", "once_to": "12:00"})
    request = Request.objects.get()
    assert request.windows == [[1, 600, 720], [2, 600, 720]]
    form = client.get(reverse("request-change", args=[request.reference])).context["form"]
    assert (form.is_for_once, form["once_from"].value()) == (True, "10:00")
    page = client.get(reverse("request", args=[request.reference]))
    assert "You gave no starting point" in page.content.decode()
    # Where the applicant comes from is one.
    Applicant.objects.filter(pk=made.club.pk).update(latitude=44.73, longitude=5.03)
    page = client.get(reverse("request", args=[request.reference]))
    assert page.context["options"][0]["metres"] is not None
    assert "You gave no starting point" not in page.content.decode()


def test_an_address_names_the_room_that_is_wished_for(made: Round, as_user: As) -> None:
    client = as_user(made.alice)
    page = client.get(reverse("request-new"), {"resource": str(made.world.half.pk)})
    assert page.context["form"]["wish_0"].value() == f"resource-{made.world.half.pk}"
    for nonsense in ("x", "9" * 30, "99999"):
        assert client.get(reverse("request-new"), {"resource": nonsense}).status_code == 200


def test_where_nothing_is_free_the_page_says_that_it_waits(made: Round, as_user: As) -> None:
    request = standing(made, windows=[(1, 1320, 1440)])
    page = as_user(made.alice).get(reverse("request", args=[request.reference]))
    assert page.context["options"] == []
    assert "Nothing that fits is free now. The request waits" in page.content.decode()


def test_what_was_asked_for_is_handed_out_and_goes_with_who_asked(made: Round, as_user: As) -> None:
    applied(made)
    client = as_user(made.alice)
    held = json.loads(client.get("/my-data/export/").content)
    assert [one["title"] for one in held["space_requests"]] == ["Choir practice"]
    assert [one["name"] for one in held["applicants"]] == ["Crest Choir"]
    client.post("/my-data/erase/", {"email": "alice@example.org"})
    assert (Request.objects.count(), Applicant.objects.count()) == (0, 0)
    names = Entry.objects.filter(subject_type__startswith="matching.").exclude(subject_name="")
    assert set(names.values_list("subject_name", flat=True)) == {"Season 2027–2028"}
