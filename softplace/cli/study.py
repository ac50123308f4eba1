"""softplace study: the same figures as softplace reach, over a land as large as a country."""

import csv
import json
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from django.utils.translation import gettext as _

from softplace.cli import import_report
from softplace.cli.reach import (
    beyond_km,
    beyond_minutes,
    by_mode,
    function_code,
    known_function,
    refuse_function,
    refuse_minutes_of_a_line,
)
from softplace.cli.terminal import fail, set_up_django

if TYPE_CHECKING:
    from softplace.engines.reach.coverage import Coverage
    from softplace.engines.reach.study import CellsOfPart, Figures, FiguresOfPart, Part, Study
    from softplace.foundation.imports import RefusedLine
    from softplace.reach.formats import Ground

FILE = click.Path(path_type=Path)
FORMATS = ["mediation-num", "france-services", "csv", "geojson"]
WORST_DEPARTMENTS = 5


@click.command()
@click.argument("function")
@click.option("--communes", "communes_file", type=FILE, help="A file instead of the database.")
@click.option("--places", "places_file", type=FILE, help="With --communes: where the sites are.")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(FORMATS),
    default="csv",
    show_default=True,
    help="Of the file of places, as for softplace import places.",
)
@click.option("--partial", is_flag=True, help="Leave out lines of the files that are refused.")
@by_mode
@beyond_km
@beyond_minutes
@click.option("--cluster", "address", help="Of a Dask scheduler: tcp://host:8786 or tls://…")
@click.option(
    "--workers",
    type=click.IntRange(0, 256),
    default=2,
    show_default=True,
    help="Processes of this machine, where no cluster is named; 0 works in this one alone.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one object as JSON.")
@click.option("--output", "-o", type=FILE, help="Write what each commune has to this CSV file.")
def study(
    function: str,
    communes_file: Path | None,
    places_file: Path | None,
    file_format: str,
    partial: bool,
    mode: str,
    threshold_km: float,
    threshold_minutes: float | None,
    address: str | None,
    workers: int,
    as_json: bool,
    output: Path | None,
) -> None:
    """How far people live from FUNCTION, partitioned by département.

    Over the imported territory, along its roads where they were imported, or over files with no
    database, by straight lines with a detour. The figures are the same to the last digit however
    many processes work. A study that was ended goes on where it was when the same command is
    given again.
    """
    if (communes_file is None) != (places_file is None):
        raise click.UsageError("--communes and --places go together.")
    set_up_django()
    refuse_minutes_of_a_line(mode, threshold_minutes)
    from softplace.engines.reach.study import put_together
    from softplace.engines.travel import Mode
    from softplace.foundation.clock import monotonic_seconds
    from softplace.foundation.errors import Refused
    from softplace.reach.enums import Basis
    from softplace.reach.travel import ways_along_roads
    from softplace.web.sentences import told

    began = monotonic_seconds()
    try:
        ways = None
        if communes_file is not None and places_file is not None:
            name, week, land = _of_files(function, communes_file, places_file, file_format, partial)
        else:
            name, week, land = _of_database(function)
            in_minutes = threshold_minutes is not None
            ways = ways_along_roads(
                land.points, land.site_points, Mode(mode), is_in_minutes=in_minutes
            )
        question = land.study(
            mode=mode, threshold_km=threshold_km, threshold_minutes=threshold_minutes, ways=ways
        )
        answers = _worked(question, address, workers, quiet=as_json)
    except Refused as refusal:
        fail("\n".join(told(reason) for reason in refusal.reasons))
    found = put_together(question, answers)
    basis = Basis.ROADS if ways else Basis.STRAIGHT if mode == Mode.STRAIGHT else Basis.DETOUR
    figures: dict[str, object] = {
        "function": function_code(function),
        "mode": mode,
        "measured_on": str(basis),
        "threshold": question.threshold,
        "threshold_unit": str(question.unit),
        "threshold_km": threshold_km,
        "week_of": week,
        **_figures(land, found, str(question.unit)),
        "seconds": round(monotonic_seconds() - began, 3),
    }
    if output is not None:
        _write_cells(output, land, found, str(question.unit))
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    _tell(figures, name, found.parts, str(question.unit))


def _of_database(said: str) -> "tuple[str, str | None, Ground]":
    from softplace.config.serving import prepare
    from softplace.foundation.clock import today
    from softplace.reach.queries import ground
    from softplace.territory.queries import current_territory
    from softplace.web.words import is_french

    prepare(demo=False)
    asked = known_function(said)
    territory = current_territory()
    zone = ZoneInfo(territory.zone if territory else "Europe/Paris")
    day = today(zone)
    monday = day - timedelta(days=day.weekday())
    name = asked.name("fr" if is_french() else "en")
    return name, monday.isoformat(), ground(asked, monday, zone)


