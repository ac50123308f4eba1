"""Every page about vacancy, against everyone who may come to it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from softplace.people.enums import Role
from softplace.people.models import Grant, User
from softplace.places.models import Resource
from softplace.trail.models import Entry
from softplace.vacancy.commands import HalfDays, grant_exemption, open_half_days
from softplace.vacancy.rules import ExemptionFields
from tests.bookings.conftest import World

VISITOR, EVERYONE = (
    "visitor",
    ("visitor", "alice", "mediator", "other", "keeper", "planner", "admin"),
)
OF_THE_PLACE, OF_THE_TERRITORY = {"keeper", "planner", "admin"}, {"planner", "admin"}
SIGNED_IN = set(EVERYONE) - {VISITOR}
POLICY = {
    "version": "0", "longest_idle_half_days": "1", "weekdays": ["0"],
    "start_minute": "08:00", "end_minute": "20:00",
}  # fmt: skip
TUESDAYS = {
    "weekday": "1",
    "half": "1",
    "first": "2027-03-02",
    "last": "2027-03-23",
    "audience": "0",
}
READS = {
    "vacancy-compliance": OF_THE_TERRITORY,
    "vacancy-offenders": OF_THE_TERRITORY,
    "vacancy-map": OF_THE_TERRITORY,
    "vacancy-calendar": OF_THE_TERRITORY,
    "vacancy-policy": OF_THE_TERRITORY,
    "vacancy-exempt": OF_THE_TERRITORY,
    "vacancy-open": set(EVERYONE),
    "vacancy-csv": set(EVERYONE),
    "vacancy-json": set(EVERYONE),
    "keeper-all-idle": SIGNED_IN,
    "keeper-idle": OF_THE_PLACE,
    "keeper-idle-open": OF_THE_PLACE,
}
WRITES = {
    "vacancy-policy": OF_THE_TERRITORY,
    "vacancy-exempt": OF_THE_TERRITORY,
    "vacancy-exemption-end": OF_THE_TERRITORY,
    "keeper-idle-open": OF_THE_PLACE,
    "keeper-idle-close": OF_THE_PLACE,
}


def client_of(who: str, world: World) -> Client:
    client = Client()
    if who == VISITOR:
        return client
    if who in ("other", "admin"):
        user = User.objects.create_user(f"{who}@example.org", "pass")
        if who == "admin":
            Grant.objects.create(user=user, role=Role.ADMINISTRATOR)
    else:
        user = getattr(world, who)
    client.force_login(user)
    return client


def address_of(name: str, world: World, resource: Resource) -> str:
    keys: dict[str, Any] = {}
    if name in {"keeper-idle", "keeper-idle-open", "keeper-idle-close"}:
        keys["slug"] = world.place.slug
    if name == "vacancy-exemption-end":
        fields = ExemptionFields("Works", date(2027, 3, 1), date(2027, 4, 1))
        exemption = grant_exemption(actor=None, subject=resource, fields=fields)
        keys["exemption_id"] = exemption.pk
    if name == "keeper-idle-close":
        halves = HalfDays(1, True, date(2027, 3, 2), date(2027, 3, 2))
        release = open_half_days(actor=world.keeper, resource=resource, halves=halves)
        keys["release_id"] = release.pk
    query = {
        "vacancy-exempt": f"?place={world.place.slug}",
        "keeper-idle-open": f"?resource={resource.pk}&"
        + "&".join(f"{name}={value}" for name, value in TUESDAYS.items()),
    }
    return reverse(name, kwargs=keys) + query.get(name, "")


def posted(name: str, resource: Resource) -> dict[str, Any]:
    return {
        "vacancy-policy": POLICY,
        "vacancy-exempt": {
            "resource": str(resource.pk),
            "reason": "Works",
            "first_date": "2027-03-01",
            "last_date": "2027-04-01",
        },
        "keeper-idle-open": {"resource": str(resource.pk), **TUESDAYS},
    }.get(name, {})


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("name", READS)
def test_only_those_who_may_read(name: str, who: str, world: World, office: Resource) -> None:
    answer = client_of(who, world).get(address_of(name, world, office))
    expected = 200 if who in READS[name] else 302 if who == VISITOR else 403
    assert answer.status_code == expected


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("name", WRITES)
def test_only_those_who_may_write(name: str, who: str, world: World, office: Resource) -> None:
    address = address_of(name, world, office)
    written = Entry.objects.count()
    answer = client_of(who, world).post(address, posted(name, office))
    assert answer.status_code == (302 if who in WRITES[name] or who == VISITOR else 403)
    if who == VISITOR:
        assert answer.url.startswith(reverse("account_login"))  # type: ignore[attr-defined]
    assert (Entry.objects.count() > written) == (who in WRITES[name])


def test_no_page_is_left_out_of_these_tests() -> None:
    names = {
        name
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and name.startswith(("vacancy-", "keeper-idle", "keeper-all-idle"))
    }
    assert names == set(READS) | set(WRITES)
