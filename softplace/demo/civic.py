"""Town halls of the demo."""

from softplace.demo.fittings import (
    counters,
    desks,
    hall,
    halls_of_two,
    kit,
    kitchen,
    kits,
    meeting_room,
    office,
    vehicle,
)
from softplace.demo.sketches import Event, Hours, Shut, Spot, Thing, offered
from softplace.people.enums import Audience
from softplace.places.enums import (
    Accessibility,
    Commitment,
    KeyHolding,
    Layout,
    Mode,
    PlaceKind,
    ResourceKind,
    Use,
)
from softplace.places.enums import Equipment as E

EASY = (
    Accessibility.STEP_FREE,
    Accessibility.ADAPTED_TOILETS,
    Accessibility.RESERVED_PARKING,
    Accessibility.GUIDE_DOGS,
)


def _by_appointment(osm: str, title: str = "") -> Hours:
    return Hours(osm=osm, mode=Mode.APPOINTMENT, title=title)


def _evenings(osm: str = "Mo-Fr 18:00-22:00; Sa 09:00-22:00") -> tuple[Hours, ...]:
    """Halls of a town hall open after its desk, with a key."""
    return (Hours(osm=osm, mode=Mode.KEY),)


def _town_hall_things(
    council: str, council_m2: float, offices: int, *more: Thing, lends: bool = True
) -> tuple[Thing, ...]:
    lent = (
        kits("Barnum 3 × 3 m", 4, setup_minutes=30),
        kits("Table pliante et deux bancs", 12),
        kit("Sonorisation portative", E.SOUND),
        kit("Vidéoprojecteur et écran", E.PROJECTOR, E.SCREEN),
        kits("Grille d’exposition", 20),
    )
    return (
        meeting_room(
            council, council_m2, E.PROJECTOR, E.SCREEN, E.VIDEOCALL,
            description="Fermée au public les soirs de conseil municipal.",
        ),
        meeting_room("Salle des mariages", round(council_m2 * 0.8), E.SOUND, hours=_evenings()),
        counters("Guichet d’accueil", 2),
        *(
            office(f"Bureau de permanence {number}", 11.0 + number, E.COMPUTER)
            for number in range(1, offices + 1)
        ),
        *(lent if lends else ()),
        *more,
    )  # fmt: skip


