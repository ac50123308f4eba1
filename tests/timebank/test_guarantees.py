"""The sum is zero at every commit: tried to break by SQL, by many at once, and by killing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from softplace.timebank.commands import correct_transfer
from softplace.timebank.models import Account, Line, Transfer
from softplace.timebank.queries import unevenness
from tests.timebank.conftest import MONDAY, TODAY, Members, helped, make_members


def a_transfer() -> Transfer:
    return Transfer.objects.create(kind="service", key=uuid4(), day=TODAY, made_at=MONDAY)


def check_now() -> None:
    """What the database would check when the transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def one_sided(members: Members) -> None:
    Line.objects.create(transfer=a_transfer(), account=members.alice, minutes=60)


def uneven(members: Members) -> None:
    made = a_transfer()
    Line.objects.create(transfer=made, account=members.alice, minutes=-60)
    Line.objects.create(transfer=made, account=members.bob, minutes=61)


def empty(members: Members) -> None:
    a_transfer()


def one_more_line(members: Members) -> None:
    made = helped(members.alice, members.bob)
    check_now()
    Line.objects.create(transfer=made, account=members.chloe, minutes=5)


def edited_line(members: Members) -> None:
    made = helped(members.alice, members.bob)
    Line.objects.filter(transfer=made).update(minutes=1)


def removed_line(members: Members) -> None:
    made = helped(members.alice, members.bob)
    made.lines.all()._raw_delete(using="default")


def removed_transfer(members: Members) -> None:
    made = helped(members.alice, members.bob)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM timebank_transfer WHERE id = %s", [made.pk])


def another_day(members: Members) -> None:
    made = helped(members.alice, members.bob)
    Transfer.objects.filter(pk=made.pk).update(day="2027-02-01")


def balance_by_hand(members: Members) -> None:
    Account.objects.filter(pk=members.alice.pk).update(balance_minutes=600)


def born_rich(members: Members) -> None:
    Account.objects.create(kind="person", code="RICH", balance_minutes=600, opened_at=MONDAY)


def second_chest(members: Members) -> None:
    Account.objects.create(kind="chest", code="SECOND", opened_at=MONDAY)


def closed_with_a_debt(members: Members) -> None:
    helped(members.alice, members.bob)
    Account.objects.filter(pk=members.alice.pk).update(closed_at=MONDAY)


@pytest.mark.parametrize(
    "attempt",
    [
        one_sided, uneven, empty, one_more_line, edited_line, removed_line, removed_transfer,
        another_day, balance_by_hand, born_rich, second_chest, closed_with_a_debt,
    ],
    ids=lambda attempt: attempt.__name__,
)  # fmt: skip
def test_the_database_refuses(members: Members, attempt: Callable[[Members], None]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt(members)
        check_now()
    assert (unevenness(), members.balances()) == ([], (0, 0, 0, 0))


@pytest.mark.django_db(transaction=True)
def test_many_at_once_keep_the_sum_at_zero() -> None:
    members = make_members()
    accounts = [members.alice, members.bob, members.chloe]

    def exchanges(seed: int) -> list[tuple[int, int, int]]:
        chance, done = Random(seed), []
        for number in range(25):
            payer, payee = chance.sample(range(3), 2)
            minutes = chance.randrange(1, 300)
            made = helped(accounts[payer], accounts[payee], minutes=minutes, key=f"{seed} {number}")
            # Sent again, as a phone does on a bad line.
            helped(accounts[payer], accounts[payee], minutes=minutes, key=f"{seed} {number}")
            if chance.random() < 0.2:
                correct_transfer(actor=accounts[payee].owner, transfer=made)
            else:
                done.append((payer, payee, minutes))
        connection.close()
        return done

    with ThreadPoolExecutor(6) as clients:
        done = [one for each in clients.map(exchanges, range(6)) for one in each]
    expected = [0, 0, 0]
    for payer, payee, minutes in done:
        expected[payer] -= minutes
        expected[payee] += minutes
    assert (members.balances(), unevenness()) == ((*expected, 0), [])


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_eight_times_at_once_moves_time_once() -> None:
    members = make_members()

    def send(_: int) -> int:
        made = helped(members.alice, members.bob, key="one")
        connection.close()
        return made.pk

    with ThreadPoolExecutor(8) as clients:
        assert len(set(clients.map(send, range(8)))) == 1
    assert members.balances() == (-60, 60, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_eight_who_give_back_at_once_give_back_once() -> None:
    members = make_members()
    made = helped(members.alice, members.bob)

    def give_back(_: int) -> int:
        back = correct_transfer(actor=members.bob.owner, transfer=made)
        connection.close()
        return back.pk

    with ThreadPoolExecutor(8) as clients:
        assert len(set(clients.map(give_back, range(8)))) == 1
    assert members.balances() == (0, 0, 0, 0)
