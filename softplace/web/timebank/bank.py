"""The bank for those who care for it: whom to call, of whom nothing is expected, the chest."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from softplace.foundation.clock import today
from softplace.foundation.errors import Reason, Refused
from softplace.territory.queries import territory_zone
from softplace.timebank.commands import dispense, end_dispensation, set_bank
from softplace.timebank.models import Dispensation
from softplace.timebank.queries import (
    accounts_named,
    chest,
    dispensations_in_force,
    people_to_call,
    statement,
    stored_bank,
)
from softplace.web import words
from softplace.web.forms import add_reasons
from softplace.web.keeper.access import for_mediators, for_planners, signed_in
from softplace.web.timebank.account import movement_row
from softplace.web.timebank.forms import BankForm, DispenseForm
from softplace.web.timebank.time_words import balance, name_of, warned

MOST_MOVEMENTS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bank(request: HttpRequest) -> HttpResponse:
    """Mediators read it; planners set from where on the bank says something."""
    if request.method == "POST":
        return _set(request)
    return _page(request)


@for_planners
def _set(request: HttpRequest) -> HttpResponse:
    form = BankForm(request.POST)
    if form.is_valid():
        try:
            set_bank(
                actor=signed_in(request),
                version=form.cleaned_data["version"],
                fields=form.bank_fields(),
            )
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("Saved. Nothing is forbidden by it: the bank only speaks."))
            return redirect("time-bank")
    return _page(request, form=form, status=422)


@for_mediators
def _page(
    request: HttpRequest,
    form: BankForm | None = None,
    dispense_form: DispenseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    day = today(territory_zone())
    fields, version = stored_bank()
    the_chest = chest()
    dispensed = (
        dispensations_in_force(day)
        .select_related("account__owner", "granted_by")
        .order_by("account__owner__name", "pk")
    )
    context = {
        "calls": [
            {
                "account": call.account,
                "balance": balance(call.account.balance_minutes),
                "reasons": [warned(reason) for reason in call.reasons],
            }
            for call in people_to_call(day)
        ],
        "dispensed": [(name_of(one.account), one) for one in dispensed],
        "chest_named": words.named(
            _("The solidarity chest"), balance(the_chest.balance_minutes if the_chest else 0)
        ),
        "chest_rows": [
            movement_row(movement)
            for movement in (statement(the_chest, limit=MOST_MOVEMENTS) if the_chest else [])
        ],
        "form": form or BankForm(initial=BankForm.initial_of(fields, version)),
        "dispense_form": dispense_form or DispenseForm(),
    }
    response = render(request, "timebank/bank.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@for_mediators
def dispense_somebody(request: HttpRequest) -> HttpResponse:
    """Decide that nothing is expected of somebody."""
    form = DispenseForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        accounts, unknown = accounts_named([said["who"]])
        try:
            if unknown or not accounts:
                raise Refused(Reason("unknown_member", "who", {"name": said["who"][:60]}))
            dispense(
                actor=signed_in(request),
                account=accounts[0],
                note=said["note"],
                last_day=said["last_day"],
            )
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("Nothing is expected of them. Only mediators know it."))
            return redirect("time-bank")
    return _page(request, dispense_form=form, status=422)


@require_POST
@for_mediators
def end_one(request: HttpRequest, dispensation_id: int) -> HttpResponse:
    dispensation = get_object_or_404(Dispensation, pk=dispensation_id)
    end_dispensation(actor=signed_in(request), dispensation=dispensation)
    messages.success(request, _("Ended."))
    return redirect("time-bank")
