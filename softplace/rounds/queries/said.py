"""What a stop and a market say: for the trail, and as it stands on the calendar."""

from typing import Any

from softplace.rounds.models import Market, Stop


def offered(stop: Stop) -> dict[str, Any]:
    """What the openings of a stop say once it is published, as JSON can hold it."""
    return {
        "spot": stop.name,
        "latitude": round(stop.latitude, 6),
        "longitude": round(stop.longitude, 6),
        "functions": sorted(function.code for function in stop.functions.all()),
        "cadence": stop.cadence,
        "first_day": stop.first_day.isoformat(),
        "last_day": stop.last_day.isoformat(),
        "start_minute": stop.start_minute,
        "length_minutes": stop.length_minutes,
        "on_public_holidays": int(stop.on_public_holidays),
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
    return {
        "name": market.name,
        "square": market.square.slug,
        "text": market.text,
        "cadence": market.cadence,
        "first_day": market.first_day.isoformat(),
        "last_day": market.last_day.isoformat(),
        "start_minute": market.start_minute,
        "length_minutes": market.length_minutes,
        "on_public_holidays": int(market.on_public_holidays),
    }
