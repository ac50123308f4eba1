"""Fill the time bank of the demo."""

from datetime import date, timedelta
from random import Random

from softplace.demo import exchanges
from softplace.foundation import clock
from softplace.people.models import User
from softplace.territory.models import Commune, Function
from softplace.timebank.commands import (
    dispense,
    list_account,
    open_account,
    publish_post,
    transfer_time,
)
from softplace.timebank.models import Account
from softplace.timebank.rules import PostFields, TransferFields


def make_time_bank(*, inhabitant: User, mediator: User, today: date, chance: Random) -> None:
    """Members, a year of exchanges, the chest, and what is on the list."""
    accounts = {name: _member(name, number) for number, name in enumerate(exchanges.MEMBERS)}
    accounts[inhabitant.name] = open_account(person=inhabitant)
    Account.objects.update(opened_at=clock.now() - timedelta(days=364))
    for number, one in enumerate(exchanges.exchanges(today, chance)):
        _transfer(
            accounts[one.helped], accounts[one.helper], one.minutes, one.day, one.note, number
        )
    me, bruno = accounts[inhabitant.name], accounts["Bruno Vialle"]
    chest = Account.objects.get(kind="chest")
    _transfer(bruno, me, 90, today - timedelta(days=9), "Atelier vélo", -1)
    _transfer(me, accounts["Clémence Roustan"], 45, today - timedelta(days=3), "Logement", -2)
    _transfer(bruno, chest, 240, today - timedelta(days=30), "Pour tous", -3)
    dispense(actor=mediator, account=accounts[exchanges.CANNOT_GIVE], note="Vu avec lui en mars")
    _put_posts_up(accounts, today)


def _member(name: str, number: int) -> Account:
    person = User(email=f"membre{number + 1}@demo.example", name=name)
    person.set_unusable_password()
    person.save()
    account = open_account(person=person)
    if name not in exchanges.NOT_LISTED:
        list_account(actor=person, account=account, is_listed=True)
    return account


def _transfer(
    payer: Account, payee: Account, minutes: int, day: date, note: str, number: int
) -> None:
    fields = TransferFields(minutes, day, note)
    transfer_time(
        actor=None, payer=payer, payees=[payee], fields=fields, key=str(number), tells=False
    )


def _put_posts_up(accounts: dict[str, Account], today: date) -> None:
    functions = dict(Function.objects.values_list("code", "pk"))
    communes = dict(Commune.objects.values_list("name", "pk"))
    for post in exchanges.POSTS:
        author = accounts[post.author].owner
        assert author is not None
        fields = PostFields(
            post.kind,
            post.title,
            post.text,
            today + timedelta(days=post.days),
            functions.get(post.function),
            communes.get(post.commune),
        )
        publish_post(actor=author, fields=fields)
