"""What a booking costs, in words, and how it was computed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from softplace.bookings.rules import Quote
from softplace.web import words

NO_BREAK = words.NO_BREAK


def euros(cents: int) -> str:
    """An amount: "12,50 €" or "€12.50"."""
    whole, rest = divmod(abs(cents), 100)
    sign = "−" if cents < 0 else ""
    number = words.number(whole)
    if words.is_french():
        return f"{sign}{number}{f',{rest:02d}' if rest else ''}{NO_BREAK}€"
    return f"{sign}€{number}{f'.{rest:02d}' if rest else ''}"


def price(cents: int, time_minutes: int) -> str:
    """What is asked in all: euros, minutes of the time bank, both, or nothing."""
    parts = [euros(cents)] if cents else []
    if time_minutes:
        parts.append(_("%(duration)s of time") % {"duration": words.duration(time_minutes)})
    return " + ".join(parts) if parts else _("Free of charge")


def price_of(quote: Quote) -> str:
    return price(quote.cents, quote.time_minutes)


def lines_of(quote: Quote | Mapping[str, Any]) -> list[str]:
    """Each step of the computation as a sentence; takes a quote, or one kept as JSON."""
    kept = quote.as_json() if isinstance(quote, Quote) else quote
    return [line for line in map(_line, _lines(kept)) if line]


def _lines(kept: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return kept.get("lines", ())


def _line(line: Mapping[str, Any]) -> str:
    details = line["details"]
    about = {
        "resource": details.get("resource", ""),
        "duration": words.duration(details.get("minutes", 0)),
        "amount": euros(line["cents"]),
        "rate": euros(details.get("cents_per_hour") or 0),
        "most": euros(details.get("cents_per_day") or 0),
        "time": words.duration(line["time_minutes"]),
        "per_hour": words.duration(details.get("per_hour", 0)),
        "percent": details.get("percent", 0),
    }
    quantity = details.get("quantity", 1)
    if quantity > 1:
        about["resource"] = f"{about['resource']} × {quantity}"
    if line["code"] == "free":
        return _("%(resource)s: free of charge") % about
    if line["code"] == "time_minutes":
        return _("%(resource)s: %(duration)s × %(per_hour)s of time an hour = %(time)s") % about
    if line["code"] == "social":
        return _("Social tariff: %(percent)s %% less, %(amount)s") % about
    if details.get("cents_per_day") is not None:
        return (
            _("%(resource)s: %(duration)s × %(rate)s an hour, at most %(most)s a day = %(amount)s")
            % about
        )
    return _("%(resource)s: %(duration)s × %(rate)s an hour = %(amount)s") % about
