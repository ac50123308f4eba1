"""Requests without a campaign: asked for, answered by what is free now, chosen."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from softplace.foundation.errors import Refused
from softplace.matching.commands import take_option
from softplace.matching.enums import Rhythm
from softplace.matching.queries import Option
from softplace.people.models import User
from softplace.places.models import Resource
from softplace.web import words
from softplace.web.campaigns.apply import say_who_asks_first
from softplace.web.campaigns.request_form import USUAL, RequestForm
from softplace.web.campaigns.request_words import window_words
from softplace.web.campaigns.seen import request_seen
from softplace.web.campaigns.submitting import submitted
from softplace.web.forms import say_reasons
from softplace.web.keeper.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a space on some dates; what is free is on the page of the request."""
    person = signed_in(request)
    if not person.applicants.exists():
        return say_who_asks_first(request, request.get_full_path())
    resources = _wishable(request, person)
    if request.method == "POST":
        form = RequestForm(person, None, resources, request.POST)
        made = submitted(request, form)
        if made is not None:
            return redirect("request", made.reference)
    else:
        wish = request.GET.get("resource", "")
        initial: dict[str, Any] = {**USUAL, "rhythm": Rhythm.ONCE}
        if request.GET.get("rhythm") in Rhythm.values:
            initial["rhythm"] = request.GET["rhythm"]
        if wish:
            initial["wish_0"] = f"resource-{wish}"
        form = RequestForm(person, None, resources, initial=initial)
    context: dict[str, Any] = {
        "form": form,
        "campaign": None,
        "reasons": [],
        "rhythms": [
            (value, name, urlencode({**request.GET.dict(), "rhythm": value}))
            for value, name in words.choices(Rhythm)
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "campaigns/apply.html", context, status=status)


MOST_KNOWN = 30


def _wishable(request: HttpRequest, person: User) -> Sequence[Resource]:
    """What may be wished for: what the person has booked before, and what the address names."""
    named = request.GET.get("resource", "")
    booked = Resource.objects.filter(bookings__person=person).values_list("pk", flat=True)
    known = set(booked.distinct().order_by("pk")[:MOST_KNOWN])
    if named.isascii() and named.isdecimal() and len(named) < 16:
        known.add(int(named))
    return list(
        Resource.objects.bookable()
        .filter(pk__in=known)
        .select_related("place")
        .order_by("place__name", "name", "pk")
    )


@require_POST
@login_required
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Book what was chosen among what is free."""
    found = request_seen(request, reference)
    try:
        made = take_option(
            actor=signed_in(request), request=found, key=request.POST.get("option", "")
        )
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
        return redirect("request", found.reference)
    if made.booking is not None and made.booking.status == "confirmed":
        messages.success(request, _("It is booked."))
    else:
        messages.success(
            request, _("Your request is with the keeper; the time is kept for you until then.")
        )
    return redirect("request", made.reference)


def option_rows(options: Sequence[Option], wished_minutes: int) -> list[dict[str, Any]]:
    """What is free, in words: where, when, on how many dates, on what terms."""
    return [
        {
            "key": option.key,
            "name": option.resource.name,
            "place": option.resource.place,
            "when": _when(option),
            "dates": _dates(option),
            "shorter": words.duration(option.minutes) if option.minutes < wished_minutes else "",
            "metres": option.metres,
            "needs_approval": option.needs_approval,
        }
        for option in options
    ]


def _when(option: Option) -> str:
    if option.wished_dates == 1:
        hours = words.hours(option.start, option.end)
        return f"{words.day(option.day, year=True)}, {hours}"
    return window_words((option.day.weekday(), option.start, option.end))


def _dates(option: Option) -> str:
    if option.wished_dates == 1:
        return ""
    text = ngettext(
        "%(held)s of %(wished)s date", "%(held)s of %(wished)s dates", option.wished_dates
    )
    return text % {"held": len(option.dates), "wished": option.wished_dates}
