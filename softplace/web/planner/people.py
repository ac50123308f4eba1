"""Who may what: roles across the territory, and the keepers of each place."""

import re

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from softplace.foundation.errors import Reason, Refused
from softplace.people.commands import grant_role, withdraw_role
from softplace.people.enums import Role
from softplace.people.models import User
from softplace.places.commands import name_keepers
from softplace.places.models import Place
from softplace.web import words
from softplace.web.forms import add_reasons
from softplace.web.keeper.access import for_administrators, for_planners, signed_in
from softplace.web.sentences import told

ACCOUNTS_ON_A_PAGE = 50


@require_safe
@for_administrators
def list_people(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:100]
    people = User.objects.prefetch_related(
        "grants", Prefetch("places", Place.objects.order_by("name", "pk"))
    ).order_by("name", "email", "pk")
    if asked:
        people = people.filter(Q(name__icontains=asked) | Q(email__icontains=asked))
    else:
        people = people.filter(Q(grants__isnull=False) | Q(places__isnull=False)).distinct()
    page = Paginator(people, ACCOUNTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "planner/people.html",
        {"page": page, "asked": asked, "part": "people", "roles": words.choices(Role)},
    )


@require_POST
@for_administrators
def change_role(request: HttpRequest, user_id: int) -> HttpResponse:
    person = get_object_or_404(User, pk=user_id)
    asked = request.POST.get("role", "")
    if asked not in Role.values:
        messages.error(request, told(Reason("unknown_choice", "role", {"value": asked[:40]})))
        return redirect("planner-people")
    role = Role(asked)
    command = grant_role if request.POST.get("held") == "1" else withdraw_role
    try:
        command(actor=signed_in(request), user=person, role=role)
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    else:
        said = (
            _("%(name)s now has the role: %(role)s.")
            if command is grant_role
            else _("%(name)s no longer has the role: %(role)s.")
        )
        messages.success(request, said % {"name": person, "role": words.label(role)})
    return redirect("planner-people")


class KeepersForm(forms.Form):
    keepers = forms.CharField(
        label=word("Keepers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=word(
            "The e-mail address of each one’s account, one a line. They may change the place."
        ),
    )

    def clean_keepers(self) -> list[User]:
        emails = [
            part for part in re.split(r"[\s,;]+", self.cleaned_data["keepers"].lower()) if part
        ]
        known = {user.email.lower(): user for user in User.objects.filter(email__in=emails)}
        unknown = [email for email in emails if email not in known]
        reasons = [Reason("unknown_account", "keepers", {"email": e[:80]}) for e in unknown]
        if reasons:
            raise forms.ValidationError([told(reason) for reason in reasons])
        return [known[email] for email in dict.fromkeys(emails)]


@require_http_methods(["GET", "HEAD", "POST"])
@for_planners
def keepers(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Place, slug=slug)
    if request.method != "POST":
        emails = place.keepers.order_by("email").values_list("email", flat=True)
        return _keepers(request, place, KeepersForm(initial={"keepers": "\n".join(emails)}))
    form = KeepersForm(request.POST)
    if form.is_valid():
        try:
            name_keepers(
                actor=signed_in(request), place=place, keepers=form.cleaned_data["keepers"]
            )
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            messages.success(request, _("The keepers are named."))
            return redirect("keeper-place", slug=place.slug)
    return _keepers(request, place, form, status=422)


def _keepers(
    request: HttpRequest, place: Place, form: KeepersForm, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "planner/keepers.html",
        {"place": place, "form": form, "part": "place"},
        status=status,
    )
