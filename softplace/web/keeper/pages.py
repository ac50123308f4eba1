"""The pages of one place, in the order in which its tabs show them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as word

from softplace.places.models import Place


@dataclass(frozen=True)
class PageOfPlace:
    part: str
    route: str
    words: object


GROUPS: tuple[tuple[object, tuple[PageOfPlace, ...]], ...] = (
    (
        word("Bookings"),
        (
            PageOfPlace("today", "keeper-today", word("Today")),
            PageOfPlace("requests", "keeper-requests", word("Requests")),
            PageOfPlace("week", "keeper-week", word("Week")),
            PageOfPlace("vacancy", "keeper-vacancy", word("Vacancy")),
            PageOfPlace("idle", "keeper-idle", word("To open to others")),
            PageOfPlace("accounts", "keeper-accounts", word("Accounts")),
        ),
    ),
    (
        word("Place"),
        (
            PageOfPlace("place", "keeper-place", word("Overview")),
            PageOfPlace("sheet", "keeper-sheet", word("Sheet")),
            PageOfPlace("openings", "keeper-openings", word("Opening hours")),
            PageOfPlace("resources", "keeper-resources", word("Resources")),
            PageOfPlace("terms", "keeper-terms", word("Terms")),
            PageOfPlace("photos", "keeper-photos", word("Photos")),
            PageOfPlace("links", "keeper-links", word("Calendars and webhooks")),
            PageOfPlace("history", "keeper-history", word("History")),
        ),
    ),
)


def pages_of_place(place: Place) -> list[tuple[object, list[tuple[str, str, object]]]]:
    """Titles of the groups, and for each page its part, its address and its words."""
    return [
        (
            title,
            [
                (page.part, reverse(page.route, kwargs={"slug": place.slug}), page.words)
                for page in pages
            ],
        )
        for title, pages in GROUPS
    ]
