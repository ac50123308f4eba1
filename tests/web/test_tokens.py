"""The page of API tokens in the account area."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from softplace.foundation.clock import now
from softplace.people.commands import issue_token
from softplace.people.enums import Scope
from softplace.people.models import ApiToken, User
from softplace.people.rules import MOST_TOKENS, reasons_to_refuse_token
from softplace.trail.models import Entry

PAGE = "/account/tokens/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("owner@example.fr")


@pytest.fixture
def signed_in(owner: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(owner, backend=BACKEND)
    return client


def make(client: Client, **changes: object) -> object:
    return client.post(
        PAGE, {"name": "Website", "scopes": ["places:read"], "term_days": 30, **changes}
    )


def test_the_key_is_shown_once_and_opens_the_api(signed_in: Client) -> None:
    page = make(signed_in).content.decode()
    key = re.search(r"sp_[\w-]{43}", page)[0]  # type: ignore[index]
    assert (
        Client().get("/api/my-places", headers={"authorization": f"Bearer {key}"}).status_code
        == 200
    )
    assert key not in signed_in.get(PAGE).content.decode()
    assert key not in str(ApiToken.objects.values().get())


def test_a_token_is_revoked_by_its_owner_and_by_no_other(signed_in: Client, owner: User) -> None:
    make(signed_in)
    token = ApiToken.objects.get()
    other = Client()
    other.force_login(User.objects.create_user("other@example.fr"), backend=BACKEND)
    assert other.post(f"{PAGE}{token.pk}/revoke").status_code == 404
    assert ApiToken.objects.filter(user=owner).valid_at(now()).count() == 1
    assert signed_in.post(f"{PAGE}{token.pk}/revoke").status_code == 302
    assert ApiToken.objects.filter(user=owner).valid_at(now()).count() == 0
    assert [entry.verb for entry in Entry.objects.order_by("id")] == ["issue_token", "revoke_token"]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "a" * 81},
        {"name": "a\x00b"},
        {"scopes": []},
        {"scopes": ["all"]},
        {"term_days": 10_000},
    ],
)
def test_a_form_that_is_wrong_makes_no_token(signed_in: Client, changes: dict[str, object]) -> None:
    assert make(signed_in, **changes).status_code == 422
    assert ApiToken.objects.count() == 0


def test_nobody_holds_more_tokens_than_one_can_read_through(owner: User) -> None:
    at = now()

    def codes(count: int) -> list[str]:
        reasons = reasons_to_refuse_token(
            name="x",
            scopes=[Scope.PLACES_READ],
            expires_at=at + timedelta(days=366),
            at=at,
            valid_token_count=count,
        )
        return [reason.code for reason in reasons]

    assert (codes(MOST_TOKENS - 1), codes(MOST_TOKENS)) == ([], ["too_many_tokens"])


def test_a_visitor_is_asked_to_sign_in(db: None) -> None:
    assert Client().get(PAGE)["Location"] == f"/account/login/?next={PAGE}"


def test_a_token_is_made_for_oneself_only(owner: User) -> None:
    from softplace.foundation.errors import Refused

    other = User.objects.create_user("other@example.fr")
    with pytest.raises(Refused, match="not_your_account"):
        issue_token(
            actor=other,
            user=owner,
            name="x",
            scopes=[Scope.PLACES_READ],
            expires_at=now() + timedelta(days=1),
        )
