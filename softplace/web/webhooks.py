"""Events for other programs: what they say, how they are signed, how they are sent.

A receiver checks `SoftPlace-Signature`: "t=<seconds>,v1=<hex>", where v1 is the HMAC-SHA256,
with the webhook's secret, of "<seconds>.<body>".
"""

import hmac
import ipaddress
import json
import os
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from django.core.serializers.json import DjangoJSONEncoder

from softplace.bookings.commands.webhooks import (
    lease_deliveries,
    queue_deliveries,
    settle_delivery,
)
from softplace.bookings.models import Delivery, Notice
from softplace.foundation.clock import now

TIMEOUT_SECONDS = 10


def payload_of(notice: Notice) -> dict[str, Any]:
    """What an event says: the booking as it stands, without anything personal but its title."""
    booking = notice.booking
    plain = {
        "event": f"booking.{notice.kind}",
        "reference": booking.reference,
        "revision": booking.revision,
        "place": booking.place.slug,
        "resources": [line.resource_id for line in booking.lines.all()],
        "title": booking.title,
        "status": booking.status,
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "headcount": booking.headcount,
    }
    return json.loads(json.dumps(plain, cls=DjangoJSONEncoder))


def queue_events(notices: list[Notice]) -> int:
    return queue_deliveries(notices=notices, payloads={n.pk: payload_of(n) for n in notices})


def deliver_events(*, limit: int = 50) -> int:
    """Try what is due; how many were taken."""
    taken = 0
    for delivery in lease_deliveries(limit=limit):
        status, fault = _post(delivery)
        settle_delivery(delivery=delivery, status=status, fault=fault)
        taken += status is not None and 200 <= status < 300
    return taken


def signature(secret: str, seconds: int, body: bytes) -> str:
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, "sha256").hexdigest()
    return f"t={seconds},v1={digest}"


def _post(delivery: Delivery) -> tuple[int | None, str]:
    body = json.dumps(delivery.payload, separators=(",", ":")).encode()
    fault = reason_not_to_call(delivery.webhook.url)
    if fault:
        return None, fault
    try:
        answer = requests.post(
            delivery.webhook.url,
            data=body,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            headers={
                "Content-Type": "application/json",
                "SoftPlace-Event": str(delivery.payload["event"]),
                "SoftPlace-Delivery": str(delivery.event_id),
                "SoftPlace-Signature": signature(
                    delivery.webhook.secret, int(now().timestamp()), body
                ),
            },
        )
    except requests.RequestException as error:
        return None, type(error).__name__
    return answer.status_code, ""


def reason_not_to_call(url: str) -> str:
    """Addresses inside our own network are not called: a keeper could read it through us."""
    if os.environ.get("SOFTPLACE_WEBHOOKS_MAY_BE_LOCAL"):
        return ""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return "UnknownHost"
    if not all(ipaddress.ip_address(row[4][0]).is_global for row in found):
        return "LocalAddress"
    return ""
