"""softplace import: bring in communes, boundaries, places, school holidays, cells and roads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from softplace.cli import import_report
from softplace.cli.terminal import set_up_django

if TYPE_CHECKING:
    from softplace.foundation.imports import ImportReport

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)
LONGEST_SOURCE = 40


@dataclass(frozen=True, slots=True)
class Choices:
    """How an import is to be done and told."""

    dry_run: bool
    as_json: bool
    partial: bool
    refused_csv: Path | None


def with_choices(command: Command) -> Command:
    """The options that every import has, given to the command as `choices`."""

    @click.option("--dry-run", is_flag=True, help="Only say what would change.")
    @click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
    @click.option(
        "--partial", is_flag=True, help="Import the good lines even where others are refused."
    )
    @click.option("--refused-csv", type=FILE, help="Write the refused lines to this CSV file.")
    def chosen(
        dry_run: bool, as_json: bool, partial: bool, refused_csv: Path | None, **arguments: Any
    ) -> None:
        choices = Choices(dry_run, as_json, partial, refused_csv)
        set_up_django()
        with _told(choices):
            report = command(choices=choices, **arguments)
            import_report.tell(
                report,
                dry_run=dry_run,
                partial=partial,
                as_json=as_json,
                refused_csv=refused_csv,
            )

    chosen.__doc__ = command.__doc__
    chosen.__name__ = command.__name__
    chosen.__click_params__ = (  # type: ignore[attr-defined]
        chosen.__click_params__ + getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    )
    return chosen  # type: ignore[return-value]


@contextmanager
def _told(choices: Choices) -> Iterator[None]:
    """A refusal of the whole file becomes its sentence and the end of the command."""
    from softplace.foundation.errors import Refused

    try:
        yield
    except Refused as refusal:
        import_report.tell_refusal(refusal, as_json=choices.as_json)


@click.group(name="import")
def import_group() -> None:
    """Bring in communes, boundaries, places, school holidays, cells and roads.

    A file is imported as a whole or not at all, unless --partial is asked for. Importing the
    same file twice changes nothing.
    """


@import_group.command()
@click.argument("file", type=FILE, required=False)
@click.option("--geonames", is_flag=True, help="Towns from GeoNames instead of a file.")
@click.option("--department", "departments", multiple=True, help="Only this département (26, 2A).")
@click.option(
    "--country", default="FR", show_default=True, help="With --geonames: its two letters."
)
@click.option("--near", metavar="LAT,LNG", help="With --geonames: around this point only.")
@click.option(
    "--within-km", type=click.FloatRange(min=0, min_open=True), default=45.0, show_default=True
)
@click.option("--territory", "territory_name", default="", help="What the territory is called.")
@with_choices
def communes(
    choices: Choices,
    file: Path | None,
    geonames: bool,
    departments: tuple[str, ...],
    country: str,
    near: str | None,
    within_km: float,
    territory_name: str,
) -> "ImportReport":
    """Communes from a CSV file with INSEE's columns, or towns from GeoNames."""
    from softplace.places.commands import link_places_to_communes
    from softplace.reach.planning import measure_territory
    from softplace.territory.commands import import_communes
    from softplace.territory.formats import read_communes, read_geonames

    if geonames == (file is not None):
        raise click.UsageError(_("Give either a file or --geonames."))
    with import_report.progress(_("Reading"), quiet=choices.as_json):
        if file is not None:
            read = read_communes(_content(file), departments=departments)
        else:
            point = _point(near) if near else None
            read = read_geonames(
                country=country, near=point, within_km=within_km if point else None
            )
    _prepare()
    with import_report.progress(_("Writing"), quiet=choices.as_json) as progress:
        report = import_communes(
            file=read,
            territory_name=territory_name,
            partial=choices.partial,
            dry_run=choices.dry_run,
            progress=progress,
        )
    if report.is_written:
        measure_territory()
        linked = link_places_to_communes()
        if linked:
            said = ngettext(
                "%(places)s place that had no commune has one now.",
                "%(places)s places that had no commune have one now.",
                linked,
            )
            click.echo(said % {"places": linked}, err=True)
    return report


@import_group.command()
@click.argument("file", type=FILE)
@with_choices
def boundaries(choices: Choices, file: Path) -> "ImportReport":
    """Boundaries of communes from a GeoJSON file.

    Communes that have merged since are reported and left out.
    """
    from softplace.territory.commands import import_boundaries
    from softplace.territory.formats import read_boundaries

    with import_report.progress(_("Reading"), quiet=choices.as_json):
        read = read_boundaries(_content(file))
    _prepare()
    with import_report.progress(_("Writing"), quiet=choices.as_json) as progress:
        return import_boundaries(
            file=read, partial=choices.partial, dry_run=choices.dry_run, progress=progress
        )


