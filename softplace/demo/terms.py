"""On what terms places of the demo are booked."""

from collections.abc import Mapping

from softplace.bookings.enums import Tariff

TERMS: Mapping[str, dict[str, object]] = {
    "third_place": {
        "needs_approval": False,
        "notice_minutes": 60,
        "no_show_minutes": 30,
        "reconfirm_days": 7,
        "tariff": Tariff.EUROS,
        "cents_per_hour": 800,
        "cents_per_day": 4000,
    },
    "fab_lab": {
        "needs_approval": False,
        "tariff": Tariff.SOCIAL,
        "cents_per_hour": 1000,
        "social_percent": 50,
    },
    "library": {"needs_approval": False, "quota_minutes_per_week": 600},
    "town_hall": {"needs_approval": True, "notice_minutes": 1440, "cancel_minutes": 1440},
    "hall": {"needs_approval": True, "notice_minutes": 1440, "cancel_minutes": 2880},
    "school": {"needs_approval": True, "notice_minutes": 2880},
    "bank": {"needs_approval": True, "tariff": Tariff.EUROS, "cents_per_hour": 1200},
    "post": {"needs_approval": True, "tariff": Tariff.FREE},
    "coliving": {
        "needs_approval": False,
        "tariff": Tariff.MINUTES,
        "time_minutes_per_hour": 20,
        "longest_minutes": 7 * 1440,
    },
}
"""By kind of place; the others are free and need no approval."""
USUAL_TERMS: dict[str, object] = {"needs_approval": False}
