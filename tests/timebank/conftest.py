"""A tiny time bank: three members, a mediator and a planner, on a Monday that stands still."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from softplace.foundation import clock
from softplace.people.enums import Role
from softplace.people.models import Grant, User
from softplace.timebank.commands import open_account, transfer_time
from softplace.timebank.models import Account, Transfer
from softplace.timebank.queries import chest
from softplace.timebank.rules import TransferFields

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
TODAY = date(2027, 3, 1)


@dataclass
class Members:
    """Accounts of people, by name; the people are `owner` of them."""

    alice: Account
    bob: Account
    chloe: Account
    mediator: User
    planner: User

    @property
    def chest(self) -> Account:
        found = chest()
        assert found is not None
        return found

    def balances(self) -> tuple[int, int, int, int]:
        """Of Alice, Bob, Chloé and the chest, in minutes."""
        accounts = (self.alice, self.bob, self.chloe, self.chest)
        for account in accounts:
            account.refresh_from_db()
        alice, bob, chloe, of_all = (account.balance_minutes for account in accounts)
        return alice, bob, chloe, of_all


def helped(
    payer: Account, *payees: Account, minutes: int = 60, key: str = "a", **said: object
) -> Transfer:
    """The payer notes that the payees helped."""
    fields = TransferFields(minutes, TODAY, **said)  # type: ignore[arg-type]
    return transfer_time(actor=payer.owner, payer=payer, payees=payees, fields=fields, key=key)


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def members(db: None) -> Members:
    return make_members()


def make_members() -> Members:
    people = {
        name: User.objects.create_user(f"{name}@example.org", "pass", name=name.title())
        for name in ("alice", "bob", "chloe", "mediator", "planner")
    }
    Grant.objects.create(user=people["planner"], role=Role.PLANNER)
    Grant.objects.create(user=people["mediator"], role=Role.MEDIATOR)
    return Members(
        *(open_account(person=people[name]) for name in ("alice", "bob", "chloe")),
        people["mediator"],
        people["planner"],
    )
