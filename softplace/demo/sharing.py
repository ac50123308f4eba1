"""Third places, coworking spaces and a fab lab of the demo."""

from softplace.demo.fittings import (
    desks,
    hall,
    halls_of_two,
    kit,
    kitchen,
    kits,
    meeting_room,
    office,
    outdoors,
    vehicle,
    workshop,
)
from softplace.demo.sketches import Event, Hours, Shut, Spot, offered
from softplace.people.enums import Audience
from softplace.places.enums import (
    Accessibility,
    Commitment,
    HolidayPolicy,
    KeyHolding,
    Mode,
    Noise,
    PlaceKind,
    Use,
)
from softplace.places.enums import Equipment as E

EASY = (Accessibility.STEP_FREE, Accessibility.ADAPTED_TOILETS, Accessibility.GUIDE_DOGS)
MEMBERS_ALWAYS = Hours(osm="24/7", mode=Mode.KEY, audience=Audience.MEMBERS)


SPOTS: tuple[Spot, ...] = (
    Spot(
        name="Tiers-lieu La Navette",
        kind=PlaceKind.THIRD_PLACE,
        commune="Crest",
        post_code="26400",
        address="5 rue de l’Usine",
        north=-350,
        east=420,
        description=(
            "Dans une ancienne filature, La Navette réunit un espace de travail, un atelier bois, "
            "un studio de répétition et une cantine. On y vient une heure ou un an. Le lundi, tout "
            "le monde déjeune à la même table."
        ),
        access="Piste cyclable depuis le centre ; abri pour vingt vélos dans la cour.",
        accessibility=EASY,
        erp=("L", 4, 250),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.SHARED,
        hours=(Hours(osm="Mo-Fr 08:30-19:00; Sa 10:00-18:00; PH off"),),
        functions={
            **offered("coworking", "meeting_room", "printing"),
            "shared_kitchen": (Hours(osm="Mo-Fr 10:00-15:00; PH off", mode=Mode.APPOINTMENT),),
            "rehearsal": (
                Hours(osm="Mo-Su 17:00-23:00", mode=Mode.KEY, audience=Audience.MEMBERS),
            ),
            "repair": (
                Hours(recurrence="FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", start="14:00", end="18:00",
                      title="Atelier vélo", from_days=-28),
            ),
        },
        things=(
            desks("Poste du grand plateau", 18, hours=(
                Hours(osm="Mo-Fr 08:30-19:00; PH off"), MEMBERS_ALWAYS,
            )),
            desks("Poste au calme", 6, noise=Noise.QUIET),
            office("Cabine d’appel", 3.0, E.VIDEOCALL, headcount=1),
            office("Bureau mensuel", 18.0, audience=Audience.PROFESSIONALS),
            meeting_room("Salle Soie", 24.0, E.SCREEN, E.VIDEOCALL),
            meeting_room("Salle Trame", 42.0, E.PROJECTOR),
            *halls_of_two("Halle des métiers", 260.0, "Halle, côté cour", "Halle, côté canal",
                          E.STAGE, E.PROJECTOR),
            workshop("Atelier bois", 80.0),
            workshop("Studio de répétition", 28.0, E.SOUND, E.PIANO, uses=(Use.REHEARSAL,)),
            kitchen("Cuisine de la cantine", 45.0),
            outdoors("Cour", 300.0, 200, Use.RECEPTION, Use.FOOD, Use.SALE),
            vehicle("Vélo cargo électrique", 2),
            kit("Sonorisation de concert", E.SOUND),
        ),
        events=(
            Event(title="Concert de sortie de résidence", weekday=4, after_days=4, start="20:00",
                  end="23:30", function="show", resource=""),
            Event(title="Visite et petit déjeuner des nouveaux", weekday=0, after_days=7,
                  start="08:30", end="10:00", function="coworking"),
        ),
        is_kept=True,
    ),
    Spot(
        name="Le Moulinage de Saillans",
        kind=PlaceKind.THIRD_PLACE,
        commune="Saillans",
        post_code="26340",
        address="Chemin du Moulinage",
        north=-240,
        east=-200,
        description=(
            "Un lieu tenu par ses habitués, entre rivière et voie ferrée. Bibliothèque d’outils, "
            "four à pain, salle de danse : chacun donne un peu de temps, personne n’est tenu d’en "
            "rendre."
        ),
        access="À 400 m de la halte de cars ; passerelle piétonne sur la Drôme.",
        accessibility=(Accessibility.STEP_FREE,),
        erp=("L", 5, 120),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.SHARED,
        hours=(
            Hours(osm="We-Fr 10:00-18:30; Sa 09:30-12:30,14:00-18:30; Su 10:00-13:00"),
        ),
        functions={
            **offered("tool_library", "coworking", "shared_kitchen"),
            "bakery": (Hours(osm="Th 16:30-19:00", title="Pain du four commun"),),
            "learning": (
                Hours(osm="Tu 18:30-20:00", title="Français autour d’un café",
                      on_school_holidays=HolidayPolicy.CLOSED),
            ),
        },
        things=(
            desks("Table de travail", 8),
            hall("Salle de danse", 95.0, E.SOUND),
            kitchen("Four à pain et fournil", 24.0),
            workshop("Atelier du fer", 40.0),
            kit("Perceuse à percussion", E.POWER),
            kit("Échelle de sept mètres"),
            kit("Broyeur de végétaux"),
            kit("Shampouineuse", E.WATER),
            kits("Coffret de serrage", 3),
            kit("Nettoyeur à haute pression", E.WATER),
            outdoors("Verger au bord de l’eau", 900.0, 120, Use.RECEPTION, Use.CHILDREN),
        ),
        events=(
            Event(title="Grande corvée joyeuse du verger", weekday=5, after_days=12,
                  start="09:00", end="13:00"),
        ),
        shut=(Shut(after_days=60, days=9, note="Travaux d’isolation"),),
    ),
    Spot(
        name="Fab lab L’Établi numérique",
        kind=PlaceKind.FAB_LAB,
        commune="Valence",
        post_code="26000",
        address="18 rue de la Cartoucherie",
        north=650,
        east=500,
        description=(
            "Imprimantes 3D, découpe laser, machines à coudre et bons conseils. La soirée du jeudi "
            "est ouverte à tous : venez avec un objet à réparer ou une idée à dessiner."
        ),
        access="Bus 3, arrêt « Cartoucherie ».",
        accessibility=(*EASY, Accessibility.LIFT, Accessibility.RESERVED_PARKING),
        erp=("R", 4, 140),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="Tu-Fr 14:00-19:00; Th 14:00-22:00; Sa 10:00-17:00; PH off"),),
        functions={
            **offered("fab_lab", "repair", "learning"),
            "children": (
                Hours(osm="We 14:00-16:30", title="Mercredis des bricoleuses et bricoleurs",
                      mode=Mode.APPOINTMENT, on_school_holidays=HolidayPolicy.CLOSED),
                Hours(osm="Mo-Fr 10:00-12:00", title="Stage des vacances",
                      mode=Mode.APPOINTMENT, on_school_holidays=HolidayPolicy.ONLY),
            ),
        },
        things=(
            kits("Imprimante 3D à filament", 5, E.PRINTER_3D),
            kit("Imprimante 3D à résine", E.PRINTER_3D),
            kit("Découpe laser 60 × 90 cm", E.LASER_CUTTER, setup_minutes=15),
            kit("Fraiseuse numérique", setup_minutes=20),
            kits("Machine à coudre", 6, E.SEWING_MACHINE),
            kit("Brodeuse", E.SEWING_MACHINE),
            kit("Traceur de découpe"),
            workshop("Atelier bois et métal", 110.0),
            workshop("Atelier textile", 55.0, E.SEWING_MACHINE, noise=Noise.TALK),
            workshop("Table d’électronique", 20.0),
            meeting_room("Salle des croquis", 34.0, E.PROJECTOR),
            desks("Poste de conception", 6),
        ),
        events=(
            Event(title="Première fois à la découpe laser", weekday=5, after_days=2,
                  start="10:00", end="12:00", function="fab_lab", mode=Mode.APPOINTMENT),
        ),
    ),
    Spot(
        name="Coworking Le Métier",
        kind=PlaceKind.COWORKING,
        commune="Romans-sur-Isère",
        post_code="26100",
        address="14 rue des Tanneurs",
        north=-120,
        east=80,
        description=(
            "Une tannerie remise en état par ses occupants. Postes à l’heure, bureaux au mois, et "
            "une verrière pour recevoir. Les membres entrent jour et nuit avec leur carte."
        ),
        access="Gare de Romans–Bourg-de-Péage à 12 minutes à pied.",
        accessibility=(*EASY, Accessibility.LIFT, Accessibility.QUIET_ROOM),
        erp=("W", 5, 95),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.CODE,
        hours=(Hours(osm="Mo-Fr 08:00-19:30; PH off"), MEMBERS_ALWAYS),
        functions=offered("coworking", "office", "meeting_room", "printing"),
        things=(
            desks("Poste flottant", 24),
            desks("Poste réservé au mois", 10, audience=Audience.MEMBERS),
            *(office(f"Bureau {letter}", 15.0 + 2 * rank) for rank, letter in enumerate("ABCDE")),
            meeting_room("Petite verrière", 18.0, E.SCREEN),
            meeting_room("Grande verrière", 58.0, E.PROJECTOR, E.VIDEOCALL),
            office("Cabine d’appel 1", 2.5, E.VIDEOCALL, headcount=1),
            office("Cabine d’appel 2", 2.5, E.VIDEOCALL, headcount=1),
            kitchen("Cuisine commune", 22.0),
        ),
    ),
    Spot(
        name="La Halte, bureaux de passage",
        kind=PlaceKind.COWORKING,
        commune="Die",
        post_code="26150",
        address="Avenue de la Gare",
        north=-420,
        east=-180,
        description=(
            "Dans le bâtiment des voyageurs, dix postes et deux bureaux pour travailler à Die sans "
            "reprendre la route. Le car de 17 h 40 part de la porte."
        ),
        access="Gare de Die.",
        accessibility=EASY,
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.CODE,
        hours=(Hours(osm="Mo-Fr 07:30-18:30; PH off", mode=Mode.KEY),),
        functions=offered("coworking", "office", "mobility"),
        things=(
            desks("Poste de passage", 10),
            office("Bureau du chef de gare", 14.0, E.VIDEOCALL),
            office("Bureau de la consigne", 11.0),
            meeting_room("Salle des pas perdus", 50.0, E.PROJECTOR),
            kits("Vélo pliant", 4),
        ),
    ),
    Spot(
        name="Café associatif L’Oseraie",
        kind=PlaceKind.THIRD_PLACE,
        commune="Mirabel-et-Blacons",
        post_code="26400",
        address="Place de la Papeterie",
        description=(
            "Un café tenu à tour de rôle, dernier comptoir du village. On y boit un verre, on y "
            "retire son panier de légumes, on y fait ses devoirs et, le vendredi soir, on y chante."
        ),
        access="Car Crest–Die, arrêt « Blacons ».",
        accessibility=EASY,
        erp=("N", 5, 60),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.SHARED,
        hours=(Hours(osm="We-Sa 08:00-13:00,16:00-22:00; Su 09:00-13:00"),),
        functions={
            **offered("food", "post_relay"),
            "market": (Hours(osm="Fr 16:30-19:00", title="Paniers de la Gervanne"),),
            "digital_help": (Hours(osm="Th 10:00-12:00", title="Coup de main numérique"),),
        },
        things=(
            hall("Salle du café", 65.0, E.PIANO),
            kitchen("Cuisine", 15.0),
            outdoors("Terrasse sous les platanes", 120.0, 60, Use.FOOD, Use.ALCOHOL),
            desks("Table des devoirs", 4),
            kit("Écran et vidéoprojecteur", E.SCREEN, E.PROJECTOR),
        ),
    ),
    Spot(
        name="La Grange aux semences",
        kind=PlaceKind.THIRD_PLACE,
        commune="Marsanne",
        post_code="26740",
        address="Route du Vieux-Village",
        north=380,
        east=-260,
        description=(
            "Un tiers-lieu nourricier : salle de formation, cuisine de transformation aux normes, "
            "matériel agricole partagé. Les champs voisins servent d’école."
        ),
        accessibility=(Accessibility.STEP_FREE, Accessibility.RESERVED_PARKING),
        erp=("R", 5, 80),
        shortest_commitment=Commitment.DAY,
        key_holding=KeyHolding.CODE,
        audience=Audience.PROFESSIONALS,
        hours=(
            Hours(osm="Apr-Oct: Mo-Fr 07:00-19:00; Nov-Mar: Mo-Fr 08:30-17:30; PH off"),
        ),
        functions={
            "shared_kitchen": (), "learning": (),
            "market": (Hours(osm="Sa[1] 09:00-13:00", title="Marché paysan du premier samedi"),),
        },
        things=(
            meeting_room("Salle de formation", 55.0, E.PROJECTOR),
            kitchen("Cuisine de transformation", 60.0),
            kitchen("Chambre froide", 12.0),
            vehicle("Fourgon frigorifique", 3),
            kit("Semoir de précision"),
            kit("Herse étrille"),
            kit("Trieuse de semences", E.POWER),
            outdoors("Parcelle d’essai", 5000.0, 60, Use.TEACHING),
        ),
    ),
)  # fmt: skip
