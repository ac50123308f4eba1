"""softplace doctor: what is wrong with this installation, in sentences."""

import json
import sys

import click
from django.utils.translation import ngettext

from softplace.cli.terminal import set_up_django

ROWS_SHOWN = 10


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def doctor(as_json: bool) -> None:
    """Check every invariant on the live database; ends with status 1 if something is wrong.

    Nothing is changed.
    """
    set_up_django()
    from softplace.config.doctor import Finding, examine

    found: list[Finding] = []
    for finding in examine():
        found.append(finding)
        if not as_json:
            _say(finding.app, finding.check, [(f.sentence, f.rows) for f in finding.faults])
    wrong = [finding for finding in found if finding.faults]
    if as_json:
        report = [
            {
                "app": finding.app,
                "check": finding.check,
                "faults": [
                    {"sentence": fault.sentence, "rows": fault.rows} for fault in finding.faults
                ],
            }
            for finding in found
        ]
        click.echo(json.dumps({"is_well": not wrong, "checks": report}, ensure_ascii=False))
    elif wrong:
        words = ngettext("%(count)s check failed.", "%(count)s checks failed.", len(wrong))
        click.echo(words % {"count": len(wrong)}, err=True)
    else:
        words = ngettext(
            "All is well: %(count)s check.", "All is well: %(count)s checks.", len(found)
        )
        click.echo(words % {"count": len(found)})
    sys.exit(1 if wrong else 0)


def _say(app: str, check: str, faults: list[tuple[str, tuple[str, ...]]]) -> None:
    click.echo(f"{'✗' if faults else '✓'} {app}: {check.replace('_', ' ')}")
    for sentence, rows in faults:
        click.echo(f"    {sentence}")
        for row in rows[:ROWS_SHOWN]:
            click.echo(f"    - {row}")
        if len(rows) > ROWS_SHOWN:
            more = len(rows) - ROWS_SHOWN
            click.echo(
                "    "
                + ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
            )
