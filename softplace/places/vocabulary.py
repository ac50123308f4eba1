"""Words by which people look for kinds of places, resources, equipment, uses and accessibility.

French and English, as people write them; search compares them folded. They are not labels:
those are in `softplace.web.words`.
"""

from collections.abc import Mapping

from softplace.places.enums import (
    Accessibility,
    Equipment,
    Mode,
    PlaceKind,
    ResourceKind,
    Use,
)

Phrases = tuple[str, ...]

PLACE_KIND_WORDS: Mapping[str, Phrases] = {
    PlaceKind.TOWN_HALL: ("mairie", "hôtel de ville", "town hall", "city hall", "council"),
    PlaceKind.FRANCE_SERVICES: (
        "France Services",
        "maison France Services",
        "espace France Services",
        "MSAP",
        "maison de services au public",
    ),
    PlaceKind.POST: (
        "poste",
        "La Poste",
        "bureau de poste",
        "agence postale",
        "post office",
        "post",
    ),
    PlaceKind.BANK: ("banque", "agence bancaire", "bank"),
    PlaceKind.THIRD_PLACE: ("tiers-lieu", "tiers lieux", "café associatif", "third place"),
    PlaceKind.FAB_LAB: ("fab lab", "fablab", "atelier de fabrication", "makerspace"),
    PlaceKind.COWORKING: ("coworking", "espace de travail partagé", "télétravail", "coworking"),
    PlaceKind.LIBRARY: ("bibliothèque", "médiathèque", "library"),
    PlaceKind.SCHOOL: ("école", "collège", "lycée", "groupe scolaire", "school"),
    PlaceKind.HALL: (
        "salle des fêtes",
        "salle polyvalente",
        "foyer rural",
        "salle communale",
        "village hall",
        "community hall",
    ),
    PlaceKind.SPORTS: ("gymnase", "stade", "salle de sport", "sports hall", "gym"),
    PlaceKind.HEALTH: (
        "maison de santé",
        "centre de santé",
        "cabinet médical",
        "health centre",
        "clinic",
    ),
    PlaceKind.COLIVING: ("coliving", "habitat partagé", "colocation", "co-living", "shared house"),
    PlaceKind.SHOP: ("commerce", "boutique", "magasin", "épicerie", "shop", "store"),
    PlaceKind.MARKET: ("marché", "place du marché", "halle", "market"),
    PlaceKind.TRUCK: ("camion", "bus", "itinérant", "truck", "van", "mobile"),
    PlaceKind.ASSOCIATION: ("association", "maison des associations", "charity"),
    PlaceKind.OTHER: (),
}

RESOURCE_KIND_WORDS: Mapping[str, Phrases] = {
    ResourceKind.ROOM: ("salle", "salle de réunion", "room", "meeting room"),
    ResourceKind.OFFICE: ("bureau", "bureau fermé", "office", "private office"),
    ResourceKind.DESK: ("poste de travail", "bureau partagé", "desk", "hot desk"),
    ResourceKind.COUNTER: ("guichet", "comptoir", "counter"),
    ResourceKind.HALL: ("grande salle", "salle de spectacle", "hall"),
    ResourceKind.WORKSHOP: ("atelier", "workshop"),
    ResourceKind.KITCHEN: ("cuisine", "cuisine partagée", "kitchen"),
    ResourceKind.PITCH: ("emplacement", "place de marché", "stand", "pitch", "stall"),
    ResourceKind.BED: ("lit", "chambre", "couchage", "hébergement", "bed", "bedroom"),
    ResourceKind.VEHICLE: ("véhicule", "voiture", "utilitaire", "vélo", "vehicle", "car", "bike"),
    ResourceKind.EQUIPMENT: ("matériel", "outil", "équipement", "equipment", "tool"),
    ResourceKind.OUTDOORS: ("extérieur", "jardin", "cour", "terrain", "outdoors", "garden"),
}

