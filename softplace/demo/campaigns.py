"""The campaign of the demo: what is given out, for which weeks, and what is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from softplace.demo.applicants import (
    AOUSTE,
    BY_DAY,
    CREST,
    LANDS,
    OWN,
    Activity,
    Asker,
)
from softplace.demo.land import school_holidays
from softplace.matching.enums import ApplicantKind, Rhythm
from softplace.places.enums import Layout, Noise

KEPT_BACK = ("Mur d’escalade", "Salle des maîtres", "Salle du conseil")
"""Halls and rooms of those places that are not offered."""
REQUESTS = 120
WEEKS = 14
WEEKS_AHEAD = 5
"""From today to the season, at least."""
TUESDAY, EVENING, NIGHT = 1, 18 * 60, 22 * 60


@dataclass(frozen=True)
class Room:
    """What is known of an offered resource when wishes are made up."""

    name: str
    place: str
    headcounts: Mapping[str, int]
    """By layout."""
    noise: str

    def suits(self, activity: Activity, headcount: int) -> bool:
        loud_enough = list(Noise).index(Noise(self.noise)) >= list(Noise).index(activity.noise)
        fits = self.headcounts.get(activity.layout, 0) >= headcount
        return fits and loud_enough and (self.place in BY_DAY or not activity.by_day)


@dataclass(frozen=True)
class Sketch:
    """A request, with wishes as positions among the offered resources."""

    asker: int
    activity: Activity
    headcount: int
    wished_minutes: int
    shortest_minutes: int
    windows: tuple[tuple[int, int, int], ...]
    wishes: tuple[int, ...]
    takes_anything: bool
    session_count: int = 1
    rhythm: Rhythm = Rhythm.WEEKLY


def season(today: date) -> tuple[date, date]:
    """The weeks that are given out, from a Monday of school."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=WEEKS_AHEAD)
    holidays = list(school_holidays(today))
    while any(each.first_date <= monday <= each.last_date for each in holidays):
        monday += timedelta(weeks=1)
    return monday, monday + timedelta(days=7 * WEEKS - 1)


def sketches(
    chance: Random, people: Sequence[Asker], rooms: Sequence[Room], count: int = REQUESTS
) -> list[Sketch]:
    """Requests whose wishes crowd on a few rooms near by and on a few evenings, as they do."""
    found = []
    for number in range(count):
        asker = people[number % len(people)]
        activity = asker.activity
        headcount = chance.randint(*activity.people)
        wished = chance.choice(activity.minutes)
        fitting = [at for at, room in enumerate(rooms) if room.suits(activity, headcount)]
        near = sorted(
            (at for at in fitting if rooms[at].place in asker.land.near),
            # Of the rooms of a place, those that are not much too large.
            key=lambda at: (
                asker.land.near.index(rooms[at].place),
                rooms[at].headcounts[activity.layout],
            ),
        )
        hot = (near or fitting)[:4]
        wishes = chance.sample(hot, min(len(hot), chance.choice((1, 2, 3, 3))))
        found.append(
            Sketch(
                asker.number,
                activity,
                headcount,
                wished,
                wished if chance.random() < 0.5 else max(60, wished - 30),
                _windows(chance, activity, wished),
                tuple(wishes),
                takes_anything=not near or chance.random() < 0.5,
                session_count=chance.choice((1, 1, 1, 1, 2)),
                rhythm=chance.choice(
                    (Rhythm.WEEKLY,) * 8 + (Rhythm.EVERY_OTHER_WEEK,) * 2 + (Rhythm.ONCE,)
                ),
            )
        )
    return found


def _windows(chance: Random, activity: Activity, minutes: int) -> tuple[tuple[int, int, int], ...]:
    """Evenings from Monday to Friday, Tuesday and Thursday first; by day for who is free then."""
    days = chance.sample((0, 1, 1, 2, 3, 3, 4), chance.choice((1, 2, 2, 3)))
    start = chance.choice((14, 14, 15) if activity.by_day else (18, 18, 19)) * 60
    slack = chance.choice((0, 30, 60))
    end = min(NIGHT, start + minutes + slack)
    start = min(start, end - minutes)
    return tuple((day, start, end) for day in sorted(set(days)))


HOT = ((CREST, "Salle Drôme"), (AOUSTE, "Salle de motricité"), (AOUSTE, "Réfectoire"))
"""The three rooms near Crest that everybody wishes for on Tuesdays."""
OWN_LAND = LANDS[2]


def own_asker(number: int, contact: str) -> Asker:
    """The association of the demo's inhabitant."""
    knitting = Activity("Tricot", "Soirée tricot", (6, 8), (120,))
    return Asker(number, OWN, ApplicantKind.ASSOCIATION, contact, knitting, OWN_LAND)


def own_sketches(rooms: Sequence[Room], own: Asker) -> list[Sketch]:
    """What the demo's inhabitant asks for: the three rooms and the evening that all ask for."""
    hot = _hot(rooms)
    sewing = Activity("Couture", "Atelier de couture", (6, 8), (120,), layout=Layout.MEETING)
    evening = ((TUESDAY, EVENING, EVENING + 120),)
    return [
        Sketch(own.number, own.activity, 6, 120, 120, evening, hot, takes_anything=False),
        Sketch(own.number, sewing, 8, 120, 90, ((0, 1080, 1230), (3, 1080, 1230)), (), True),
    ]


def tuesday_crowd(people: Sequence[Asker], rooms: Sequence[Room]) -> list[Sketch]:
    """Large groups that want the same rooms on the same evening, and nothing else: more than the
    evening holds."""
    found, hot = [], _hot(rooms)
    for number, asker in enumerate(each for each in people if each.is_large):
        wishes = tuple(hot[(number + turn) % len(hot)] for turn in range(len(hot)))
        evening = ((TUESDAY, EVENING, EVENING + 150 + 30 * (number % 2)),)
        found.append(
            Sketch(asker.number, asker.activity, 26 + number, 120, 120, evening, wishes, False)
        )
    return found


def _hot(rooms: Sequence[Room]) -> tuple[int, ...]:
    where = {(room.place, room.name): at for at, room in enumerate(rooms)}
    return tuple(where[each] for each in HOT)
