"""A person goes: nobody repays in order to leave, and the others keep what is theirs."""

from django.core import mail

from softplace.people.models import User
from softplace.timebank.commands import erase_person, publish_post
from softplace.timebank.enums import PostKind
from softplace.timebank.models import Account, Line, Post, Transfer
from softplace.timebank.queries import held_on_account, unevenness
from softplace.timebank.rules import PostFields
from softplace.trail.models import Entry
from tests.timebank.conftest import TODAY, Members, helped


def test_the_chest_takes_over_a_debt_and_a_credit(members: Members) -> None:
    helped(members.alice, members.bob, minutes=600, note="Chez Alice, rue du Pont")
    assert members.alice.owner is not None
    erase_person(person=members.alice.owner)
    assert members.balances() == (0, 600, 0, -600)
    assert members.bob.owner is not None
    erase_person(person=members.bob.owner)
    assert (members.balances(), unevenness()) == ((0, 0, 0, 0), [])
    assert User.objects.filter(email__in=["alice@example.org", "bob@example.org"]).count() == 0


def test_what_was_moved_stays_without_name_or_note(members: Members) -> None:
    made = helped(members.alice, members.bob, note="Chez Alice, rue du Pont")
    assert members.alice.owner is not None
    fields = PostFields(PostKind.NEED, "Aider Alice", "", TODAY)
    publish_post(actor=members.alice.owner, fields=fields)
    erase_person(person=members.alice.owner)
    made.refresh_from_db()
    account = Account.objects.get(pk=members.alice.pk)
    assert (made.note, made.made_by, account.owner, account.is_open) == ("", None, None, False)
    assert list(made.lines.order_by("minutes").values_list("minutes", flat=True)) == [-60, 60]
    assert (Post.objects.count(), Entry.objects.filter(subject_name="Aider Alice").count()) == (
        0,
        0,
    )


def test_all_that_is_held_is_handed_out(members: Members) -> None:
    helped(members.alice, members.bob, note="Vélo")
    assert members.bob.owner is not None
    held = held_on_account(members.bob.owner)
    assert held["time_transfers"] == [
        {
            "minutes": 60,
            "transfer__kind": "service",
            "transfer__day": TODAY,
            "transfer__note": "Vélo",
        }
    ]
    assert held_on_account(members.mediator) == {"time_account": None}


def test_an_account_at_zero_closes_without_a_transfer(members: Members) -> None:
    assert members.chloe.owner is not None
    erase_person(person=members.chloe.owner)
    assert (Transfer.objects.count(), Line.objects.count(), mail.outbox) == (0, 0, [])
