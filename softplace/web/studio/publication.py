"""Publishing a scenario: first what would be written, then one click."""

from collections.abc import Mapping
from datetime import date, timedelta
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from softplace.engines.travel import Points, great_circle_km
from softplace.foundation.clock import today
from softplace.foundation.errors import Refused
from softplace.reach.commands.publishing import Step, StepKind
from softplace.reach.models import Scenario
from softplace.reach.planning import plan_publication, publish
from softplace.reach.queries import cells, week_of
from softplace.reach.rules import NEW
from softplace.web import words
from softplace.web.forms import DayField
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told
from softplace.web.studio.edit_words import hours_in_words, point_in_words
from softplace.web.studio.scenarios import (
    function_names,
    say,
    scenario_or_404,
    version_seen,
)


@require_http_methods(["GET", "POST"])
@for_planners
def publication(request: HttpRequest, scenario_id: int) -> HttpResponse:
    asked = scenario_or_404(scenario_id)
    day = _day(request, today(week_of(asked.study)[1]))
    if request.method == "POST" and day is not None:
        try:
            publish(
                actor=signed_in(request),
                scenario=asked,
                version=version_seen(request),
                effective_on=day,
                digest=request.POST.get("digest", ""),
                bookings_stay=bool(request.POST.get("bookings_stay")),
            )
        except Refused as refusal:
            say(request, refusal)
        else:
            messages.success(request, _("Published: visitors find it now."))
            return redirect("studio-publication", scenario_id=scenario_id)
    context: dict[str, Any] = {"scenario": asked, "study": asked.study, "day": day}
    if asked.effective_on is not None:
        context["found_by"] = found_by(asked, asked.effective_on)
    if asked.published_at is None and day is not None:
        try:
            plan = plan_publication(asked, day)
        except Refused as refusal:
            context["refusals"] = [told(reason) for reason in refusal.reasons]
        else:
            names = function_names(asked.study)
            context |= {
                "plan": plan,
                "steps": [step_in_words(step, names, day) for step in plan.steps],
                "left_out": [told(reason) for reason in plan.left_out],
            }
    return render(request, "studio/publication.html", context)


def found_by(scenario: Scenario, since: date) -> str:
    """The search that shows what was published: the first day of a new place, where it is."""
    openings = [
        (since + timedelta(days=(start // 1440 - since.weekday()) % 7), edit)
        for edit in scenario.edits.all()
        if edit.kind in NEW
        for start, _end in edit.content["hours"]
    ]
    if not openings:
        function = scenario.study.functions.all()[0].code
        return urlencode({"function": function, "day": since.isoformat()})
    day, edit = min(openings, key=itemgetter(0))
    land = cells()
    at = Points.of([(edit.content["latitude"], edit.content["longitude"])])
    where = land.names[int(great_circle_km(at, land.points)[0].argmin())]
    asked = {"function": edit.content["functions"][0], "where": where, "day": day.isoformat()}
    return urlencode(asked)


def _day(request: HttpRequest, present: date) -> date | None:
    """The day asked for, next Monday unless told; None where it is no date."""
    text = request.POST.get("effective_on") or request.GET.get("effective_on")
    if not text:
        return present + timedelta(days=7 - present.weekday())
    try:
        found = DayField(required=False).to_python(text)
    except ValidationError:
        return None
    return found if isinstance(found, date) else None


def step_in_words(step: Step, functions: Mapping[str, str], day: date) -> dict[str, Any]:
    """A sentence, and the opening rules below it."""
    said = {
        "name": step.name,
        "functions": ", ".join(functions.get(code, code) for code, _ in step.hours),
        "day": words.day(day, year=True),
    }
    match step.kind:
        case StepKind.NEW_PLACE:
            at = point_in_words({"latitude": step.latitude, "longitude": step.longitude})
            said |= {"where": at, "kind": words.label(step.place_kind, "PlaceKind")}
            text = _("A new place, “%(name)s” (%(kind)s, at %(where)s), offers: %(functions)s")
        case StepKind.CLOSE_PLACE:
            text = _("%(name)s: a closure of the whole place from %(day)s on; its rules stay")
        case StepKind.MOVE_PLACE:
            at = point_in_words({"latitude": step.latitude, "longitude": step.longitude})
            said["where"] = at
            text = _(
                "%(name)s: a new place of that name at %(where)s with the same functions, hours "
                "and keepers; the old one has a closure from %(day)s on. Its rooms stay there"
            )
        case StepKind.ADD_FUNCTION:
            text = _("%(name)s offers %(functions)s as well")
        case StepKind.CLOSE_FUNCTION:
            text = _("%(name)s: the hours of %(functions)s have a closure from %(day)s on")
        case StepKind.CHANGE_HOURS:
            text = _("%(name)s: other hours for %(functions)s; the present ones have a closure")
        case StepKind.ADD_HOURS:
            text = _("%(name)s: more hours for %(functions)s")
    rules = [
        _("%(function)s: %(hours)s, every week from %(day)s on, not on public holidays")
        % {**said, "function": functions.get(code, code), "hours": hours_in_words(hours)}
        for code, hours in step.hours
        if hours
    ]
    return {
        "text": text % said,
        "rules": rules,
        "then": [step_in_words(more, functions, day) for more in step.then],
    }
