"""Letters to applicants: what was given, why something was not, what could be taken instead."""

import logging
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from softplace.matching.commands.letters import (
    lease_letters,
    mark_letter_failed,
    mark_letter_sent,
)
from softplace.matching.enums import LetterKind
from softplace.matching.models import Letter
from softplace.matching.queries.decisions import Decision, decisions_for
from softplace.web import words
from softplace.web.campaigns.telling import (
    alternatives_of,
    explained,
    known_of,
    lost_dates,
    when_words,
    wish_sentences,
)
from softplace.web.plain_mails import full_address

log = logging.getLogger(__name__)
MOST_ALTERNATIVES = 3


def send_letters(*, limit: int = 100) -> int:
    """Send what is due; how many letters left. One that fails is tried again later."""
    letters = lease_letters(limit=limit)
    if not letters:
        return 0
    sent = 0
    with get_connection() as connection:
        for letter in letters:
            try:
                mail = mail_of(letter)
                mail.connection = connection
                mail.send()
            except Exception as error:
                log.warning("Letter %s could not be sent: %s", letter.pk, error)
                mark_letter_failed(letter=letter, fault=f"{type(error).__name__}: {error}")
            else:
                mark_letter_sent(letter=letter)
                sent += 1
    return sent


def mail_of(letter: Letter) -> EmailMessage:
    """The letter in the language of who reads it."""
    person, campaign = letter.applicant.person, letter.campaign
    with translation.override(person.language):
        context: dict[str, Any] = {
            "person": person,
            "applicant": letter.applicant,
            "campaign": campaign,
        }
        if letter.kind == LetterKind.APPEAL and letter.request is not None:
            appeal = letter.request.appeals.get(pass_number=letter.pass_number)
            context |= {"request": letter.request, "appeal": appeal}
            subject = _("Your appeal: %(title)s") % {"title": letter.request.title}
            body = render_to_string("mail/appeal.txt", context)
        else:
            decisions = decisions_for(campaign, letter.applicant)
            context["decisions"] = [_decision(each) for each in decisions]
            context["appeals_close"] = campaign.appeals_close_at
            subject = _("Results: %(campaign)s") % {"campaign": campaign.name}
            body = render_to_string("mail/result.txt", context)
    return EmailMessage(subject=" ".join(subject.split()), body=body, to=[person.email])


def _decision(each: Decision) -> dict[str, Any]:
    told = each.told
    said: dict[str, Any] = {
        "request": each.request,
        "address": full_address("request", each.request.reference),
        "given": [
            {
                "when": when_words(a.weekday, a.start_minute, a.minutes),
                "where": f"{a.resource.name}, {a.resource.place.name}",
                "dates": len(a.dates),
                "first": words.day_short(a.dates[0]),
                "last": words.day_short(a.dates[-1]),
                "lost": lost_dates(a.lost),
            }
            for a in each.given
        ],
    }
    if told is not None and (each.refusal is None or each.refusal.taken_series_id is None):
        known = known_of([told])
        said |= {
            "cause": explained(told),
            "wishes": wish_sentences(told, known),
            "alternatives": alternatives_of(told, known)[:MOST_ALTERNATIVES],
            "missing": told["sessions"],
        }
    return said
