"""Who uses what in the demo, week after week, and how much of the time: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """How resources of a kind are used."""

    share: float
    """Of the parts of the week in which they are open, on an average."""
    whole_days: float
    """How many of those who come in the morning stay all day."""
    minutes: tuple[int, ...]
    by: tuple[tuple[str, str], ...]
    """(who, what for)."""


USES: Mapping[str, Use] = {
    "room": Use(
        0.42, 0.4, (90, 120, 120, 180),
        (
            ("Club de lecture", "Rencontre du club"),
            ("Aide aux devoirs", "Accompagnement à la scolarité"),
            ("Cours de français", "Atelier de conversation"),
            ("Café des aidants", "Groupe de parole"),
            ("Conseil de quartier", "Réunion du bureau"),
            ("Collectif vélo", "Réunion d’organisation"),
            ("Mission locale", "Atelier vers l’emploi"),
            ("Jardin partagé", "Préparation des semis"),
            ("Formation des élus", "Formation"),
        ),
    ),
    "office": Use(
        0.42, 0.85, (120, 180, 180),
        (
            ("Permanence logement", "Rendez-vous individuels"),
            ("Conseiller en énergie", "Rendez-vous individuels"),
            ("Écrivaine publique", "Permanence"),
            ("Point écoute jeunes", "Entretiens"),
            ("Assistante sociale de secteur", "Permanence"),
            ("Avocats du barreau", "Consultations gratuites"),
            ("Conseillère en insertion", "Entretiens"),
        ),
    ),
    "desk": Use(
        0.66, 0.9, (180, 240),
        (
            ("Abonnés au mois", "Journée de travail"),
            ("Indépendantes de la vallée", "Journée de travail"),
            ("Étudiants à distance", "Révisions"),
            ("Agents en télétravail", "Télétravail"),
        ),
    ),
    "counter": Use(
        0.48, 0.9, (180, 210),
        (
            ("Agents d’accueil", "Accueil"),
            ("Conseillère numérique", "Accompagnement numérique"),
            ("Caisse de retraite", "Permanence"),
        ),
    ),
    "hall": Use(
        0.3, 0.3, (90, 120, 120, 150),
        (
            ("Chorale du Pont", "Répétition"),
            ("Théâtre amateur", "Répétition"),
            ("Amicale laïque", "Cours de danse"),
            ("Gymnastique volontaire", "Cours de gymnastique"),
            ("Aînés de la vallée", "Jeux et goûter"),
            ("Centre de loisirs", "Ateliers des enfants"),
            ("Cirque en herbe", "Cours de cirque"),
        ),
    ),
    "workshop": Use(
        0.4, 0.7, (120, 180, 240),
        (
            ("Atelier réparation", "Réparation à plusieurs"),
            ("Atelier couture", "Initiation"),
            ("Menuisières du lundi", "Chantier collectif"),
            ("Apprentis du CFA", "Travaux pratiques"),
        ),
    ),
    "kitchen": Use(
        0.28, 0.5, (150, 180),
        (
            ("Cuisine de quartier", "Cuisine partagée"),
            ("Traiteur solidaire", "Préparation des repas"),
            ("Parents d’élèves", "Atelier cuisine"),
        ),
    ),
    "pitch": Use(
        0.5, 0.9, (240, 300),
        (
            ("Maraîchers de la vallée", "Étals"),
            ("Fromagère de la Gervanne", "Étal"),
            ("Bibliobus", "Halte"),
        ),
    ),
    "vehicle": Use(
        0.25, 0.8, (120, 180, 240),
        (
            ("Portage de repas", "Tournée"),
            ("Club de rugby", "Déplacement"),
            ("Voisins en panne", "Trajet"),
        ),
    ),
    "equipment": Use(
        0.01, 1.0, (180, 240),
        (("Comité des fêtes", "Emprunt"), ("Parents d’élèves", "Emprunt")),
    ),
    "outdoors": Use(
        0.12, 0.6, (90, 120),
        (
            ("Club d’athlétisme", "Entraînement"),
            ("Centre de loisirs", "Jeux de plein air"),
            ("Jardin partagé", "Chantier collectif"),
        ),
    ),
}  # fmt: skip
STAYS = ("Infirmière remplaçante", "Stagiaire du lycée agricole", "Médecin remplaçant", "Musiciens")
"""Who sleeps in a bed for some nights."""
LIVELINESS = (0.2, 0.7, 1.0, 1.0, 1.3, 1.6)
"""Some resources are asked for more than others of their kind, and some hardly at all."""
OF_WEEKDAY = (0.85, 1.2, 1.05, 1.25, 0.8, 0.75, 0.5)
OF_PART = (1.1, 0.85, 1.15)
"""Mornings, afternoons, evenings."""


@dataclass(frozen=True, slots=True)
class Own:
    """What the demo's inhabitant has booked: so many weeks in a row, from `after_weeks` on."""

    place: str
    resource: str
    title: str
    weekday: int
    hour: int
    minutes: int
    headcount: int
    after_weeks: int = 1
    weeks: int = 1


OWN = (
    Own("Tiers-lieu La Navette", "Studio de répétition", "Quatuor du mercredi", 2, 17, 120, 4, 1, 3),
    Own("Médiathèque de Crest", "Salle de groupe", "Tricot et lecture", 5, 10, 120, 8),
    Own("Mairie de Crest", "Salle Drôme", "Assemblée des Tricoteuses", 4, 19, 150, 40, 2),
    Own("Les Terrasses, maison partagée", "Voiture partagée à cinq places",
        "Marché de Die avec deux voisines", 5, 8, 240, 3, 2),
)  # fmt: skip
