"""Ready-made scenarios for the questions of the field: looked at first, then added at once."""

from hashlib import blake2b
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_http_methods

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused
from softplace.places.enums import PlaceKind
from softplace.reach.enums import Question, UseMeasure
from softplace.reach.models import Study
from softplace.reach.planning import (
    Draft,
    Wish,
    assess,
    compared,
    edit_scenario,
    ready_made,
)
from softplace.reach.queries import Calendar, land_of, rates
from softplace.web import words
from softplace.web.forms import HourField, NumberField
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told
from softplace.web.studio import comparison, questions
from softplace.web.studio.edit_words import in_words
from softplace.web.studio.scenarios import (
    function_names,
    scenario_or_404,
    version_seen,
    with_names,
)

QUESTIONS = {
    Question.CLOSE_LEAST_USED: word("An operator closes its least-used places"),
    Question.ALL_MOBILE: word("All fixed places become stops of trucks"),
    Question.DELEGATE: word("The function is delegated to multi-service counters"),
    Question.OPEN_VACANT: word("Every vacant space is opened to the function"),
    Question.SPECIALISE: word("Places are specialised again: one function each"),
    Question.SHORTER_HOURS: word("Shorter hours everywhere"),
}
MEASURES = {
    UseMeasure.BOOKINGS: word("confirmed bookings of the last 12 weeks"),
    UseMeasure.CHECK_INS: word("bookings checked in at the door in the last 12 weeks"),
}
FIELDS: dict[Any, tuple[str, ...]] = {
    Question.CLOSE_LEAST_USED: ("count", "measure"),
    Question.DELEGATE: ("kinds", "days", "opens", "closes"),
    Question.SHORTER_HOURS: ("percent",),
}


class WishForm(forms.Form):
    question = forms.ChoiceField(label=word("Question"), choices=list(QUESTIONS.items()))
    function = forms.ChoiceField(label=word("Function"))
    count = forms.IntegerField(label=word("How many"), min_value=0, max_value=400, initial=2)
    measure = forms.ChoiceField(label=word("Used, by"), choices=list(MEASURES.items()))
    kinds = forms.MultipleChoiceField(
        label=word("Kinds of place that take it in"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedMultipleChoiceField(
        label=word("Days"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    opens = HourField(label=word("Opens at"), initial="09:00")
    closes = HourField(label=word("Closes at"), initial="12:00")
    percent = NumberField(label=word("Share of each opening that is kept, %"), initial=50)

    def __init__(self, study: Study, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = self.data.get("question") or self.initial.get("question")
        self.fields["function"].choices = list(function_names(study).items())  # type: ignore[attr-defined]
        self.fields["kinds"].choices = words.choices(PlaceKind)  # type: ignore[attr-defined]
        self.fields["days"].choices = list(enumerate(words.WEEKDAYS))  # type: ignore[attr-defined]
        kept = {"question", "function", *FIELDS.get(asked, ())}
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]

    def wish(self) -> Wish:
        said = self.cleaned_data
        hours = tuple(
            (day * 1440 + (said["opens"] or 0), day * 1440 + (said["closes"] or 1440))
            for day in said.get("days", ())
        )
        given: dict[str, Any] = {
            name: said[name] for name in ("count", "measure", "kinds") if name in said
        }
        if said.get("percent") is not None:
            given["share"] = said["percent"] / 100
        return Wish(said["question"], said["function"], hours=hours, **given)


@require_http_methods(["GET", "POST"])
@for_planners
def ready_made_page(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """Choose a question, look at what it would change, add it."""
    asked = scenario_or_404(scenario_id)
    study = asked.study
    given = request.POST if request.method == "POST" else request.GET
    form = WishForm(study, given or None, initial={"question": Question.CLOSE_LEAST_USED})
    context: dict[str, Any] = {"scenario": asked, "study": study, "form": form}
    # A question that was chosen just now has no numbers yet: the form asks for them.
    question = given.get("question", "")
    is_new = given.get("shown", question) != question and question in FIELDS
    is_complete = request.method == "POST" or ("go" in given and not is_new)
    if given and not is_complete:
        form = WishForm(study, initial={"question": given.get("question"), "count": 2,
                                        "kinds": [PlaceKind.TOWN_HALL], "percent": 50,
                                        "function": given.get("function")})  # fmt: skip
        context |= {"form": form, "asks_for_numbers": is_new}
    elif given and form.is_valid():
        drafts: list[Draft] = []
        calendar: Calendar | None = None
        try:
            drafts, calendar = ready_made(asked, form.wish(), now())
            digest = _digest(drafts)
            if request.method == "POST":
                if given.get("digest") != digest:
                    raise Refused(Reason("preview_changed"))
                edit_scenario(
                    actor=signed_in(request),
                    scenario=asked,
                    version=version_seen(request),
                    drafts=drafts,
                    calendar=calendar,
                )
                messages.success(request, _("Added to the scenario."))
                return redirect("studio-scenario", scenario_id=scenario_id)
            land, costs, edits = land_of(study), rates(), list(asked.edits.all())
            options: dict[str, Any] = {"function": form.wish().function, "rates": costs}
            before = assess(study, calendar, land.cells, edits=edits, **options)
            after = assess(study, calendar, land.cells, edits=[*edits, *drafts], **options)
        except Refused as refusal:
            context["refusals"] = _sentences(refusal, drafts, calendar, study)
        else:
            names = function_names(study)
            context |= {
                "said": [in_words(draft, calendar.names, names) for draft in drafts],
                "digest": digest,
                "rows": comparison.table([before, after], land),
                "columns": [_("With these changes")],
                "first_column": _("The scenario now"),
                "distances": questions.distances_in_words(before.found.travel.basis, study.cells),
                "people": comparison.people_rows(compared(land.cells, before.found, after.found)),
                "asked_for": [(name, value) for name in given for value in given.getlist(name)
                              if name not in {"go", "csrfmiddlewaretoken", "version", "digest", "shown"}],
            }  # fmt: skip
    return render(request, "studio/ready_made.html", context)


def _sentences(
    refusal: Refused, drafts: list[Draft], calendar: Calendar | None, study: Study
) -> list[str]:
    """Each sentence once, behind the first change that it is about."""
    places = calendar.names if calendar else {}
    by_number: dict[object, Draft] = {draft.number: draft for draft in drafts}
    said: dict[str, str] = {}
    for reason in refusal.reasons:
        sentence = told(with_names(reason, places))
        draft = by_number.get(reason.details.get("change", -1))
        about = in_words(draft, places, function_names(study)) if draft else ""
        said.setdefault(sentence, f"{about} – {sentence}" if about else sentence)
    return list(said.values())


def _digest(drafts: list[Draft]) -> str:
    seen = repr([(draft.kind, sorted(draft.content.items())) for draft in drafts])
    return blake2b(seen.encode(), digest_size=12).hexdigest()
