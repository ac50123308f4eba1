"""How an import of roads is told in a terminal."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from softplace.reach.planning import OffRoads, RoadsReport

MOST_NAMES = 20


def tell(report: "RoadsReport", *, dry_run: bool, as_json: bool) -> None:
    """The roads that were read, and what of the territory does not stand on them."""
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False))
        return
    counts = report.imported.counts()
    changed = counts["created"] + counts["updated"]
    if dry_run:
        click.echo(_("Nothing was changed. This is what the file holds:"))
    elif changed:
        click.echo(_("Imported. Travel by foot, bicycle and car goes along these roads now:"))
    else:
        click.echo(_("These roads were imported before: nothing was changed."))
    for mode, ways in report.ways.items():
        click.echo(
            _("%(mode)s: %(ways)s ways, %(nodes)s nodes")
            % {"mode": _mode(str(mode)), "ways": ways, "nodes": report.nodes[mode]}
        )
    if report.missing_nodes:
        click.echo(
            _("%(count)s nodes are missing in the file, as at the border of an extract: roads end "
              "there.")
            % {"count": report.missing_nodes}
        )  # fmt: skip
    if report.is_elsewhere:
        click.echo(_elsewhere(dry_run=dry_run), err=True)
        return
    click.echo(
        _("Communes and places stand at most %(metres)s m from the road on which they are counted.")
        % {"metres": round(report.farthest_snap_metres)}
    )
    _tell_off(_("Communes more than 2 km from any road, kept as unreachable:"), report.communes_off)
    _tell_off(_("Places more than 2 km from any road, kept as unreachable:"), report.places_off)


def _elsewhere(*, dry_run: bool) -> str:
    """That the file is of another land, which is seldom meant."""
    said = _(
        "No commune and no place of this territory lies within 2 km of any of these roads: they "
        "seem to be of another land."
    )
    if dry_run:
        return said + " " + _("Fetch an extract that holds the whole territory.")
    return said + " " + _(
        "Nothing can be reached by foot, bicycle or car along them. Import an extract that holds "
        "the whole territory, or go without roads again: softplace import roads --remove."
    )  # fmt: skip


def tell_removed(count: int, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"removed": count}))
    elif count:
        click.echo(_("The roads are forgotten: distances are straight lines and detours again."))
    else:
        click.echo(_("There are no roads to forget."))


def _tell_off(title: str, off: "Sequence[OffRoads]") -> None:
    if not off:
        return
    click.echo(title, err=True)
    for one in off[:MOST_NAMES]:
        kilometres = f"{one.metres / 1000:.1f}"
        click.echo(f"  {one.name} ({_mode(str(one.mode))}, {kilometres} km)", err=True)
    if len(off) > MOST_NAMES:
        click.echo(
            _("… and %(more)s more; --json names them all.") % {"more": len(off) - MOST_NAMES},
            err=True,
        )


def _mode(mode: str) -> str:
    return {"foot": _("on foot"), "bicycle": _("by bicycle"), "car": _("by car")}[mode]


def _as_json(report: "RoadsReport") -> dict[str, object]:
    def named(off: "Sequence[OffRoads]") -> list[dict[str, object]]:
        return [
            {"mode": str(one.mode), "name": one.name, "metres": round(one.metres)} for one in off
        ]

    return {
        **report.imported.counts(),
        "ways": {str(mode): count for mode, count in report.ways.items()},
        "nodes": {str(mode): count for mode, count in report.nodes.items()},
        "missing_nodes": report.missing_nodes,
        "farthest_snap_metres": round(report.farthest_snap_metres, 1),
        "communes_off": named(report.communes_off),
        "places_off": named(report.places_off),
    }
