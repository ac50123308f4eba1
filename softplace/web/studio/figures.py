"""The figures of the Studio's first page: in groups, each with what it means and its source."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from softplace.engines.reach.presets import POSTAL_PRESENCE
from softplace.engines.travel.points import Floats
from softplace.reach.answers import Answer, Figures, mean_reached
from softplace.reach.indicators import SIZES
from softplace.web import words
from softplace.web.studio import questions
from softplace.web.studio.asking import moment
from softplace.web.studio.shades import cost


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: str
    note: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    key: str
    title: str
    figures: list[Figure]


def figure_groups(given: Answer, of: Figures) -> list[FigureGroup]:
    return [
        FigureGroup("far", _("How far"), _how_far(given)),
        FigureGroup("hours", _("At which hours"), _hours(given, of)),
        FigureGroup("offer", _("How much is on offer"), _supply(of)),
        FigureGroup("equal", _("How equal"), _equality(given, of)),
    ]


def _how_far(given: Answer) -> list[Figure]:
    found, of = given.found, given.found.coverage
    beyond = _("Beyond %(limit)s") % {"limit": cost(given, given.asked.threshold)}
    cells = words.number(len(given.land))
    return [
        Figure(_("People"), words.number(of.people), _cells_said(given, cells)),
        Figure(
            beyond,
            _("%(share)s%%") % {"share": words.number(of.share_beyond * 100, 1)},
            (
                _("%(people)s people in %(cells)s cells")
                if given.land.source
                else _("%(people)s people in %(cells)s communes")
            )
            % {"people": words.number(of.people_beyond), "cells": words.number(of.cells_beyond)},
            _("People farther than the threshold from the nearest place, or who reach none. It is "
              "the first figure to read: whoever is near enough does not make up for them."),
        ),
        Figure(
            _("On average"),
            _precise(given, of.mean),
            _("nine in ten within %(limit)s") % {"limit": cost(given, of.p90)},
            _("The mean of all people who reach a place, and what nine people in ten do not exceed "
              "(P90)."),
        ),
        Figure(
            _("Farthest cell") if given.land.source else _("Farthest commune"),
            cost(given, of.worst),
            given.land.names[of.worst_cell],
            _("The cell with people that is farthest from any place."),
        ),
        Figure(
            _("The n-th nearest: %(n)s") % {"n": given.asked.question.nth},
            _precise(given, _mean(given, given.more.nth)),
            _("on average for those who reach so many"),
            _("How far one goes when the nearest place is closed or full. What it is beyond the "
              "nearest says how fragile a place’s surroundings are."),
        ),
    ] if found.keys else [Figure(_("People"), words.number(of.people), _cells_said(given, cells))]  # fmt: skip


def _cells_said(given: Answer, cells: str) -> str:
    if given.land.source:
        return _("in %(cells)s cells of “%(name)s”") % {"cells": cells, "name": given.land.source}
    return _("in %(cells)s communes") % {"cells": cells}


def _hours(given: Answer, of: Figures) -> list[Figure]:
    people = given.found.coverage.people
    without = of["people_without_hours"]
    return [
        Figure(
            _("Hours a week within reach"),
            questions.hours(of["mean_hours_a_week"]),
            _("on average for a person"),
            _("Hours of the week in which at least one place within the threshold is open. Two that "
              "are open at the same time count once."),
        ),
        Figure(
            _("Without any hour"),
            _("%(share)s%%") % {"share": words.number(without / people * 100, 1)},
            _("%(people)s people") % {"people": words.number(without)},
            _("People with no open place within the threshold in the whole week."),
        ),
        Figure(
            _("Open on %(moment)s") % {"moment": moment(given.asked.question.minute)},
            _precise(given, _mean(given, given.more.open_now)),
            _("on average to the nearest one that is open"),
            _("The same distance, with closed places left out at that moment."),
        ),
    ]  # fmt: skip


def _supply(of: Figures) -> list[Figure]:
    apl = ", ".join(
        _("%(weight)s to %(minutes)s min")
        % {"weight": words.number(weight, 2), "minutes": words.number(limit, 1)}
        for limit, weight in zip(of["apl_minutes"], of["apl_weights"], strict=True)
    )
    return [
        Figure(
            _("Places within reach"),
            words.number(of["mean_places"], 1),
            _("open %(hours)s a week together")
            % {"hours": questions.hours(of["mean_opportunity_hours"])},
            _("Cumulative opportunities: the places within the threshold, whether others share "
              "them or not, on average for a person."),
        ),
        Figure(
            _("For 1,000 people (E2SFCA)"),
            _("%(hours)s h") % {"hours": words.number(of["mean_catchment"], 1)},
            _("of opening a week, shared by all who come"),
            _("Enhanced two-step floating catchment area: each place’s hours are shared among the "
              "people around it, then summed for each person; what is far counts less. Luo and "
              "Qi, Health & Place 15 (2009). How it counts less is chosen under More settings."),
        ),
        Figure(
            _("For 1,000 people (APL)"),
            _("%(hours)s h") % {"hours": words.number(of["mean_apl"], 1)},
            _("weights: %(weights)s by car") % {"weights": apl},
            _("Localised potential accessibility (accessibilité potentielle localisée): the same "
              "with the steps of the DREES, Études et résultats 795 (2012), in minutes by car; "
              "the steps are settings.")
              + " " + _standardised(of),
        ),
    ]  # fmt: skip


def _standardised(of: Figures) -> str:
    """How the people of the APL are counted."""
    if not of["apl_needs"]:
        return _("Everybody counts the same: use by age is set under More settings.")
    needs = ", ".join(f"{name} {words.number(need, 2)}" for name, need in of["apl_needs"].items())
    return _("People are standardised by age: %(needs)s; everybody else counts 1.") % {
        "needs": needs
    }


def _equality(given: Answer, of: Figures) -> list[Figure]:
    found, more = given.found, given.more
    share = more.theil.between / more.theil.total if more.theil.total > 1e-12 else 0.0
    between = (
        _("of it %(share)s %% between communes, the rest within them")
        if given.land.source
        else _("of it %(share)s %% between small and large communes")
    ) % {"share": words.number(share * 100)}
    kinds = (
        ""
        if given.land.source
        else " "
        + _("Communes are grouped by their people: under %(a)s, %(b)s and %(c)s, and above.")
        % dict(zip("abc", map(words.number, SIZES), strict=True))
    )
    figures = [
        Figure(
            _("Inequality (Gini)"),
            words.number(found.coverage.gini, 2),
            _("of distances: 0 is equal for all"),
            _("Half the mean difference between two people’s distances, over the mean. Distance is "
              "a bad: where everybody is equally far, it is 0 too. Read it beside the people "
              "beyond the threshold and the farthest commune."),
        ),
        Figure(
            _("Inequality (Theil)"),
            words.number(more.theil.total, 2),
            between,
            _("Theil’s T adds up: a part lies between groups of cells, the rest within them "
              "(Theil, 1967; Shorrocks, Econometrica 48, 1980).") + kinds,
        ),
    ]  # fmt: skip
    if more.palma is not None:
        figures.append(
            Figure(
                _("Rich and poor (Palma)"),
                words.number(of["palma"], 2) if of["palma"] is not None else _("none"),
                _("distance of the richest tenth over that of the poorest 40 %"),
                _("Cells are ranked by income. Above 1 the richest live farther away "
                  "(Pereira and Herszenhut, R package accessibility)."),
            )
        )  # fmt: skip
    return figures


def group_rows(given: Answer) -> list[dict[str, str]]:
    """How each group of people of the cells fares, as a table says it."""
    return [
        {
            "name": group.name,
            "people": words.number(group.people),
            "mean": _precise(given, group.mean),
            "beyond": _("%(share)s%%") % {"share": words.number(group.share_beyond * 100, 1)},
            "hours": questions.hours(group.hours),
        }
        for group in given.more.groups
    ]


def postal_verdicts(given: Answer) -> list[str]:
    """A sentence a département: whether it would pass the test of postal presence."""
    test, result = POSTAL_PRESENCE, given.more.presence
    sentences = []
    for department, share, passed in zip(
        given.more.departments, result.shares, result.passed, strict=True
    ):
        said = {
            "department": _("The département %(code)s") % {"code": department}
            if department
            else _("The territory"),
            "share": words.number(float(share) * 100, 1),
            "most": words.number(test.share_at_most * 100),
            "km": words.number(test.km),
            "minutes": words.number(test.car_minutes),
        }
        sentences.append(
            (
                _("%(department)s passes: %(share)s %% of its people live more than %(km)s km and "
                  "%(minutes)s minutes by car away, and at most %(most)s %% may.")
                if passed
                else _("%(department)s fails: %(share)s %% of its people live more than %(km)s km "
                       "and %(minutes)s minutes by car away, and at most %(most)s %% may.")
            )
            % said
        )  # fmt: skip
    return sentences


def _precise(given: Answer, value: float) -> str:
    if given.found.is_in_minutes or value == float("inf"):
        return cost(given, value)
    return _("%(km)s km") % {"km": words.number(value, 2)}


def _mean(given: Answer, costs: Floats) -> float:
    found = mean_reached(costs, given.land.people)
    return float("inf") if found is None else found
