"""Libraries, schools, halls, sports grounds and health houses of the demo."""

from dataclasses import replace

from softplace.demo.fittings import (
    consulting_room,
    desks,
    hall,
    halls_of_two,
    kit,
    kitchen,
    kits,
    meeting_room,
    office,
    outdoors,
    pitch,
    workshop,
)
from softplace.demo.sketches import Event, Hours, Shut, Spot, Thing, offered
from softplace.people.enums import Audience
from softplace.places.enums import (
    Accessibility,
    Commitment,
    HolidayPolicy,
    KeyHolding,
    Layout,
    Mode,
    Noise,
    PlaceKind,
    Use,
)
from softplace.places.enums import Equipment as E

EASY = (
    Accessibility.STEP_FREE,
    Accessibility.ADAPTED_TOILETS,
    Accessibility.GUIDE_DOGS,
    Accessibility.RESERVED_PARKING,
)
CLUBS = (Hours(osm="Mo-Fr 17:30-22:30; Sa,Su 08:00-20:00; PH off", mode=Mode.KEY),)
WEEK = (Hours(osm="Mo-Su 08:00-24:00", mode=Mode.KEY),)
OUT_OF_SCHOOL = (
    Hours(osm="Mo,Tu,Th,Fr 18:00-22:00; We 13:00-22:00; Sa,Su 08:00-22:00", mode=Mode.KEY),
    Hours(osm="Mo-Fr 08:00-22:00", mode=Mode.KEY, on_school_holidays=HolidayPolicy.ONLY),
)


def _library_things(group_m2: float, computers: int) -> tuple[Thing, ...]:
    return (
        desks("Place de travail", 12, noise=Noise.QUIET),
        desks("Ordinateur en libre accès", computers, noise=None),
        meeting_room("Salle de groupe", group_m2, E.SCREEN),
        hall("Coin des contes", 40.0, uses=(Use.CHILDREN, Use.TEACHING)),
        kits("Liseuse", 10),
    )


def _sports_hall(name: str, area_m2: float) -> tuple[Thing, ...]:
    """Courts: nobody sets up tables on them."""
    uses = Use.SPORT, Use.DANCE, Use.CHILDREN
    courts = halls_of_two(name, area_m2, f"{name}, terrain A", f"{name}, terrain B", uses=uses,
                          noise=Noise.LOUD, hours=CLUBS)  # fmt: skip
    return tuple(replace(c, layouts={Layout.EMPTY: c.layouts[Layout.EMPTY]}) for c in courts)


