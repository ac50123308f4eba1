"""A place in the words of schema.org, for search engines and voice assistants."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from softplace.foundation.clock import today
from softplace.people.enums import Audience
from softplace.places.enums import HolidayPolicy, Pattern, PlaceKind
from softplace.places.models import Closure, OpeningRule, Place

TYPES = {
    PlaceKind.TOWN_HALL: "CityHall",
    PlaceKind.FRANCE_SERVICES: "GovernmentOffice",
    PlaceKind.POST: "PostOffice",
    PlaceKind.BANK: "BankOrCreditUnion",
    PlaceKind.LIBRARY: "Library",
    PlaceKind.SCHOOL: "School",
    PlaceKind.HALL: "EventVenue",
    PlaceKind.SPORTS: "SportsActivityLocation",
    PlaceKind.HEALTH: "MedicalClinic",
    PlaceKind.SHOP: "Store",
    PlaceKind.FAB_LAB: "CivicStructure",
    PlaceKind.THIRD_PLACE: "CivicStructure",
    PlaceKind.COWORKING: "CivicStructure",
    PlaceKind.MARKET: "CivicStructure",
    PlaceKind.ASSOCIATION: "CivicStructure",
    PlaceKind.COLIVING: "Accommodation",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AHEAD = timedelta(days=60)
"""How far ahead one-off openings and closures are told."""


def schema_org(place: Place) -> dict[str, Any]:
    """The place as JSON-LD: what it is, where, how to reach it, and when it opens to everyone.

    Whoever puts it into a page must escape <, > and & (a name could close the script element).
    """
    on = today(ZoneInfo(place.zone))
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(PlaceKind(place.kind), "Place"),
        "name": place.name,
        "identifier": place.slug,
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": place.latitude,
            "longitude": place.longitude,
        },
        "address": _without_blanks(
            {
                "@type": "PostalAddress",
                "streetAddress": ", ".join(
                    part for part in (place.address, place.address_complement) if part
                ),
                "postalCode": place.post_code,
                "addressLocality": place.commune.name if place.commune else "",
                "addressCountry": _country(place),
            }
        ),
        "description": place.description,
        "telephone": place.phone,
        "email": place.email,
        "url": place.website,
        "maximumAttendeeCapacity": place.legal_headcount,
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": code, "value": True}
            for code in place.accessibility
        ],
        "openingHoursSpecification": _regular_hours(place, on),
        "specialOpeningHoursSpecification": _special_hours(place, on),
    }
    return _without_blanks(document)


def _without_blanks(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value not in ("", None, [])}


def _country(place: Place) -> str:
    code = place.commune.code if place.commune else ""
    prefix, separator, _ = code.partition("-")
    return prefix if separator else "FR" if code else ""


def _rules(place: Place, on: date, patterns: Sequence[int]) -> list[OpeningRule]:
    """Rules of the place as such and of its functions; resources are for booking, not coming."""
    rules = place.opening_rules.filter(
        resource__isnull=True, audience=Audience.EVERYONE, pattern__in=patterns
    ).exclude(ends_on__lt=on)
    return list(rules.exclude(starts_on__gt=on + AHEAD).order_by("start_minute", "id"))


def _regular_hours(place: Place, on: date) -> list[dict[str, Any]]:
    hours = []
    for rule in _rules(place, on, [Pattern.WEEKLY]):
        if rule.on_school_holidays == HolidayPolicy.ONLY or rule.function_id is not None:
            continue
        days = [name for day, name in enumerate(DAYS) if rule.weekdays >> day & 1]
        specification: dict[str, Any] = {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{name}" for name in days],
            **_clocks(rule),
        }
        if rule.on_public_holidays == HolidayPolicy.ONLY:
            specification["dayOfWeek"] = ["https://schema.org/PublicHolidays"]
        if rule.starts_on is not None:
            specification["validFrom"] = rule.starts_on.isoformat()
        if rule.ends_on is not None:
            specification["validThrough"] = rule.ends_on.isoformat()
        hours.append(specification)
    return hours


def _special_hours(place: Place, on: date) -> list[dict[str, Any]]:
    special = [
        {
            "@type": "OpeningHoursSpecification",
            **({"name": rule.title} if rule.title else {}),
            **_clocks(rule),
            "validFrom": str(rule.starts_on),
            "validThrough": str(rule.starts_on),
        }
        for rule in _rules(place, on, [Pattern.ONCE])
        if rule.starts_on is not None and rule.starts_on >= on
    ]
    closures = Closure.objects.filter(
        place=place, rule__isnull=True, last_date__gte=on, first_date__lte=on + AHEAD
    )
    # The same hour twice is how schema.org says "closed all day".
    return special + [
        {
            "@type": "OpeningHoursSpecification",
            "opens": "00:00",
            "closes": "00:00",
            "validFrom": closure.first_date.isoformat(),
            "validThrough": closure.last_date.isoformat(),
        }
        for closure in closures.order_by("first_date", "id")
    ]


def _clocks(rule: OpeningRule) -> dict[str, str]:
    """Hours on the wall; midnight at the end of a day is 23:59, as search engines want it."""
    end = rule.start_minute + rule.length_minutes
    closes = "23:59" if end % 1440 == 0 else _clock(end % 1440)
    return {"opens": _clock(rule.start_minute), "closes": closes}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
