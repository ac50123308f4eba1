"""How an import is told in a terminal: a bar while it runs, counts, a table of refused lines."""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from softplace.foundation.clock import monotonic_seconds
from softplace.foundation.errors import Refused
from softplace.foundation.imports import ImportReport, RefusedLine

MOST_LINES_SHOWN = 50
PATIENCE_SECONDS = 1.0


@contextmanager
def progress(title: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream that shows itself when the work takes more than a second."""
    from rich.console import Console
    from rich.progress import Progress

    begun = monotonic_seconds()
    console = Console(stderr=True)
    bar = Progress(console=console, transient=True, disable=quiet or not console.is_terminal)
    task = bar.add_task(title, total=None)

    def advance(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if monotonic_seconds() - begun > PATIENCE_SECONDS:
            bar.start()

    try:
        yield advance
    finally:
        bar.stop()


def tell(
    report: ImportReport,
    *,
    dry_run: bool,
    partial: bool,
    as_json: bool,
    refused_csv: Path | None,
) -> None:
    """Print what an import did; ends with status 1 where it was held back."""
    from softplace.web.sentences import told

    held_back = report.is_held_back and not partial
    if refused_csv is not None:
        write_refused(refused_csv, report)
    for notice in report.notices:
        click.echo(told(notice), err=True)
    shown = [line for line in report.refused if not line.lies_outside]
    if shown:
        _print_table(shown)
    if report.outside:
        click.echo(_outside(report, written_to=refused_csv), err=True)
    if as_json:
        counts = report.counts()
        if held_back:
            counts |= {"created": 0, "updated": 0}
        click.echo(json.dumps(counts))
    else:
        click.echo(_summary(report, dry_run=dry_run, held_back=held_back))
    if held_back:
        sys.exit(1)


def _outside(report: ImportReport, *, written_to: Path | None) -> str:
    """What lies in other territories, said once."""
    lines = report.outside
    first = next(line.line for line in report.refused if line.lies_outside)
    said = ngettext(
        "%(lines)s line lies outside the territory and was left out (line %(first)s).",
        "%(lines)s lines lie outside the territory and were left out (the first is line %(first)s).",
        lines,
    ) % {"lines": lines, "first": first}
    if written_to is not None:
        return said
    return said + " " + _("--refused-csv FILE writes them all.")


def _summary(report: ImportReport, *, dry_run: bool, held_back: bool) -> str:
    counts = (
        _(
            "created: %(created)s, updated: %(updated)s, unchanged: %(unchanged)s, refused: %(refused)s"
        )
        % report.counts()
    )
    if held_back:
        lines = len({line.line for line in report.refused if line.holds_back})
        return ngettext(
            "Nothing was imported, because %(lines)s line is refused. Mend it, or import the "
            "others with --partial.",
            "Nothing was imported, because %(lines)s lines are refused. Mend them, or import the "
            "others with --partial.",
            lines,
        ) % {"lines": lines}
    if dry_run:
        return _("Nothing was changed. It would be: %(counts)s.") % {"counts": counts}
    return _("Imported: %(counts)s.") % {"counts": counts}


def _print_table(refused: Sequence[RefusedLine]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from softplace.web.sentences import told

    console = Console(stderr=True)
    table = Table(title=_("Refused lines"), title_justify="left")
    table.add_column(_("Line"), justify="right")
    for title in (_("Field"), _("Value"), _("Reason")):
        table.add_column(title, overflow="fold")
    for line in refused[:MOST_LINES_SHOWN]:
        # Text, not str: a value from a file must not be read as rich's own mark-up.
        table.add_row(str(line.line), Text(line.field), Text(line.value), Text(told(line.reason)))
    console.print(table)
    more = len(refused) - MOST_LINES_SHOWN
    if more > 0:
        console.print(
            _("… and %(more)s more: --refused-csv FILE writes them all.") % {"more": more}
        )


def write_refused(path: Path, report: ImportReport) -> None:
    """The refused lines as CSV, with the reason in words."""
    from softplace.web.sentences import told

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "field", "value", "reason"])
        for line in report.refused:
            writer.writerow([line.line, line.field, line.value, told(line.reason)])


def tell_refusal(refusal: Refused, *, as_json: bool) -> NoReturn:
    """Say why a file as a whole is refused, and end with status 1."""
    from softplace.web.sentences import told

    if as_json:
        counts = {"created": 0, "updated": 0, "unchanged": 0, "refused": len(refusal.reasons)}
        click.echo(json.dumps(counts))
    for reason in refusal.reasons:
        click.echo(told(reason), err=True)
    sys.exit(1)
