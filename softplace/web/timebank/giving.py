"""Who was helped notes it: minutes go to who helped. What was wrong is given back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from softplace.foundation.clock import today
from softplace.foundation.errors import Reason, Refused
from softplace.territory.queries import territory_zone
from softplace.timebank.commands import (
    correct_transfer,
    open_account,
    open_chest,
    transfer_time,
)
from softplace.timebank.models import Account, Transfer
from softplace.timebank.queries import accounts_named, names_to_choose
from softplace.timebank.rules import kind_between
from softplace.web import words
from softplace.web.forms import add_reasons
from softplace.web.keeper.access import signed_in
from softplace.web.sentences import told
from softplace.web.timebank.forms import GiveForm, first_values
from softplace.web.timebank.time_words import name_of

CHEST_WORDS = {"chest", "caisse"}
"""What one types for the solidarity chest, in either language."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def give(request: HttpRequest) -> HttpResponse:
    """Note that somebody helped."""
    person = signed_in(request)
    payees = [name for name in [request.GET.get("to", "").replace("\x00", "")[:120]] if name]
    form = GiveForm(
        request.POST or None,
        is_mediating=person.is_mediator,
        initial=first_values(today(territory_zone()), payees),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made, receivers = _noted(request, form)
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            each = max(made.lines.values_list("minutes", flat=True))
            messages.success(
                request,
                _("Noted: %(time)s for %(names)s. They are told by mail.")
                % {
                    "time": words.duration_in_hours(each),
                    "names": ", ".join(map(name_of, receivers)),
                },
            )
            return redirect("time-account")
    context = {"form": form, "names": names_to_choose(person)}
    response = render(request, "timebank/give.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _noted(request: HttpRequest, form: GiveForm) -> tuple[Transfer, list[Account]]:
    """The transfer that the form asks for; Refused where it names nobody."""
    person, said = signed_in(request), form.cleaned_data
    payer = open_account(person=person)
    if said.get("payer"):
        (payer,) = _named([said["payer"]], "payer")
    payees = _named(said["payees"], "payees")
    kind = kind_between(payer.kind, [account.kind for account in payees])
    made = transfer_time(
        actor=person, payer=payer, payees=payees, fields=form.fields_of(kind), key=said["key"]
    )
    return made, payees


def _named(names: list[str], field: str) -> list[Account]:
    """The accounts of these codes or names; Refused with the first that is nobody's."""
    is_chest = [name.lower() in CHEST_WORDS for name in names]
    found, unknown = accounts_named(
        [n for n, chest in zip(names, is_chest, strict=True) if not chest]
    )
    if unknown:
        raise Refused(Reason("unknown_member", field, {"name": unknown[0][:60]}))
    return [*found, open_chest()] if any(is_chest) else found


@login_required
@require_POST
def give_back(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Time that was noted by mistake goes back."""
    person = signed_in(request)
    transfers = Transfer.objects.all()
    if not person.is_mediator:
        transfers = transfers.filter(lines__account__owner=person)
    transfer = get_object_or_404(transfers, pk=transfer_id)
    try:
        correct_transfer(actor=person, transfer=transfer)
    except Refused as refusal:
        for reason in refusal.reasons:
            messages.error(request, told(reason))
    else:
        messages.success(request, _("Given back: both accounts are as before."))
    return redirect("time-account")