EQUIPMENT_WORDS: Mapping[str, Phrases] = {
    Equipment.PROJECTOR: ("vidéoprojecteur", "vidéo projecteur", "projecteur", "projector"),
    Equipment.SCREEN: ("écran", "screen"),
    Equipment.WHITEBOARD: ("tableau blanc", "tableau", "paperboard", "whiteboard", "flipchart"),
    Equipment.SOUND: ("sono", "sonorisation", "micro", "enceintes", "sound system", "microphone"),
    Equipment.STAGE: ("scène", "estrade", "stage"),
    Equipment.PIANO: ("piano",),
    Equipment.KITCHEN: ("cuisine", "kitchen"),
    Equipment.PRINTER: (
        "imprimante",
        "photocopieur",
        "photocopieuse",
        "scanner",
        "printer",
        "photocopier",
    ),
    Equipment.COMPUTER: ("ordinateur", "ordinateurs", "computer", "PC"),
    Equipment.WIFI: ("wifi", "wi-fi", "internet"),
    Equipment.VIDEOCALL: ("visioconférence", "visio", "webcam", "video call", "videoconference"),
    Equipment.PRINTER_3D: ("imprimante 3D", "3D printer"),
    Equipment.LASER_CUTTER: ("découpeuse laser", "découpe laser", "laser cutter"),
    Equipment.SEWING_MACHINE: ("machine à coudre", "couture", "sewing machine"),
    Equipment.WATER: ("point d'eau", "eau", "évier", "water", "sink"),
    Equipment.POWER: ("prise électrique", "électricité", "courant", "power", "electricity"),
    Equipment.HEATING: ("chauffage", "chauffé", "heating", "heated"),
    Equipment.CONFIDENTIAL: ("confidentiel", "confidentialité", "confidential"),
}

USE_WORDS: Mapping[str, Phrases] = {
    Use.MEETING: ("réunion", "se réunir", "meeting"),
    Use.TEACHING: ("formation", "cours", "enseignement", "training", "teaching", "class"),
    Use.RECEPTION: ("accueil du public", "permanence", "reception"),
    Use.CARE: ("soin", "consultation", "care"),
    Use.FOOD: ("repas", "banquet", "food", "meal"),
    Use.ALCOHOL: ("buvette", "alcool", "alcohol", "bar"),
    Use.SPORT: ("sport", "gymnastique", "yoga", "sport"),
    Use.DANCE: ("danse", "bal", "dance"),
    Use.REHEARSAL: ("répétition", "répéter", "musique", "théâtre", "rehearsal", "music", "theatre"),
    Use.SALE: ("vente", "brocante", "vide-grenier", "sale"),
    Use.CRAFT: ("bricolage", "artisanat", "craft"),
    Use.CHILDREN: ("enfants", "goûter", "children"),
    Use.ANIMALS: ("animaux", "chiens", "animals", "dogs"),
    Use.OVERNIGHT: ("nuit", "dormir", "overnight", "sleep"),
}

ACCESSIBILITY_WORDS: Mapping[str, Phrases] = {
    Accessibility.STEP_FREE: (
        "plain-pied",
        "fauteuil roulant",
        "PMR",
        "accessible",
        "step-free",
        "wheelchair",
    ),
    Accessibility.LIFT: ("ascenseur", "lift", "elevator"),
    Accessibility.ADAPTED_TOILETS: ("toilettes adaptées", "toilettes PMR", "accessible toilets"),
    Accessibility.HEARING_LOOP: ("boucle magnétique", "boucle auditive", "hearing loop"),
    Accessibility.BRAILLE: ("braille",),
    Accessibility.SIGN_LANGUAGE: ("langue des signes", "LSF", "sign language"),
    Accessibility.EASY_READING: ("facile à lire", "FALC", "easy reading"),
    Accessibility.RESERVED_PARKING: (
        "stationnement réservé",
        "parking réservé",
        "reserved parking",
    ),
    Accessibility.QUIET_ROOM: ("pièce calme", "salle calme", "quiet room"),
    Accessibility.GUIDE_DOGS: ("chien guide", "chien d'assistance", "guide dog"),
}

MODE_WORDS: Mapping[str, Phrases] = {
    Mode.WALK_IN: ("sans rendez-vous", "entrée libre", "walk in", "drop in"),
    Mode.APPOINTMENT: ("sur rendez-vous", "avec rendez-vous", "by appointment"),
    Mode.KEY: ("libre-service", "avec clé", "self service"),
}
