"""Telling other programs of bookings: signed, retried, given up after some days."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F

from softplace.bookings.commands.notices import next_try
from softplace.bookings.models import Delivery, Notice, Webhook
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.people.models import User
from softplace.places.models import Place
from softplace.trail.commands import record

MOST_ATTEMPTS = 10
MOST_WEBHOOKS = 20
LEASE = timedelta(minutes=2)


@transaction.atomic
def add_webhook(*, actor: User, place: Place, url: str) -> Webhook:
    """Tell an address of every booking of a place, signed with a secret made here."""
    refuse(_reasons_not_keeper(actor, place))
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > 500:
        refuse([Reason("not_an_address", "url")])
    if place.webhooks.count() >= MOST_WEBHOOKS:
        refuse([Reason("too_many_webhooks", "url", {"limit": MOST_WEBHOOKS})])
    webhook = Webhook.objects.create(
        place=place,
        owner=actor,
        url=url.strip(),
        secret=secrets.token_hex(32),
        created_at=now(),
    )
    record(actor=actor, verb="add_webhook", subject=webhook)
    return webhook


@transaction.atomic
def remove_webhook(*, actor: User, webhook: Webhook) -> Place:
    """Tell it no more."""
    refuse(_reasons_not_keeper(actor, webhook.place))
    record(actor=actor, verb="remove_webhook", subject=webhook)
    webhook.delete()
    return webhook.place


@transaction.atomic
def queue_deliveries(*, notices: Sequence[Notice], payloads: dict[int, dict[str, object]]) -> int:
    """One delivery for each webhook of each notice's place; queued once however often called."""
    at = now()
    webhooks: dict[int, list[Webhook]] = {}
    places = {notice.booking.place_id for notice in notices}
    for webhook in Webhook.objects.filter(place_id__in=places, is_active=True):
        webhooks.setdefault(webhook.place_id, []).append(webhook)
    deliveries = [
        Delivery(
            webhook=webhook,
            notice=notice,
            event_id=uuid.uuid4(),
            payload=payloads[notice.pk],
            next_try_at=at,
        )
        for notice in notices
        for webhook in webhooks.get(notice.booking.place_id, ())
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    return len(deliveries)


def lease_deliveries(*, limit: int = 50) -> list[Delivery]:
    """Deliveries to try now, for the caller alone for some minutes."""
    at = now()
    with transaction.atomic():
        due = (
            Delivery.objects.filter(delivered_at__isnull=True, next_try_at__lte=at)
            .filter(attempts__lt=MOST_ATTEMPTS, webhook__is_active=True)
            .order_by("next_try_at", "id")
            .select_for_update(skip_locked=True, of=("self",))[:limit]
        )
        ids = [delivery.pk for delivery in due]
        Delivery.objects.filter(pk__in=ids).update(
            next_try_at=at + LEASE, attempts=F("attempts") + 1
        )
    return list(Delivery.objects.filter(pk__in=ids).select_related("webhook").order_by("id"))


def settle_delivery(*, delivery: Delivery, status: int | None, fault: str = "") -> None:
    """Note the answer: taken (2xx), or to be tried again, each time later."""
    at = now()
    taken = status is not None and 200 <= status < 300
    Delivery.objects.filter(pk=delivery.pk).update(
        response_status=status,
        fault=fault[:300],
        delivered_at=at if taken else None,
        next_try_at=None if taken else next_try(delivery.attempts, at),
    )


def _reasons_not_keeper(actor: User, place: Place) -> list[Reason]:
    if actor.is_planner or place.keepers.filter(pk=actor.pk).exists():
        return []
    return [Reason("not_keeper")]
