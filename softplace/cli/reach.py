"""softplace reach: the indicators of one function over the imported territory."""

import json
import math
from datetime import timedelta

import click
from django.utils.translation import gettext as _

from softplace.cli.terminal import fail, set_up_django


@click.command()
@click.argument("function")
@click.option(
    "--mode",
    type=click.Choice(["straight", "foot", "bicycle", "car"]),
    default="straight",
    show_default=True,
    help="How people come. By foot, bicycle and car the straight line is lengthened by a detour.",
)
@click.option(
    "--threshold-km",
    type=click.FloatRange(min=0.1, max=500),
    default=10.0,
    show_default=True,
    help="Beyond means farther than this.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one object as JSON.")
def reach(function: str, mode: str, threshold_km: float, as_json: bool) -> None:
    """How far people live from FUNCTION (its code, such as france_services).

    Each commune is a cell at its point, with its people. Sites are the published places that
    offer the function, and those of neighbouring territories that an imported list held.
    """
    set_up_django()
    from difflib import get_close_matches
    from zoneinfo import ZoneInfo

    from softplace.config.serving import prepare
    from softplace.foundation.clock import today
    from softplace.foundation.errors import Refused
    from softplace.reach.planning import outlook
    from softplace.reach.queries import calendar, cells
    from softplace.territory.models import Function
    from softplace.territory.queries import current_territory
    from softplace.web.sentences import told

    prepare(demo=False)
    code = function.strip().lower().replace("-", "_")
    asked = Function.objects.filter(code=code).first()
    if asked is None:
        known = list(Function.objects.values_list("code", flat=True))
        near = get_close_matches(code, known, n=3)
        fail(
            _("There is no function “%(code)s”. Known are: %(known)s.")
            % {"code": function, "known": ", ".join(near or sorted(known))}
        )
    territory = current_territory()
    zone = ZoneInfo(territory.zone if territory else "Europe/Paris")
    day = today(zone)
    monday = day - timedelta(days=day.weekday())
    land = cells()
    plan = calendar(asked, monday, zone)
    try:
        found = outlook(
            plan.network, land, function=asked.code, mode=mode, threshold_km=threshold_km
        )
    except Refused as refusal:
        fail("\n".join(told(reason) for reason in refusal.reasons))
    of = found.coverage
    figures: dict[str, object] = {
        "function": asked.code,
        "mode": mode,
        "threshold_km": threshold_km,
        "week_of": monday.isoformat(),
        "cells": len(land),
        "people": round(of.people),
        "sites": len(found.keys),
        "sites_beyond_border": len(plan.beyond),
        "mean_km": _finite(of.mean),
        "p90_km": _finite(of.p90),
        "worst_km": _finite(of.worst),
        "worst_cell": land.names[of.worst_cell],
        "people_beyond": round(of.people_beyond),
        "share_beyond": of.share_beyond,
        "cells_beyond": of.cells_beyond,
        "people_unreached": round(of.people_unreached),
        "gini": of.gini,
        "theil": of.theil.total,
        "mean_minutes": _finite(of.mean * found.minutes_per_km) if found.minutes_per_km else None,
        "p90_minutes": _finite(of.p90 * found.minutes_per_km) if found.minutes_per_km else None,
        "mean_hours_a_week": float(found.hours @ land.people) / of.people,
    }
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    _tell(figures, asked.name("fr" if _is_french() else "en"))


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _is_french() -> bool:
    from softplace.web.words import is_french

    return is_french()


def _tell(figures: dict[str, object], name: str) -> None:
    from softplace.web.words import number

    def said(key: str, digits: int = 0, factor: float = 1.0) -> str:
        value = figures[key]
        assert value is None or isinstance(value, int | float)
        return _("none") if value is None else number(value * factor, digits)

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
        _("Beyond %(km)s km: %(people)s people, %(share)s %% of all, in %(cells)s communes")
        % {
            "km": said("threshold_km", 1),
            "people": said("people_beyond"),
            "share": said("share_beyond", 1, 100),
            "cells": said("cells_beyond"),
        },
        _("Mean: %(mean)s km; nine in ten within %(p90)s km; farthest: %(worst)s km (%(cell)s)")
        % {
            "mean": said("mean_km", 2),
            "p90": said("p90_km", 2),
            "worst": said("worst_km", 2),
            "cell": figures["worst_cell"],
        },
        _("Hours a week within %(km)s km, on average: %(hours)s")
        % {"km": said("threshold_km", 1), "hours": said("mean_hours_a_week", 1)},
    ]  # fmt: skip
    for line in lines:
        click.echo(line)
