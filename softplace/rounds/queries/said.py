"""What a stop and a market say: for the trail, and as it stands on the calendar."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from softplace.rounds.models import Market, Stop
from softplace.rounds.rules import Times


def offered(stop: Stop) -> dict[str, Any]:
    """What the openings of a stop say once it is published, as JSON can hold it."""
    return _times_said(stop.times) | {
        "spot": stop.name,
        "latitude": round(stop.latitude, 6),
        "longitude": round(stop.longitude, 6),
        "functions": sorted(function.code for function in stop.functions.all()),
        "mode": stop.mode,
        "title": stop.market.name if stop.market else "",
    }


def said_of(stop: Stop) -> dict[str, Any]:
    """All that is said of a stop."""
    return offered(stop) | {
        "resource": stop.resource_id,
        "market": stop.market_id,
        "contact_name": stop.contact_name,
        "contact_phone": stop.contact_phone,
        "remark": stop.remark,
        "is_locked": stop.is_locked,
    }


def market_said(market: Market) -> dict[str, Any]:
    return _times_said(market.times) | {
        "name": market.name,
        "square": market.square.slug,
        "text": market.text,
    }


def _times_said(times: Times) -> dict[str, Any]:
    return {
        "cadence": times.cadence,
        "first_day": times.first_day.isoformat(),
        "last_day": times.last_day.isoformat(),
        "start_minute": times.start_minute,
        "length_minutes": times.length_minutes,
        "on_public_holidays": int(times.on_public_holidays),
    }


def times_in(said: Mapping[str, Any]) -> Times:
    """The times again, from what was said."""
    return Times(
        said["cadence"],
        date.fromisoformat(said["first_day"]),
        date.fromisoformat(said["last_day"]),
        said["start_minute"],
        said["length_minutes"],
        said["on_public_holidays"],
    )
