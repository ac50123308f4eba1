"""Mails about requests that wait and rooms that are asked for, in the language of who reads."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from softplace.foundation.clock import now
from softplace.matching.commands.telling import (
    invitations_to_tell,
    mark_gone,
    mark_told,
    to_tell,
)
from softplace.matching.models import Invitation, Request
from softplace.matching.queries import options_for
from softplace.territory.queries import territory_zone
from softplace.web.campaigns.standing import option_rows
from softplace.web.plain_mails import full_address, plain_mail

log = logging.getLogger(__name__)


def tell_what_is_found() -> int:
    """Write to those for whom something is free now, and to keepers who are invited.

    How many mails left. Where the mail server fails it ends there: the rest is told in a minute.
    """
    return _send(to_tell(), _found) + _send(invitations_to_tell(), _invited)


def _send(waiting: Iterable[Any], mail_of: Callable[[Any], EmailMessage | None]) -> int:
    sent = 0
    waiting = list(waiting)
    if not waiting:
        return 0
    with get_connection() as connection:
        for one in waiting:
            try:
                mail = mail_of(one)
            except Exception:
                log.exception("The mail about %r could not be written.", one)
                continue
            if mail is None:
                continue
            mail.connection = connection
            try:
                mail.send()
            except Exception as error:
                log.warning("The mail about %r could not be sent: %s", one, error)
                return sent
            mark_told(told=one)
            sent += 1
    return sent


def _found(request: Request) -> EmailMessage | None:
    """None where it was taken again in the meantime."""
    person = request.applicant.person
    with translation.override(person.language), timezone.override(territory_zone()):
        options = option_rows(options_for(request, now(), person), request.wished_minutes)
        if not options:
            mark_gone(request=request)
            return None
        context = {
            "request_made": request,
            "options": options[:5],
            "more": max(0, len(options) - 5),
            "address": full_address("request", request.reference),
        }
        subject = _("Something is free for you") + f" · {request.title}"
        return plain_mail(person, subject, "mail/request_found.txt", context)


def _invited(invitation: Invitation) -> EmailMessage:
    keeper, campaign = invitation.keeper, invitation.campaign
    zone = territory_zone()
    with translation.override(keeper.language), timezone.override(zone):
        context = {
            "campaign": campaign,
            "place": invitation.place,
            "closes": campaign.applications_close_at.astimezone(zone),
            "address": full_address("campaign-offers", campaign.pk),
        }
        subject = _("Will you offer rooms?") + f" · {campaign.name}"
        return plain_mail(keeper, subject, "mail/invitation.txt", context)