SPOTS: tuple[Spot, ...] = (
    Spot(
        name="Médiathèque de Crest",
        kind=PlaceKind.LIBRARY,
        commune="Crest",
        post_code="26400",
        address="Rue Archinard",
        north=180,
        east=-140,
        description=(
            "Livres, jeux, instruments à emprunter et trois salles calmes. Le mercredi matin, une "
            "médiatrice aide à remplir une démarche ; le samedi, les conteuses prennent le relais."
        ),
        access="Au pied de la Tour, accès de plain-pied par la cour.",
        accessibility=(*EASY, Accessibility.BRAILLE, Accessibility.QUIET_ROOM, Accessibility.LIFT),
        erp=("S", 4, 190),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.STAFF,
        hours=(
            Hours(osm="Tu 14:00-18:30; We 10:00-12:30,14:00-18:30; Fr 14:00-18:30; "
                      "Sa 10:00-17:00; PH off"),
        ),
        functions={
            **offered("library", "digital_access", "printing"),
            "digital_help": (Hours(osm="We 10:00-12:30; PH off", title="Permanence numérique"),),
        },
        things=(
            *_library_things(26.0, 4),
            meeting_room("Auditorium", 70.0, E.PROJECTOR, E.SOUND),
            office("Cabine de langues", 4.0, E.COMPUTER),
        ),
        events=(
            Event(title="Contes à la lampe de poche", weekday=5, after_days=5, start="16:30",
                  end="17:30", function="library", resource=""),
        ),
        is_kept=True,
    ),
    Spot(
        name="Médiathèque départementale du Diois",
        kind=PlaceKind.LIBRARY,
        commune="Die",
        post_code="26150",
        address="Rue Joseph-Reynaud",
        north=-90,
        east=220,
        description=(
            "Une grande verrière, des fauteuils face au Glandasse, et un fonds de partitions "
            "unique dans la vallée."
        ),
        accessibility=EASY,
        erp=("S", 5, 120),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Tu,Th,Fr 14:00-18:00; We 10:00-18:00; Sa 10:00-16:00; PH off"),),
        functions=offered("library", "digital_access"),
        things=(*_library_things(30.0, 3), workshop("Cabine à musique", 9.0, E.PIANO,
                                                    uses=(Use.REHEARSAL,))),
    ),
    Spot(
        name="Bibliothèque de Grignan",
        kind=PlaceKind.LIBRARY,
        commune="Grignan",
        post_code="26230",
        address="Place du Jeu-de-Ballon",
        description=(
            "Tenue par onze bénévoles. En été, elle ouvre tous les matins pour les lecteurs de "
            "passage ; en hiver, deux après-midi."
        ),
        accessibility=(Accessibility.STEP_FREE,),
        erp=("S", 5, 35),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.SHARED,
        hours=(
            Hours(osm="Jul-Aug: Mo-Sa 09:30-12:30; Sep-Jun: We,Sa 14:30-18:00; PH off"),
        ),
        functions=offered("library"),
        things=(desks("Place de lecture", 8, noise=Noise.QUIET),
                meeting_room("Salle des lettres", 32.0)),
    ),
    Spot(
        name="Médiathèque du Polygone",
        kind=PlaceKind.LIBRARY,
        commune="Valence",
        post_code="26000",
        address="12 rue Henri-Dunant",
        north=420,
        east=-380,
        description=(
            "La plus grande du territoire : studio d’enregistrement, ludothèque, salle de "
            "projection, et un étage ouvert le dimanche après-midi pour réviser."
        ),
        access="Bus 2 et 5, arrêt « Polygone ».",
        accessibility=(*EASY, Accessibility.LIFT, Accessibility.HEARING_LOOP,
                       Accessibility.SIGN_LANGUAGE),
        erp=("S", 2, 900),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Tu-Sa 10:00-19:00; Su 14:00-18:00; PH off"),),
        functions=offered("library", "digital_access", "printing", "show", "rehearsal"),
        things=(
            *_library_things(38.0, 12),
            hall("Salle de projection", 150.0, E.PROJECTOR, E.SCREEN),
            workshop("Studio d’enregistrement", 18.0, E.SOUND, uses=(Use.REHEARSAL,)),
            office("Box de travail 1", 6.0),
            office("Box de travail 2", 6.0),
            meeting_room("Salle des ateliers", 45.0, E.COMPUTER),
        ),
    ),
    Spot(
        name="École d’Aouste, salle et préau",
        kind=PlaceKind.SCHOOL,
        commune="Aouste-sur-Sye",
        post_code="26400",
        address="Rue des Écoles",
        north=120,
        east=60,
        description=(
            "L’école ouvre sa salle de motricité, son préau et sa cantine le soir, le mercredi "
            "après-midi, le week-end et pendant les vacances. Une porte sur la rue évite de "
            "traverser les classes."
        ),
        accessibility=(Accessibility.STEP_FREE, Accessibility.ADAPTED_TOILETS),
        erp=("R", 4, 220),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.CODE,
        hours=OUT_OF_SCHOOL,
        functions=offered("sport", "children", "learning"),
        things=(
            hall("Salle de motricité", 110.0, E.SOUND, uses=(Use.SPORT, Use.DANCE, Use.CHILDREN)),
            outdoors("Préau", 160.0, 120),
            outdoors("Cour", 700.0, 250),
            kitchen("Cuisine de la cantine", 40.0),
            hall("Réfectoire", 90.0),
            meeting_room("Salle des maîtres", 24.0),
        ),
    ),
    Spot(
        name="Collège de Loriol, salle de spectacle",
        kind=PlaceKind.SCHOOL,
        commune="Loriol-sur-Drôme",
        post_code="26270",
        address="Allée du Collège",
        north=-320,
        east=240,
        description=(
            "Cent quarante places en gradins, une régie simple et deux salles de musique, prêtées "
            "aux compagnies et aux orchestres d’amateurs hors du temps scolaire."
        ),
        accessibility=(*EASY, Accessibility.HEARING_LOOP),
        erp=("R", 2, 780),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.STAFF,
        audience=Audience.MEMBERS,
        hours=OUT_OF_SCHOOL,
        functions=offered("rehearsal", "show"),
        things=(
            hall("Salle de spectacle", 240.0, E.STAGE, E.SOUND, E.PROJECTOR, headcount=140),
            workshop("Salle de musique 1", 60.0, E.PIANO, uses=(Use.REHEARSAL,)),
            workshop("Salle de musique 2", 45.0, uses=(Use.REHEARSAL,)),
            workshop("Salle d’arts plastiques", 65.0),
            kits("Pupitre", 30),
            kit("Jeu de projecteurs"),
        ),
    ),
    Spot(
        name="Salle des fêtes d’Allex",
        kind=PlaceKind.HALL,
        commune="Allex",
        post_code="26400",
        address="Avenue Henri-Seguin",
        description=(
            "Lotos, mariages, dons du sang, bals : une grande salle qui se divise, une scène et "
            "une cuisine où l’on peut réchauffer deux cents repas."
        ),
        access="Parking de 80 places ; arrêt de car à 150 m.",
        accessibility=EASY,
        erp=("L", 3, 450),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.PICK_UP,
        hours=WEEK,
        functions=offered("events"),
        things=(
            *halls_of_two("Grande salle", 340.0, "Grande salle, côté scène",
                          "Grande salle, côté bar", E.STAGE),
            kitchen("Cuisine équipée", 38.0),
            meeting_room("Salle du haut", 35.0),
            kits("Table ronde de dix", 20),
            kit("Lave-vaisselle mobile", E.WATER),
        ),
        events=(
            Event(title="Collecte de sang", weekday=2, after_days=8, start="15:30", end="19:00",
                  function="events", resource=""),
        ),
    ),
    Spot(
        name="Salle polyvalente d’Étoile",
        kind=PlaceKind.HALL,
        commune="Étoile-sur-Rhône",
        post_code="26800",
        address="Chemin des Josserands",
        north=300,
        east=120,
        description=(
            "Deux salles indépendantes derrière une façade de bois, un parvis pour les foodtrucks "
            "et un local de rangement partagé entre neuf associations."
        ),
        accessibility=(*EASY, Accessibility.HEARING_LOOP),
        erp=("L", 3, 380),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.CODE,
        hours=WEEK,
        functions=offered("events", "sport"),
        things=(
            *halls_of_two("Salle des Josserands", 290.0, "Salle Ouest", "Salle Est", E.STAGE,
                          E.PROJECTOR),
            hall("Dojo", 130.0, uses=(Use.SPORT,)),
            kitchen("Office", 20.0),
            pitch("Parvis", 120.0),
            kits("Tatami", 40),
        ),
        shut=(Shut(after_days=21, days=3, note="Révision de la chaudière"),),
    ),
    Spot(
        name="Gymnase de la Gervanne",
        kind=PlaceKind.SPORTS,
        commune="Crest",
        post_code="26400",
        address="Chemin des Sports",
        north=-600,
        east=-520,
        description=(
            "Le gymnase des collégiens en journée, des clubs le soir. Le terrain se coupe en deux ; "
            "le mur d’escalade demande un encadrant."
        ),
        access="Navette du collège, arrêt « Stade ».",
        accessibility=EASY,
        erp=("X", 2, 800),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.CODE,
        hours=CLUBS,
        functions=offered("sport"),
        things=(
            *_sports_hall("Grand terrain", 968.0),
            hall("Mur d’escalade", 90.0, uses=(Use.SPORT,), hours=CLUBS),
            hall("Salle de danse", 120.0, E.SOUND, uses=(Use.DANCE, Use.SPORT)),
            outdoors("Terrain de rugby", 8000.0, 400),
            outdoors("Piste et sautoirs", 5000.0, 200),
            meeting_room("Club-house", 40.0, E.KITCHEN),
            kits("But mobile", 4),
        ),
        events=(
            Event(title="Journée portes ouvertes des clubs", weekday=6, after_days=9,
                  start="10:00", end="17:00", function="sport"),
        ),
    ),
    Spot(
        name="Complexe sportif Vercors",
        kind=PlaceKind.SPORTS,
        commune="Bourg-de-Péage",
        post_code="26300",
        address="Allée de Provence",
        north=-450,
        east=350,
        description=(
            "Handball, boxe, gymnastique et basket fauteuil. Les créneaux du matin en semaine sont "
            "souvent libres."
        ),
        accessibility=(*EASY, Accessibility.LIFT),
        erp=("X", 1, 1700),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Mo-Fr 08:00-22:30; Sa,Su 08:00-21:00"),),
        functions=offered("sport", "events"),
        things=(
            *_sports_hall("Salle Handball", 1100.0),
            *_sports_hall("Salle Annexe", 720.0),
            hall("Salle de boxe", 180.0, uses=(Use.SPORT,)),
            hall("Salle de gymnastique", 400.0, uses=(Use.SPORT, Use.CHILDREN)),
            meeting_room("Salle de presse", 50.0, E.PROJECTOR),
            kits("Fauteuil de sport", 10),
        ),
    ),
    Spot(
        name="Maison de santé du Haut-Diois",
        kind=PlaceKind.HEALTH,
        commune="Luc-en-Diois",
        post_code="26310",
        address="Route de Beaurières",
        description=(
            "Deux médecins, une infirmière en pratique avancée, un kinésithérapeute. Deux cabinets "
            "restent libres : spécialistes en consultation avancée et remplaçants sont bienvenus, "
            "une chambre peut leur être prêtée."
        ),
        accessibility=EASY,
        erp=("U", 5, 60),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.CODE,
        audience=Audience.EVERYONE,
        hours=(Hours(osm="Mo-Fr 08:00-12:30,13:30-19:00; Sa 08:30-12:00; PH off"),),
        functions={
            "health": (),
            "doctor": (Hours(osm="Mo-Fr 08:30-12:00,14:00-18:30; PH off", mode=Mode.APPOINTMENT),),
            "nurse": (Hours(osm="Mo-Sa 07:30-09:30; PH off", title="Prises de sang"),),
            "screening": (
                Hours(recurrence="FREQ=MONTHLY;BYDAY=1WE", start="09:00", end="16:00",
                      mode=Mode.APPOINTMENT, title="Bilan visuel", from_days=-60),
            ),
        },
        things=(
            consulting_room("Cabinet libre 1", audience=Audience.PROFESSIONALS),
            consulting_room("Cabinet libre 2", 18.0, audience=Audience.PROFESSIONALS),
            consulting_room("Salle de soins", 20.0, audience=Audience.PROFESSIONALS),
            office("Cabine de téléconsultation", 6.0, E.VIDEOCALL),
            meeting_room("Salle de prévention", 36.0, E.PROJECTOR),
        ),
    ),
    Spot(
        name="Maison de santé de Puy-Saint-Martin",
        kind=PlaceKind.HEALTH,
        commune="Puy-Saint-Martin",
        post_code="26450",
        address="Cours du Puits",
        description=(
            "Construite par la commune avant même d’avoir trouvé un médecin. Une infirmière y "
            "reçoit tous les matins ; un cabinet entier attend un confrère, à la journée s’il le "
            "faut."
        ),
        accessibility=EASY,
        erp=("U", 5, 40),
        shortest_commitment=Commitment.DAY,
        key_holding=KeyHolding.CODE,
        hours=(Hours(osm="Mo-Fr 08:00-18:00; PH off"),),
        functions={
            "health": (),
            "nurse": (Hours(osm="Mo-Fr 08:00-10:00; PH off"),),
            "vaccination": (Hours(osm="Tu 16:00-18:00; PH off", until_days=75,
                                  title="Grippe saisonnière"),),
        },
        things=(
            consulting_room("Cabinet médical libre", 22.0, audience=Audience.PROFESSIONALS),
            consulting_room("Cabinet paramédical", 16.0, audience=Audience.PROFESSIONALS),
            meeting_room("Salle d’attente et d’ateliers", 30.0),
        ),
    ),
    Spot(
        name="Centre social La Passerelle",
        kind=PlaceKind.ASSOCIATION,
        commune="Portes-lès-Valence",
        post_code="26800",
        address="3 rue du 8-Mai-1945",
        north=160,
        east=-200,
        description=(
            "Accueil des jeunes parents, aide aux devoirs, permanence du conseil des droits, "
            "cuisine de quartier. On entre sans dire pourquoi."
        ),
        access="Bus 4, arrêt « 8 Mai ».",
        accessibility=(*EASY, Accessibility.EASY_READING, Accessibility.QUIET_ROOM),
        erp=("L", 4, 230),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Mo-Fr 09:00-12:30,13:30-18:30; PH off"),),
        functions={
            **offered("social", "social_work", "digital_help"),
            "children": (
                Hours(osm="Mo,Tu,Th,Fr 16:30-18:30", title="Aide aux devoirs",
                      on_school_holidays=HolidayPolicy.CLOSED),
                Hours(osm="Tu,Fr 09:30-11:30", title="Accueil parents-enfants"),
            ),
            "food_aid": (Hours(osm="Th 14:00-17:00; PH off", mode=Mode.APPOINTMENT),),
            "shared_kitchen": (Hours(osm="We 10:00-14:00; PH off", title="Cuisine de quartier"),),
        },
        things=(
            hall("Salle d’activités", 85.0, E.PROJECTOR),
            meeting_room("Salle des parents", 30.0),
            kitchen("Cuisine pédagogique", 35.0),
            office("Bureau des permanences", 12.0, E.COMPUTER),
            office("Bureau de la médiatrice", 10.0, E.COMPUTER),
            outdoors("Jardin partagé", 400.0, 50, Use.CHILDREN, Use.TEACHING),
            kits("Ordinateur portable de prêt", 8, E.COMPUTER),
        ),
    ),
)  # fmt: skip
