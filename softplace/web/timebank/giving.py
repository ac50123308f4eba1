"""Who was helped notes it: minutes go to who helped. What was wrong is given back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from softplace.foundation.clock import today
from softplace.foundation.errors import Refused
from softplace.territory.queries import territory_zone
from softplace.timebank.commands import correct_transfer, note_help
from softplace.timebank.models import Transfer
from softplace.timebank.queries import names_to_choose
from softplace.web import words
from softplace.web.forms import add_reasons, say_reasons
from softplace.web.keeper.access import signed_in
from softplace.web.timebank.forms import GiveForm
from softplace.web.timebank.time_words import name_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def give(request: HttpRequest) -> HttpResponse:
    """Note that somebody helped."""
    person = signed_in(request)
    to = request.GET.get("to", "").replace("\x00", "")[:120]
    form = GiveForm(
        request.POST or None,
        is_mediating=person.is_mediator,
        initial={"day": today(territory_zone()), "payees": to},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = note_help(
                actor=person,
                payer=form.cleaned_data.get("payer", ""),
                payees=form.cleaned_data["payees"],
                fields=form.transfer_fields(),
                key=form.cleaned_data["key"],
            )
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            received = made.lines.filter(minutes__gt=0).select_related("account__owner")
            messages.success(
                request,
                _("Noted: %(time)s for %(names)s. They are told by mail.")
                % {
                    "time": words.duration_in_hours(form.transfer_fields().minutes),
                    "names": ", ".join(name_of(line.account) for line in received),
                },
            )
            return redirect("time-account")
    context = {"form": form, "names": names_to_choose(person)}
    response = render(request, "timebank/give.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def give_back(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Time that was noted by mistake goes back."""
    person = signed_in(request)
    transfer = get_object_or_404(Transfer.objects.seen_by(person), pk=transfer_id)
    try:
        correct_transfer(actor=person, transfer=transfer)
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    else:
        messages.success(request, _("Given back: both accounts are as before."))
    return redirect("time-account")
