"""My account of time: what I gave and received, and the code by which I am known."""

import csv
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.foundation.clock import today
from softplace.foundation.tables import plain_cell
from softplace.territory.queries import territory_zone
from softplace.timebank.commands import list_account, open_account
from softplace.timebank.queries import (
    Movement,
    account_of,
    bank_fields,
    standings_of,
    statement,
    tally,
)
from softplace.timebank.rules import warnings_of
from softplace.web import words
from softplace.web.keeper.access import signed_in
from softplace.web.timebank.board import post_row
from softplace.web.timebank.time_words import balance, name_of, warned

ON_A_PAGE = 50
MOST_IN_A_FILE = 20_000


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My balance, my statement, my offers and needs."""
    account = account_of(signed_in(request))
    if account is None:
        return render(request, "timebank/open.html")
    day = today(territory_zone())
    standing = standings_of([account], day)[account.pk]
    before = request.GET.get("before", "")
    movements = statement(
        account, before=int(before) if before.isdecimal() and len(before) < 19 else None
    )
    sums = tally(account)
    posts = account.posts.standing(day).select_related("function", "commune", "account__owner")
    context = {
        "account": account,
        "balance": balance(account.balance_minutes),
        "given": words.duration_in_hours(sums.given_minutes),
        "received": words.duration_in_hours(sums.received_minutes),
        "warnings": [warned(reason) for reason in warnings_of(standing, bank_fields(), today=day)],
        "rows": [movement_row(movement) for movement in movements],
        "older": movements[-1].line.pk if len(movements) == ON_A_PAGE else None,
        "posts": [post_row(post) for post in posts],
    }
    response = render(request, "timebank/account.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def movement_row(movement: Movement) -> dict[str, Any]:
    """A line of a statement in words."""
    transfer, language = movement.line.transfer, get_language() or "fr"
    return {
        "transfer": transfer,
        "with": ", ".join(name_of(line.account) for line in movement.others),
        "what": transfer.function.name(language) if transfer.function else "",
        "minutes": balance(movement.line.minutes),
        "after": balance(movement.balance_minutes),
        "came": movement.line.minutes > 0,
        "may_be_given_back": movement.may_be_given_back,
    }


@login_required
@require_POST
def open_mine(request: HttpRequest) -> HttpResponse:
    open_account(person=signed_in(request))
    messages.success(request, _("Your account is open. It begins at zero, and may go below."))
    return redirect("time-account")


@login_required
@require_POST
def listing(request: HttpRequest) -> HttpResponse:
    """Be found by name, or no longer."""
    account = account_of(signed_in(request))
    if account is not None:
        is_listed = request.POST.get("is_listed") == "1"
        list_account(actor=signed_in(request), account=account, is_listed=is_listed)
        told = _("Members find you by your name now.") if is_listed else _("Your name is hidden.")
        messages.success(request, told)
    return redirect("time-account")


@login_required
@require_safe
def statement_csv(request: HttpRequest) -> HttpResponse:
    """The whole statement as a table."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="time-account.csv"'
    response["Cache-Control"] = "private, no-store"
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["day", "kind", "with", "what_for", "minutes", "balance_minutes", "note"])
    account = account_of(signed_in(request))
    for movement in statement(account, limit=MOST_IN_A_FILE) if account else []:
        writer.writerow(_csv_row(movement))
    return response


def _csv_row(movement: Movement) -> list[Any]:
    row, transfer = movement_row(movement), movement.line.transfer
    return [
        transfer.day.isoformat(),
        transfer.kind,
        plain_cell(row["with"]),
        plain_cell(row["what"]),
        movement.line.minutes,
        movement.balance_minutes,
        plain_cell(transfer.note),
    ]
