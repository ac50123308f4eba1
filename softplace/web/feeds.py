"""Calendar feeds: /feeds/<token>.ics, read by calendar programs without an account."""

from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override

from softplace.bookings.commands.feeds import hash_of, note_feed_read
from softplace.bookings.enums import FeedKind
from softplace.bookings.models import FeedToken
from softplace.bookings.queries.feeds import bookings_of_feed, feed_of
from softplace.foundation.clock import now
from softplace.web.calendars import calendar_of


def read_feed(request: HttpRequest, token: str) -> HttpResponse:
    feed = feed_of(hash_of(token))
    if feed is None:
        raise Http404
    with override(feed.owner.language):
        body = calendar_of(
            bookings_of_feed(feed, now()),
            name=_name(feed),
            shows_who=feed.kind != FeedKind.PERSON,
        )
    note_feed_read(feed=feed)
    etag = quote_etag(sha256(body).hexdigest()[:32])
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="softplace.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    return response


def _name(feed: FeedToken) -> str:
    if feed.kind == FeedKind.PLACE and feed.place is not None:
        return feed.place.name
    if feed.kind == FeedKind.RESOURCE and feed.resource is not None:
        return f"{feed.resource.place.name} · {feed.resource.name}"
    return _("My bookings")
