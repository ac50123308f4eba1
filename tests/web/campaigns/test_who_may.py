"""Who may see and do what: every page of setting up, offering and applying, by every role."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from softplace.matching.commands import create_campaign
from softplace.matching.models import Campaign, Request
from softplace.matching.rules import Wished
from softplace.people.models import User
from softplace.places.models import Place
from softplace.web.campaigns import apply, mine, offers, setup
from softplace.web.campaigns import standing as standing_pages
from softplace.web.campaigns.urls import urlpatterns
from tests.bookings.conftest import MONDAY
from tests.matching.cast import Round, applied, campaign_fields, standing

As = Callable[[User | None], Client]
ROLES = ("visitor", "alice", "bob", "mediator", "keeper", "other keeper", "planner")
LOGIN, GONE, NO, OK, BACK = "login", 404, 403, 200, 302
"""What comes: the page to sign in, nothing there, not allowed, the page, and back to a page."""

EVERYBODY = dict.fromkeys(ROLES, OK)
SIGNED_IN = {**EVERYBODY, "visitor": LOGIN}
PLANNERS = {**dict.fromkeys(ROLES, NO), "visitor": LOGIN, "planner": OK}
ACT_OF_PLANNERS = {**PLANNERS, "planner": BACK}
KEEPERS = {**PLANNERS, "keeper": OK, "other keeper": OK}
SEEN = {**dict.fromkeys(ROLES, GONE), "visitor": LOGIN, "alice": OK, "keeper": OK, "planner": OK}
MINE = {**dict.fromkeys(ROLES, GONE), "visitor": LOGIN, "alice": OK}
HAS_AN_APPLICANT = {**dict.fromkeys(ROLES, BACK), "visitor": LOGIN, "alice": OK}
TRIED = {**SEEN, "alice": BACK, "keeper": BACK, "planner": BACK}
ALONE = {**dict.fromkeys(ROLES, GONE), "visitor": LOGIN, "alice": BACK, "planner": BACK}

MATRIX: dict[str, tuple[str, dict[str, Any]]] = {
    "campaigns": ("get", EVERYBODY),
    "campaign": ("get", EVERYBODY),
    "campaign-new": ("get", PLANNERS),
    "campaign-edit": ("get", PLANNERS),
    "campaign-weights": ("get", PLANNERS),
    "campaign-weights-preview": ("post", PLANNERS),
    "campaign-step": ("post", ACT_OF_PLANNERS),
    "campaign-offers": ("get", KEEPERS),
    "campaign-invite": ("post", ACT_OF_PLANNERS),
    "campaign-requests": ("get", KEEPERS),
    "campaign-apply": ("get", HAS_AN_APPLICANT),
    "campaign-advice": ("post", SIGNED_IN),
    "campaign-advice-on": ("post", MINE),
    "my-requests": ("get", SIGNED_IN),
    "request-new": ("get", HAS_AN_APPLICANT),
    "request": ("get", SEEN),
    "request-change": ("get", MINE),
    "request-withdraw": ("post", TRIED),
    "request-take": ("post", ALONE),
    "applicant-new": ("get", SIGNED_IN),
    "applicant": ("get", MINE),
}
POSTED = {"campaign-step": {"step": "close", "version": "2"}}


@pytest.fixture
def people(made: Round) -> dict[str, User | None]:
    other = User.objects.create_user("other@example.org", "pass", name="Other")
    elsewhere = Place.objects.create(
        slug="elsewhere", name="Elsewhere", latitude=45, longitude=5, updated_at=MONDAY
    )
    elsewhere.keepers.add(other)
    world = made.world
    return {
        "visitor": None, "alice": world.alice, "bob": world.bob, "mediator": world.mediator,
        "keeper": world.keeper, "other keeper": other, "planner": world.planner,
    }  # fmt: skip


def address(name: str, made: Round) -> str:
    wish = Wished(resource_id=made.world.half.pk)
    arguments: dict[str, Any] = {}
    if name in {"request", "request-change", "request-withdraw", "campaign-advice-on"}:
        arguments["reference"] = applied(made, wish).reference
    if name == "request-take":
        arguments["reference"] = standing(made, wish).reference
    if name == "applicant":
        arguments["applicant_id"] = made.club.pk
    if (name.startswith("campaign-") and name != "campaign-new") or name == "campaign":
        arguments["campaign_id"] = made.campaign.pk
    return reverse(name, kwargs=arguments)


@pytest.mark.parametrize("name", MATRIX)
def test_each_role_gets_what_it_may(
    name: str, made: Round, people: dict[str, User | None], as_user: As
) -> None:
    where = address(name, made)
    method, expected = MATRIX[name]
    posted = dict(POSTED.get(name, {"place": str(made.world.place.pk)}))
    got: dict[str, Any] = {}
    # The planner comes last: what they may do changes the campaign for the others.
    for role in ROLES:
        answer = getattr(as_user(people[role]), method)(where, posted if method == "post" else {})
        is_login = answer.status_code == 302 and "/login/" in answer["Location"]
        got[role] = LOGIN if is_login else answer.status_code
    assert got == expected


def test_no_page_of_this_half_is_missing() -> None:
    own = {apply.__name__, mine.__name__, offers.__name__, setup.__name__, standing_pages.__name__}
    names = {p.name for p in urlpatterns if getattr(p.callback, "__module__", "") in own}
    assert set(MATRIX) == names


def test_a_draft_is_for_planners_and_keepers(
    made: Round, people: dict[str, User | None], as_user: As
) -> None:
    draft = create_campaign(actor=made.world.planner, fields=campaign_fields(name="Draft"))
    found = {}
    for role, user in people.items():
        client = as_user(user)
        page = client.get(reverse("campaign", args=[draft.pk]))
        found[role] = (page.status_code, "Draft</a>" in client.get("/campaigns/").content.decode())
    hidden, shown = (404, False), (200, True)
    assert found == {
        **dict.fromkeys(ROLES, hidden), "keeper": shown, "other keeper": shown, "planner": shown,
    }  # fmt: skip


def test_who_may_read_a_request_may_not_withdraw_or_book_it(made: Round, as_user: As) -> None:
    request = applied(made, Wished(place_id=made.world.place.pk))
    alone = standing(made)
    for other in (made.world.keeper, made.world.planner):
        client = as_user(other)
        page = client.post(reverse("request-withdraw", args=[request.reference]), follow=True)
        assert "This is somebody else’s" in page.content.decode()
        client.post(reverse("request-take", args=[alone.reference]), {"option": "x"})
    assert set(Request.objects.values_list("status", flat=True)) == {"submitted"}


def test_a_keeper_reads_only_requests_that_concern_what_they_keep(
    made: Round, people: dict[str, User | None], as_user: As
) -> None:
    applied(made, Wished(resource_id=made.world.half.pk), title="For the half")
    applied(made, title="Anything")
    where = reverse("campaign-requests", args=[made.campaign.pk])

    def titles(role: str) -> list[str]:
        rows = as_user(people[role]).get(where).context["rows"]
        return [row["request"].title for row in rows]

    assert titles("keeper") == ["For the half"]
    assert titles("other keeper") == []
    assert titles("planner") == ["Anything", "For the half"]


def test_what_is_decided_is_told_only_once_it_is_published(made: Round, as_user: As) -> None:
    request = applied(made)
    Request.objects.update(status="refused")
    Campaign.objects.update(status="deciding")
    where = reverse("request", args=[request.reference])
    assert as_user(made.alice).get(where).context["row"]["status"] == "submitted"
    Campaign.objects.update(status="published")
    assert as_user(made.alice).get(where).context["row"]["status"] == "refused"
