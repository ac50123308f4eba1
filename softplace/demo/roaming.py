"""Market squares of the demo, and the trucks that stop where nothing else is open."""

from softplace.demo.fittings import counter, kit, kits, office, outdoors, pitch, pitches, vehicle
from softplace.demo.sketches import Event, Hours, Shut, Spot
from softplace.people.enums import Audience
from softplace.places.enums import (
    Accessibility,
    Commitment,
    HolidayPolicy,
    KeyHolding,
    Mode,
    PlaceKind,
    Use,
)
from softplace.places.enums import Equipment as E

CLOSED = HolidayPolicy.CLOSED


def _stop(osm: str, title: str, mode: Mode = Mode.WALK_IN) -> Hours:
    return Hours(osm=osm, title=title, mode=mode, on_public_holidays=CLOSED)


SPOTS: tuple[Spot, ...] = (
    Spot(
        name="Place du Champ-de-Mars",
        kind=PlaceKind.MARKET,
        commune="Crest",
        post_code="26400",
        address="Place du Champ-de-Mars",
        north=60,
        east=230,
        description=(
            "Marché le mardi et le samedi matin. Huit emplacements ont l’eau et l’électricité ; "
            "deux, plus larges, sont réservés aux camions de services. Le bus France Services y "
            "fait halte le samedi."
        ),
        access="Gare routière à 300 m ; fermée aux voitures les jours de marché.",
        accessibility=(Accessibility.STEP_FREE, Accessibility.RESERVED_PARKING),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.OPEN,
        hours=(Hours(osm="Mo-Su 06:00-20:00"),),
        functions={
            "market": (Hours(osm="Tu,Sa 07:30-13:00"),),
        },
        things=(
            pitches("Emplacement d’étal", 14),
            pitches("Emplacement équipé", 8, 16.0),
            pitch("Emplacement de camion nord", 45.0),
            pitch("Emplacement de camion sud", 45.0),
            outdoors("Kiosque", 40.0, 60, Use.REHEARSAL, Use.RECEPTION),
        ),
        events=(
            Event(title="Marché des services : santé, droits, emploi", weekday=5, after_days=11,
                  start="09:00", end="13:00", function="social"),
            Event(title="Marché de nuit", weekday=4, after_days=18, start="18:00", end="23:00",
                  function="market"),
        ),
        is_kept=True,
    ),
    Spot(
        name="Place du Prieuré",
        kind=PlaceKind.MARKET,
        commune="Saillans",
        post_code="26340",
        address="Place du Prieuré",
        north=30,
        east=90,
        description=(
            "Le marché du dimanche fait venir toute la vallée : un bon jour pour rencontrer un "
            "agent de France Services, qui y tient un barnum."
        ),
        accessibility=(Accessibility.STEP_FREE,),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.OPEN,
        hours=(Hours(osm="Mo-Su 06:00-21:00"),),
        functions={
            "market": (Hours(osm="Su 08:00-13:00"),),
            "france_services": (_stop("Su 09:30-12:30", "Barnum France Services du marché"),),
        },
        things=(
            pitches("Emplacement d’étal", 12),
            pitch("Emplacement de camion", 40.0),
            kits("Barnum 3 × 3 m", 3),
        ),
    ),
    Spot(
        name="Place Châteauras",
        kind=PlaceKind.MARKET,
        commune="Dieulefit",
        post_code="26220",
        address="Place Châteauras",
        description=(
            "Marché du vendredi, marché aux potiers en été. Le reste du temps, la place accueille "
            "camions, jeux et répétitions de fanfare."
        ),
        accessibility=(Accessibility.STEP_FREE,),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.OPEN,
        hours=(Hours(osm="Mo-Su 06:00-22:00"),),
        functions={
            "market": (
                Hours(osm="Fr 08:00-12:30"),
                Hours(osm="Jul-Aug: We 18:00-22:00", title="Marché aux potiers"),
            ),
            "bakery": (Hours(osm="Tu,Su 08:00-12:00", title="Boulanger ambulant"),),
        },
        things=(
            pitches("Emplacement d’étal", 16),
            pitch("Emplacement de camion", 50.0),
            outdoors("Scène de pierre", 60.0, 200, Use.REHEARSAL, Use.DANCE),
        ),
    ),
    Spot(
        name="Place de l’Europe",
        kind=PlaceKind.MARKET,
        commune="Livron-sur-Drôme",
        post_code="26250",
        address="Place de l’Europe",
        north=110,
        east=-70,
        description="Marché le mardi. Une prise de 32 ampères attend les camions de soins.",
        accessibility=(Accessibility.STEP_FREE, Accessibility.RESERVED_PARKING),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.OPEN,
        hours=(Hours(osm="Mo-Sa 06:00-20:00"),),
        functions={"market": (Hours(osm="Tu 08:00-12:30"),)},
        things=(
            pitches("Emplacement d’étal", 10),
            pitch("Emplacement de camion, 32 A", 45.0),
        ),
    ),
    Spot(
        name="Bus France Services des vallées",
        kind=PlaceKind.TRUCK,
        commune="Eurre",
        post_code="26400",
        address="Dépôt de l’Écosite",
        north=-260,
        east=300,
        is_mobile=True,
        description=(
            "Deux agents, deux postes et une imprimante dans un bus rallongé. Il s’arrête chaque "
            "semaine au même endroit, à la même heure. Le samedi, retrouvez-le place du "
            "Champ-de-Mars à Crest."
        ),
        access="Le bus a une rampe.",
        accessibility=(Accessibility.STEP_FREE, Accessibility.HEARING_LOOP),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        things=(
            counter("Poste 1 du bus", is_bookable=False),
            counter("Poste 2 du bus", description="Prêté à un organisme invité.",
                    audience=Audience.PROFESSIONALS),
            vehicle("Bus aménagé", 4, is_bookable=False),
        ),
        shut=(Shut(after_days=45, days=2, note="Contrôle technique du bus"),),
        is_kept=True,
    ),
    Spot(
        name="Le Cabinet roulant",
        kind=PlaceKind.TRUCK,
        commune="Montmeyran",
        post_code="26120",
        address="Garage communal",
        is_mobile=True,
        description=(
            "Dépistage, vaccins, soins infirmiers et téléconsultation accompagnée, un village par "
            "jour. Sans avance de frais."
        ),
        accessibility=(Accessibility.STEP_FREE,),
        key_holding=KeyHolding.STAFF,
        things=(
            office("Cabine de soins", 7.0, E.WATER, uses=(Use.CARE,)),
            vehicle("Camion aménagé", 3, is_bookable=False),
        ),
    ),
    Spot(
        name="Ludobibliobus des collines",
        kind=PlaceKind.TRUCK,
        commune="La Bégude-de-Mazenc",
        post_code="26160",
        address="Atelier intercommunal",
        is_mobile=True,
        description=(
            "Deux mille livres et trois cents jeux sur roues. Pendant la classe il s’arrête aux "
            "écoles ; pendant les vacances il descend aux campings et aux places."
        ),
        key_holding=KeyHolding.STAFF,
        functions={
            "library": (
                Hours(osm="Mo 15:30-18:00", title="Halte à Cléon-d’Andran, école",
                      on_school_holidays=CLOSED, on_public_holidays=CLOSED),
                Hours(osm="Tu 15:30-18:00", title="Halte à Charols, place",
                      on_school_holidays=CLOSED, on_public_holidays=CLOSED),
                Hours(osm="Th 15:30-18:00", title="Halte au Poët-Laval, parking bas",
                      on_school_holidays=CLOSED, on_public_holidays=CLOSED),
                Hours(osm="Tu,Th 10:00-12:00", title="Halte d’été à Bourdeaux, camping",
                      on_school_holidays=HolidayPolicy.ONLY),
            ),
            "children": (_stop("Sa 10:00-12:00", "Heure du jeu à Puy-Saint-Martin"),),
        },
        things=(
            kits("Malle de jeux", 12),
            kit("Kamishibaï géant"),
            vehicle("Bus aménagé", 3, is_bookable=False),
        ),
    ),
    Spot(
        name="L’Épicerie du col",
        kind=PlaceKind.TRUCK,
        commune="Châtillon-en-Diois",
        post_code="26410",
        address="Place Dévoluy",
        is_mobile=True,
        description=(
            "Pain, fromages, légumes, gaz et journaux pour les hameaux. Passe aussi retirer et "
            "déposer les colis."
        ),
        key_holding=KeyHolding.STAFF,
        functions={
            "grocery": (
                Hours(osm="Tu 09:00-10:30", title="Halte à Glandage, fontaine"),
                Hours(osm="Tu 11:00-12:30", title="Halte à Treschenu, mairie"),
                Hours(osm="Th 09:00-10:30", title="Halte à Boulc, école"),
                Hours(osm="Sa 08:30-12:30", title="Étal à Châtillon, place Dévoluy"),
            ),
            "bakery": (Hours(osm="Sa 08:30-12:30", title="Étal à Châtillon, place Dévoluy"),),
            "post_relay": (Hours(osm="Tu,Th 09:00-12:30", title="Colis en tournée"),),
        },
        things=(vehicle("Camion-épicerie", 2, is_bookable=False), kits("Glacière de livraison", 6)),
        events=(
            Event(title="Dégustation des producteurs", weekday=5, after_days=4, start="10:00",
                  end="12:00", function="grocery"),
        ),
    ),
    Spot(
        name="Vélo-secours, atelier mobile",
        kind=PlaceKind.TRUCK,
        commune="Guilherand-Granges",
        post_code="07500",
        address="Avenue de la République",
        is_mobile=True,
        description=(
            "Un triporteur-atelier qui règle freins et dérailleurs au pied des gares et des "
            "entreprises. On répare avec vous, pas à votre place."
        ),
        key_holding=KeyHolding.STAFF,
        functions={
            "repair": (
                Hours(recurrence="FREQ=WEEKLY;BYDAY=TU,FR", start="07:30", end="10:00",
                      title="Parvis de la gare de Valence", from_days=-14),
                Hours(recurrence="FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", start="16:00", end="19:00",
                      title="Pont des Lônes, Guilherand", from_days=-14),
            ),
            "mobility": (),
        },
        hours=(Hours(osm="Tu-Fr 07:30-19:00; PH off", mode=Mode.APPOINTMENT),),
        things=(
            kits("Antivol de prêt", 10),
            kits("Remorque à vélo", 3),
            vehicle("Triporteur", 1),
        ),
    ),
)  # fmt: skip
