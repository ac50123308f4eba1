"""Notices on their way: leased by who sends them, marked when sent, tried again when not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from softplace.bookings.models import Notice
from softplace.foundation.clock import now

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8


def lease_notices(*, limit: int = 100) -> list[Notice]:
    """Notices to send now, for the caller alone for some minutes.

    Sending happens outside any transaction: a mail server may be slow, and nobody waits for it.
    Who dies while sending leaves its lease to run out; a mail may then come twice, never not.
    """
    at = now()
    due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=at)
    with transaction.atomic():
        waiting = (
            Notice.objects.filter(due, sent_at__isnull=True, attempts__lt=MOST_ATTEMPTS)
            .order_by("id")
            .select_for_update(skip_locked=True)[:limit]
        )
        ids = [notice.pk for notice in waiting]
        Notice.objects.filter(pk__in=ids).update(next_try_at=at + LEASE, attempts=F("attempts") + 1)
    return list(
        Notice.objects.filter(pk__in=ids)
        .select_related("booking__place", "booking__person", "booking__series")
        .prefetch_related("booking__lines__resource", "booking__place__keepers")
        .order_by("id")
    )


def mark_sent(*, notices: Sequence[Notice]) -> None:
    """They have left."""
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=now(), fault="")


def mark_failed(*, notice: Notice, fault: str) -> None:
    """It could not be sent: later, and each time a longer later."""
    Notice.objects.filter(pk=notice.pk).update(
        fault=fault[:300], next_try_at=next_try(notice.attempts, now())
    )


def next_try(attempts: int, at: datetime) -> datetime:
    """One minute after the first failure, then four times as long each time, at most a day."""
    return at + min(timedelta(minutes=4 ** max(0, attempts - 1)), timedelta(days=1))
