"""A tiny world to search: three communes along the Drôme, a few places, the coming days.

The clock says Monday 23 November 2026, 8:30 in Paris.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from softplace.find.queries import Answers, forget_lexicon, search
from softplace.find.rules import Asked
from softplace.foundation.clock import frozen
from softplace.places.commands import refresh_search_text
from softplace.places.models import OpeningRule, Place, PlaceFunction, Resource
from softplace.territory.models import Commune, Function, Territory

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=PARIS)
CREST, SAILLANS, DIE = (44.7286, 5.0222), (44.6953, 5.1944), (44.7536, 5.3703)
WORKDAYS = 1 + 2 + 4 + 8 + 16


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    forget_lexicon()
    with frozen(MONDAY):
        yield
    forget_lexicon()


class World:
    """What a test needs to say in one line."""

    def __init__(self) -> None:
        Territory.objects.create(id=1, name="Vallée", latitude=CREST[0], longitude=CREST[1])
        self.communes = {
            name: Commune.objects.create(
                code=code,
                name=name,
                latitude=at[0],
                longitude=at[1],
                folded_name=name.lower(),
                post_codes=[post_code],
                population=people,
            )
            for code, name, at, post_code, people in (
                ("26108", "Crest", CREST, "26400", 8500),
                ("26289", "Saillans", SAILLANS, "26340", 1300),
                ("26113", "Die", DIE, "26150", 4600),
            )
        }
        self.france_services = Function.objects.create(
            code="france_services",
            name_fr="France Services",
            name_en="France Services",
            synonyms_fr=["aide aux démarches", "carte d’identité"],
            synonyms_en=["help with paperwork"],
        )
        self.printing = Function.objects.create(
            code="printing",
            name_fr="Imprimer",
            name_en="Printing",
            synonyms_fr=["imprimante", "photocopies"],
            synonyms_en=["printer"],
        )

    def place(
        self, name: str, commune: str = "Crest", kind: str = "other", **fields: object
    ) -> Place:
        home = self.communes[commune]
        place = Place.objects.create(
            **{
                "slug": name.lower().replace(" ", "-").replace("’", "-"),
                "name": name,
                "kind": kind,
                "commune": home,
                "latitude": home.latitude,
                "longitude": home.longitude,
                "updated_at": datetime(2026, 11, 1, tzinfo=UTC),
                **fields,
            }
        )
        refresh_search_text(place_ids=[place.pk])
        return place

    def offers(self, place: Place, function: Function, *, own_hours: bool = False) -> None:
        PlaceFunction.objects.create(place=place, function=function, has_own_hours=own_hours)
        refresh_search_text(place_ids=[place.pk])

    def resource(self, place: Place, name: str, kind: str = "room", **fields: object) -> Resource:
        resource = Resource.objects.create(place=place, name=name, kind=kind, **fields)
        refresh_search_text(place_ids=[place.pk])
        return resource

    def rule(
        self, place: Place, start: str = "09:00", end: str = "12:00", **fields: object
    ) -> OpeningRule:
        hour, minute = map(int, start.split(":"))
        until, past = map(int, end.split(":"))
        length = (until * 60 + past - hour * 60 - minute) % 1440
        return OpeningRule.objects.create(
            place=place,
            **{
                "weekdays": WORKDAYS,
                "start_minute": hour * 60 + minute,
                "length_minutes": length,
                **fields,
            },
        )


@pytest.fixture
def world(db: None) -> World:
    return World()


Searching = Callable[..., tuple[Asked, Answers]]


@pytest.fixture
def find() -> Searching:
    """`find(q="piano", where="Crest", at=...)`: what was asked, and the answers."""

    def searching(at: datetime = MONDAY, **fields: str | list[str]) -> tuple[Asked, Answers]:
        given = {
            name.rstrip("_"): [value] if isinstance(value, str) else value
            for name, value in fields.items()
        }
        return search(given, now=at.astimezone(UTC), zone=PARIS)

    return searching


def names(answers: Answers) -> list[str]:
    return [answer.name for answer in answers.answers]


def walls(answers: Answers, place: int = 0) -> list[tuple[str, str]]:
    """The intervals of one answer as people in Paris read them."""
    return [
        (i.start.astimezone(PARIS).strftime("%a %H:%M"), i.end.astimezone(PARIS).strftime("%H:%M"))
        for i in answers.answers[place].intervals
    ]


TOMORROW = MONDAY + timedelta(days=1)
