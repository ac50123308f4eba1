"""softplace reach: the indicators of one function over the imported territory."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

import click
from django.utils.translation import gettext as _

from softplace.cli.terminal import fail, set_up_django

if TYPE_CHECKING:
    from softplace.territory.models import Function

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

by_mode = click.option(
    "--mode",
    type=click.Choice(["straight", "foot", "bicycle", "car"]),
    default="straight",
    show_default=True,
    help="How people come: by foot, bicycle and car along imported roads, else by a detour.",
)
beyond_km = click.option(
    "--threshold-km",
    type=click.FloatRange(min=0.1, max=500),
    default=10.0,
    show_default=True,
    help="Beyond means farther than this.",
)
beyond_minutes = click.option(
    "--threshold-minutes",
    type=click.FloatRange(min=1, max=600),
    help="In place of the kilometres; needs --mode foot, bicycle or car.",
)
"""Options that `softplace study` has too."""


@click.command()
@click.argument("function")
@by_mode
@beyond_km
@beyond_minutes
@click.option(
    "--week", type=click.DateTime(["%Y-%m-%d"]), help="A day of the week that counts, if not this."
)
@click.option(
    "--nth", type=click.IntRange(1, 9), default=2, show_default=True, help="The n-th nearest too."
)
@click.option(
    "--apl-need",
    "apl_needs",
    type=(str, click.FloatRange(min=0)),
    multiple=True,
    metavar="GROUP USE",
    help="How much one of an age band of the cells uses the service; everybody else counts 1.",
)
@click.option(
    "--at",
    type=(click.Choice(WEEKDAYS, case_sensitive=False), click.DateTime(["%H:%M"])),
    metavar="DAY HOUR",
    help="To the nearest that is open then, such as thursday 10:00.",
)
@click.option("--cells", default="", help="Name of an imported set of cells, if not communes.")
@click.option("--json", "as_json", is_flag=True, help="Print one object as JSON.")
def reach(
    function: str,
    mode: str,
    threshold_km: float,
    threshold_minutes: float | None,
    week: datetime | None,
    nth: int,
    apl_needs: tuple[tuple[str, float], ...],
    at: tuple[str, datetime] | None,
    cells: str,
    as_json: bool,
) -> None:
    """How far people live from FUNCTION (its code, such as france_services).

    Each commune is a cell at its point, with its people. Sites are the published places that
    offer the function, and those of neighbouring territories that an imported list held.
    """
    set_up_django()
    refuse_minutes_of_a_line(mode, threshold_minutes)
    from softplace.config.serving import prepare
    from softplace.foundation.clock import today
    from softplace.foundation.errors import Refused
    from softplace.reach.answers import Asked, answer, figures
    from softplace.reach.indicators import Question
    from softplace.territory.queries import current_territory
    from softplace.web.sentences import told

    prepare(demo=False)
    asked = known_function(function)
    territory = current_territory()
    zone = ZoneInfo(territory.zone if territory else "Europe/Paris")
    day = week.date() if week else today(zone)
    question = Asked(
        function=asked,
        monday=day - timedelta(days=day.weekday()),
        zone=zone,
        mode=mode,
        threshold_km=threshold_km,
        threshold_minutes=threshold_minutes,
        cells=cells,
        question=Question(nth=nth, apl_needs=dict(apl_needs), minute=_minute_of_week(at)),
    )
    try:
        found = figures(answer(question))
    except Refused as refusal:
        fail("\n".join(told(reason) for reason in refusal.reasons))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    _tell(found, asked.name("fr" if _is_french() else "en"), is_at_an_hour=at is not None)


def refuse_minutes_of_a_line(mode: str, threshold_minutes: float | None) -> None:
    """A wrong use of the command, whatever the territory holds."""
    from softplace.foundation.errors import Reason
    from softplace.web.sentences import told

    if mode == "straight" and threshold_minutes is not None:
        raise click.UsageError(told(Reason("minutes_without_travel")))


def known_function(said: str) -> "Function":
    """The function of a code, written with - or _; ends the command where there is none."""
    from softplace.territory.models import Function

    found = Function.objects.filter(code=function_code(said)).first()
    if found is None:
        refuse_function(said, list(Function.objects.values_list("code", flat=True)))
    return found


def function_code(said: str) -> str:
    return said.strip().lower().replace("-", "_")


def refuse_function(said: str, known: Sequence[str]) -> NoReturn:
    """End the command with the codes that are near to what was said."""
    near = get_close_matches(function_code(said), known, n=3)
    fail(
        _("There is no function “%(code)s”. Known are: %(known)s.")
        % {"code": said, "known": ", ".join(near or sorted(known))}
    )


def _is_french() -> bool:
    from softplace.web.words import is_french

    return is_french()


def _minute_of_week(at: tuple[str, datetime] | None) -> int:
    if at is None:
        return 0
    weekday, hour = at
    return WEEKDAYS.index(weekday) * 1440 + hour.hour * 60 + hour.minute


def _tell(figures: dict[str, object], name: str, *, is_at_an_hour: bool) -> None:
    from softplace.web.words import number

    def said(key: str, digits: int = 0, factor: float = 1.0) -> str:
        value = figures[key]
        assert value is None or isinstance(value, int | float)
        return _("none") if value is None else number(value * factor, digits)

    unit = _("communes") if figures["cell_set"] == "communes" else _("cells")
    lines = [
        _("%(function)s: %(people)s people in %(cells)s %(unit)s, %(sites)s sites (%(beyond)s of "
          "them in neighbouring territories)")
        % {
            "function": name,
            "people": said("people"),
            "cells": said("cells"),
            "unit": unit,
            "sites": said("sites"),
            "beyond": said("sites_beyond_border"),
        },
        (
            _("Beyond %(limit)s km: %(people)s people, %(share)s %% of all, in %(cells)s %(unit)s")
            if figures["threshold_unit"] == "km"
            else _(
                "Beyond %(limit)s minutes: %(people)s people, %(share)s %% of all, in %(cells)s "
                "%(unit)s"
            )
        )
        % {
            "limit": said("threshold", 1),
            "people": said("people_beyond"),
            "share": said("share_beyond", 1, 100),
            "cells": said("cells_beyond"),
            "unit": unit,
        },
        (
            _("Mean: %(mean)s km; nine in ten within %(p90)s km; farthest: %(worst)s km (%(cell)s)")
            if figures["worst_km"] is not None
            else _(
                "Mean: %(mean)s km; nine in ten within %(p90)s km; the farthest reaches none "
                "(%(cell)s)"
            )
        )
        % {
            "mean": said("mean_km", 2),
            "p90": said("p90_km", 2),
            "worst": said("worst_km", 2),
            "cell": figures["worst_cell"],
        },
        _("Hours a week within reach, on average: %(hours)s")
        % {"hours": said("mean_hours_a_week", 1)},
        _("For 1,000 people: %(catchment)s hours a week (E2SFCA), %(apl)s (APL)")
        % {"catchment": said("mean_catchment", 1), "apl": said("mean_apl", 1)},
        _("Inequality: Gini %(gini)s, Theil %(theil)s")
        % {"gini": said("gini", 2), "theil": said("theil", 2)},
    ]  # fmt: skip
    if is_at_an_hour:
        lines.insert(
            3,
            _("Nothing is open at that hour.")
            if figures["mean_open_at"] is None
            else _("To the nearest that is open at that hour: %(mean)s km on average")
            % {"mean": said("mean_open_at", 2)},
        )
    for line in lines:
        click.echo(line)
