"""Letters on their way: leased by who sends them, marked when sent, tried again when not."""

from django.db import transaction
from django.db.models import F, Q

from softplace.bookings.commands.notices import LEASE, MOST_ATTEMPTS, next_try
from softplace.foundation.clock import now
from softplace.matching.models import Letter


def lease_letters(*, limit: int = 100) -> list[Letter]:
    """Letters to send now, for the caller alone for some minutes; see `bookings.notices`."""
    at = now()
    due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=at)
    with transaction.atomic():
        waiting = (
            Letter.objects.filter(due, sent_at__isnull=True, attempts__lt=MOST_ATTEMPTS)
            .order_by("id")
            .select_for_update(skip_locked=True)[:limit]
        )
        ids = [letter.pk for letter in waiting]
        Letter.objects.filter(pk__in=ids).update(next_try_at=at + LEASE, attempts=F("attempts") + 1)
    return list(
        Letter.objects.filter(pk__in=ids)
        .select_related("applicant__person", "campaign", "request")
        .order_by("id")
    )


def mark_letter_sent(*, letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(sent_at=now(), fault="")


def mark_letter_failed(*, letter: Letter, fault: str) -> None:
    """It could not be sent: later, and each time a longer later."""
    Letter.objects.filter(pk=letter.pk).update(
        fault=fault[:300], next_try_at=next_try(letter.attempts, now())
    )
