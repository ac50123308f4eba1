"""Mails about bookings, in the language of who reads them, with the event for their calendar."""

import logging
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from softplace.bookings.commands.notices import lease_notices, mark_failed, mark_sent
from softplace.bookings.enums import NoticeKind
from softplace.bookings.models import Booking, Notice
from softplace.web.calendars import calendar_of
from softplace.web.plain_mails import full_address
from softplace.web.webhooks import queue_events

log = logging.getLogger(__name__)

_METHOD = {
    NoticeKind.CONFIRMED: "REQUEST",
    NoticeKind.CHANGED: "REQUEST",
    NoticeKind.CANCELLED: "CANCEL",
    NoticeKind.RELEASED: "CANCEL",
}
_KEEPERS_ARE_TOLD = {NoticeKind.REQUESTED, NoticeKind.CANCELLED}


@dataclass(frozen=True, slots=True)
class Reader:
    email: str
    name: str
    language: str
    is_keeper: bool = False


def send_notices(*, limit: int = 100) -> int:
    """Send what is due; how many notices left. One that fails is tried again later."""
    notices = lease_notices(limit=limit)
    if not notices:
        return 0
    queue_events(notices)
    sent = []
    with get_connection() as connection:
        for notice in notices:
            try:
                mails = mails_of(notice)
                for mail in mails:
                    mail.connection = connection
                    mail.send()
            except Exception as error:
                log.warning("Notice %s could not be sent: %s", notice.pk, error)
                mark_failed(notice=notice, fault=f"{type(error).__name__}: {error}")
            else:
                sent.append(notice)
    mark_sent(notices=sent)
    return len(sent)


def mails_of(notice: Notice) -> list[EmailMultiAlternatives]:
    """A mail for each who must know: the person, and the keepers where they have to act."""
    return [_mail(notice, reader) for reader in _readers(notice)]


def _readers(notice: Notice) -> list[Reader]:
    booking, kind = notice.booking, NoticeKind(notice.kind)
    readers = []
    if booking.person is not None:
        person = booking.person
        readers.append(Reader(person.email, person.name, person.language))
    elif booking.contact_email:
        readers.append(Reader(booking.contact_email, booking.contact_name, "fr"))
    if kind in _KEEPERS_ARE_TOLD:
        readers += [
            Reader(keeper.email, keeper.name, keeper.language, is_keeper=True)
            for keeper in booking.place.keepers.all()
            if keeper.pk != booking.person_id and keeper.is_active
        ]
    return readers


def _mail(notice: Notice, reader: Reader) -> EmailMultiAlternatives:
    booking, kind = notice.booking, NoticeKind(notice.kind)
    zone = ZoneInfo(booking.place.zone)
    with translation.override(reader.language), timezone.override(zone):
        dates = _dates(booking)
        context = {
            "kind": kind,
            "booking": booking,
            "dates": dates,
            "reader": reader,
            "resources": [line.resource.name for line in booking.lines.all()],
            "address": full_address("booking", booking.reference),
        }
        subject = f"{_subject(kind, reader)} · {booking.title}"
        mail = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string("mail/booking.txt", context),
            to=[reader.email],
        )
        if kind in _METHOD and not reader.is_keeper:
            method = _METHOD[kind]
            calendar = calendar_of(dates, name=booking.title, method=method)
            mail.attach("softplace.ics", calendar.decode(), f"text/calendar; method={method}")
    return mail


def _dates(booking: Booking) -> list[Booking]:
    """The booking, or on the first notice of a series all that was booked."""
    if booking.series is None or booking.revision > 0:
        return [booking]
    return list(
        booking.series.bookings.filter(status=booking.status)
        .select_related("place", "person")
        .prefetch_related("lines__resource")
        .order_by("starts_at")
    ) or [booking]


def _subject(kind: NoticeKind, reader: Reader) -> str:
    if reader.is_keeper and kind == NoticeKind.REQUESTED:
        return _("To decide")
    return {
        NoticeKind.HELD: _("Kept for you"),
        NoticeKind.REQUESTED: _("Request received"),
        NoticeKind.CONFIRMED: _("Booking confirmed"),
        NoticeKind.REFUSED: _("Request refused"),
        NoticeKind.CHANGED: _("Booking changed"),
        NoticeKind.CANCELLED: _("Booking cancelled"),
        NoticeKind.RELEASED: _("Booking released"),
        NoticeKind.OFFERED: _("A place has become free for you"),
        NoticeKind.RECONFIRM: _("Do you still need it?"),
        NoticeKind.TO_DECIDE: _("To decide"),
    }[kind]
