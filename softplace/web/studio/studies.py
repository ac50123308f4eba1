"""A study: its question, its scenarios, and up to four of them beside today."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_POST, require_safe

from softplace.foundation.errors import Refused
from softplace.reach.commands import change_study, create_study, remove_study
from softplace.reach.models import Scenario, Study
from softplace.reach.planning import Comparison, compare_scenarios
from softplace.reach.queries import study_with, week_of
from softplace.reach.rules import LARGEST_THRESHOLD_KM
from softplace.web import words
from softplace.web.choice_fields import FunctionsField
from softplace.web.forms import DayField, NumberField, add_reasons, refusal
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told
from softplace.web.studio import comparison, questions
from softplace.web.studio.edit_words import in_words
from softplace.web.studio.plots import Plot, marks_of
from softplace.web.studio.scenarios import (
    function_names,
    function_shown,
    say,
    version_seen,
    whole,
    with_names,
)

MOST_COMPARED = 4


class StudyForm(forms.Form):
    name = forms.CharField(label=word("Name of the study"), max_length=80)
    question = forms.CharField(
        label=word("The question, in your words"),
        help_text=word("It opens the report that the council reads."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    functions = FunctionsField(
        label=word("Functions"),
        help_text=word("Several where a market, a shared counter or a closure concerns several."),
        to_field_name="code",
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    mode = forms.ChoiceField(label=word("Distance"), choices=questions.MODES)
    threshold_km = NumberField(label=word("Threshold, km"))
    threshold_minutes = NumberField(
        label=word("Threshold, minutes"),
        required=False,
        help_text=word("In place of the kilometres; not for a straight line."),
    )
    week = DayField(
        label=word("Week"),
        help_text=word("A day of the week whose calendar counts; the present week if empty."),
        required=False,
    )
    cells = forms.ChoiceField(
        label=word("Cells"),
        help_text=word("Where people are counted. Maps and tables show the communes of the cells."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cells"].choices = questions.choices_of_cells()  # type: ignore[attr-defined]

    def clean_threshold_km(self) -> float:
        km = self.cleaned_data["threshold_km"]
        if km is None or not 0.1 <= km <= LARGEST_THRESHOLD_KM:
            raise refusal("radius_out_of_range", smallest=0.1, largest=LARGEST_THRESHOLD_KM)
        return float(km)

    def clean_week(self) -> Any:
        day = self.cleaned_data["week"]
        return day - timedelta(days=day.weekday()) if day else None


def drawn(given: Comparison) -> dict[str, Any]:
    """The comparison as the page and the report draw it, all on the same scales."""
    plot, names = Plot(given.land), function_names(given.study)
    shown = given.shown
    by_hour = [comparison.hours_changed(given.today, after) for _, after, _ in shown]
    most = max((abs(people) for hours in by_hour for people in hours), default=0)
    panels = []
    for (answer, after, change), hours in zip(shown, by_hour, strict=True):
        marks = marks_of(given.plan, answer.edits, after.network, given.function)
        label = _("Who gains, who loses: %(name)s") % {"name": answer.scenario.name}
        signs = comparison.shades_of_signs(given.land, given.today, after, change)
        strip = _("People with an open site within reach, by hour")
        panels.append(
            {
                "scenario": answer.scenario,
                "edits": [in_words(edit, given.plan.names, names) for edit in answer.edits],
                "map": plot.map(signs, marks, label),
                "people": comparison.people_rows(change),
                "strip": comparison.week_strip(hours, most, strip),
                "moments": comparison.moments(hours),
                "communes_changed": comparison.communes(given.land, given.today, after, change),
            }
        )
    return {
        "distances": questions.distances_in_words(
            given.today.found.travel.basis, given.study.cells
        ),
        "definitions": plot.definitions,
        "panels": panels,
        "strip_most": words.number(most),
        "weekday_names": words.WEEKDAYS_SHORT,
        "columns": [answer.scenario.name for answer, _, _ in shown],
        "rows": comparison.table([given.today, *(after for _, after, _ in shown)], given.land),
        "signs": comparison.legend_of_signs(given.land),
        "unclear": [
            (
                answer.scenario.name,
                [told(with_names(reason, given.plan.names)) for reason in answer.reasons],
            )
            for answer in given.answers
            if answer.reasons
        ],
        "rates": given.rates,
    }


@require_safe
@for_planners
def study(request: HttpRequest, study_id: int) -> HttpResponse:
    asked = study_or_404(study_id)
    chosen = chosen_scenarios(request, asked)
    context = {
        **about(request, asked),
        "chosen": {scenario.pk for scenario in chosen},
        "form": StudyForm(initial=_initial(asked)),
        "query": request.GET.urlencode(),
        "most": MOST_COMPARED,
    }
    try:
        context |= drawn(compare_scenarios(asked, context["shown"], chosen))
    except Refused as refused:
        context["refusals"] = [told(reason) for reason in refused.reasons]
    return render(request, "studio/study.html", context)


def about(request: HttpRequest, asked: Study) -> dict[str, Any]:
    """What every page of a study says of it."""
    names, shown = function_names(asked), function_shown(request, asked)
    return {
        "study": asked,
        "scenarios": list(asked.scenarios.all()),
        "functions": sorted(names.items(), key=lambda pair: pair[1]),
        "shown": shown,
        "function": names[shown],
        "mode": mode_in_words(asked.mode),
        "threshold": questions.cost(asked.threshold, is_in_minutes=asked.is_in_minutes),
        "monday": week_of(asked)[0],
    }


def chosen_scenarios(request: HttpRequest, asked: Study) -> list[Scenario]:
    """Those that were ticked, four at most; the first four where none was."""
    ticked = {whole(value) for value in request.GET.getlist("with")}
    every = list(asked.scenarios.all())
    return [s for s in every if s.pk in ticked or not ticked][:MOST_COMPARED]


def study_or_404(study_id: int) -> Study:
    found = study_with(study_id)
    if found is None:
        raise Http404
    return found


def mode_in_words(mode: str) -> str:
    return str(dict(questions.MODES)[mode])  # type: ignore[index]


@require_POST
@for_planners
def create(request: HttpRequest) -> HttpResponse:
    """From the first page of the Studio: the function that is shown there."""
    form = StudyForm(request.POST)
    if form.is_valid():
        try:
            made = create_study(actor=signed_in(request), **form.cleaned_data)
        except Refused as refused:
            say(request, refused)
        else:
            return redirect("studio-study", study_id=made.pk)
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
    return redirect("studio")


@require_POST
@for_planners
def change(request: HttpRequest, study_id: int) -> HttpResponse:
    asked = study_or_404(study_id)
    form = StudyForm(request.POST)
    if form.is_valid():
        try:
            change_study(
                actor=signed_in(request),
                study_id=study_id,
                version=version_seen(request),
                **form.cleaned_data,
            )
        except Refused as refused:
            add_reasons(form, refused.reasons)
        else:
            return redirect("studio-study", study_id=study_id)
    context = {**about(request, asked), "form": form, "chosen": set(), "most": MOST_COMPARED}
    return render(request, "studio/study.html", context, status=422)


@require_POST
@for_planners
def remove(request: HttpRequest, study_id: int) -> HttpResponse:
    asked = study_or_404(study_id)
    try:
        remove_study(actor=signed_in(request), study_id=study_id, version=version_seen(request))
    except Refused as refused:
        say(request, refused)
        return redirect("studio-study", study_id=study_id)
    messages.success(request, _("The study “%(name)s” was removed.") % {"name": asked.name})
    return redirect("studio")


def _initial(asked: Study) -> dict[str, Any]:
    return {
        "name": asked.name,
        "question": asked.question,
        "functions": [function.code for function in asked.functions.all()],
        "mode": asked.mode,
        "threshold_km": asked.threshold_km,
        "threshold_minutes": asked.threshold_minutes,
        "week": asked.week,
        "cells": asked.cells,
    }
