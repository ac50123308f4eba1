"""The campaign of the demo: invented associations of the valley, and what they ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from softplace.matching.enums import ApplicantKind, Rhythm
from softplace.places.enums import Layout, Noise

OFFERING = (
    "Mairie de Crest",
    "Salle des fêtes d’Allex",
    "Salle polyvalente d’Étoile",
    "Maison des associations de Montélimar",
    "Gymnase de la Gervanne",
    "École d’Aouste, salle et préau",
)
"""Places whose halls and rooms are offered."""
REQUESTS = 120
WEEKS = 14
WEEKS_AHEAD = 5
"""From today to the season."""


@dataclass(frozen=True)
class Room:
    """What is known of an offered resource when wishes are made up."""

    headcounts: Mapping[str, int]
    """By layout."""
    noise: str
    is_open_by_day: bool

    def suits(self, activity: "Activity", headcount: int) -> bool:
        loud_enough = list(Noise).index(Noise(self.noise)) >= list(Noise).index(activity.noise)
        fits = self.headcounts.get(activity.layout, 0) >= headcount
        return fits and loud_enough and (self.is_open_by_day or not activity.by_day)


@dataclass(frozen=True)
class Activity:
    """What an association does, how many come, and when they like to."""

    name: str
    title: str
    people: tuple[int, int]
    minutes: tuple[int, ...]
    layout: Layout = Layout.EMPTY
    noise: Noise = Noise.TALK
    by_day: bool = False


ACTIVITIES = (
    Activity("Chorale", "Répétition de chorale", (18, 55), (90, 120), noise=Noise.MUSIC),
    Activity("Yoga", "Cours de yoga", (8, 22), (60, 90)),
    Activity("Théâtre", "Atelier de théâtre", (10, 24), (120, 150), noise=Noise.TALK),
    Activity("Danse trad", "Bal et cours de danse", (20, 60), (90, 120), noise=Noise.MUSIC),
    Activity("Judo", "Entraînement de judo", (14, 32), (60, 90, 120)),
    Activity("Échecs", "Soirée d’échecs", (8, 20), (120, 150), layout=Layout.MEETING),
    Activity("Gymnastique douce", "Gymnastique douce", (10, 28), (60, 75), by_day=True),
    Activity("Fanfare", "Répétition de fanfare", (12, 30), (120,), noise=Noise.MUSIC),
    Activity(
        "Jeux", "Après-midi de jeux", (12, 40), (150, 180), layout=Layout.BANQUET, by_day=True
    ),
    Activity("Badminton", "Badminton libre", (8, 24), (90, 120)),
    Activity(
        "Aînés ruraux",
        "Rencontre des aînés",
        (20, 70),
        (120, 180),
        layout=Layout.BANQUET,
        by_day=True,
    ),
    Activity("Cirque", "École de cirque", (10, 20), (90, 120)),
    Activity("Percussions", "Atelier de percussions", (8, 16), (90,), noise=Noise.MUSIC),
    Activity("Langues", "Café des langues", (6, 18), (90,), layout=Layout.MEETING),
)
LANDS = (
    "de la Gervanne",
    "du Val de Drôme",
    "de Crest",
    "d’Allex",
    "des Trois-Becs",
    "de Saou",
    "du Pays de Die",
    "de Livron",
    "d’Étoile",
    "de Montélimar",
)
BY_DAY = (
    "Salle des fêtes d’Allex",
    "Salle polyvalente d’Étoile",
    "Maison des associations de Montélimar",
)
"""Those of the places that are open on weekdays in the afternoon."""
OWN = "Les Tricoteuses de Crest"
"""The association of the demo's inhabitant."""


@dataclass(frozen=True)
class Asker:
    """Who asks; `number` tells its account."""

    number: int
    name: str
    kind: ApplicantKind


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
    """The weeks that are given out, from a Monday."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=WEEKS_AHEAD)
    return monday, monday + timedelta(days=7 * WEEKS - 1)


def askers(chance: Random, count: int) -> list[Asker]:
    """Associations mostly, some people, a company or two."""
    names = [f"{activity.name} {land}" for activity in ACTIVITIES for land in LANDS]
    chance.shuffle(names)
    kinds = [ApplicantKind.ASSOCIATION] * 17 + [ApplicantKind.PERSON] * 2 + [ApplicantKind.COMPANY]
    return [
        Asker(
            number,
            name if kind != ApplicantKind.PERSON else f"Particulier {number + 1}",
            kind,
        )
        for number, (name, kind) in enumerate(
            (names[number], chance.choice(kinds)) for number in range(count)
        )
    ]


def sketches(
    chance: Random, people: Sequence[Asker], rooms: Sequence[Room], count: int = REQUESTS
) -> list[Sketch]:
    """Requests whose wishes crowd on a few rooms and evenings, as they do.

    `rooms` are the offered resources, the most wished for first.
    """
    by_name = {activity.name: activity for activity in ACTIVITIES}
    found = []
    for number in range(count):
        asker = people[number % len(people)]
        activity = next(
            (each for name, each in by_name.items() if asker.name.startswith(name)),
            ACTIVITIES[number % len(ACTIVITIES)],
        )
        headcount = chance.randint(*activity.people)
        wished = chance.choice(activity.minutes)
        fitting = [at for at, room in enumerate(rooms) if room.suits(activity, headcount)]
        hot = fitting[:5]
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
                takes_anything=not wishes or chance.random() < 0.5,
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
    end = min(22 * 60, start + minutes + slack)
    start = min(start, end - minutes)
    return tuple((day, start, end) for day in sorted(set(days)))


def own_sketches(rooms: Sequence[Room], asker: int) -> list[Sketch]:
    """What the demo's inhabitant asks for: the three rooms and the evening that all ask for."""
    knitting = Activity("Tricot", "Soirée tricot", (6, 8), (120,))
    repair = Activity("Couture", "Atelier de couture", (6, 8), (120,))
    hot = [at for at, room in enumerate(rooms) if room.suits(knitting, 8)][:3]
    return [
        Sketch(asker, knitting, 6, 120, 120, ((1, 1080, 1200),), tuple(hot), takes_anything=False),
        Sketch(asker, repair, 8, 120, 90, ((3, 1080, 1230), (0, 1080, 1230)), tuple(hot[:2]), True),
    ]
