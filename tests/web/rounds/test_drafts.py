"""Computed rounds: said what must be served, computed, taken over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from softplace.foundation.clock import frozen
from softplace.rounds.models import Computation, Draft, Stop
from softplace.rounds.planning.running import compute
from tests.rounds.conftest import MONDAY, Wheels
from tests.web.rounds.test_pages import client_of

pytestmark = pytest.mark.xdist_group("rounds")
"""One worker for all that run the engine: it is compiled once."""


def begun(client: Client, wheels: Wheels) -> Draft:
    """A draft of the bus, which must see Saou every week."""
    sent = {
        "name": "Spring", "vehicles": [wheels.bus.pk], "first_day": "2027-03-08",
        "last_day": "2027-03-28", "meeting_value": 40,
    }  # fmt: skip
    assert client.post(reverse("rounds-drafts"), sent).status_code == 302
    draft = Draft.objects.get()
    target = {
        "version": 1, "commune": "Saou", "functions": [wheels.papers.pk], "cadence": "weekly",
        "minutes": 120, "from_minute": "09:00", "to_minute": "17:00",
    }  # fmt: skip
    assert client.post(reverse("rounds-draft", args=[draft.pk]), target).status_code == 302
    draft.refresh_from_db()
    return draft


def test_a_keeper_computes_rounds_and_takes_them_over(wheels: Wheels) -> None:
    client = client_of("keeper", wheels)
    draft = begun(client, wheels)
    said = {"version": draft.version, "seconds": 1}
    client.post(reverse("rounds-draft-compute", args=[draft.pk]), said)
    asked = Computation.objects.get()
    follow = reverse("rounds-draft-follow", args=[draft.pk, asked.pk])
    assert "waits for the background worker" in client.get(follow).content.decode()
    compute(asked)
    assert client.get(follow)["HX-Refresh"] == "true"
    page = client.get(reverse("rounds-draft", args=[draft.pk])).content.decode()
    assert "Take this plan over" in page and "Bus des vallées" in page
    client.post(reverse("rounds-draft-take", args=[draft.pk, asked.pk]), {"version": draft.version})
    assert {stop.commune.name for stop in Stop.objects.all() if stop.commune} == {"Saou"}
    page = client.get(reverse("rounds-draft", args=[draft.pk])).content.decode()
    assert "This plan was taken over" in page
    assert reverse("rounds-publish", args=[wheels.bus.slug]) in page


def test_a_draft_is_not_there_for_others(wheels: Wheels) -> None:
    draft = begun(client_of("keeper", wheels), wheels)
    target = draft.targets.get()
    stranger = client_of("stranger", wheels)
    assert stranger.get(reverse("rounds-draft", args=[draft.pk])).status_code == 404
    for name, args in (
        ("rounds-draft-compute", [draft.pk]),
        ("rounds-target-remove", [draft.pk, target.pk]),
        ("rounds-draft-stop", [draft.pk, 1]),
        ("rounds-draft-take", [draft.pk, 1]),
    ):
        assert stranger.post(reverse(name, args=args), {"version": 2}).status_code == 404
    assert client_of("visitor", wheels).get(reverse("rounds-drafts")).status_code == 302
    assert draft.targets.count() == 1


def test_the_panel_says_what_it_waits_behind_and_that_it_fell_silent(wheels: Wheels) -> None:
    client = client_of("keeper", wheels)
    mine = begun(client, wheels)
    other = Draft.objects.create(
        name="Other", first_day=mine.first_day, last_day=mine.last_day, made_at=MONDAY
    )
    before, asked = (
        Computation.objects.create(
            draft=draft, seed=1, most_seconds=5, draft_version=2, requested_at=MONDAY
        )
        for draft in (other, mine)
    )
    follow = reverse("rounds-draft-follow", args=[mine.pk, asked.pk])
    assert "It waits behind 1 other computation" in client.get(follow).content.decode()
    Computation.objects.filter(pk=before.pk).update(status="failed")
    with frozen(MONDAY + timedelta(minutes=2)):
        assert "No background worker has taken it up" in client.get(follow).content.decode()
    Computation.objects.filter(pk=asked.pk).update(
        status="running", seen_at=MONDAY, progress=[[1.0, 90.0, 60.0]]
    )
    with frozen(MONDAY + timedelta(seconds=40)):
        page = client.get(follow).content.decode()
    assert "90 euros of driving so far. At most 33.3 % better is possible." in page
    assert "Nothing has been heard of this computation for 40 s." in page
