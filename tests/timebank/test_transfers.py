"""Time changes hands, once, and is given back when it was noted wrongly."""

from datetime import date, timedelta

import pytest

from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.timebank.commands import correct_transfer, open_account, transfer_time
from softplace.timebank.enums import TransferKind
from softplace.timebank.models import Account, Transfer
from softplace.timebank.rules import TransferFields
from softplace.trail.models import Entry
from tests.timebank.conftest import TODAY, Members, helped


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(reason.field, reason.code) for reason in refused.value.reasons]


def test_who_was_helped_gives_minutes_to_who_helped(members: Members) -> None:
    helped(members.alice, members.bob, minutes=90)
    assert members.balances() == (-90, 90, 0, 0)


def test_the_first_exchange_needs_no_credit(members: Members) -> None:
    """A bank in which one must earn before receiving never begins."""
    assert members.balances() == (0, 0, 0, 0)
    helped(members.bob, members.alice, minutes=24 * 60)
    assert members.balances() == (1440, -1440, 0, 0)


def test_each_of_a_shared_working_day_receives_the_minutes(members: Members) -> None:
    helped(members.alice, members.bob, members.chloe, minutes=120)
    assert members.balances() == (-240, 120, 120, 0)


def test_a_form_sent_twice_moves_time_once(members: Members) -> None:
    first = helped(members.alice, members.bob, note="Le  jardin")
    again = helped(members.alice, members.bob, note="Le  jardin")
    assert (first.pk == again.pk, members.balances()) == (True, (-60, 60, 0, 0))
    assert Entry.objects.filter(verb="transfer_time").count() == 1


def test_a_key_sent_again_with_another_content_is_refused(members: Members) -> None:
    helped(members.alice, members.bob)
    with pytest.raises(Refused) as refused:
        helped(members.alice, members.chloe)
    assert codes(refused) == [("", "key_used_for_another")]
    with pytest.raises(Refused):
        helped(members.alice, members.bob, minutes=61)
    assert members.balances() == (-60, 60, 0, 0)


def test_the_same_key_of_another_person_is_another_transfer(members: Members) -> None:
    helped(members.alice, members.bob)
    helped(members.bob, members.alice)
    assert members.balances() == (0, 0, 0, 0)
    assert Transfer.objects.count() == 2


@pytest.mark.parametrize(
    ("minutes", "day", "reason"),
    [
        (0, TODAY, ("minutes", "minutes_out_of_range")),
        (-60, TODAY, ("minutes", "minutes_out_of_range")),
        (1441, TODAY, ("minutes", "minutes_out_of_range")),
        (60, TODAY + timedelta(days=1), ("day", "day_to_come")),
        (60, date(2025, 12, 1), ("day", "day_too_long_ago")),
    ],
)
def test_what_cannot_have_been_is_refused(
    members: Members, minutes: int, day: date, reason: tuple[str, str]
) -> None:
    fields = TransferFields(minutes, day)
    with pytest.raises(Refused) as refused:
        transfer_time(
            actor=members.alice.owner,
            payer=members.alice,
            payees=[members.bob],
            fields=fields,
            key="a",
        )
    assert codes(refused) == [reason]
    assert (members.balances(), Transfer.objects.count()) == ((0, 0, 0, 0), 0)


def test_nobody_helps_themselves(members: Members) -> None:
    with pytest.raises(Refused) as refused:
        helped(members.alice, members.alice)
    assert codes(refused) == [("payees", "nobody_receives")]


def test_one_gives_of_ones_own_only(members: Members) -> None:
    fields = TransferFields(60, TODAY)
    with pytest.raises(Refused) as refused:
        transfer_time(
            actor=members.bob.owner,
            payer=members.alice,
            payees=[members.bob],
            fields=fields,
            key="a",
        )
    assert codes(refused) == [("", "not_your_account")]


def test_a_mediator_notes_for_others_on_the_phone_and_from_the_chest(members: Members) -> None:
    for payer, kind in (
        (members.alice, TransferKind.SERVICE),
        (members.chest, TransferKind.SUPPORT),
    ):
        fields = TransferFields(30, TODAY)
        made = transfer_time(
            actor=members.mediator, payer=payer, payees=[members.bob], fields=fields, key=kind
        )
        assert made.kind == kind
    assert members.balances() == (-30, 60, 0, -30)
    fields = TransferFields(30, TODAY)
    with pytest.raises(Refused) as refused:
        transfer_time(
            actor=members.alice.owner,
            payer=members.chest,
            payees=[members.alice],
            fields=fields,
            key="b",
        )
    assert codes(refused) == [("", "mediators_only")]


def test_who_received_gives_back_once(members: Members) -> None:
    made = helped(members.alice, members.bob, members.chloe, minutes=60)
    other = helped(members.alice, members.bob, minutes=10, key="b")
    with pytest.raises(Refused) as refused:
        correct_transfer(actor=members.alice.owner, transfer=other)
    assert codes(refused) == [("", "only_receivers_give_back")]
    with pytest.raises(Refused):
        # Chloé received too: none of the two decides alone.
        correct_transfer(actor=members.bob.owner, transfer=made)
    first = correct_transfer(actor=members.bob.owner, transfer=other)
    again = correct_transfer(actor=members.mediator, transfer=other)
    assert (first.pk == again.pk, members.balances()) == (True, (-120, 60, 60, 0))
    with pytest.raises(Refused) as refused:
        correct_transfer(actor=members.mediator, transfer=first)
    assert codes(refused) == [("", "cannot_be_given_back")]


def test_an_account_is_opened_once_and_its_code_is_read_aloud(members: Members) -> None:
    person = members.alice.owner
    assert person is not None
    assert open_account(person=person) == members.alice
    assert Account.objects.filter(owner=person).count() == 1
    assert len(members.alice.code) == 6
    assert not set(members.alice.code) & set("0O1IL")


def test_a_new_person_begins_at_zero(members: Members) -> None:
    dan = User.objects.create_user("dan@example.org", "pass")
    assert open_account(person=dan).balance_minutes == 0
