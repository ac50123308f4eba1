"""Who asks in the campaign of the demo: invented associations of the valley, and some others."""

from dataclasses import dataclass
from random import Random

from softplace.matching.enums import ApplicantKind
from softplace.places.enums import Layout, Noise

CREST, AOUSTE = "Mairie de Crest", "École d’Aouste, salle et préau"
GYMNASIUM, ALLEX = "Gymnase de la Gervanne", "Salle des fêtes d’Allex"
ETOILE, MONTELIMAR = "Salle polyvalente d’Étoile", "Maison des associations de Montélimar"
OFFERING = (CREST, AOUSTE, GYMNASIUM, ALLEX, ETOILE, MONTELIMAR)
"""Places whose halls and rooms are offered."""
BY_DAY = (ALLEX, ETOILE, MONTELIMAR)
"""Those of them that are open on weekdays in the afternoon."""
OWN = "Les Tricoteuses de Crest"
"""The association of the demo's inhabitant."""


@dataclass(frozen=True)
class Activity:
    """What is done, how many come, and when they like to."""

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
    Activity("Théâtre", "Atelier de théâtre", (10, 24), (120, 150)),
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
        "Aînés ruraux", "Rencontre des aînés", (20, 70), (120, 180), layout=Layout.BANQUET,
        by_day=True,
    ),
    Activity("Cirque", "École de cirque", (10, 20), (90, 120)),
    Activity("Percussions", "Atelier de percussions", (8, 16), (90,), noise=Noise.MUSIC),
    Activity("Langues", "Café des langues", (6, 18), (90,), layout=Layout.MEETING),
)  # fmt: skip


@dataclass(frozen=True)
class Land:
    """Where people come from, and the places that they think of first."""

    name: str
    latitude: float
    longitude: float
    near: tuple[str, ...]


LANDS = (
    Land("de la Gervanne", 44.778, 5.141, (AOUSTE, GYMNASIUM, CREST)),
    Land("du Val de Drôme", 44.745, 4.972, (ALLEX, CREST, GYMNASIUM)),
    Land("de Crest", 44.729, 5.022, (CREST, GYMNASIUM, AOUSTE, ALLEX)),
    Land("d’Allex", 44.763, 4.916, (ALLEX, ETOILE)),
    Land("des Trois-Becs", 44.701, 5.164, (AOUSTE, GYMNASIUM)),
    Land("de Saou", 44.645, 5.063, (AOUSTE, CREST)),
    Land("d’Aouste", 44.718, 5.056, (AOUSTE, CREST, GYMNASIUM)),
    Land("de Livron", 44.773, 4.842, (ETOILE, ALLEX)),
    Land("d’Étoile", 44.837, 4.874, (ETOILE, ALLEX)),
    Land("de Montélimar", 44.558, 4.751, (MONTELIMAR,)),
)
LARGE = tuple(
    f"{name} {land}"
    for name in ("Chorale", "Danse trad", "Judo", "Fanfare", "Cirque")
    for land in ("de Crest", "d’Aouste")
)
"""Associations that bring many people to one evening in the week."""
FIRST_NAMES = (
    "Camille", "Nadia", "Jean-Luc", "Solène", "Mehdi", "Françoise", "Théo", "Awa", "Rémi",
    "Bénédicte", "Youssef", "Élodie", "Gaspard", "Lucie", "Sylvain", "Irène", "Karim", "Maud",
)  # fmt: skip
LAST_NAMES = (
    "Rochas", "Belkacem", "Chevrier", "Arnaud", "Diallo", "Peysson", "Terrail", "Moulin", "Vignon",
    "Blache", "Garcia", "Faure", "Nguyen", "Brun", "Gontard", "Lambert", "Eynard", "Reynier",
)  # fmt: skip
OTHERS = (
    ("", ApplicantKind.PERSON, Activity("", "Cours de tango", (8, 20), (90,), noise=Noise.MUSIC)),
    ("", ApplicantKind.PERSON, Activity("", "Atelier d’écriture", (6, 12), (120,),
                                        layout=Layout.MEETING)),
    ("", ApplicantKind.PERSON, Activity("", "Cours de sophrologie", (6, 14), (60,))),
    ("", ApplicantKind.PERSON, Activity("", "Chant pour tous", (8, 20), (90,), noise=Noise.MUSIC)),
    ("Pilates des Trois-Becs", ApplicantKind.COMPANY, Activity("", "Cours de pilates", (8, 16),
                                                               (60,))),
    ("Scop Apprendre en Drôme", ApplicantKind.COMPANY,
     Activity("", "Formation du soir", (10, 18), (120,), layout=Layout.CLASSROOM)),
)  # fmt: skip
"""(name or that of the person, kind, what they do) of those who are no association."""


@dataclass(frozen=True)
class Asker:
    """Who asks; `number` tells its account."""

    number: int
    name: str
    kind: ApplicantKind
    contact: str
    """The name of the person who writes."""
    activity: Activity
    land: Land

    @property
    def is_large(self) -> bool:
        return self.name in LARGE


def askers(chance: Random, count: int) -> list[Asker]:
    """Associations mostly, the large ones first; some people, a company or two; no name twice."""
    contacts = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    chance.shuffle(contacts)
    clubs: list[tuple[str, ApplicantKind, Activity, Land]] = [
        (f"{activity.name} {land.name}", ApplicantKind.ASSOCIATION, activity, land)
        for activity in ACTIVITIES
        for land in LANDS
    ]
    chance.shuffle(clubs)
    clubs.sort(key=lambda club: club[0] not in LARGE)
    others = [
        (name or contacts[-number], kind, activity, LANDS[number])
        for number, (name, kind, activity) in enumerate(OTHERS, 1)
    ]
    found = [*clubs[: count - len(others)], *others]
    return [
        Asker(number, name, kind, contacts[number], activity, land)
        for number, (name, kind, activity, land) in enumerate(found)
    ]
