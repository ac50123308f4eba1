"""What every place of a kind has, beside what its sketch says."""

from softplace.demo.fittings import bedroom, consulting_room, kit, kits, meeting_room, office
from softplace.demo.sketches import Thing
from softplace.people.enums import Audience
from softplace.places.enums import Equipment as E
from softplace.places.enums import PlaceKind

USUAL: dict[PlaceKind, tuple[Thing, ...]] = {
    PlaceKind.TOWN_HALL: (
        kits("Chaise pliante (lot de dix)", 6),
        kit("Percolateur de 80 tasses", E.POWER),
    ),
    PlaceKind.FRANCE_SERVICES: (
        office("Bureau d’écoute", 9.0),
        kit("Valise d’accueil mobile", E.COMPUTER, E.PRINTER),
    ),
    PlaceKind.LIBRARY: (
        office("Cabine de téléphone", 2.5, headcount=1),
        kits("Grand jeu de société", 6),
        kit("Valise de dédicace", E.SOUND),
    ),
    PlaceKind.SPORTS: (
        kits("Tapis de sol", 20),
        kit("Tableau de score", E.POWER),
        kits("Filet", 4),
    ),
    PlaceKind.MARKET: (
        kits("Coffret électrique", 4, E.POWER),
        kits("Barrière", 20),
        kits("Pupitre d’information", 2),
    ),
    PlaceKind.HEALTH: (
        consulting_room("Salle de gestes", 14.0, audience=Audience.PROFESSIONALS),
        bedroom("Chambre du remplaçant", audience=Audience.PROFESSIONALS),
    ),
    PlaceKind.SCHOOL: (
        kits("Banc de gymnastique", 8),
        kit("Sonorisation de cour", E.SOUND),
    ),
    PlaceKind.HALL: (
        kits("Table rectangulaire", 30),
        kit("Sonorisation de la salle", E.SOUND),
        kits("Vaisselle pour cinquante", 4),
    ),
    PlaceKind.COWORKING: (
        kits("Écran d’appoint", 6, E.SCREEN),
        kits("Casier", 12),
        meeting_room("Salle à deux", 9.0, E.VIDEOCALL),
    ),
    PlaceKind.THIRD_PLACE: (
        kits("Barnum 3 × 3 m", 3, setup_minutes=30),
        kits("Mange-debout", 8),
    ),
    PlaceKind.ASSOCIATION: (
        kit("Vidéoprojecteur de prêt", E.PROJECTOR),
        kits("Grille d’affichage", 12),
    ),
    PlaceKind.COLIVING: (
        kits("Lit d’appoint", 3),
        kit("Barbecue collectif"),
    ),
    PlaceKind.SHOP: (kits("Vélo à remorque", 2),),
    PlaceKind.TRUCK: (kit("Groupe électrogène silencieux", E.POWER), kits("Auvent", 2)),
}
