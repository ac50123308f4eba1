"""The opening hours of a place: the list, the editor with its preview, closures."""

from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from softplace.foundation.clock import today
from softplace.foundation.errors import Refused
from softplace.places.commands import (
    add_closure,
    remove_closure,
    remove_opening_rule,
    save_opening_rule,
)
from softplace.places.enums import Pattern
from softplace.places.models import OpeningRule, Place
from softplace.web import words
from softplace.web.forms import add_reasons
from softplace.web.keeper import rule_words
from softplace.web.keeper.access import of_kept_place, signed_in
from softplace.web.keeper.closure_form import ClosureForm
from softplace.web.keeper.opening_form import OpeningForm, initial_of, initial_of_new
from softplace.web.keeper.preview import Preview, preview_of_place, preview_of_rule
from softplace.web.sentences import told


@require_safe
@of_kept_place
def list_openings(request: HttpRequest, place: Place) -> HttpResponse:
    return _list(request, place, ClosureForm(place))


def _list(
    request: HttpRequest, place: Place, closure_form: ClosureForm, status: int = 200
) -> HttpResponse:
    rules = sorted(
        place.opening_rules.select_related("function", "resource", "group"),
        key=lambda rule: (
            rule.resource_id is not None,
            rule.function_id is not None,
            subject_name(rule),
            rule.starts_on or date.min,
            -rule.weekdays.bit_count(),
            rule.start_minute,
            rule.pk,
        ),
    )
    on = today(ZoneInfo(place.zone))
    subjects: dict[str, list[dict[str, object]]] = {}
    for rule in rules:
        if rule.pattern == Pattern.ONCE:
            continue
        subjects.setdefault(subject_name(rule), []).append(_row(rule))
    once = [_row(rule) for rule in rules if rule.pattern == Pattern.ONCE]
    return render(
        request,
        "keeper/openings.html",
        {
            "place": place,
            "part": "openings",
            "subjects": subjects,
            "once": sorted(once, key=lambda row: row["rule"].starts_on),
            "closures": place.closures.filter(last_date__gte=on).order_by("first_date"),
            "past_closure_count": place.closures.filter(last_date__lt=on).count(),
            "closure_form": closure_form,
            "preview": preview_of_place(place, on),
            "today": on,
        },
        status=status,
    )


def _row(rule: OpeningRule) -> dict[str, object]:
    return {
        "rule": rule,
        "when": rule_words.when(rule),
        "span": rule_words.span(rule),
        "conditions": rule_words.conditions(rule),
        "subject": subject_name(rule),
    }


def subject_name(rule: OpeningRule) -> str:
    """What a rule opens, in the language of the page."""
    if rule.resource is not None:
        return rule.resource.name
    if rule.function is not None:
        return rule.function.name("fr" if words.is_french() else "en")
    return _("The whole place")


@require_http_methods(["GET", "HEAD", "POST"])
@of_kept_place
def edit_opening(request: HttpRequest, place: Place, rule_id: int | None = None) -> HttpResponse:
    rule = get_object_or_404(place.opening_rules, pk=rule_id) if rule_id else None
    if request.method != "POST":
        initial = initial_of(rule) if rule else initial_of_new(request.GET.get("kind", ""))
        form = OpeningForm(place, rule, initial=initial)
        shown = preview_of_rule(place, rule, today(ZoneInfo(place.zone))) if rule else None
        return _editor(request, form, shown)
    form = OpeningForm(place, rule, request.POST)
    if not form.is_valid():
        return _editor(request, form, None, status=422)
    if "preview" in request.POST:
        return _editor(request, form, _drafted_preview(form))
    try:
        save_opening_rule(actor=signed_in(request), place=place, rule=rule, **form.rule_fields())
    except Refused as error:
        form.refused(error)
        return _editor(request, form, None, status=422)
    messages.success(request, _("The opening hours are saved and can be found at once."))
    return redirect("keeper-openings", slug=place.slug)


def _editor(
    request: HttpRequest, form: OpeningForm, shown: Preview | None, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "keeper/opening.html",
        {
            "place": form.place,
            "part": "openings",
            "rule": form.rule,
            "form": form,
            "preview": shown,
        },
        status=status,
    )


def _drafted_preview(form: OpeningForm) -> Preview:
    place = form.place
    return preview_of_rule(place, form.drafted(), today(ZoneInfo(place.zone)))


@require_POST
@of_kept_place
def preview_opening(request: HttpRequest, place: Place, rule_id: int | None = None) -> HttpResponse:
    """The preview alone, asked for while the form is being filled. Nothing is saved."""
    rule = get_object_or_404(place.opening_rules, pk=rule_id) if rule_id else None
    form = OpeningForm(place, rule, request.POST)
    shown = _drafted_preview(form) if form.is_valid() else None
    return render(request, "keeper/preview.html", {"form": form, "preview": shown, "place": place})


@require_POST
@of_kept_place
def remove_opening(request: HttpRequest, place: Place, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(place.opening_rules, pk=rule_id)
    try:
        remove_opening_rule(actor=signed_in(request), rule=rule)
        messages.success(request, _("These opening hours are removed."))
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return redirect("keeper-openings", slug=place.slug)


@require_POST
@of_kept_place
def close_place(request: HttpRequest, place: Place) -> HttpResponse:
    form = ClosureForm(place, request.POST)
    if form.is_valid():
        try:
            add_closure(actor=signed_in(request), place=place, **form.closure_fields())
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            messages.success(request, _("The closure is saved."))
            return redirect("keeper-openings", slug=place.slug)
    return _list(request, place, form, status=422)


@require_POST
@of_kept_place
def reopen_place(request: HttpRequest, place: Place, closure_id: int) -> HttpResponse:
    closure = get_object_or_404(place.closures, pk=closure_id)
    try:
        remove_closure(actor=signed_in(request), closure=closure)
        messages.success(request, _("The closure is removed."))
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return redirect("keeper-openings", slug=place.slug)