SPOTS: tuple[Spot, ...] = (
    Spot(
        name="Mairie de Crest",
        kind=PlaceKind.TOWN_HALL,
        commune="Crest",
        post_code="26400",
        address="Place du Docteur-Rozier",
        north=40,
        east=120,
        description=(
            "L’hôtel de ville ouvre son rez-de-chaussée aux démarches et, le soir, deux salles aux "
            "associations. Trois bureaux de permanence restent libres plusieurs demi-journées par "
            "semaine : avocats, écrivains publics et services de l’État y reçoivent sans payer de "
            "loyer."
        ),
        access="Arrêt « Champ de Mars », à 200 m. La porte adaptée est à gauche du perron.",
        accessibility=(*EASY, Accessibility.HEARING_LOOP, Accessibility.LIFT),
        erp=("W", 4, 180),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.STAFF,
        hours=(
            Hours(osm="Mo-Fr 08:30-12:00,13:30-17:00; Sa 09:00-12:00; PH off"),
        ),
        functions={
            **offered("town_hall_service"),
            "civil_status": (
                _by_appointment("Mo,Tu,Th,Fr 08:30-11:30,13:30-16:30; PH off", "Titres d’identité"),
            ),
            "justice": (
                Hours(
                    recurrence="FREQ=MONTHLY;BYDAY=1TU,3TU", start="14:00", end="17:00",
                    mode=Mode.APPOINTMENT, title="Conciliateur de justice", from_days=-90,
                ),
            ),
        },
        things=_town_hall_things(
            "Salle du conseil", 85.0, 3,
            hall("Salle Drôme", 140.0, E.STAGE, E.PROJECTOR, hours=_evenings()),
            vehicle("Minibus municipal de neuf places", 9, audience=Audience.MEMBERS),
        ),
        events=(
            Event(title="Réunion publique sur le cœur de ville", weekday=3, after_days=6,
                  start="18:30", end="20:30", resource="Salle Drôme"),
        ),
        shut=(Shut(after_days=38, days=2, note="Pont de fin d’année"),),
        is_kept=True,
    ),
    Spot(
        name="Mairie de Die",
        kind=PlaceKind.TOWN_HALL,
        commune="Die",
        post_code="26150",
        address="Place de l’Hôtel-de-Ville",
        description=(
            "Dans l’ancien évêché, la mairie partage ses salles voûtées avec les associations du "
            "Diois. La grande salle se coupe en deux par une cloison mobile : une chorale d’un "
            "côté, un cours de français de l’autre."
        ),
        access="Gare SNCF à 900 m ; stationnement place Jules-Plan.",
        accessibility=(Accessibility.STEP_FREE, Accessibility.GUIDE_DOGS),
        erp=("L", 3, 420),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.PICK_UP,
        hours=(Hours(osm="Mo-Th 08:30-12:00,13:30-17:30; Fr 08:30-12:00,13:30-16:00; PH off"),),
        functions=offered("town_hall_service", "civil_status", "events"),
        things=_town_hall_things(
            "Salle du conseil", 72.0, 2,
            *halls_of_two("Grande salle de l’Évêché", 210.0, "Salle Glandasse", "Salle Justin",
                          E.STAGE, hours=_evenings("Mo-Su 08:00-23:00")),
            kitchen("Office de la grande salle", 16.0, hours=_evenings("Mo-Su 08:00-23:00")),
        ),
    ),
    Spot(
        name="Mairie de Saillans",
        kind=PlaceKind.TOWN_HALL,
        commune="Saillans",
        post_code="26340",
        address="1 place Maurice-Faure",
        description=(
            "Une petite mairie de village dont le bureau de l’étage est libre quatre jours sur "
            "cinq. Une sage-femme, une conseillère numérique et un conseiller en énergie s’y "
            "relaient déjà ; il reste de la place."
        ),
        access="Arrêt de car « Saillans centre », à 150 m. L’étage n’a pas d’ascenseur.",
        accessibility=(Accessibility.GUIDE_DOGS,),
        erp=("W", 5, 70),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Mo,Tu,Th,Fr 09:00-12:00; We 14:00-17:00; PH off"),),
        functions={
            **offered("town_hall_service"),
            "digital_help": (Hours(osm="Tu 09:00-12:00; PH off", title="Conseillère numérique"),),
        },
        things=_town_hall_things("Salle du conseil", 45.0, 1, lends=False),
    ),
    Spot(
        name="Mairie de Loriol-sur-Drôme",
        kind=PlaceKind.TOWN_HALL,
        commune="Loriol-sur-Drôme",
        post_code="26270",
        address="22 avenue de la République",
        description=(
            "Mairie de plain-pied avec un accueil unique. La salle des fêtes voisine se loue à "
            "l’heure aux habitants, à la demi-journée aux professionnels."
        ),
        access="Arrêt « République » des lignes vers Valence et Montélimar.",
        accessibility=EASY,
        erp=("W", 4, 150),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.CODE,
        hours=(
            Hours(osm="Mo-Fr 08:30-12:00,13:30-17:00; PH off",
                  on_school_holidays=None),
        ),
        functions=offered("town_hall_service", "civil_status", "events", "social_work"),
        things=_town_hall_things(
            "Salle du conseil", 64.0, 2,
            *halls_of_two("Salle des fêtes", 320.0, "Salle Rhône", "Salle Petite Rivière",
                          E.STAGE, E.PROJECTOR, hours=_evenings("Mo-Su 09:00-24:00")),
            kitchen("Cuisine de la salle des fêtes", 28.0,
                    hours=_evenings("Mo-Su 09:00-24:00")),
        ),
    ),
    Spot(
        name="Mairie de Bourdeaux",
        kind=PlaceKind.TOWN_HALL,
        commune="Bourdeaux",
        post_code="26460",
        address="Rue de la Recluse",
        description=(
            "Secrétariat ouvert trois matinées. Le reste de la semaine, la salle et le bureau sont "
            "à qui les demande : il suffit de passer prendre la clé à l’épicerie."
        ),
        access="Le car de Dieulefit s’arrête devant la mairie deux fois par jour.",
        accessibility=(Accessibility.STEP_FREE, Accessibility.ADAPTED_TOILETS),
        erp=("W", 5, 49),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.PICK_UP,
        hours=(Hours(osm="Mo,We,Fr 09:00-12:00; PH off"),),
        functions=offered("town_hall_service", "post_relay"),
        things=_town_hall_things("Salle du conseil", 38.0, 1, lends=False),
    ),
    Spot(
        name="Mairie de Beaufort-sur-Gervanne",
        kind=PlaceKind.TOWN_HALL,
        commune="",
        post_code="26400",
        point=(44.7786, 5.1408),
        address="Le village, 26400 Beaufort-sur-Gervanne",
        description=(
            "La mairie et l’école se partagent une seule maison. La salle voûtée accueille le "
            "repas des anciens, le club de lecture et, un samedi par mois, un repair café."
        ),
        access="Au bout de la grand-rue ; stationnement sous les tilleuls.",
        accessibility=(Accessibility.STEP_FREE,),
        erp=("L", 5, 90),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.SHARED,
        hours=(Hours(osm="Tu 09:00-12:00; Th 14:00-18:00; PH off"),),
        functions={
            **offered("town_hall_service"),
            "repair": (
                Hours(recurrence="FREQ=MONTHLY;BYDAY=2SA", start="14:00", end="18:00",
                      title="Repair café", from_days=-200),
            ),
        },
        things=(
            hall("Salle voûtée", 75.0, hours=_evenings("Mo-Su 09:00-22:00")),
            office("Bureau du premier étage", 13.0),
            kits("Table pliante et deux bancs", 8),
        ),
    ),
    Spot(
        name="Mairie annexe de Fontbarlettes",
        kind=PlaceKind.TOWN_HALL,
        commune="Valence",
        post_code="26000",
        address="Place du Centre, quartier Fontbarlettes",
        north=900,
        east=1900,
        description=(
            "L’annexe rapproche l’état civil, l’inscription à la cantine et le centre communal "
            "d’action sociale des habitants du quartier. Deux bureaux sont partagés entre sept "
            "services selon un planning affiché à l’entrée."
        ),
        access="Bus 1 et 7, arrêt « Fontbarlettes ».",
        accessibility=(*EASY, Accessibility.EASY_READING),
        erp=("W", 4, 160),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Mo-Fr 08:30-12:00,13:00-17:00; PH off"),),
        functions=offered("town_hall_service", "civil_status", "social_work", "digital_help"),
        things=_town_hall_things(
            "Salle du quartier", 90.0, 2,
            desks("Ordinateur accompagné", 5),
            Thing(
                name="Parvis", kind=ResourceKind.OUTDOORS, area_m2=400.0, headcount=300,
                layouts={Layout.STANDING: 300}, uses=(Use.SALE, Use.RECEPTION, Use.CHILDREN),
                setup_minutes=60, changeover_minutes=60,
            ),
            lends=False,
        ),
    ),
)  # fmt: skip