def _of_files(
    said: str, communes_file: Path, places_file: Path, file_format: str, partial: bool
) -> "tuple[str, str | None, Ground]":
    from django.conf import settings

    from softplace.foundation.tables import content_of
    from softplace.places.formats import READERS
    from softplace.reach.formats import ground_of_files
    from softplace.territory.formats import read_communes
    from softplace.territory.functions import FUNCTIONS
    from softplace.web.words import is_french

    most = settings.LARGEST_IMPORT_MEGABYTES
    communes = read_communes(content_of(communes_file, limit_megabytes=most))
    places = READERS[file_format](content_of(places_file, limit_megabytes=most))
    for file, refused in ((communes_file, communes.refused), (places_file, places.refused)):
        _mind(file, refused, partial)
    code = function_code(said)
    entry = next((entry for entry in FUNCTIONS if entry.code == code), None)
    offered = {one for draft in places.drafts for one in draft.functions or ()}
    if entry is None and code not in offered:
        refuse_function(said, sorted({one.code for one in FUNCTIONS} | offered))
    land = ground_of_files(communes, places, code)
    if land.sites_left_out:
        click.echo(
            _("%(count)s places have neither a point nor a known commune: they are left out.")
            % {"count": land.sites_left_out},
            err=True,
        )
    name = code if entry is None else entry.name_fr if is_french() else entry.name_en
    return name, None, land


def _mind(file: Path, refused: "Sequence[RefusedLine]", partial: bool) -> None:
    """End, or say how many lines are left out; the first of them is named."""
    from softplace.web.sentences import told

    if not refused:
        return
    first = next((line for line in refused if line.holds_back), refused[0])
    said = {
        "file": file.name,
        "lines": len({line.line for line in refused}),
        "line": first.line,
        "reason": told(first.reason),
    }
    if first.holds_back and not partial:
        fail(
            _("%(lines)s lines of %(file)s cannot be read; line %(line)s: %(reason)s Mend them, or "
              "leave them out with --partial.") % said
        )  # fmt: skip
    click.echo(
        _("%(lines)s lines of %(file)s are left out; line %(line)s: %(reason)s") % said, err=True
    )


def _worked(
    question: "Study", address: str | None, workers: int, *, quiet: bool
) -> "list[CellsOfPart]":
    """The answers of all parts; kept in the home until all are there."""
    from softplace.config.home import home
    from softplace.engines.reach.study import KeptParts, parted
    from softplace.reach.cluster import cluster, work_here, work_on

    parts: list[Part] = list(parted(question))
    kept = KeptParts(home() / "studies")
    alone = address is None and workers == 0
    with (
        import_report.progress(_("Studying"), quiet=quiet) as progress,
        nullcontext() if alone else cluster(address, workers=workers) as client,
    ):
        if client is None:
            answers = work_here(parts, kept=kept, progress=progress)
        else:
            answers = work_on(client, parts, kept=kept, progress=progress)
    for part in parts:
        kept.forget(part)
    return answers


def _figures(land: "Ground", found: "Figures", unit: str) -> dict[str, object]:
    of, access = found.coverage, found.per_person
    return {
        "cells": len(land.codes),
        "people": round(of.people),
        "sites": len(land.site_keys),
        "sites_beyond_border": land.sites_beyond_border,
        **_of_coverage(of, unit),
        "worst_cell": land.names[of.worst_cell],
        "theil_between_departments": of.theil.between,
        "theil_within_departments": of.theil.within,
        "mean_hours_a_week": found.mean_hours,
        "people_without_hours": round(found.people_without_hours),
        "mean_access": access.mean,
        "median_access": access.median,
        "people_without_access": round(access.people_without),
        "access_gini": access.gini,
        "access_theil": access.theil.total,
        "access_theil_between_departments": access.theil.between,
        "access_theil_within_departments": access.theil.within,
        "departments": [_of_department(part, unit) for part in found.parts],
    }


def _of_coverage(of: "Coverage", unit: str) -> dict[str, object]:
    return {
        f"mean_{unit}": _finite(of.mean),
        f"p90_{unit}": _finite(of.p90),
        f"worst_{unit}": _finite(of.worst),
        "people_beyond": round(of.people_beyond),
        "share_beyond": of.share_beyond,
        "cells_beyond": of.cells_beyond,
        "people_unreached": round(of.people_unreached),
        "gini": of.gini,
        "theil": of.theil.total,
    }


