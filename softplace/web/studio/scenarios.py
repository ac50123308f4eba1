"""A scenario: its edits, and what they change for whom."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.foundation.errors import Reason, Refused
from softplace.reach.commands import (
    create_scenario,
    duplicate_scenario,
    remove_scenario,
    rename_scenario,
)
from softplace.reach.enums import EditKind
from softplace.reach.models import Edit, Scenario, Study
from softplace.reach.planning import assess, compared, edit_scenario, studied_calendar, undo
from softplace.reach.queries import Calendar, Land, land_of, rates, road_digests, scenario_of
from softplace.web import words
from softplace.web.forms import say_reasons
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told
from softplace.web.studio import comparison, questions
from softplace.web.studio.edit_forms import EditForm, choices_of_edits
from softplace.web.studio.edit_words import in_words
from softplace.web.studio.plots import Plot, marks_of, marks_today

TAKING_IN = (EditKind.ADD, EditKind.VACANT)


@require_safe
@for_planners
def scenario(request: HttpRequest, scenario_id: int) -> HttpResponse:
    return _shown(request, scenario_or_404(scenario_id))


def _shown(
    request: HttpRequest,
    asked: Scenario,
    *,
    land: Land | None = None,
    edits: Sequence[Edit] | None = None,
    plan: Calendar | None = None,
    refusals: list[str] | None = None,
    opened: str = "",
) -> HttpResponse:
    """The page; for htmx the part of it that edits change, or where this is drawn already only
    what of it is new. `land`, `edits` and `plan` where they are read."""
    study, edits = asked.study, list(asked.edits.all()) if edits is None else edits
    land, costs, roads = land or land_of(study), rates(), road_digests()
    plan = plan or studied_calendar(study, edits)
    function = function_shown(request, study)
    names = function_names(study)
    context: dict[str, Any] = {
        "scenario": asked,
        "study": study,
        "shown": function,
        "edits": [(edit, in_words(edit, plan.names, names)) for edit in edits],
        "refusals": refusals or [],
        "opened": opened,
    }
    try:
        options: dict[str, Any] = {"function": function, "rates": costs, "roads": roads}
        before = assess(study, plan, land.cells, **options)
        after = assess(study, plan, land.cells, edits=edits, **options)
    except Refused as refusal:
        context["refusals"] += [told(with_names(reason, plan.names)) for reason in refusal.reasons]
    else:
        change = compared(land.cells, before.found, after.found)
        plot = Plot(land)
        marks = marks_of(plan, edits, after.network, function)
        signs = comparison.shades_of_signs(land, before, after, change)
        distances = questions.shades_of_distance(land, after.found)
        hours = comparison.hours_changed(before, after)
        new = _("The scenario")
        context |= {
            "distances": questions.distances_in_words(before.found.travel.basis, study.cells),
            "rows": comparison.table([before, after], land),
            "people": comparison.people_rows(change),
            "change_map": plot.map(signs, marks, _("Who gains, who loses")),
            "scenario_map": plot.map(distances, marks, new),
            "signs": comparison.legend_of_signs(land),
            "communes_changed": comparison.communes(land, before, after, change),
            "strip": comparison.week_strip(
                hours, max(map(abs, hours)), _("People with an open site within reach, by hour")
            ),
            "weekday_names": words.WEEKDAYS_SHORT,
            "strip_most": words.number(max(map(abs, hours))),
            "moments": comparison.moments(hours),
            "rates": costs,
            "columns": [new],
        }
        # What takes a function in becomes a choice of the forms: then these come anew too.
        if request.htmx and "drawn" in request.POST and opened not in TAKING_IN:  # type: ignore[attr-defined]
            response = render(request, "studio/scenario_parts.html", context)
            response["HX-Reswap"] = "none"
            return response
        today = questions.shades_of_distance(land, before.found)
        context |= {
            "definitions": plot.definitions,
            "today_map": plot.map(today, marks_today(plan, function), _("Today")),
            "legend": questions.legend_of_distance(before.found),
        }
    context |= {
        "function": names[function],
        "functions": sorted(names.items(), key=lambda pair: pair[1]),
        "mode": dict(questions.MODES)[study.mode],  # type: ignore[index]
        "threshold": questions.cost(study.threshold, is_in_minutes=study.is_in_minutes),
        "weekdays": [(day, words.WEEKDAYS[day]) for day in range(7)],
        **choices_of_edits(land.communes, plan.names, plan.beyond),
    }
    part = "studio/scenario_body.html" if request.htmx else "studio/scenario.html"  # type: ignore[attr-defined]
    return render(request, part, context)


@require_POST
@for_planners
def create(request: HttpRequest, study_id: int) -> HttpResponse:
    try:
        name = request.POST.get("name", "")
        made = create_scenario(actor=signed_in(request), study_id=study_id, name=name)
    except Refused as refusal:
        say(request, refusal)
        return redirect("studio-study", study_id=study_id)
    return redirect("studio-scenario", scenario_id=made.pk)


@require_POST
@for_planners
def edit(request: HttpRequest, scenario_id: int) -> HttpResponse:
    asked = scenario_or_404(scenario_id)
    land, edits = land_of(asked.study), list(asked.edits.all())
    form = EditForm(asked.study, land.communes, request.POST)
    kind = request.POST.get("kind", "")
    if not form.is_valid():
        sentences = [f"{error}" for errors in form.errors.values() for error in errors]
        return _answered(request, asked, sentences, kind)
    try:
        draft = form.draft()
        plan = studied_calendar(asked.study, [*edits, draft])
        made = edit_scenario(
            actor=signed_in(request),
            scenario=asked,
            version=version_seen(request),
            drafts=[draft],
            calendar=plan,
        )
    except Refused as refusal:
        return _answered(request, asked, _sentences(refusal, asked), kind)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("studio-scenario", scenario_id=asked.pk)
    # Nobody changed it in the meantime, or it would have been refused: it need not be read again.
    asked.version += 1
    return _shown(request, asked, land=land, edits=[*edits, *made], plan=plan, opened=kind)


@require_POST
@for_planners
def take_back(request: HttpRequest, scenario_id: int) -> HttpResponse:
    asked = scenario_or_404(scenario_id)
    try:
        undo(
            actor=signed_in(request),
            scenario=asked,
            version=version_seen(request),
            edit_id=whole(request.POST.get("edit", "")),
        )
    except Refused as refusal:
        return _answered(request, asked, _sentences(refusal, asked))
    return _answered(request, asked, [])


def _answered(
    request: HttpRequest,
    asked: Scenario,
    sentences: list[str],
    opened: str = "",
) -> HttpResponse:
    """The new state at once for htmx; for a form without a script, the page anew."""
    if request.htmx:  # type: ignore[attr-defined]
        now = scenario_or_404(asked.pk)
        return _shown(request, now, refusals=sentences, opened=opened)
    for sentence in sentences:
        messages.error(request, sentence)
    return redirect("studio-scenario", scenario_id=asked.pk)


@require_POST
@for_planners
def duplicate(request: HttpRequest, scenario_id: int) -> HttpResponse:
    try:
        copy = duplicate_scenario(
            actor=signed_in(request), scenario_id=scenario_id, name=request.POST.get("name", "")
        )
    except Refused as refusal:
        say(request, refusal)
        return redirect("studio")
    return redirect("studio-scenario", scenario_id=copy.pk)


@require_POST
@for_planners
def rename(request: HttpRequest, scenario_id: int) -> HttpResponse:
    try:
        rename_scenario(
            actor=signed_in(request),
            scenario_id=scenario_id,
            version=version_seen(request),
            name=request.POST.get("name", ""),
        )
    except Refused as refusal:
        say(request, refusal)
    return redirect("studio-scenario", scenario_id=scenario_id)


@require_POST
@for_planners
def remove(request: HttpRequest, scenario_id: int) -> HttpResponse:
    asked = scenario_or_404(scenario_id)
    try:
        remove_scenario(
            actor=signed_in(request), scenario_id=scenario_id, version=version_seen(request)
        )
    except Refused as refusal:
        say(request, refusal)
        return redirect("studio-scenario", scenario_id=scenario_id)
    messages.success(request, _("The scenario “%(name)s” was removed.") % {"name": asked.name})
    return redirect("studio-study", study_id=asked.study_id)


def scenario_or_404(scenario_id: int) -> Scenario:
    found = scenario_of(scenario_id)
    if found is None:
        raise Http404
    return found


def function_names(study: Study) -> dict[str, str]:
    language = "fr" if words.is_french() else "en"
    return {function.code: function.name(language) for function in study.functions.all()}


def function_shown(request: HttpRequest, study: Study) -> str:
    """The code of the function whose indicators are shown: the first unless asked."""
    codes = [function.code for function in study.functions.all()]
    asked = request.GET.get("function", request.POST.get("shown", ""))
    return asked if asked in codes else codes[0]


def with_names(reason: Reason, names: dict[str, str]) -> Reason:
    """The same reason, told with the name of the place instead of its key."""
    key = str(reason.details.get("place", ""))
    details = {**reason.details, "place": names.get(key, key)}
    return replace(reason, details=details) if key else reason


def _sentences(refusal: Refused, asked: Scenario) -> list[str]:
    keys = [str(reason.details["place"]) for reason in refusal.reasons if "place" in reason.details]
    names = studied_calendar(asked.study, list(asked.edits.all())).names if keys else {}
    return list(dict.fromkeys(told(with_names(reason, names)) for reason in refusal.reasons))


def say(request: HttpRequest, refusal: Refused) -> None:
    say_reasons(request, refusal.reasons)


def version_seen(request: HttpRequest) -> int:
    return whole(request.POST.get("version", ""))


def whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
