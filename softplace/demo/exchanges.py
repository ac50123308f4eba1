"""The time bank of the demo: its members, what they offer and need, and a year of exchanges."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from softplace.timebank.enums import PostKind

MEMBERS = (
    "Aïcha Benali", "Bruno Vialle", "Clémence Roustan", "Denis Arnoux", "Élise Morin",
    "Fatou Diagne", "Gilles Peyrard", "Hélène Sabatier", "Idris Koné", "Jeanne Chauvet",
    "Karim Haddad", "Lucie Bonnet", "Marcel Faure", "Nadège Colin",
)  # fmt: skip
"""Invented, like all who live in the demo. They have no password."""
NOT_LISTED = {"Marcel Faure", "Nadège Colin"}
CANNOT_GIVE = "Marcel Faure"
"""Of whom the mediator decided to expect nothing."""


@dataclass(frozen=True, slots=True)
class DemoPost:
    """An offer or a need on the list, for so many days."""

    author: str
    kind: PostKind
    title: str
    text: str
    function: str
    commune: str
    days: int


POSTS = (
    DemoPost(
        "Bruno Vialle", PostKind.OFFER, "Réparer un vélo ensemble",
        "Freins, chaîne, crevaison : on répare le vôtre à deux, et vous saurez le refaire.",
        "repair", "Crest", 80,
    ),
    DemoPost(
        "Clémence Roustan", PostKind.OFFER, "Lire et remplir un courrier administratif",
        "Le mardi soir, à la médiathèque ou chez vous.", "social_work", "Crest", 60,
    ),
    DemoPost(
        "Idris Koné", PostKind.OFFER, "Conversation en anglais, tous niveaux", "", "training",
        "Die", 120,
    ),
    DemoPost(
        "Jeanne Chauvet", PostKind.NEED, "Descendre du bois de la grange",
        "Une matinée à deux ou trois, avec le café.", "", "Saillans", 25,
    ),
    DemoPost(
        "Lucie Bonnet", PostKind.NEED, "Une personne qui parle l’ukrainien",
        "Pour accompagner une famille à la mairie, une heure de temps en temps.", "", "Livron", 45,
    ),
    DemoPost(
        "Karim Haddad", PostKind.OFFER, "Conduire à l’hôpital de Valence",
        "Le jeudi, départ de Crest à 8 h. Deux places.", "mobility", "Crest", 90,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exchange:
    """On a day, somebody was helped by somebody for some minutes."""

    day: date
    helped: str
    helper: str
    minutes: int
    note: str


NOTES = (
    "Jardin", "Repas partagé", "Déménagement", "Garde d’enfants", "Courses", "Papiers", "Vélo",
    "Trajet à Valence", "Ordinateur", "Leçon de guitare",
)  # fmt: skip


def exchanges(today: date, chance: Random) -> Iterator[Exchange]:
    """A year of them. Some give more than they receive, as everywhere."""
    givers = [name for name in MEMBERS if name != CANNOT_GIVE]
    weights = [1 + 3 * (place % 4 == 1) for place in range(len(givers))]
    for days_ago in range(360, 1, -1):
        if chance.random() > 0.4:
            continue
        (helper,) = chance.choices(givers, weights)
        helped = chance.choice([name for name in MEMBERS if name != helper])
        minutes = chance.choice([30, 45, 60, 60, 90, 120, 120, 180])
        day = today - timedelta(days=days_ago)
        yield Exchange(day, helped, helper, minutes, chance.choice(NOTES))
