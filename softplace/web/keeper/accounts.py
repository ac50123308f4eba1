"""The accounts of a place: monthly statements, payments, and tables for spreadsheets."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.bookings.commands import record_payment
from softplace.bookings.models import Booking
from softplace.bookings.queries.statements import Statement, activity, statements
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.foundation.tables import plain_cell, table_text
from softplace.places.models import Place
from softplace.web.bookings.prices import euros, price
from softplace.web.keeper.access import of_kept_place, signed_in
from softplace.web.keeper.arrivals import day_asked
from softplace.web.keeper.booking_rows import row_of
from softplace.web.sentences import told

ACTIVITY = (
    "reference", "status", "starts_at", "ends_at", "minutes", "resources", "title", "who", "email",
    "group", "headcount", "checked_in_at", "price_euros", "price_minutes", "paid_at",
)  # fmt: skip
ACCOUNTANT = (
    "month", "name", "email", "reference", "date", "resources", "title", "minutes", "price_euros",
    "price_minutes", "paid_on",
)  # fmt: skip


@require_safe
@of_kept_place
def accounts(request: HttpRequest, place: Place) -> HttpResponse:
    """What each person or group booked in a month, what it costs, and what is paid.

    A line for each; what was booked is folded under it, but where a payment was just noted.
    """
    first = _month(request, place)
    found = statements(place, *_bounds(first, place))
    noted = request.GET.get("noted", "")
    return render(
        request,
        "keeper/accounts.html",
        {
            "place": place,
            "part": "accounts",
            "month": first,
            "before": _month_of(first - timedelta(days=1)),
            "after": _after(first),
            "statements": [_shown(statement, noted) for statement in found],
            "total": price(
                sum(statement.price_cents for statement in found),
                sum(statement.price_minutes for statement in found),
            ),
            "due": euros(sum(statement.due_cents for statement in found)),
        },
    )


def _shown(statement: Statement, noted: str) -> dict[str, object]:
    return {
        "is_open": any(booking.reference == noted for booking in statement.bookings),
        "statement": statement,
        "rows": [row_of(booking) for booking in statement.bookings],
        "price": price(statement.price_cents, statement.price_minutes),
        "due": euros(statement.due_cents),
    }


@require_POST
@of_kept_place
def note_payment(request: HttpRequest, place: Place, reference: str) -> HttpResponse:
    booking = get_object_or_404(Booking.objects.at(place), reference=reference)
    try:
        record_payment(actor=signed_in(request), booking=booking)
        messages.success(request, _("The payment is noted."))
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    month = _month_of(booking.starts_at.astimezone(ZoneInfo(place.zone)).date())
    page = reverse("keeper-accounts", args=[place.slug])
    return redirect(f"{page}?month={month.isoformat()}&noted={reference}#{reference}")


@require_safe
@of_kept_place
def activity_table(request: HttpRequest, place: Place) -> HttpResponse:
    first = _month(request, place)
    rows = []
    for booking in activity(place, *_bounds(first, place)):
        row = row_of(booking)
        rows.append(
            {
                "reference": booking.reference,
                "status": booking.status,
                "starts_at": row.starts_at.isoformat(timespec="minutes"),
                "ends_at": row.ends_at.isoformat(timespec="minutes"),
                "minutes": _minutes(booking),
                "resources": row.what,
                "title": booking.title,
                "who": row.who,
                "email": row.email,
                "group": booking.group.name if booking.group else "",
                "headcount": booking.headcount or "",
                "checked_in_at": _wall(row.checked_in_at),
                "price_euros": _euros(booking.price_cents),
                "price_minutes": booking.price_minutes,
                "paid_at": _wall(booking.paid_at),
            }
        )
    return _table(ACTIVITY, rows, f"activity-{place.slug}-{first:%Y-%m}.csv")


@require_safe
@of_kept_place
def accountant_table(request: HttpRequest, place: Place) -> HttpResponse:
    """One line for each confirmed booking, sorted by who pays."""
    first = _month(request, place)
    rows = [
        {
            "month": f"{first:%Y-%m}",
            "name": statement.name,
            "email": statement.email,
            "reference": booking.reference,
            "date": row_of(booking).starts_at.date().isoformat(),
            "resources": row_of(booking).what,
            "title": booking.title,
            "minutes": _minutes(booking),
            "price_euros": _euros(booking.price_cents),
            "price_minutes": booking.price_minutes,
            "paid_on": booking.paid_at.date().isoformat() if booking.paid_at else "",
        }
        for statement in statements(place, *_bounds(first, place))
        for booking in statement.bookings
    ]
    return _table(ACCOUNTANT, rows, f"statements-{place.slug}-{first:%Y-%m}.csv")


def _table(
    columns: tuple[str, ...], rows: Iterable[Mapping[str, object]], name: str
) -> HttpResponse:
    told_rows = [{key: plain_cell(value) for key, value in row.items()} for row in rows]
    # The mark at the start tells spreadsheets that this is UTF-8.
    response = HttpResponse(
        "\N{ZERO WIDTH NO-BREAK SPACE}" + table_text(columns, told_rows),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _minutes(booking: Booking) -> int:
    return int((booking.ends_at - booking.starts_at).total_seconds() // 60)


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _wall(at: datetime | None) -> str:
    return at.isoformat(timespec="minutes") if at is not None else ""


def _month(request: HttpRequest, place: Place) -> date:
    today = clock.today(ZoneInfo(place.zone))
    return _month_of(day_asked(request.GET.get("month", ""), today))


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _after(first: date) -> date:
    return _month_of(first + timedelta(days=31))


def _bounds(first: date, place: Place) -> tuple[datetime, datetime]:
    zone = ZoneInfo(place.zone)
    start, end = (
        datetime.combine(day, time.min, zone).astimezone(UTC) for day in (first, _after(first))
    )
    return start, end
