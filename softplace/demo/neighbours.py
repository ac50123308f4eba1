"""Shared houses, shops and associations of the demo."""

from softplace.demo.fittings import (
    bedroom,
    counter,
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


SPOTS: tuple[Spot, ...] = (
    Spot(
        name="Les Terrasses, maison partagée",
        kind=PlaceKind.COLIVING,
        commune="Eurre",
        post_code="26400",
        address="Quartier Les Terrasses",
        north=500,
        east=-350,
        description=(
            "Onze logements et beaucoup de communs. Deux chambres sont gardées pour les gens de "
            "passage : stagiaires, soignants en remplacement, parents d’élèves internes. La salle "
            "et la buanderie sont ouvertes au voisinage."
        ),
        access="Écosite d’Eurre, arrêt de car à 600 m.",
        accessibility=(*EASY, Accessibility.RESERVED_PARKING),
        shortest_commitment=Commitment.DAY,
        key_holding=KeyHolding.SHARED,
        hours=(Hours(osm="Mo-Su 08:00-21:00", mode=Mode.KEY),),
        functions={
            "coliving": (),
            "housing": (Hours(osm="24/7", mode=Mode.APPOINTMENT),),
            "shared_kitchen": (
                Hours(osm="Su 11:00-15:00", title="Table ouverte", audience=Audience.RESIDENTS),
            ),
        },
        things=(
            *(bedroom(f"Chambre de passage {number}", 1, 13.0) for number in (1, 2)),
            bedroom("Studio des remplaçants", 2, 24.0, audience=Audience.PROFESSIONALS),
            hall("Salle commune", 70.0),
            kitchen("Grande cuisine", 30.0),
            desks("Poste du grenier", 5, noise=Noise.QUIET),
            workshop("Buanderie", 16.0, E.WATER, noise=Noise.TALK),
            workshop("Atelier du garage", 35.0),
            vehicle("Voiture partagée à cinq places", 5),
            vehicle("Fourgonnette partagée", 3),
            kits("Vélo à assistance électrique", 3),
            outdoors("Jardin et pétanque", 600.0, 80, Use.CHILDREN, Use.RECEPTION),
        ),
        is_kept=True,
    ),
    Spot(
        name="La Magnanerie, habitat et résidences",
        kind=PlaceKind.COLIVING,
        commune="Dieulefit",
        post_code="26220",
        address="Montée de la Viale",
        north=210,
        east=160,
        description=(
            "Cette ancienne maison de vers à soie loge des artistes, des apprentis potiers et, à "
            "la morte saison, qui a besoin d’un toit quelques semaines."
        ),
        accessibility=(),
        shortest_commitment=Commitment.MONTH,
        key_holding=KeyHolding.PICK_UP,
        hours=(Hours(osm="Mo-Sa 09:00-12:00,14:00-19:00", mode=Mode.APPOINTMENT),),
        functions=offered("coliving", "housing", "rehearsal"),
        things=(
            *(bedroom(f"Chambre du {name}", 1) for name in ("mûrier", "cocon", "fuseau", "rouet")),
            bedroom("Dortoir des stagiaires", 6, 42.0, is_pool=True,
                    units=tuple(f"Lit {number}" for number in range(1, 7))),
            workshop("Atelier de céramique", 48.0, description="Tour, four de 200 litres."),
            workshop("Salle de répétition", 60.0, E.PIANO, uses=(Use.REHEARSAL, Use.DANCE)),
            kitchen("Cuisine des résidents", 20.0),
        ),
    ),
    Spot(
        name="Maison des associations de Montélimar",
        kind=PlaceKind.ASSOCIATION,
        commune="Montélimar",
        post_code="26200",
        address="2 rue des Quatre-Alliances",
        north=130,
        east=-90,
        description=(
            "Cent vingt associations s’y croisent. Salles à l’heure, casiers, reprographie, et une "
            "salle polyvalente qui se coupe en deux. Le planning est public : on voit ce qui est "
            "libre, on demande, on sait pourquoi si c’est non."
        ),
        access="Parking Saint-Martin ; bus, arrêt « Alliances ».",
        accessibility=(*EASY, Accessibility.LIFT, Accessibility.HEARING_LOOP),
        erp=("L", 3, 480),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.STAFF,
        audience=Audience.MEMBERS,
        hours=(Hours(osm="Mo-Fr 09:00-22:00; Sa 09:00-19:00; PH off",
                     group="Associations de la vallée"),),
        functions={
            **offered("meeting_room", "printing"),
            "social": (Hours(osm="Mo-Fr 09:00-12:00,14:00-18:00; PH off"),),
            "learning": (Hours(osm="Mo,Th 18:00-20:00", on_school_holidays=HolidayPolicy.CLOSED,
                               title="Cours du soir"),),
        },
        things=(
            meeting_room("Salle Jabron", 28.0),
            meeting_room("Salle Roubion", 44.0, E.PROJECTOR),
            meeting_room("Salle Rhône", 62.0, E.PROJECTOR, E.SOUND),
            *halls_of_two("Salle polyvalente", 280.0, "Polyvalente nord", "Polyvalente sud",
                          E.STAGE),
            kitchen("Office", 14.0),
            office("Bureau partagé A", 12.0, E.COMPUTER),
            office("Bureau partagé B", 12.0, E.COMPUTER),
            kits("Casier", 24),
            kits("Stand de forum", 10),
            kit("Duplicopieur", E.PRINTER),
        ),
        events=(
            Event(title="Forum des associations", weekday=5, after_days=17, start="10:00",
                  end="18:00"),
        ),
    ),
    Spot(
        name="Ressourcerie La Deuxième Rive",
        kind=PlaceKind.SHOP,
        commune="Livron-sur-Drôme",
        post_code="26250",
        address="Zone de la Fauchetière",
        north=-700,
        east=300,
        description=(
            "On y dépose, on y répare, on y rachète. Le samedi, des bénévoles aident à remettre en "
            "marche grille-pain, vélos et ordinateurs."
        ),
        accessibility=(Accessibility.STEP_FREE, Accessibility.RESERVED_PARKING),
        erp=("M", 4, 200),
        shortest_commitment=Commitment.HALF_DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="We-Sa 10:00-12:30,14:00-18:00; PH off"),),
        functions={"repair": (Hours(osm="Sa 14:00-18:00; PH off"),), "digital_access": ()},
        things=(
            workshop("Atelier de réparation", 60.0),
            workshop("Atelier vélo", 40.0),
            hall("Salle d’exposition-vente", 150.0, uses=(Use.SALE,)),
            vehicle("Camion de collecte", 3),
            kits("Diable de déménagement", 4),
        ),
    ),
    Spot(
        name="Outilthèque de Chabeuil",
        kind=PlaceKind.ASSOCIATION,
        commune="Chabeuil",
        post_code="26120",
        address="7 rue de la Véore",
        description=(
            "Une perceuse sert treize minutes dans sa vie. Ici elle en sert davantage : deux cents "
            "outils se prêtent pour une semaine, contre une adhésion libre."
        ),
        accessibility=(Accessibility.STEP_FREE,),
        shortest_commitment=Commitment.DAY,
        key_holding=KeyHolding.STAFF,
        hours=(Hours(osm="We 16:00-19:00; Sa 09:30-12:30"),),
        functions=offered("tool_library", "repair"),
        things=(
            kits("Perceuse-visseuse", 6, E.POWER),
            kits("Scie sauteuse", 3, E.POWER),
            kit("Ponceuse à parquet", E.POWER),
            kit("Bétonnière", E.POWER),
            kit("Motoculteur"),
            kit("Échafaudage roulant", setup_minutes=30),
            kits("Tente de réception", 2),
            kit("Appareil à raclette pour quinze", E.POWER),
            kit("Pressoir à pommes"),
            kits("Remorque", 2),
            workshop("Établi partagé", 25.0),
        ),
        shut=(Shut(after_days=30, days=14, note="Inventaire et fêtes"),),
    ),
    Spot(
        name="Épicerie associative d’Upie",
        kind=PlaceKind.SHOP,
        commune="Upie",
        post_code="26120",
        address="Grande-Rue",
        description=(
            "Les adhérents tiennent la caisse deux heures par mois. À côté des rayons, un comptoir "
            "libre pour un coiffeur, une couturière, un point d’accueil."
        ),
        accessibility=(Accessibility.STEP_FREE,),
        erp=("M", 5, 40),
        shortest_commitment=Commitment.HOUR,
        key_holding=KeyHolding.SHARED,
        hours=(
            Hours(osm="Tu,Fr 09:00-12:30,16:00-19:00; We,Th,Sa 09:00-12:30; PH off"),
            Hours(osm="Mo-Su 06:30-22:00", mode=Mode.KEY, audience=Audience.PASS_HOLDERS),
        ),
        functions=offered("grocery", "bakery", "post_relay"),
        things=(
            counter("Comptoir des passages", E.WATER),
            kitchen("Laboratoire de conserves", 26.0),
            kits("Casier réfrigéré", 12),
            pitch("Emplacement devant la vitrine", 18.0),
        ),
    ),
)  # fmt: skip