@import_group.command()
@click.argument("file", type=FILE)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["mediation-num", "france-services", "csv", "geojson"]),
    required=True,
)
@click.option("--source", default="", help="Name of the list, if not that of the format.")
@click.option("--department", "departments", multiple=True, help="Only this département (26, 2A).")
@with_choices
def places(
    choices: Choices,
    file: Path,
    file_format: str,
    source: str,
    departments: tuple[str, ...],
) -> "ImportReport":
    """Places with their hours.

    They are known again by the name of the list and the identifier in it. What keepers wrote
    stays, except where the list itself has changed. Places of neighbouring territories are no
    places here: they are kept apart, for studies of reach only.
    """
    if len(source) > LONGEST_SOURCE:
        raise click.BadParameter(
            _("At most %(limit)s characters.") % {"limit": LONGEST_SOURCE}, param_hint="--source"
        )
    from softplace.places.commands import import_places
    from softplace.places.formats import READERS
    from softplace.reach.commands import keep_neighbours
    from softplace.reach.planning import measure_territory

    with import_report.progress(_("Reading"), quiet=choices.as_json):
        read = READERS[file_format](_content(file), departments=departments)
    _prepare()
    with import_report.progress(_("Writing"), quiet=choices.as_json) as progress:
        report = import_places(
            file=read,
            source=source or file_format,
            partial=choices.partial,
            dry_run=choices.dry_run,
            progress=progress,
        )
    if report.is_written:
        keep_neighbours(file=read, source=source or file_format)
        measure_territory()
    return report


@import_group.command(name="school-holidays")
@click.argument("file", type=FILE)
@with_choices
def school_holidays(choices: Choices, file: Path) -> "ImportReport":
    """School holidays from a CSV file.

    Columns zone, name, first_date, last_date; or the file that the French ministry publishes.
    """
    from softplace.territory.commands import import_school_holidays
    from softplace.territory.formats import read_school_holidays

    read = read_school_holidays(_content(file))
    _prepare()
    return import_school_holidays(file=read, partial=choices.partial, dry_run=choices.dry_run)


@import_group.command()
@click.argument("file", type=FILE, required=False)
@click.option("--name", required=True, help="What the set of cells is called; replaced if known.")
@click.option("--remove", is_flag=True, help="Remove the set of that name instead.")
@with_choices
def cells(choices: Choices, file: Path | None, name: str, remove: bool) -> "ImportReport":
    """Points with people, finer than communes, from CSV, GeoJSON or GeoParquet.

    Columns latitude, longitude and people; if you have them id, commune (its code) and income.
    Every other column of numbers is a group of people, such as an age band.
    """
    from softplace.foundation.imports import ImportReport, written
    from softplace.reach.commands import import_cells, remove_cells
    from softplace.reach.formats import read_cells
    from softplace.reach.planning import measure_territory

    if remove == (file is not None):
        raise click.UsageError(_("Give either a file or --remove."))
    if file is None:
        _prepare()
        count = 0 if choices.dry_run else remove_cells(name=name)
        return written(ImportReport(0, count, 0))
    with import_report.progress(_("Reading"), quiet=choices.as_json):
        read = read_cells(_content(file))
    _prepare()
    report = import_cells(file=read, name=name, partial=choices.partial, dry_run=choices.dry_run)
    if report.is_written:
        measure_territory()
    return report


@import_group.command()
@click.argument("file", type=FILE, required=False)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--json", "as_json", is_flag=True, help="Print one object as JSON.")
@click.option("--remove", is_flag=True, help="Forget all roads instead.")
def roads(file: Path | None, dry_run: bool, as_json: bool, remove: bool) -> None:
    """Roads for travel by foot, bicycle and car, from an OpenStreetMap file (.osm.pbf).

    Distances and minutes then go along them. Places and communes more than 2 km from any road
    are listed, and kept as unreachable.
    """
    if remove == (file is not None):
        raise click.UsageError(_("Give either a file or --remove."))
    set_up_django()
    _prepare()
    from softplace.cli import roads_report
    from softplace.reach.commands import remove_roads
    from softplace.reach.planning import bring_roads_in

    if file is None:
        roads_report.tell_removed(0 if dry_run else remove_roads(), as_json=as_json)
        return
    with (
        _told(Choices(dry_run, as_json, partial=False, refused_csv=None)),
        import_report.progress(_("Reading"), quiet=as_json),
    ):
        report = bring_roads_in(file, dry_run=dry_run)
    roads_report.tell(report, dry_run=dry_run, as_json=as_json)


def _content(file: Path) -> bytes:
    from django.conf import settings

    from softplace.foundation.tables import content_of

    return content_of(file, limit_megabytes=settings.LARGEST_IMPORT_MEGABYTES)


def _prepare() -> None:
    from softplace.config.serving import prepare

    prepare(demo=False)


def _point(text: str) -> tuple[float, float]:
    """The point that LAT,LNG says."""
    parts = text.split(",")
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        latitude = longitude = float("nan")
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise click.BadParameter(
            _("“%(text)s” is not a point: give latitude,longitude in degrees, such as 44.73,5.02.")
            % {"text": text},
            param_hint="--near",
        )
    return latitude, longitude
