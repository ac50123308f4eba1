"""The policy against vacancy and the exemptions from it, as the planner edits them."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_http_methods, require_POST

from softplace.engines.calendar import weekday_bit
from softplace.foundation import clock
from softplace.foundation.errors import Reason, Refused
from softplace.places.enums import PlaceKind, ResourceKind
from softplace.places.models import Place, Resource
from softplace.territory.queries import current_territory
from softplace.trail.models import Entry
from softplace.vacancy.commands import end_exemption, grant_exemption, set_policy
from softplace.vacancy.models import Exemption
from softplace.vacancy.queries import current_policy, exemptions_by_end
from softplace.vacancy.rules import ExemptionFields, PolicyFields
from softplace.vacancy.rules.policy import HOUSING
from softplace.web import words
from softplace.web.forms import DayField, HourField, add_reasons, say_reasons
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told

MOST_ENTRIES = 10
MOST_NAMES = 500
"""Names of places that the browser proposes."""


class PolicyForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    longest_idle_half_days = forms.IntegerField(
        label=word("Longest idle stretch, in half-days"),
        help_text=word(
            "A resource complies while it never stands idle for more half-days in a row. Those "
            "on which it is closed neither count nor break a stretch."
        ),
    )
    place_kinds_left_out = forms.MultipleChoiceField(
        label=word("Kinds of place left out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    resource_kinds_left_out = forms.MultipleChoiceField(
        label=word("Kinds of resource left out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=word("Beds are housing: they always stay out."),
    )
    weekdays = forms.MultipleChoiceField(
        label=word("Days that count"), required=False, widget=forms.CheckboxSelectMultiple
    )
    start_minute = HourField(label=word("Hours that count, from"))
    end_minute = HourField(label=word("to"), help_text=word("0:00 is the end of the day."))
    on_public_holidays = forms.BooleanField(
        label=word("Opening hours on public holidays count"), required=False
    )
    in_school_holidays = forms.BooleanField(
        label=word("Opening hours in school holidays count"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        days = [(str(day), name) for day, name in enumerate(words.WEEKDAYS)]
        for name, choices in (
            ("place_kinds_left_out", words.choices(PlaceKind)),
            ("resource_kinds_left_out", words.choices(ResourceKind)),
            ("weekdays", days),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(fields: PolicyFields, version: int) -> dict[str, Any]:
        return {
            "version": version,
            "longest_idle_half_days": fields.longest_idle_half_days,
            "place_kinds_left_out": list(fields.place_kinds_left_out),
            "resource_kinds_left_out": list(fields.resource_kinds_left_out),
            "weekdays": [str(day) for day in range(7) if fields.weekdays & weekday_bit(day)],
            "start_minute": fields.start_minute,
            "end_minute": fields.end_minute,
            "on_public_holidays": fields.on_public_holidays,
            "in_school_holidays": fields.in_school_holidays,
        }

    def policy_fields(self) -> PolicyFields:
        said = self.cleaned_data
        kinds = said["resource_kinds_left_out"]
        return PolicyFields(
            place_kinds_left_out=tuple(said["place_kinds_left_out"]),
            # A box that stays ticked is not sent by every browser.
            resource_kinds_left_out=tuple(dict.fromkeys([*kinds, HOUSING.value])),
            weekdays=sum(weekday_bit(int(day)) for day in said["weekdays"]),
            start_minute=said["start_minute"],
            end_minute=said["end_minute"] or 1440,
            on_public_holidays=said["on_public_holidays"],
            in_school_holidays=said["in_school_holidays"],
            longest_idle_half_days=said["longest_idle_half_days"],
        )


class ExemptionForm(forms.Form):
    resource = forms.TypedChoiceField(
        label=word("What is exempt"), required=False, coerce=int, empty_value=None
    )
    reason = forms.CharField(
        label=word("Reason"),
        max_length=400,
        help_text=word("For example works, a flood, or a use that cannot be shared."),
    )
    first_date = DayField(label=word("First day"))
    last_date = DayField(
        label=word("Last day"), help_text=word("The exemption ends by itself after this day.")
    )

    def __init__(self, place: Place, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.resources = {one.pk: one for one in place.resources.order_by("name")}
        self.fields["resource"].choices = [  # type: ignore[attr-defined]
            ("", _("The whole place")),
            *((pk, one.name) for pk, one in self.resources.items()),
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_planners
def policy(request: HttpRequest) -> HttpResponse:
    stored = current_policy()
    if request.method != "POST":
        return _page(
            request, PolicyForm(initial=PolicyForm.initial_of(stored.fields, stored.version))
        )
    form = PolicyForm(request.POST)
    if form.is_valid():
        try:
            set_policy(
                actor=signed_in(request),
                version=form.cleaned_data["version"],
                fields=form.policy_fields(),
            )
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            messages.success(request, _("The policy is saved."))
            return redirect("vacancy-policy")
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: PolicyForm, status: int = 200) -> HttpResponse:
    standing, over = exemptions_by_end(_today())
    entries = Entry.objects.filter(verb="set_vacancy_policy").select_related("actor")
    names = Place.objects.published().order_by("name").values_list("name", flat=True)
    return render(
        request,
        "vacancy/policy.html",
        {
            "part": "policy",
            "form": form,
            "stored": current_policy(),
            "standing": standing,
            "over": over,
            "today": _today(),
            "entries": entries.order_by("-at", "-id")[:MOST_ENTRIES],
            "place_names": names[:MOST_NAMES],
        },
        status=status,
    )


def _today() -> Any:
    territory = current_territory()
    return clock.today(ZoneInfo(territory.zone if territory else "Europe/Paris"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_planners
def exempt(request: HttpRequest) -> HttpResponse:
    """Grant an exemption: `place` is a slug or a name, `resource` an id of it."""
    asked = request.GET.get("place", "").replace("\x00", "").strip()[:160]
    place = Place.objects.filter(slug=asked).first() or Place.objects.filter(name=asked).first()
    if place is None:
        messages.error(request, told(Reason("unknown_place", "", {"name": asked})))
        return redirect(f"{reverse('vacancy-policy')}#exemptions")
    initial = {"resource": request.GET.get("resource", ""), "first_date": _today()}
    form = ExemptionForm(place, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        subject: Place | Resource = place
        if said["resource"] is not None:
            subject = form.resources[said["resource"]]
        fields = ExemptionFields(said["reason"], said["first_date"], said["last_date"])
        try:
            grant_exemption(actor=signed_in(request), subject=subject, fields=fields)
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            messages.success(request, _("The exemption is granted. It ends by itself."))
            return redirect(f"{reverse('vacancy-policy')}#exemptions")
    return render(
        request,
        "vacancy/exemption.html",
        {"part": "policy", "place": place, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
@for_planners
def end(request: HttpRequest, exemption_id: int) -> HttpResponse:
    exemption = get_object_or_404(Exemption, pk=exemption_id)
    try:
        end_exemption(actor=signed_in(request), exemption=exemption)
    except Refused as error:
        say_reasons(request, error.reasons)
    else:
        messages.success(request, _("The exemption has ended: the policy holds again."))
    return redirect(f"{reverse('vacancy-policy')}#exemptions")
