"""On what terms a place and its resources are booked: the list, the editor, its preview."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from softplace.bookings.commands import remove_terms, set_terms
from softplace.bookings.models import Terms
from softplace.foundation.errors import Reason, Refused
from softplace.places.models import Place
from softplace.web import words
from softplace.web.forms import add_reasons
from softplace.web.keeper.access import of_kept_place, signed_in
from softplace.web.keeper.terms_form import INITIAL_OF_NEW, TermsForm, fields_of_terms
from softplace.web.keeper.terms_words import Meaning, meaning_of
from softplace.web.sentences import told


@require_safe
@of_kept_place
def list_terms(request: HttpRequest, place: Place) -> HttpResponse:
    found = place.terms.select_related("resource", "group").order_by("resource__name", "audience")
    rows = [
        {
            "terms": terms,
            "for_whom": for_whom(terms),
            "meaning": meaning_of(fields_of_terms(terms), place, terms.resource),
        }
        for terms in sorted(found, key=lambda terms: terms.resource_id is not None)
    ]
    return render(
        request, "keeper/terms_list.html", {"place": place, "part": "terms", "rows": rows}
    )


def for_whom(terms: Terms) -> str:
    return terms.group.name if terms.group else words.label(terms.audience, "Audience")


@require_http_methods(["GET", "HEAD", "POST"])
@of_kept_place
def edit_terms(request: HttpRequest, place: Place, terms_id: int | None = None) -> HttpResponse:
    terms = _terms(place, terms_id)
    if request.method != "POST":
        return _editor(request, TermsForm(place, terms, initial=_initial(terms)))
    form = TermsForm(place, terms, request.POST)
    if form.is_valid() and "preview" not in request.POST:
        try:
            if terms is None and place.terms.filter(**form.subject()).exists():
                raise Refused(Reason("terms_there_already", "audience"))
            set_terms(
                actor=signed_in(request), place=place, **form.subject(), **form.terms_fields()
            )
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            messages.success(request, _("The terms are saved. They hold for new bookings."))
            return redirect("keeper-terms", slug=place.slug)
    return _editor(request, form, status=200 if form.is_valid() else 422)


@require_POST
@of_kept_place
def preview_terms(request: HttpRequest, place: Place, terms_id: int | None = None) -> HttpResponse:
    """What the terms would mean; nothing is saved."""
    form = TermsForm(place, _terms(place, terms_id), request.POST)
    return render(request, "keeper/terms_meaning.html", {"meaning": _meaning(form)})


@require_POST
@of_kept_place
def take_terms_away(request: HttpRequest, place: Place, terms_id: int) -> HttpResponse:
    terms = get_object_or_404(place.terms, pk=terms_id)
    try:
        remove_terms(actor=signed_in(request), terms=terms)
        messages.success(request, _("The terms are removed."))
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return redirect("keeper-terms", slug=place.slug)


def _terms(place: Place, terms_id: int | None) -> Terms | None:
    if terms_id is None:
        return None
    return get_object_or_404(place.terms.select_related("resource", "group"), pk=terms_id)


def _initial(terms: Terms | None) -> dict[str, Any]:
    return fields_of_terms(terms) if terms else dict(INITIAL_OF_NEW)


def _meaning(form: TermsForm) -> Meaning | None:
    """None while the form says nothing that holds together."""
    if not form.is_bound:
        said = fields_of_terms(form.terms) if form.terms else fields_of_terms(Terms())
        return meaning_of(said, form.place, form.terms.resource if form.terms else None)
    if not form.is_valid():
        return None
    return meaning_of(form.terms_fields(), form.place, form.subject()["resource"])


def _editor(request: HttpRequest, form: TermsForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "keeper/terms.html",
        {
            "place": form.place,
            "terms": form.terms,
            "for_whom": for_whom(form.terms) if form.terms else "",
            "form": form,
            "meaning": _meaning(form),
            "part": "terms",
        },
        status=status,
    )
