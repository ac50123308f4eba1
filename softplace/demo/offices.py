"""France Services points, post offices and a bank branch of the demo."""

from softplace.demo.fittings import (
    counter,
    counters,
    desks,
    kit,
    kits,
    meeting_room,
    office,
    outdoors,
)
from softplace.demo.sketches import Event, Hours, Spot, offered
from softplace.people.enums import Audience
from softplace.places.enums import (
    Accessibility,
    Commitment,
    KeyHolding,
    Mode,
    PlaceKind,
    Use,
)
from softplace.places.enums import Equipment as E

EASY = (
    Accessibility.STEP_FREE,
    Accessibility.ADAPTED_TOILETS,
    Accessibility.RESERVED_PARKING,
    Accessibility.GUIDE_DOGS,
)
FRANCE_SERVICES = (
    "france_services",
    "digital_help",
    "employment",
    "health_insurance",
    "family_benefits",
    "pension",
    "tax",
    "civil_status",
)


def _evenings(osm: str = "Mo-Fr 18:00-22:00; Sa 09:00-22:00") -> tuple[Hours, ...]:
    """Halls of a town hall open after its desk, with a key."""
    return (Hours(osm=osm, mode=Mode.KEY),)


SPOTS: tuple[Spot, ...] = (
    Spot(
        name="France Services du Val de Drôme",
        kind=PlaceKind.FRANCE_SERVICES,
        commune="Crest",
        post_code="26400",
        address="12 quai des Marronniers",
        north=-110,
        east=-60,
        description=(
            "Deux agentes vous reçoivent, avec ou sans rendez-vous, pour vos démarches : santé, "
            "famille, retraite, emploi, impôts, titres d’identité. Quatre ordinateurs sont en "
            "libre accès et un bureau fermé permet de téléphoner ou de passer une visio avec un "
            "organisme en toute discrétion."
        ),
        access="Au bord de la Drôme, à cinq minutes à pied de la gare routière.",
        accessibility=(*EASY, Accessibility.HEARING_LOOP, Accessibility.EASY_READING),
        erp=("W", 5, 60),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Mo,Tu,Th 08:30-12:30,13:30-17:00; We,Fr 08:30-12:30; PH off"),),
        functions={
            **offered(*FRANCE_SERVICES, "printing", "digital_access"),
            "energy_advice": (
                Hours(
                    osm="We 09:00-12:00; PH off", mode=Mode.APPOINTMENT,
                    title="Conseillère France Rénov’",
                ),
            ),
            "justice": (
                Hours(
                    osm="Th 14:00-17:00; PH off", mode=Mode.APPOINTMENT,
                    title="Permanence d’accès au droit",
                ),
            ),
        },
        things=(
            counters("Guichet", 3),
            office("Bureau des permanences", 14.0, E.COMPUTER, E.VIDEOCALL),
            office("Bureau de la visio", 9.0, E.COMPUTER, E.VIDEOCALL),
            meeting_room("Salle des ateliers", 32.0, E.PROJECTOR, E.COMPUTER),
            desks("Ordinateur en libre accès", 4, noise=None),
            kits("Tablette d’apprentissage", 8, E.COMPUTER),
        ),
        events=(
            Event(title="Atelier : refaire ma carte grise en ligne", weekday=1, after_days=3,
                  start="09:30", end="11:30", function="digital_help", mode=Mode.APPOINTMENT),
            Event(title="Café des droits des aînés", weekday=4, after_days=10,
                  start="10:00", end="12:00", function="pension"),
        ),
        is_kept=True,
    ),
    Spot(
        name="France Services du Diois",
        kind=PlaceKind.FRANCE_SERVICES,
        commune="Die",
        post_code="26150",
        address="8 rue Camille-Buffardel",
        north=60,
        east=90,
        description=(
            "Toutes les démarches du quotidien au même guichet, à l’est de la vallée. Les bureaux "
            "des permanences se réservent à la demi-journée ; une visio chiffrée remplace le "
            "déplacement à Valence."
        ),
        access="À 700 m de la gare de Die.",
        accessibility=(*EASY, Accessibility.HEARING_LOOP),
        erp=("W", 5, 80),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Mo-Th 09:00-12:30,13:30-17:00; Fr 09:00-12:30; PH off"),),
        functions=offered(*FRANCE_SERVICES, "printing"),
        things=(
            counters("Guichet", 2),
            office("Bureau confidentiel", 12.0, E.COMPUTER, E.VIDEOCALL),
            office("Bureau des partenaires", 15.0, E.COMPUTER),
            desks("Ordinateur en libre accès", 3, noise=None),
        ),
    ),
    Spot(
        name="France Services de Dieulefit",
        kind=PlaceKind.FRANCE_SERVICES,
        commune="Dieulefit",
        post_code="26220",
        address="4 rue Justin-Jouve",
        description=(
            "Installée dans l’ancienne perception. L’équipe tient aussi, le mardi, un atelier pour "
            "apprivoiser son téléphone, sans inscription."
        ),
        accessibility=EASY,
        erp=("W", 5, 45),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Tu,Th 09:00-12:00,14:00-17:30; Mo,We,Fr 09:00-12:00; PH off"),),
        functions={
            **offered(*FRANCE_SERVICES),
            "digital_help": (
                Hours(osm="Tu 14:00-17:30; PH off", title="Apprivoiser son téléphone",
                      on_school_holidays=None),
            ),
        },
        things=(
            counters("Guichet", 2),
            office("Bureau des permanences", 12.0, E.COMPUTER),
            meeting_room("Ancienne salle des coffres", 22.0),
        ),
    ),
    Spot(
        name="France Services de Montélimar",
        kind=PlaceKind.FRANCE_SERVICES,
        commune="Montélimar",
        post_code="26200",
        address="31 boulevard du Fust",
        north=-80,
        east=150,
        description=(
            "Un grand point d’accueil au pied des immeubles, avec un espace d’attente pour les "
            "enfants et un interprète par téléphone dans douze langues."
        ),
        access="Arrêt « Fust », toutes lignes.",
        accessibility=(*EASY, Accessibility.SIGN_LANGUAGE, Accessibility.HEARING_LOOP),
        erp=("W", 4, 140),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Mo-Fr 08:45-17:30; Sa 09:00-12:00; PH off"),),
        functions=offered(*FRANCE_SERVICES, "printing", "digital_access", "energy_advice"),
        things=(
            counters("Guichet", 5),
            office("Bureau des permanences A", 11.0, E.COMPUTER),
            office("Bureau des permanences B", 11.0, E.COMPUTER),
            office("Bureau des permanences C", 14.0, E.COMPUTER, E.VIDEOCALL),
            meeting_room("Salle des ateliers", 40.0, E.PROJECTOR, E.COMPUTER),
            desks("Ordinateur en libre accès", 6, noise=None),
        ),
    ),
    Spot(
        name="Agence postale d’Aouste-sur-Sye",
        kind=PlaceKind.POST,
        commune="Aouste-sur-Sye",
        post_code="26400",
        address="3 place de l’Église",
        description=(
            "Agence tenue par la commune. Le second guichet n’ouvre plus que le lundi : une "
            "mutuelle, un service d’aide à domicile ou une créatrice d’entreprise peuvent le "
            "prendre les autres jours."
        ),
        accessibility=(Accessibility.STEP_FREE,),
        erp=("M", 5, 19),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Mo-Sa 09:00-12:00; PH off"),),
        functions=offered("post_relay", "cash"),
        things=(
            counter("Guichet postal", is_bookable=False),
            counter(
                "Second guichet", description="Libre du mardi au samedi.",
                hours=(Hours(osm="Tu-Sa 09:00-12:00; PH off", mode=Mode.APPOINTMENT),),
            ),
            office("Arrière-bureau", 10.0),
            kit("Borne de numérisation", E.PRINTER, E.COMPUTER),
        ),
    ),
    Spot(
        name="Agence postale de Grane",
        kind=PlaceKind.POST,
        commune="Grane",
        post_code="26400",
        address="Rue des Remparts",
        description=(
            "À l’intérieur de l’épicerie, un comptoir pour les colis, les timbres et jusqu’à 150 € "
            "d’espèces. Une table et un ordinateur attendent qui veut tenir une permanence."
        ),
        accessibility=(Accessibility.STEP_FREE,),
        erp=("M", 5, 30),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.OPEN,
        hours=(Hours(osm="Tu-Sa 08:00-12:30,15:30-19:00; Su 08:00-12:00"),),
        functions=offered("post_relay", "cash", "grocery", "bakery"),
        things=(
            counter("Comptoir des permanences"),
            kit("Consigne à colis"),
        ),
    ),
    Spot(
        name="Bureau de poste de Livron",
        kind=PlaceKind.POST,
        commune="Livron-sur-Drôme",
        post_code="26250",
        address="40 avenue Joseph-Combier",
        description=(
            "Construit pour sept guichets, le bureau n’en tient plus que trois. Les quatre autres, "
            "l’espace du conseil et l’ancienne salle de tri cherchent des voisins : services "
            "publics itinérants, artisans, associations."
        ),
        access="Arrêt « La Poste », ligne Valence–Crest.",
        accessibility=EASY,
        erp=("W", 4, 110),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off"),),
        functions={
            **offered("post_office", "banking"),
            "cash": (Hours(osm="24/7"),),
        },
        things=(
            counters("Guichet postal", 3, is_bookable=False),
            counters("Guichet libre", 4, description="Cloisons basses, écran et imprimante."),
            office("Espace du conseil 1", 12.0, E.COMPUTER),
            office("Espace du conseil 2", 12.0, E.COMPUTER),
            meeting_room("Ancienne salle de tri", 68.0, hours=_evenings("Mo-Sa 08:00-21:00")),
            kits("Casier à colis", 10),
        ),
        is_kept=True,
    ),
    Spot(
        name="Banque des Trois-Becs, agence de Loriol",
        kind=PlaceKind.BANK,
        commune="Loriol-sur-Drôme",
        post_code="26270",
        address="9 rue de la Liberté",
        north=70,
        east=-60,
        description=(
            "Le rez-de-chaussée reçoit encore la clientèle. L’étage, 160 m² clairs et chauffés, est "
            "vide depuis le départ des services : bureaux, salle et terrasse sont proposés à la "
            "journée, avec une entrée indépendante."
        ),
        accessibility=(Accessibility.STEP_FREE, Accessibility.LIFT),
        erp=("W", 5, 75),
        shortest_commitment=Commitment.DAY,
        key_holding=KeyHolding.CODE,
        audience=Audience.PROFESSIONALS,
        hours=(Hours(osm="Tu-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:30; PH off"),),
        functions={"banking": (), "cash": (Hours(osm="24/7"),), "office": ()},
        things=(
            *(
                office(f"Étage, bureau {number}", 10.0 + 2 * number,
                       hours=_evenings("Mo-Fr 07:30-20:00; PH off"))
                for number in range(1, 6)
            ),
            meeting_room("Étage, ancienne salle du comité", 36.0, E.VIDEOCALL, E.SCREEN,
                         hours=_evenings("Mo-Fr 07:30-20:00; PH off")),
            desks("Étage, plateau ouvert", 8, hours=_evenings("Mo-Fr 07:30-20:00; PH off")),
            outdoors("Terrasse", 35.0, 20, Use.RECEPTION, Use.FOOD,
                     hours=_evenings("May-Sep Mo-Fr 10:00-20:00")),
            counter("Guichet inoccupé"),
        ),
        is_kept=True,
    ),
)  # fmt: skip
