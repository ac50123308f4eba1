"""Pages of the time bank, against everyone who may come to them."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from softplace.people.models import User
from softplace.timebank.commands import (
    answer_post,
    dispense,
    list_account,
    open_account,
    publish_post,
)
from softplace.timebank.enums import PostKind
from softplace.timebank.models import Account, Answer, Dispensation, Post, Transfer
from softplace.timebank.rules import PostFields
from softplace.web.timebank.mails import pass_on_answer, tell_of_transfer
from tests.timebank.conftest import TODAY, Members, helped

EVERYONE = ("visitor", "alice", "stranger", "mediator", "planner")
SIGNED_IN, CARING = set(EVERYONE) - {"visitor"}, {"mediator", "planner"}
READS: Mapping[str, set[str]] = {
    "time": set(EVERYONE),
    "time-post": set(EVERYONE),
    "time-post-new": SIGNED_IN,
    "time-account": SIGNED_IN,
    "time-statement-csv": SIGNED_IN,
    "time-give": SIGNED_IN,
    "time-bank": CARING,
}
WRITES: Mapping[str, set[str]] = {
    "time-post-new": SIGNED_IN,
    "time-account-open": SIGNED_IN,
    "time-account-listing": SIGNED_IN,
    "time-give": SIGNED_IN,
    "time-bank": {"planner"},
    "time-dispense": CARING,
    "time-dispensation-end": CARING,
}
"""What is refused with a sentence (to end another's post, to give back another's time) is below."""


def client_of(who: str, members: Members) -> Client:
    client = Client()
    if who == "stranger":
        client.force_login(User.objects.create_user("stranger@example.org", "pass"))
    elif who == "alice":
        assert members.alice.owner is not None
        client.force_login(members.alice.owner)
    elif who != "visitor":
        client.force_login(getattr(members, who))
    return client


def put_up(members: Members) -> Post:
    assert members.bob.owner is not None
    fields = PostFields(PostKind.OFFER, "Vélos", "Freins", TODAY)
    return publish_post(actor=members.bob.owner, fields=fields)


def address_of(name: str, members: Members) -> str:
    keys: dict[str, Any] = {}
    if name == "time-post":
        keys["post_id"] = put_up(members).pk
    if name == "time-dispensation-end":
        keys["dispensation_id"] = dispense(actor=members.mediator, account=members.chloe).pk
    return reverse(name, kwargs=keys)


def may(status: int) -> bool:
    """Whether the page answered, or asked to correct the form: neither signing in nor refused."""
    return status in {200, 422}


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("who", EVERYONE)
def test_who_may_read(members: Members, name: str, who: str) -> None:
    answer = client_of(who, members).get(address_of(name, members))
    assert may(answer.status_code) == (who in READS[name])


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("who", EVERYONE)
def test_who_may_write(members: Members, name: str, who: str) -> None:
    answer = client_of(who, members).post(address_of(name, members), {"is_listed": "1"})
    signing_in = answer.status_code == 302 and "/account/login/" in answer.headers["Location"]
    refused = answer.status_code == 403 or signing_in
    assert refused == (who not in WRITES[name])


def test_every_address_is_in_these_tables() -> None:
    named = {str(n) for n in get_resolver().reverse_dict if str(n).startswith("time")}
    assert named == {*READS, *WRITES, "time-post-end", "time-give-back"}


def form_of(client: Client, **said: str) -> dict[str, str]:
    """What the form of a transfer sends: its key is read from the page."""
    page = client.get(reverse("time-give")).content.decode()
    found = re.search(r'name="key" value="([0-9a-f]{32})"', page)
    assert found
    return {"key": found[1], "hours": "1", "minutes": "30", "day": "2027-03-01", **said}


def test_help_is_noted_by_code_and_sent_twice_it_is_noted_once(members: Members) -> None:
    client = client_of("alice", members)
    said = form_of(client, payees=f" {members.bob.code.lower()} , {members.chloe.code}")
    for _ in range(2):
        answer = client.post(reverse("time-give"), said)
        assert answer.headers["Location"] == reverse("time-account")
    assert members.balances() == (-180, 90, 90, 0)
    page = client.get(reverse("time-account"), {"language": "fr"}).content.decode()
    assert "−3\u00a0h" in page
    assert "Bob, Chloe" in page


def test_a_listed_member_is_found_by_name_and_another_is_not(members: Members) -> None:
    client = client_of("alice", members)
    said = form_of(client, payees="Bob")
    answer = client.post(reverse("time-give"), said, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "No member has the code or the listed name “Bob”" in answer.content.decode()
    assert members.bob.owner is not None
    list_account(actor=members.bob.owner, account=members.bob, is_listed=True)
    assert client.post(reverse("time-give"), said).status_code == 302
    assert members.balances() == (-90, 90, 0, 0)


def test_what_is_refused_opens_no_account(members: Members) -> None:
    client = client_of("stranger", members)
    for wrong in ({"payees": "NOBODY"}, {"payees": members.bob.code, "day": "2027-03-02"}):
        assert client.post(reverse("time-give"), form_of(client, **wrong)).status_code == 422
    assert Account.objects.filter(owner__email="stranger@example.org").count() == 0


def test_time_is_given_to_the_chest_in_either_language(members: Members) -> None:
    client = client_of("alice", members)
    for word in ("chest", "Caisse"):
        client.post(reverse("time-give"), form_of(client, payees=word))
    assert members.balances() == (-180, 0, 0, 180)
    assert set(Transfer.objects.values_list("kind", flat=True)) == {"contribution"}


def test_a_mediator_notes_for_somebody_else_and_an_inhabitant_cannot(members: Members) -> None:
    said = {"payer": members.chloe.code, "payees": members.bob.code}
    client = client_of("mediator", members)
    client.post(reverse("time-give"), form_of(client, **said))
    assert members.balances() == (0, 90, -90, 0)
    client = client_of("alice", members)
    client.post(reverse("time-give"), form_of(client, **said))
    assert members.balances() == (-90, 180, -90, 0)


def test_time_is_given_back_by_who_received_it_and_is_hidden_from_others(members: Members) -> None:
    made = helped(members.bob, members.alice)
    address = reverse("time-give-back", args=[made.pk])
    assert client_of("stranger", members).post(address).status_code == 404
    assert client_of("alice", members).post(address).status_code == 302
    assert members.balances() == (0, 0, 0, 0)


def test_a_post_is_ended_by_its_author_only_and_then_gone_for_others(members: Members) -> None:
    post = put_up(members)
    address = reverse("time-post-end", args=[post.pk])
    client_of("alice", members).post(address)
    assert Post.objects.get().ended_at is None
    client_of("mediator", members).post(address)
    assert Post.objects.get().ended_at is not None
    gone = client_of("visitor", members).get(reverse("time-post", args=[post.pk]))
    assert (gone.status_code, "Vélos" in gone.content.decode()) == (410, False)


def test_a_dispensation_is_read_by_nobody_else(members: Members) -> None:
    for number in range(3):
        helped(members.alice, members.bob, minutes=1440, key=f"{number}")
    address = reverse("time-bank")
    assert "alice@example.org" in client_of("mediator", members).get(address).content.decode()
    client_of("mediator", members).post(
        reverse("time-dispense"), {"who": members.alice.code, "note": "vu avec elle"}
    )
    page = client_of("mediator", members).get(address).content.decode()
    assert ("alice@example.org" in page, "vu avec elle" in page) == (False, True)
    own = client_of("alice", members).get(reverse("time-account")).content.decode()
    assert ("vu avec elle" in own, 'class="notice"' in own) == (False, False)
    assert Dispensation.objects.get().granted_by == members.mediator


def test_an_answer_reaches_the_author_who_replies_directly(members: Members) -> None:
    post = put_up(members)
    client = client_of("alice", members)
    client.post(reverse("time-post", args=[post.pk]), {"text": "Je viens mardi"})
    assert pass_on_answer(Answer.objects.get().pk) == 1
    # A task that is run again says nothing again.
    assert pass_on_answer(Answer.objects.get().pk) == 0
    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to) == (["bob@example.org"], ["alice@example.org"])
    assert "Je viens mardi" in str(sent.body)


def test_who_helped_is_told_and_who_noted_it_is_not(members: Members) -> None:
    made = helped(members.alice, members.bob, note="Le vélo")
    assert tell_of_transfer(made.pk) == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["bob@example.org"], "Votre compte de temps · +1 h")
    assert "Alice a noté votre aide du lundi 1er mars" in str(sent.body)
    assert "Le vélo" in str(sent.body)


def test_what_people_wrote_is_shown_as_text(members: Members) -> None:
    assert members.bob.owner is not None
    post = put_up(members)
    answer_post(actor=members.mediator, post=post, text="<b>x</b>")
    Post.objects.update(text="<script>alert(1)</script>")
    page = client_of("visitor", members).get(reverse("time")).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def queries_of(client: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(name)).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["time", "time-account", "time-bank"])
def test_a_page_takes_the_same_queries_whatever_there_is(members: Members, name: str) -> None:
    payer = open_account(person=members.planner)
    client = client_of("planner", members)

    def add(key: str) -> None:
        helped(payer, members.bob, members.chloe, minutes=1440, key=key)
        put_up(members)

    add("first")
    once = queries_of(client, name)
    for number in range(8):
        add(f"{number}")
    assert queries_of(client, name) == once
