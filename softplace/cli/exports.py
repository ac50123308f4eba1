"""softplace export: places for other software."""

from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from softplace.cli.terminal import set_up_django


@click.group(name="export")
def export_group() -> None:
    """Give the territory's places to other software."""


@export_group.command()
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["geojson", "mediation-num", "csv", "json"]),
    required=True,
)
@click.option("--source", help="Only places of this list.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="File to write; the standard output without it.",
)
def places(file_format: str, source: str | None, output: Path | None) -> None:
    """Published places, with their functions and hours."""
    set_up_django()
    from zoneinfo import ZoneInfo

    from softplace.config.serving import prepare
    from softplace.foundation.clock import today
    from softplace.places.formats import places_csv, places_geojson, places_json
    from softplace.places.formats.mediation_num import places_mediation_num
    from softplace.places.models import Place
    from softplace.places.queries import place_records
    from softplace.territory.queries import current_territory

    prepare(demo=False)
    territory = current_territory()
    chosen = Place.objects.published()
    if source is not None:
        chosen = chosen.filter(source=source)
    zone = ZoneInfo(territory.zone if territory else "Europe/Paris")
    records = place_records(chosen, on=today(zone))
    left_out: list[tuple[str, list[str]]] = []
    if file_format == "mediation-num":
        text, left_out = places_mediation_num(records)
    else:
        text = {"csv": places_csv, "geojson": places_geojson, "json": places_json}[file_format](
            records
        )
    if output is None:
        click.echo(text, nl=False)
    else:
        # newline="": a CSV line ends with CR LF on every system.
        with output.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
    written = len(records) - len(left_out)
    click.echo(
        ngettext("%(count)s place written.", "%(count)s places written.", written)
        % {"count": written},
        err=True,
    )
    for name, columns in left_out:
        click.echo(
            _("Left out, because the schema requires what is not known (%(columns)s): %(name)s")
            % {"columns": ", ".join(columns), "name": name},
            err=True,
        )
