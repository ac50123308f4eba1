"""Offers and needs: put up, found, answered, taken off."""

from datetime import date, timedelta

import pytest

from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.timebank.commands import answer_post, end_post, publish_post
from softplace.timebank.enums import PostKind
from softplace.timebank.models import Account, Answer, Post
from softplace.timebank.queries import posts_found
from softplace.timebank.rules import MOST_ANSWERS_A_DAY, MOST_POSTS, PostFields
from tests.timebank.conftest import MONDAY, TODAY, Members
from tests.timebank.test_transfers import codes

MAY = date(2027, 5, 1)


def put_up(person: User | None, title: str = "Vélos", **said: object) -> Post:
    assert person is not None
    fields = PostFields(PostKind.OFFER, title, str(said.get("text", "")), MAY)
    return publish_post(actor=person, fields=fields)


def test_to_offer_something_opens_the_account(db: None) -> None:
    dan = User.objects.create_user("dan@example.org", "pass")
    post = put_up(dan)
    assert (post.account.owner, post.account.balance_minutes) == (dan, 0)
    assert Account.objects.filter(owner=dan).count() == 1


def test_what_stands_is_found_by_words_until_its_last_day(members: Members) -> None:
    put_up(members.alice.owner, "Vélos", text="Freins et chaînes")
    put_up(members.bob.owner, "Guitare")
    assert [post.title for post in posts_found(today=TODAY)] == ["Guitare", "Vélos"]
    assert [post.title for post in posts_found(today=TODAY, words="chaînes vélo")] == ["Vélos"]
    assert list(posts_found(today=TODAY, kind=PostKind.NEED)) == []
    assert list(posts_found(today=MAY + timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("title", "last_day", "reason"),
    [
        ("  ", MAY, ("title", "required")),
        ("x" * 121, MAY, ("title", "too_long")),
        ("Vélos", TODAY - timedelta(days=1), ("last_day", "post_is_over")),
        ("Vélos", TODAY + timedelta(days=367), ("last_day", "post_too_long")),
    ],
)
def test_a_post_that_says_nothing_or_never_ends_is_refused(
    members: Members, title: str, last_day: date, reason: tuple[str, str]
) -> None:
    assert members.alice.owner is not None
    fields = PostFields(PostKind.NEED, title, "", last_day)
    with pytest.raises(Refused) as refused:
        publish_post(actor=members.alice.owner, fields=fields)
    assert (codes(refused), Post.objects.count()) == ([reason], 0)


def test_nobody_fills_the_list_alone(members: Members) -> None:
    for number in range(MOST_POSTS):
        put_up(members.alice.owner, f"Vélo {number}")
    with pytest.raises(Refused) as refused:
        put_up(members.alice.owner)
    assert codes(refused) == [("", "too_many_posts")]


def test_its_author_or_a_mediator_takes_it_off(members: Members) -> None:
    post = put_up(members.alice.owner)
    assert members.bob.owner is not None
    with pytest.raises(Refused) as refused:
        end_post(actor=members.bob.owner, post=post)
    assert codes(refused) == [("", "not_your_account")]
    end_post(actor=members.mediator, post=post)
    assert list(posts_found(today=TODAY)) == []


def test_an_answer_is_kept_once_written_and_not_to_oneself(members: Members) -> None:
    post = put_up(members.alice.owner)
    assert members.alice.owner is not None
    with pytest.raises(Refused) as refused:
        answer_post(actor=members.alice.owner, post=post, text="Moi")
    assert codes(refused) == [("", "answers_to_oneself")]
    assert members.bob.owner is not None
    with pytest.raises(Refused) as refused:
        answer_post(actor=members.bob.owner, post=post, text=" \n")
    assert codes(refused) == [("text", "required")]
    answer = answer_post(actor=members.bob.owner, post=post, text="Je viens\nmardi")
    assert list(Answer.objects.values_list("text", flat=True)) == [answer.text]


def test_nobody_writes_to_everybody(members: Members) -> None:
    assert members.bob.owner is not None
    post = put_up(members.alice.owner)
    for number in range(MOST_ANSWERS_A_DAY):
        answer_post(actor=members.bob.owner, post=post, text=f"{number}")
    with pytest.raises(Refused) as refused:
        answer_post(actor=members.bob.owner, post=post, text="encore")
    assert codes(refused) == [("", "too_many_answers")]
    with clock.frozen(MONDAY + timedelta(days=1, minutes=1)):
        answer_post(actor=members.bob.owner, post=post, text="demain")


def test_what_is_over_is_not_answered(members: Members) -> None:
    assert members.bob.owner is not None
    post = put_up(members.alice.owner)
    assert members.alice.owner is not None
    end_post(actor=members.alice.owner, post=post)
    with pytest.raises(Refused) as refused:
        answer_post(actor=members.bob.owner, post=post, text="Je viens")
    assert codes(refused) == [("", "post_is_over")]
