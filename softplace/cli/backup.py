"""softplace backup and softplace restore."""

from pathlib import Path

import click

from softplace.cli.terminal import fail, set_up_django


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write the whole installation to FILE, while it goes on working."""
    set_up_django()
    from softplace.config.backup import BackupRefused, back_up

    try:
        manifest = back_up(file)
    except BackupRefused as refused:
        fail(refused)
    _say(f"{file}: state of {manifest.made_at}", manifest.counts)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Fill an empty installation from a backup FILE."""
    set_up_django()
    from softplace.config.backup import BackupRefused
    from softplace.config.backup import restore as restore_from

    try:
        manifest = restore_from(file)
    except BackupRefused as refused:
        fail(refused)
    _say(f"Restored the state of {manifest.made_at}", manifest.counts)


def _say(title: str, counts: dict[str, int]) -> None:
    click.echo(title)
    for name, count in counts.items():
        click.echo(f"  {count:>9,} {name.split('_', 1)[1]}")
