"""Where the next sites of a function should go: asked, solved while one waits, added."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_http_methods

from softplace.engines.reach.siting import Objective
from softplace.foundation.errors import Reason, Refused
from softplace.reach.models import Study
from softplace.reach.planning import Sited, Sought, edit_scenario, seek_sites
from softplace.reach.queries import cells
from softplace.web import words
from softplace.web.forms import HourField, NumberField, add_reasons
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.studio import comparison, questions
from softplace.web.studio.edit_forms import hosts
from softplace.web.studio.scenarios import function_names, scenario_or_404, version_seen

OBJECTIVES = {
    Objective.P_MEDIAN: word("the shortest way on average"),
    Objective.MAX_COVER: word("the most people within reach"),
    Objective.P_CENTRE: word("the shortest way for the worst placed"),
    Objective.SET_COVER: word("as few as bring everybody within reach"),
}


class SitingForm(forms.Form):
    objective = forms.ChoiceField(label=word("What counts"), choices=list(OBJECTIVES.items()))
    function = forms.ChoiceField(label=word("Function"))
    choose = forms.IntegerField(
        label=word("How many new sites"), min_value=1, max_value=1000, required=False
    )
    budget_euros = NumberField(
        label=word("Or a budget, euros a year"),
        help_text=word("A new place costs rent and staff, a shared counter staff only."),
        required=False,
    )
    among_places = forms.BooleanField(
        label=word("Places that stand may take it in, as shared counters"), required=False
    )
    days = forms.TypedMultipleChoiceField(
        label=word("Days"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    opens = HourField(label=word("Opens at"))
    closes = HourField(label=word("Closes at"))
    required = forms.MultipleChoiceField(label=word("Must be among them"), required=False)
    forbidden = forms.MultipleChoiceField(label=word("Must not be"), required=False)

    def __init__(self, study: Study, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        land = cells()
        communes = sorted(zip(land.codes, land.names, strict=True), key=lambda pair: pair[1])
        names = function_names(study)
        choices = {
            "function": list(names.items()),
            "days": list(enumerate(words.WEEKDAYS)),
            "required": [*communes, *hosts()],
            "forbidden": [*communes, *hosts()],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]
        for name in ("required", "forbidden"):
            self.fields[name].widget.attrs["size"] = 6

    def sought(self) -> Sought:
        said = self.cleaned_data
        hours = tuple(
            (day * 1440 + said["opens"], day * 1440 + (said["closes"] or 1440))
            for day in said["days"]
        )
        has_budget = said["budget_euros"] is not None
        return Sought(
            said["objective"],
            said["function"],
            choose=None if has_budget else said["choose"] or 1,
            budget_euros=said["budget_euros"],
            among_places=said["among_places"],
            required=said["required"],
            forbidden=said["forbidden"],
            hours=hours,
        )


@require_http_methods(["GET", "POST"])
@for_planners
def siting(request: HttpRequest, scenario_id: int) -> HttpResponse:
    asked = scenario_or_404(scenario_id)
    given = request.POST if request.method == "POST" else request.GET
    start = {"choose": 1, "days": [0, 1, 2, 3, 4], "opens": "09:00", "closes": "12:00"}
    form = SitingForm(asked.study, given or None, initial=start)
    context: dict[str, Any] = {"scenario": asked, "study": asked.study, "form": form}
    if given and form.is_valid():
        try:
            found = seek_sites(asked, form.sought())
            if request.method == "POST":
                keys = ",".join(one.key for one in found.chosen)
                if given.get("seen") != keys:
                    raise Refused(Reason("preview_changed"))
                edit_scenario(
                    actor=signed_in(request),
                    scenario=asked,
                    version=version_seen(request),
                    drafts=found.drafts,
                )
                messages.success(request, _("Added to the scenario."))
                return redirect("studio-scenario", scenario_id=scenario_id)
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            context |= {
                "found": found,
                "distances": questions.distances_in_words(found.basis, asked.study.cells),
                "seen": ",".join(one.key for one in found.chosen),
                "figures": _figures(form.cleaned_data["objective"], found, asked.study),
                "asked_for": [
                    (name, value)
                    for name in given
                    for value in given.getlist(name)
                    if name not in {"csrfmiddlewaretoken", "version", "seen"}
                ],
            }
    return render(request, "studio/siting.html", context)


def _figures(objective: str, found: Sited, study: Study) -> list[tuple[str, str]]:
    """What the answer is worth, and how much better one could be at most."""
    said = {
        Objective.P_MEDIAN: _("Mean travel time") if study.is_in_minutes else _("Mean distance"),
        Objective.MAX_COVER: _("People within reach"),
        Objective.P_CENTRE: _("Farthest cell") if study.cells else _("Farthest commune"),
        Objective.SET_COVER: _("New sites"),
    }[Objective(objective)]
    is_way = objective in {Objective.P_MEDIAN, Objective.P_CENTRE}
    digits = 1 if study.is_in_minutes else 2

    def number(value: float) -> str:
        if not is_way:
            return words.number(value)
        return comparison.with_unit(value, digits, "min" if study.is_in_minutes else "km")

    before = [(_("Without them"), number(found.before))] if found.before is not None else []
    proof = (
        _("yes: no choice is better")
        if found.proven
        else _("no: the time was over; at best %(bound)s") % {"bound": number(found.bound)}
    )
    off = [(_("Joined by no road"), words.number(found.people_off))] if found.people_off else []
    return [*before, (said, number(found.value)), (_("Proven"), proof), *off]
