"""Every write page of keepers and planners, against everyone who may come to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from PIL import Image

from softplace.bookings.models import Booking, Line, Terms, Webhook
from softplace.foundation.clock import frozen, now
from softplace.people.enums import Role
from softplace.people.models import Grant, User
from softplace.places.commands import add_closure, add_photo, add_resource, save_opening_rule
from softplace.places.models import Closure, OpeningRule, Photo, Place, Resource
from softplace.territory.models import Function
from softplace.trail.models import Entry
from tests.places.cast import a_function, a_place, a_territory, a_user

pytestmark = pytest.mark.django_db

VISITOR, MEMBER, MEDIATOR, OTHER_KEEPER = "visitor", "member", "mediator", "keeper of another"
KEEPER, PLANNER, ADMINISTRATOR = "keeper", "planner", "administrator"
EVERYONE = (VISITOR, MEMBER, MEDIATOR, OTHER_KEEPER, KEEPER, PLANNER, ADMINISTRATOR)
OF_THE_PLACE = {KEEPER, PLANNER, ADMINISTRATOR}
OF_THE_TERRITORY = {PLANNER, ADMINISTRATOR}
TUESDAY, TODAY = "2026-11-24", datetime(2026, 11, 24, 9, tzinfo=UTC)

SHEET = {
    "name": "Mairie neuve", "kind": "town_hall", "latitude": "44,73", "longitude": "5.02",
    "zone": "Europe/Paris", "audience": "0",
}  # fmt: skip
RULE = {
    "frequency": "weekly", "weekdays": ["1"], "starts_at": "09:00", "ends_at": "12:00",
    "days_later": "0", "mode": "walk_in", "audience": "0",
    "on_public_holidays": "1", "on_school_holidays": "0",
}  # fmt: skip
RESOURCE = {"name": "Salle neuve", "kind": "room", "sharing": "whole", "audience": "0"}
TERMS = {
    "audience": "0", "visibility": "keepers", "horizon_days": "30", "shortest_minutes": "30 min",
    "longest_minutes": "8 h", "tariff": "euros", "cents_per_hour": "7,50",
}  # fmt: skip
FUNCTION = {"code": "care", "name_fr": "Soins", "name_en": "Care"}
SETTINGS = {"name": "Diois", "latitude": "44.7", "longitude": "5", "zone": "Europe/Paris"}


def _photo() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return SimpleUploadedFile("photo.png", file.getvalue())


@dataclass(frozen=True)
class World:
    place: Place
    function: Function
    resource: Resource
    rule: OpeningRule
    closure: Closure
    photo: Photo
    member: User
    booked: Booking
    """Confirmed, and under way."""
    terms: Terms
    webhook: Webhook
    asked: Booking
    """Still to be decided."""

    @property
    def desk(self) -> Resource:
        """What is asked for."""
        return self.asked.resources.get()


@dataclass(frozen=True)
class Page:
    name: str
    key: Callable[[World], dict[str, Any]]
    posted: Callable[[World], dict[str, Any]]
    allowed: set[str]


def _of_place(w: World) -> dict[str, Any]:
    return {"slug": w.place.slug}


PAGES = (
    Page("keeper-place-new", lambda w: {}, lambda w: SHEET, OF_THE_TERRITORY),
    Page("keeper-sheet", _of_place, lambda w: SHEET | {"functions": [w.function.pk]}, OF_THE_PLACE),
    Page("keeper-show", _of_place, lambda w: {"shown": "0"}, OF_THE_PLACE),
    Page("keeper-opening-new", _of_place, lambda w: RULE, OF_THE_PLACE),
    Page("keeper-opening", lambda w: _of_place(w) | {"rule_id": w.rule.pk}, lambda w: RULE, OF_THE_PLACE),
    Page("keeper-opening-remove", lambda w: _of_place(w) | {"rule_id": w.rule.pk}, lambda w: {}, OF_THE_PLACE),
    Page("keeper-close", _of_place, lambda w: {"first_date": TUESDAY}, OF_THE_PLACE),
    Page("keeper-reopen", lambda w: _of_place(w) | {"closure_id": w.closure.pk}, lambda w: {}, OF_THE_PLACE),
    Page("keeper-resource-new", _of_place, lambda w: RESOURCE, OF_THE_PLACE),
    Page("keeper-resource", lambda w: _of_place(w) | {"resource_id": w.resource.pk}, lambda w: RESOURCE, OF_THE_PLACE),
    Page("keeper-resource-remove", lambda w: _of_place(w) | {"resource_id": w.resource.pk}, lambda w: {}, OF_THE_PLACE),
    Page("keeper-photos", _of_place, lambda w: {"file": _photo(), "alternative_text": "La porte"}, OF_THE_PLACE),
    Page("keeper-photo-remove", lambda w: _of_place(w) | {"photo_id": w.photo.pk}, lambda w: {}, OF_THE_PLACE),
    Page("keeper-decide", _of_place, lambda w: {"decision": "approve", "reference": w.asked.reference}, OF_THE_PLACE),
    Page("keeper-check-in", lambda w: _of_place(w) | {"reference": w.booked.reference}, lambda w: {}, OF_THE_PLACE),
    Page("keeper-release", lambda w: _of_place(w) | {"reference": w.booked.reference}, lambda w: {}, OF_THE_PLACE),
    Page("keeper-terms-new", _of_place, lambda w: TERMS | {"resource": w.resource.pk}, OF_THE_PLACE),
    Page("keeper-terms-edit", lambda w: _of_place(w) | {"terms_id": w.terms.pk}, lambda w: TERMS, OF_THE_PLACE),
    Page("keeper-terms-remove", lambda w: _of_place(w) | {"terms_id": w.terms.pk}, lambda w: {}, OF_THE_PLACE),
    Page("keeper-move", lambda w: _of_place(w) | {"reference": w.asked.reference}, lambda w: {"day": "2027-05-04", "at": "10:00", "source": w.desk.pk, "resource": w.desk.pk}, OF_THE_PLACE),
    Page("keeper-payment", lambda w: _of_place(w) | {"reference": w.booked.reference}, lambda w: {}, OF_THE_PLACE),
    Page("keeper-feed", _of_place, lambda w: {"resource": w.resource.pk}, OF_THE_PLACE),
    Page("keeper-webhook", _of_place, lambda w: {"url": "https://example.org/told"}, OF_THE_PLACE),
    Page("keeper-webhook-remove", lambda w: _of_place(w) | {"webhook_id": w.webhook.pk}, lambda w: {}, OF_THE_PLACE),
    Page("planner-keepers", _of_place, lambda w: {"keepers": w.member.email}, OF_THE_TERRITORY),
    Page("planner-territory", lambda w: {}, lambda w: SETTINGS, OF_THE_TERRITORY),
    Page("planner-function-new", lambda w: {}, lambda w: FUNCTION, OF_THE_TERRITORY),
    Page("planner-function", lambda w: {"code": w.function.code}, lambda w: FUNCTION, OF_THE_TERRITORY),
    Page("planner-role", lambda w: {"user_id": w.member.pk}, lambda w: {"role": "mediator", "held": "1"}, {ADMINISTRATOR}),
)  # fmt: skip
READ_ONLY = {
    "keeper-places", "keeper-place", "keeper-openings", "keeper-resources", "keeper-history",
    "keeper-all-requests", "keeper-requests", "keeper-all-today", "keeper-today",
    "keeper-accounts", "keeper-activity-table", "keeper-accountant-table", "keeper-links",
    # A feed is revoked by who made it alone: test_accounts.py.
    "keeper-feed-revoke", "keeper-week", "keeper-vacancy", "keeper-terms", "keeper-terms-preview", "keeper-terms-new-preview",
    "keeper-opening-preview", "keeper-opening-new-preview", "planner-functions", "planner-people",
    # Idle half-days: tests/web/vacancy/test_roles.py, on a world in which something stands idle.
    "keeper-all-idle", "keeper-idle", "keeper-idle-open", "keeper-idle-close",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with frozen(TODAY):
        yield


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    a_territory()
    papers = a_function()
    place = a_place("Mairie", papers)
    file = _photo()
    made = World(
        place=place,
        function=papers,
        resource=add_resource(actor=None, place=place, name="Salle", kind="room"),
        booked=_booking(place, "confirmed", -timedelta(hours=1)),
        terms=Terms.objects.create(place=place),
        webhook=Webhook.objects.create(
            place=place, owner=a_user("owner"), url="https://example.org/", created_at=now()
        ),
        asked=_booking(place, "requested", timedelta(days=2)),
        rule=save_opening_rule(
            actor=None, place=place, weekdays=2, start_minute=540, length_minutes=60
        ),
        closure=add_closure(
            actor=None,
            place=place,
            first_date=date(2026, 12, 24),
            last_date=date(2026, 12, 24),
        ),
        photo=add_photo(
            actor=None, place=place, file=file.file, size_bytes=file.size, alternative_text="Hall"
        ),
        member=a_user("member"),
    )
    desk = add_resource(actor=None, place=place, name="Bureau", kind="desk")
    Line.objects.create(booking=made.asked, resource=desk)
    return made


def _booking(place: Place, status: str, from_now: timedelta) -> Booking:
    at = now()
    return Booking.objects.create(
        reference=f"R{status[:4]}".upper(),
        check_in_code="CODE",
        place=place,
        title="Chorale",
        contact_name="Lise",
        starts_at=at + from_now,
        ends_at=at + from_now + timedelta(hours=3),
        status=status,
        created_at=at,
        changed_at=at,
    )


def signed_in_as(who: str, world: World) -> Client:
    client = Client()
    if who == VISITOR:
        return client
    user = world.member if who == MEMBER else a_user("someone")
    if who == KEEPER:
        world.place.keepers.add(user)
    if who == OTHER_KEEPER:
        a_place("Poste").keepers.add(user)
    roles = {MEDIATOR: Role.MEDIATOR, PLANNER: Role.PLANNER, ADMINISTRATOR: Role.ADMINISTRATOR}
    if who in roles:
        Grant.objects.create(user=user, role=roles[who])
    client.force_login(user)
    return client


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_only_those_who_may_write(page: Page, who: str, world: World) -> None:
    client = signed_in_as(who, world)
    address = reverse(page.name, kwargs=page.key(world))
    written = Entry.objects.count()
    answer = client.post(address, page.posted(world))
    if who in page.allowed:
        assert answer.status_code == 302
        assert Entry.objects.count() == written + 1
    elif who == VISITOR:
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))  # type: ignore[attr-defined]
    else:
        assert answer.status_code == 403
    if who not in page.allowed:
        assert Entry.objects.count() == written


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("keeper-place", OF_THE_PLACE),
        ("keeper-sheet", OF_THE_PLACE),
        ("keeper-openings", OF_THE_PLACE),
        ("keeper-opening-new", OF_THE_PLACE),
        ("keeper-resources", OF_THE_PLACE),
        ("keeper-resource-new", OF_THE_PLACE),
        ("keeper-photos", OF_THE_PLACE),
        ("keeper-history", OF_THE_PLACE),
        ("keeper-requests", OF_THE_PLACE),
        ("keeper-today", OF_THE_PLACE),
        ("keeper-terms", OF_THE_PLACE),
        ("keeper-vacancy", OF_THE_PLACE),
        ("keeper-week", OF_THE_PLACE),
        ("keeper-accounts", OF_THE_PLACE),
        ("keeper-activity-table", OF_THE_PLACE),
        ("keeper-accountant-table", OF_THE_PLACE),
        ("keeper-links", OF_THE_PLACE),
        ("keeper-terms-new", OF_THE_PLACE),
        ("planner-keepers", OF_THE_TERRITORY),
        ("keeper-place-new", OF_THE_TERRITORY),
        ("planner-territory", OF_THE_TERRITORY),
        ("planner-functions", OF_THE_TERRITORY),
        ("planner-function-new", OF_THE_TERRITORY),
        ("planner-people", {ADMINISTRATOR}),
    ],
)
def test_only_those_who_may_read(name: str, allowed: set[str], who: str, world: World) -> None:
    of_a_place = name.startswith("keeper-") and name != "keeper-place-new"
    keys = {"slug": world.place.slug} if of_a_place or name == "planner-keepers" else {}
    answer = signed_in_as(who, world).get(reverse(name, kwargs=keys))
    expected = 200 if who in allowed else 302 if who == VISITOR else 403
    assert answer.status_code == expected


def test_no_page_is_left_out_of_these_tests() -> None:
    names = {
        name
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and name.startswith(("keeper-", "planner-"))
    }
    assert names == {page.name for page in PAGES} | READ_ONLY
