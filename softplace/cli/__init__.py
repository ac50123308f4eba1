"""The softplace command. Each subcommand parses, calls one function of an app, and says what
happened. A group of subcommands is a module of this package, added to `main` at the end."""

from typing import Any

import click
from django.utils.translation import gettext as _

from softplace.cli.account import account
from softplace.cli.backup import backup, restore
from softplace.cli.demo import demo as demo_command
from softplace.cli.demo import say_accounts
from softplace.cli.doctor import doctor
from softplace.cli.exports import export_group
from softplace.cli.imports import import_group
from softplace.cli.reach import reach
from softplace.cli.solve import solve_group
from softplace.cli.study import study
from softplace.cli.terminal import set_up_django


class Sentences(click.Group):
    """Ends with a sentence, and no trace of code, when there is no database to speak to."""

    def invoke(self, ctx: click.Context) -> Any:
        from django.db import OperationalError

        from softplace.config.cluster import ServerFault

        try:
            return super().invoke(ctx)
        except ServerFault as fault:
            raise click.ClickException(str(fault)) from fault
        except OperationalError as error:
            raise click.ClickException(
                f"The database cannot be reached: {error}\n"
                "Look at DATABASE_URL, or leave it out to use the embedded PostgreSQL."
            ) from error


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="softplace", prog_name="softplace")
def main() -> None:
    """Run a territory's shared places, and plan them.

    Data live in SOFTPLACE_HOME; DATABASE_URL uses a PostgreSQL server of your own.
    """


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--demo", is_flag=True, help="Fill an empty database with the demo territory.")
def serve(host: str, port: int, workers: int, demo: bool) -> None:
    """Prepare the database and serve the pages and the API."""
    set_up_django()
    from softplace.config.serving import prepare, run

    if demo:
        click.echo(
            _("The database is being prepared; an empty one gets the demo, which takes a minute.")
        )
    prepare(demo=demo)
    if demo:
        say_accounts()
    run(host=host, port=port, workers=workers)


@main.command()
@click.option("--parent", type=int, default=None, help="Stop when that process has gone.")
def worker(parent: int | None) -> None:
    """Do the background work (serve starts one by itself)."""
    set_up_django()
    from softplace.config.worker import run_worker

    run_worker(parent=parent)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    """Django's own commands (makemigrations, shell, ...)."""
    set_up_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["softplace django", *arguments])


main.add_command(account)
main.add_command(backup)
main.add_command(restore)
main.add_command(demo_command)
main.add_command(doctor)
main.add_command(import_group)
main.add_command(export_group)
main.add_command(solve_group)
main.add_command(reach)
main.add_command(study)
