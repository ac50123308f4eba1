"""softplace demo: fill an empty database with the demo territory, and say who may sign in."""

import click
from django.utils.translation import gettext as _

from softplace.cli.terminal import fail, set_up_django


@click.command()
def demo() -> None:
    """Fill an empty database with the demo territory.

    Real towns around Crest (Drôme), invented places. A database that holds anything is left as
    it is.
    """
    set_up_django()
    from softplace.config.serving import prepare
    from softplace.demo.commands import has_demo

    loaded = prepare(demo=True)
    if not loaded and not has_demo():
        fail(
            _(
                "The database already holds a territory, places or accounts: nothing was changed. "
                "Choose an empty folder with SOFTPLACE_HOME to look at the demo."
            )
        )
    click.echo(_("The demo territory is ready.") if loaded else _("The demo was already there."))
    say_accounts()


def say_accounts() -> None:
    """Print the demo's accounts and their password; nothing where there is no demo."""
    from softplace.demo.accounts import ACCOUNTS, password
    from softplace.demo.commands import accepts_password

    if not accepts_password(ACCOUNTS[0].email):
        return
    width = max(len(account.email) for account in ACCOUNTS)
    click.echo(_("Demo accounts, all with the password %(password)s") % {"password": password()})
    for account in ACCOUNTS:
        click.echo(f"  {account.email:<{width}}  {_(account.what)}")
