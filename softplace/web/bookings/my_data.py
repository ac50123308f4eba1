"""My data: all that is held on a person, handed out as a file, and erased on demand."""

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.bookings.queries.held import bookings_held_on
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused
from softplace.matching.queries.held import requests_held_on
from softplace.people.models import User
from softplace.people.queries import held_on
from softplace.timebank.commands import erase_person
from softplace.timebank.queries import held_on_account
from softplace.trail.models import Entry
from softplace.web.sentences import told


@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, errors: tuple[str, ...] = ()) -> HttpResponse:
    response = render(request, "bookings/my_data.html", {"errors": errors})
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything that names the person, as JSON."""
    person = request.user
    assert isinstance(person, User)
    held = {
        "exported_at": now(),
        "account": held_on(person),
        **bookings_held_on(person),
        **requests_held_on(person),
        "places_kept": list(person.places.order_by("name").values_list("name", flat=True)),
        **held_on_account(person),
        "history": list(
            Entry.objects.filter(actor=person)
            .order_by("at", "id")
            .values("at", "verb", "subject_type", "subject_name", "changes")
        ),
    }
    body = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="softplace.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the account, if the person has typed its address: this cannot be undone."""
    person = request.user
    assert isinstance(person, User)
    if request.POST.get("email", "").strip().lower() != person.email.lower():
        return _page(request, (told(Reason("email_differs")),))
    try:
        erase_person(person=person)
    except Refused as refused:
        return _page(request, tuple(told(reason) for reason in refused.reasons))
    logout(request)
    messages.success(request, _("Your account is erased. Thank you for having been here."))
    return redirect("find")
