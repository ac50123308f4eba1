"""Secret addresses of calendar feeds: made, read, revoked."""

import secrets
from hashlib import sha256

from django.db import transaction

from softplace.bookings.enums import FeedKind
from softplace.bookings.models import FeedToken
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.people.models import User
from softplace.places.models import Place, Resource
from softplace.trail.commands import record

MOST_FEEDS = 50


@transaction.atomic
def issue_feed(
    *, actor: User, kind: FeedKind, place: Place | None = None, resource: Resource | None = None
) -> tuple[FeedToken, str]:
    """A new feed of the actor, and its token: told once, kept only as a hash."""
    if kind == FeedKind.RESOURCE and resource is not None:
        place = resource.place
    if kind != FeedKind.PERSON and (
        place is None or not (actor.is_planner or place.keepers.filter(pk=actor.pk).exists())
    ):
        refuse([Reason("not_keeper")])
    if FeedToken.objects.filter(owner=actor, revoked_at__isnull=True).count() >= MOST_FEEDS:
        refuse([Reason("too_many_feeds", "", {"limit": MOST_FEEDS})])
    token = secrets.token_urlsafe(24)
    feed = FeedToken.objects.create(
        token_hash=hash_of(token),
        owner=actor,
        kind=kind,
        place=place if kind == FeedKind.PLACE else None,
        resource=resource if kind == FeedKind.RESOURCE else None,
        created_at=now(),
    )
    record(actor=actor, verb="issue_feed", subject=feed)
    return feed, token


@transaction.atomic
def revoke_feed(*, actor: User, feed: FeedToken) -> FeedToken:
    """From now on the address leads nowhere."""
    if feed.owner_id != actor.pk:
        refuse([Reason("not_yours")])
    if feed.revoked_at is None:
        feed.revoked_at = now()
        feed.save(update_fields=["revoked_at"])
        record(actor=actor, verb="revoke_feed", subject=feed)
    return feed


def note_feed_read(*, feed: FeedToken) -> None:
    """Remember, once an hour at most, that a calendar still reads the feed."""
    at = now()
    if feed.last_read_at is None or (at - feed.last_read_at).total_seconds() > 3600:
        FeedToken.objects.filter(pk=feed.pk).update(last_read_at=at)


def hash_of(token: str) -> str:
    """Tokens are long and random: a plain hash of one cannot be reversed."""
    return sha256(token.encode()).hexdigest()
