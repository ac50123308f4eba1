"""The bank speaks and forbids nothing; of some it expects nothing, and says it to nobody."""

from datetime import date, timedelta

import pytest

from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.timebank.commands import dispense, end_dispensation, set_bank, transfer_time
from softplace.timebank.models import Account
from softplace.timebank.queries import (
    bank_fields,
    months,
    people_to_call,
    standings_of,
    statement,
    tally,
)
from softplace.timebank.rules import BankFields, TransferFields, warnings_of
from tests.timebank.conftest import MONDAY, TODAY, Members, helped
from tests.timebank.test_transfers import codes


def warned(account: Account, today: date = TODAY) -> list[str]:
    account.refresh_from_db()
    standing = standings_of([account], today)[account.pk]
    return [reason.code for reason in warnings_of(standing, bank_fields(), today=today)]


def called(today: date = TODAY) -> list[tuple[str, list[str]]]:
    return [
        (call.account.owner.email, [reason.code for reason in call.reasons])
        for call in people_to_call(today)
        if call.account.owner is not None
    ]


def test_a_balance_below_the_floor_is_told_and_receives_on(members: Members) -> None:
    for number in range(2):
        helped(members.alice, members.bob, minutes=12 * 60, key=f"{number}")
    assert warned(members.alice) == ["below_floor"]
    helped(members.alice, members.chloe, minutes=12 * 60, key="more")
    assert members.balances() == (-36 * 60, 24 * 60, 12 * 60, 0)
    assert called() == [("alice@example.org", ["below_floor"])]


def test_much_time_is_told_too(members: Members) -> None:
    set_bank(actor=members.planner, version=0, fields=BankFields(-60, 60, 30))
    helped(members.alice, members.bob, minutes=60)
    assert (warned(members.alice), warned(members.bob)) == ([], [])
    helped(members.alice, members.bob, minutes=1, key="b")
    assert (warned(members.alice), warned(members.bob)) == (["below_floor"], ["above_ceiling"])


def test_who_received_and_has_not_given_for_long_is_called(members: Members) -> None:
    helped(members.alice, members.bob)
    assert warned(members.alice, TODAY + timedelta(days=183)) == []
    assert warned(members.alice, TODAY + timedelta(days=184)) == ["has_not_given"]
    later = TODAY + timedelta(days=184)
    assert called(later) == [("alice@example.org", ["has_not_given"])]
    # Bob has given more than he received: nobody asks him for anything.
    assert warned(members.bob, later) == []


def test_nothing_is_said_of_or_to_who_is_dispensed(members: Members) -> None:
    set_bank(actor=members.planner, version=0, fields=BankFields(-60, 60, 30))
    helped(members.alice, members.bob, minutes=90)
    made = dispense(actor=members.mediator, account=members.alice, last_day=date(2027, 3, 10))
    assert (warned(members.alice), called()) == ([], [("bob@example.org", ["above_ceiling"])])
    # It ends by itself.
    assert warned(members.alice, date(2027, 3, 11)) == ["below_floor"]
    end_dispensation(actor=members.mediator, dispensation=made)
    assert warned(members.alice) == ["below_floor"]


def test_a_new_dispensation_takes_the_place_of_the_old(members: Members) -> None:
    dispense(actor=members.mediator, account=members.alice, note="un mois")
    dispense(actor=members.mediator, account=members.alice, note="sans terme")
    assert [one.note for one in members.alice.dispensations.filter(ended_at=None)] == ["sans terme"]


def test_only_mediators_dispense_and_only_planners_set_the_bank(members: Members) -> None:
    assert members.bob.owner is not None
    with pytest.raises(Refused) as refused:
        dispense(actor=members.bob.owner, account=members.alice)
    assert codes(refused) == [("", "mediators_only")]
    with pytest.raises(Refused) as refused:
        set_bank(actor=members.mediator, version=0, fields=BankFields())
    assert codes(refused) == [("", "planners_only")]


def test_the_second_of_two_planners_is_told(members: Members) -> None:
    set_bank(actor=members.planner, version=0, fields=BankFields(-60, 60, 30))
    with pytest.raises(Refused) as refused:
        set_bank(actor=members.planner, version=0, fields=BankFields(-600, 60, 30))
    assert (codes(refused), bank_fields()) == (
        [("", "bank_changed_meanwhile")], BankFields(-60, 60, 30),
    )  # fmt: skip


def test_a_statement_has_the_balance_after_each_line_page_by_page(members: Members) -> None:
    for number, minutes in enumerate((10, 20, 30)):
        helped(members.alice, members.bob, minutes=minutes, key=f"{number}")
    members.bob.refresh_from_db()
    newest = statement(members.bob, limit=2)
    assert [(one.line.minutes, one.balance_minutes) for one in newest] == [(30, 60), (20, 30)]
    older = statement(members.bob, before=newest[-1].line.pk, limit=2)
    assert [(one.line.minutes, one.balance_minutes) for one in older] == [(10, 10)]
    assert [line.account for line in older[0].others] == [members.alice]


def test_given_and_received_are_told_apart(members: Members) -> None:
    helped(members.alice, members.bob, minutes=50)
    helped(members.bob, members.alice, minutes=20, key="b")
    sums = tally(members.bob)
    assert (sums.given_minutes, sums.received_minutes) == (50, 20)


def test_a_month_of_few_people_is_masked(members: Members) -> None:
    fields = TransferFields(60, date(2027, 2, 3))
    pairs = [(members.alice, members.bob), (members.chloe, members.bob)]
    for number, (payer, payee) in enumerate(pairs):
        transfer_time(actor=None, payer=payer, payees=[payee], fields=fields, key=f"{number}")
    newest, before, *_ = months(TODAY)
    assert (newest.first, newest.minutes, newest.people) == (date(2027, 2, 1), None, None)
    assert (before.first, before.minutes, before.people) == (date(2027, 1, 1), 0, 0)
    assert len(months(TODAY)) == 12


def test_a_leap_day_is_a_day_like_another(members: Members) -> None:
    with clock.frozen(MONDAY.replace(year=2028, month=2, day=29)):
        fields = TransferFields(60, date(2028, 2, 29))
        transfer_time(
            actor=None, payer=members.alice, payees=[members.bob], fields=fields, key="leap"
        )
    assert members.balances() == (-60, 60, 0, 0)