def _of_department(part: "FiguresOfPart", unit: str) -> dict[str, object]:
    return {
        "department": part.key,
        "cells": part.cells,
        "people": round(part.coverage.people) if part.coverage else 0,
        **(_of_coverage(part.coverage, unit) if part.coverage else {}),
        "mean_hours_a_week": _finite(part.mean_hours),
        "mean_access": _finite(part.mean_access),
    }


def _finite(number: float) -> float | None:
    """JSON knows no infinity."""
    return number if isfinite(number) else None


def _write_cells(output: Path, land: "Ground", found: "Figures", unit: str) -> None:
    far = "minutes" if unit == "minutes" else "kilometres"
    columns = [
        "code", "name", "department", "people", far, "hours_a_week", "sites_per_100000",
    ]  # fmt: skip
    rows: Any = zip(
        land.codes, land.names, land.departments, land.people, found.costs, found.hours,
        found.access, strict=True,
    )  # fmt: skip
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for code, name, department, people, cost, hours, access in rows:
                way = repr(float(cost)) if _finite(cost) is not None else ""
                writer.writerow(
                    [code, name, department, int(people), way, float(hours), float(access)]
                )
    except OSError as error:
        fail(
            _("%(file)s cannot be written (%(cause)s). Choose another name or folder.")
            % {"file": output, "cause": error.strerror}
        )


def _tell(
    figures: dict[str, object], name: str, parts: "Sequence[FiguresOfPart]", unit: str
) -> None:
    from softplace.web.words import number

    def said(key: str, digits: int = 0, factor: float = 1.0) -> str:
        value = figures[key]
        assert value is None or isinstance(value, int | float)
        return _("none") if value is None else number(value * factor, digits)

    def way(key: str, digits: int) -> str:
        return f"{said(key, digits)}\u00a0{short}" if figures[key] is not None else said(key)

    short = "min" if unit == "minutes" else "km"
    whole = figures["theil"] or 1.0
    assert isinstance(whole, float)
    lines = [
        _("%(function)s: %(people)s people in %(cells)s communes, %(sites)s sites (%(beyond)s of "
          "them in neighbouring territories)")
        % {
            "function": name,
            "people": said("people"),
            "cells": said("cells"),
            "sites": said("sites"),
            "beyond": said("sites_beyond_border"),
        },
        _("Beyond %(limit)s: %(people)s people, %(share)s %% of all, in %(cells)s communes")
        % {
            "limit": way("threshold", 1),
            "people": said("people_beyond"),
            "share": said("share_beyond", 1, 100),
            "cells": said("cells_beyond"),
        },
        _("Mean: %(mean)s; nine in ten within %(p90)s; farthest: %(worst)s (%(cell)s)")
        % {
            "mean": way(f"mean_{unit}", 2),
            "p90": way(f"p90_{unit}", 2),
            "worst": way(f"worst_{unit}", 2),
            "cell": figures["worst_cell"],
        },
        _("Hours a week within reach, on average: %(hours)s")
        % {"hours": said("mean_hours_a_week", 1)},
        _("Sites for 100,000 people within %(limit)s: %(mean)s on average, %(median)s for the "
          "median person; %(without)s people have none")
        % {
            "limit": way("threshold", 1),
            "mean": said("mean_access", 2),
            "median": said("median_access", 2),
            "without": said("people_without_access"),
        },
        _("Inequality of distance: Gini %(gini)s, Theil %(theil)s, of which %(between)s %% between "
          "départements")
        % {
            "gini": said("gini", 3),
            "theil": said("theil", 3),
            "between": said("theil_between_departments", 0, 100 / whole),
        },
    ]  # fmt: skip
    for line in lines:
        click.echo(line)
    ranked = sorted(
        (part for part in parts if part.coverage and part.coverage.people_beyond),
        key=lambda part: -part.coverage.share_beyond if part.coverage else 0.0,
    )
    for part in ranked[:WORST_DEPARTMENTS] if len(parts) > 1 else ():
        assert part.coverage is not None
        click.echo(
            _("Département %(key)s: %(share)s %% beyond, mean %(mean)s")
            % {
                "key": part.key or "?",
                "share": number(part.coverage.share_beyond * 100, 1),
                "mean": f"{number(part.coverage.mean, 1)}\u00a0{short}",
            }
        )
