"""Several dates before they are booked: which are free, and what may be had instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from softplace.bookings.queries import PlannedDate, plan_series, reasons_to_refuse_repetition
from softplace.find.queries.alternatives import rooms_instead
from softplace.find.queries.free_time import FreeTime
from softplace.foundation.errors import Reason
from softplace.people.models import User
from softplace.web import words
from softplace.web.bookings.form import BookingForm
from softplace.web.bookings.prices import price_of
from softplace.web.sentences import told

LEAVE_OUT, BOOK = "", "book"


@dataclass(frozen=True)
class DateRow:
    """One date of a series before it is booked, and what may be chosen for it."""

    day: date
    label: str
    hours: str
    is_free: bool
    reasons: Sequence[str]
    name: str
    choices: Sequence[tuple[str, str, bool]]


def planned_dates(
    form: BookingForm, person: User | None, now: datetime
) -> tuple[list[PlannedDate], list[Reason]]:
    """The dates, or why the repetition gives none."""
    cleaned = form.cleaned_data
    if cleaned.get("repeat") and not form.has_end:
        return [], []
    wrong = reasons_to_refuse_repetition(form.repetition)
    if wrong:
        return [], wrong
    planned = plan_series(
        person,
        form.repetition,
        form.items,
        now,
        headcount=cleaned.get("people"),
        layout=cleaned.get("layout") or "",
    )
    return planned, []


def date_rows(
    form: BookingForm,
    planned: Sequence[PlannedDate],
    person: User | None,
    now: datetime,
    zone: ZoneInfo,
) -> list[DateRow]:
    refused = [day.ask for day in planned if day.ask is not None and not day.is_free]
    rooms = rooms_instead(form.resource, refused, person, now)
    rows = []
    for day in planned:
        name = f"date_{day.day.isoformat()}"
        others = rooms.get(day.ask.starts_at, []) if day.ask else []
        rows.append(
            DateRow(
                day=day.day,
                label=words.day(day.day, year=True),
                hours=words.hours(
                    day.ask.starts_at.astimezone(zone), day.ask.ends_at.astimezone(zone)
                )
                if day.ask
                else "",
                is_free=day.is_free,
                reasons=[told(reason) for reason in once(day.reasons)],
                name=name,
                choices=_choices(form, day, others, form.data.get(name)),
            )
        )
    return rows


def _choices(
    form: BookingForm, day: PlannedDate, others: Sequence[FreeTime], chosen: str | None
) -> list[tuple[str, str, bool]]:
    """For a free date the room itself; for another the rooms that are free; or to leave it out."""
    choices = [(BOOK, form.resource.name)] if day.is_free else []
    choices += [(str(other.resource_id), _other(other)) for other in others]
    choices.append((LEAVE_OUT, _("Leave this date out")))
    values = [value for value, _label in choices]
    on = chosen if chosen in values else values[0]
    return [(value, label, value == on) for value, label in choices]


def _other(other: FreeTime) -> str:
    about = [other.resource_name]
    if other.headcount:
        about.append(
            ngettext("%(count)s person", "%(count)s people", other.headcount)
            % {"count": words.number(other.headcount)}
        )
    return " · ".join([*about, price_of(other.quote)])


def summary(dates: Sequence[DateRow]) -> str:
    free = sum(row.is_free for row in dates)
    if not dates:
        return ""
    if free == len(dates):
        return ngettext("The date is free.", "All %(dates)s dates are free.", len(dates)) % {
            "dates": len(dates)
        }
    other = sum(not row.is_free and len(row.choices) > 1 for row in dates)
    said = _("%(free)s of %(dates)s dates are free.") % {"free": free, "dates": len(dates)}
    if other:
        said += " " + ngettext(
            "For %(count)s date another room is free.",
            "For %(count)s dates another room is free.",
            other,
        ) % {"count": other}
    return said


def once(reasons: Sequence[Reason]) -> list[Reason]:
    """Each reason once, in order."""
    return list({(reason.code, str(reason.details)): reason for reason in reasons}.values())
