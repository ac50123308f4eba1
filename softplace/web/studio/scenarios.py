"""A scenario: its edits, and what they change for whom."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_POST, require_safe

from softplace.foundation.errors import Refused
from softplace.reach.commands import create_scenario
from softplace.reach.enums import EditKind
from softplace.reach.models import Edit, Scenario
from softplace.reach.planning import edit_scenario, network_of, outlook, undo
from softplace.reach.queries import Calendar, Cells, calendar, cells
from softplace.web import words
from softplace.web.forms import HourField
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told
from softplace.web.studio import questions
from softplace.web.studio.comparison import compared
from softplace.web.studio.map import Mark

NEW_PLACES = (EditKind.STOP, EditKind.OPEN)


class EditForm(forms.Form):
    """One edit. Which fields are needed follows from its kind."""

    kind = forms.ChoiceField(choices=EditKind.choices)
    key = forms.CharField(required=False, max_length=80)
    commune = forms.CharField(required=False, max_length=12)
    days = forms.TypedMultipleChoiceField(
        required=False, coerce=int, choices=[(day, str(day)) for day in range(7)]
    )
    opens = HourField(label=word("Opens at"), required=False)
    closes = HourField(label=word("Closes at"), required=False)

    def edit_content(self, land: Cells) -> dict[str, Any] | None:
        """What the edit holds; None where something is missing."""
        said = self.cleaned_data
        kind = said["kind"]
        if kind == EditKind.CLOSE:
            return {"key": said["key"]} if said["key"] else None
        if not said["days"] or said["opens"] is None or said["closes"] is None:
            return None
        hours = [[day * 1440 + said["opens"], day * 1440 + said["closes"]] for day in said["days"]]
        if kind == EditKind.HOURS:
            return {"key": said["key"], "hours": hours} if said["key"] else None
        if said["commune"] not in land.codes:
            return None
        at = list(land.codes).index(said["commune"])
        return {
            "name": land.names[at],
            "latitude": float(land.points.lat[at]),
            "longitude": float(land.points.lng[at]),
            "hours": hours,
        }


@require_POST
@for_planners
def create(request: HttpRequest) -> HttpResponse:
    form = questions.StudyForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            made = create_scenario(
                actor=signed_in(request), name=request.POST.get("name", ""), **asked
            )
        except Refused as refusal:
            _say(request, refusal)
        else:
            return redirect("studio-scenario", scenario_id=made.pk)
    return redirect("studio")


@require_safe
@for_planners
def scenario(request: HttpRequest, scenario_id: int) -> HttpResponse:
    asked = _scenario(scenario_id)
    land, plan = cells(), _calendar(asked)
    edits = list(asked.edits.all())
    context: dict[str, Any] = {
        "scenario": asked,
        "function": asked.function.name("fr" if words.is_french() else "en"),
        "mode": dict(questions.MODES)[asked.mode],  # type: ignore[index]
        "threshold": words.number(asked.threshold_km, 1),
        "edits": [(edit, _in_words(edit, plan)) for edit in edits],
        "sites": sorted(
            ((key, name) for key, name in plan.names.items() if key not in plan.beyond),
            key=lambda pair: pair[1],
        ),
        "communes": sorted(zip(land.codes, land.names, strict=True), key=lambda pair: pair[1]),
        "weekdays": [(day, words.WEEKDAYS[day]) for day in range(7)],
    }
    try:
        after_network = network_of(plan, asked, edits)
        options: dict[str, Any] = {
            "function": asked.function.code,
            "mode": asked.mode,
            "threshold_km": asked.threshold_km,
        }
        before = outlook(plan.network, land, **options)
        after = outlook(after_network, land, **options)
    except Refused as refusal:
        context["refusals"] = [told(reason) for reason in refusal.reasons]
        return render(request, "studio/scenario.html", context)
    context |= compared(
        land, plan, after_network, before, after, asked.threshold_km, _marks(plan, edits)
    )
    return render(request, "studio/scenario.html", context)


@require_POST
@for_planners
def edit(request: HttpRequest, scenario_id: int) -> HttpResponse:
    asked = _scenario(scenario_id)
    form = EditForm(request.POST)
    content = form.edit_content(cells()) if form.is_valid() else None
    if content is None:
        messages.error(
            request,
            _("Nothing was changed: choose the place or the commune, the days and both hours."),
        )
        return redirect("studio-scenario", scenario_id=scenario_id)
    try:
        edit_scenario(
            actor=signed_in(request),
            scenario=asked,
            version=_version(request),
            calendar=_calendar(asked),
            kind=form.cleaned_data["kind"],
            content=content,
        )
    except Refused as refusal:
        _say(request, refusal)
    return redirect("studio-scenario", scenario_id=scenario_id)


@require_POST
@for_planners
def take_back(request: HttpRequest, scenario_id: int) -> HttpResponse:
    asked = _scenario(scenario_id)
    edit = get_object_or_404(asked.edits, pk=_whole(request.POST.get("edit", "")))
    try:
        undo(
            actor=signed_in(request),
            scenario=asked,
            version=_version(request),
            calendar=_calendar(asked),
            edit_id=edit.pk,
        )
    except Refused as refusal:
        _say(request, refusal)
    return redirect("studio-scenario", scenario_id=scenario_id)


def _scenario(scenario_id: int) -> Scenario:
    return get_object_or_404(Scenario.objects.select_related("function"), pk=scenario_id)


def _calendar(asked: Scenario) -> Calendar:
    week = questions.this_week()
    return calendar(asked.function, week.monday, week.zone)


def _say(request: HttpRequest, refusal: Refused) -> None:
    for reason in refusal.reasons:
        messages.error(request, told(reason))


def _version(request: HttpRequest) -> int:
    return _whole(request.POST.get("version", ""))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _in_words(edit: Edit, plan: Calendar) -> str:
    content = edit.content
    name = plan.names.get(content.get("key", ""), content.get("name", content.get("key", "")))
    said = {"name": name, "hours": _hours(content.get("hours", ()))}
    match EditKind(edit.kind):
        case EditKind.CLOSE:
            return _("%(name)s closes") % said
        case EditKind.STOP:
            return _("A truck stops at %(name)s: %(hours)s") % said
        case EditKind.OPEN:
            return _("A place opens at %(name)s: %(hours)s") % said
        case EditKind.HOURS:
            return _("%(name)s is open: %(hours)s") % said


def _hours(spans: Sequence[Sequence[int]]) -> str:
    return ", ".join(
        f"{words.WEEKDAYS[start // 1440]} {words.hours(start % 1440, start % 1440 + end - start)}"
        for start, end in spans
    )


def _marks(plan: Calendar, edits: Sequence[Edit]) -> list[Mark]:
    closed = {edit.content["key"] for edit in edits if edit.kind == EditKind.CLOSE}
    marks = [
        Mark(place.lat, place.lng, plan.names[key], "closed" if key in closed else "kept")
        for key, place in plan.network.places.items()
    ]
    return marks + [
        Mark(e.content["latitude"], e.content["longitude"], e.content["name"], "new")
        for e in edits
        if e.kind in NEW_PLACES and e.key not in closed
    ]
