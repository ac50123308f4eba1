"""The functions that every installation starts with: what people come to a place for.

A frozen table, written into the database by `commands.install_functions`. Official codes are
those of the BPE (INSEE's list of facilities, 2023), of the operators that France Services stands
for, of the national schema of digital mediation (v1.0.2) and of data.inclusion.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FunctionEntry:
    """One row of the table; `parent` is the code of a row above, empty for a root."""

    code: str
    parent: str
    name_fr: str
    name_en: str
    synonyms_fr: tuple[str, ...] = ()
    synonyms_en: tuple[str, ...] = ()
    official_codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _root(code: str, name_fr: str, name_en: str, **more: str) -> FunctionEntry:
    return _under("", code, name_fr, name_en, **more)


def _under(
    parent: str,
    code: str,
    name_fr: str,
    name_en: str,
    *,
    fr: str = "",
    en: str = "",
    **official: str,
) -> FunctionEntry:
    """Lists are written with vertical bars, as the official files do."""
    codes = {vocabulary: tuple(text.split("|")) for vocabulary, text in official.items()}
    split_fr = tuple(fr.split("|")) if fr else ()
    split_en = tuple(en.split("|")) if en else ()
    return FunctionEntry(code, parent, name_fr, name_en, split_fr, split_en, codes)


FUNCTIONS: tuple[FunctionEntry, ...] = (
    # --- Public services
    _root(
        "public_services", "Services publics", "Public services",
        fr="démarches|administration|papiers",
        en="paperwork|administration|procedures",
        data_inclusion="difficultes-administratives-ou-juridiques",
    ),
    _under(
        "public_services", "france_services", "France Services", "France Services",
        fr="maison France Services|maison de services au public|MSAP|aide aux démarches|guichet",
        en="help with public services|one-stop counter|public service help point",
        bpe="A128", mediation_num="France Services", data_inclusion="france-service|RFS|MSAP",
    ),
    _under(
        "public_services", "town_hall_service", "Accueil de mairie", "Town hall desk",
        fr="mairie|hôtel de ville|secrétariat de mairie|urbanisme",
        en="town hall|city hall|council office|planning permission",
        bpe="A129", data_inclusion="communes|MUNI",
    ),
    _under(
        "public_services", "civil_status", "État civil et titres d’identité",
        "Civil status and identity papers",
        fr="carte d’identité|passeport|acte de naissance|mariage|PACS|décès|permis de conduire|"
           "carte grise|ANTS|France Titres",
        en="identity card|passport|birth certificate|wedding|driving licence|vehicle registration",
        france_services="interieur",
    ),
    _under(
        "public_services", "post_office", "Bureau de poste", "Post office",
        fr="La Poste|courrier|colis|lettre recommandée|timbres",
        en="mail|parcels|registered letter|stamps",
        bpe="A206", france_services="la_poste", data_inclusion="LA_POSTE",
    ),
    _under(
        "public_services", "post_relay", "Relais ou agence postale", "Post relay or agency",
        fr="agence postale communale|relais poste|relais colis|point relais|dépôt de colis",
        en="postal agency|parcel point|parcel pick-up",
        bpe="A207|A208",
    ),
    _under(
        "public_services", "employment", "Emploi", "Employment",
        fr="France Travail|Pôle emploi|chômage|recherche d’emploi|mission locale|CV",
        en="job centre|job seekers|unemployment|CV",
        bpe="A122", france_services="france_travail",
        mediation_num="Insertion professionnelle via le numérique",
        data_inclusion="trouver-un-emploi|france-travail|FT",
    ),
    _under(
        "public_services", "health_insurance", "Assurance maladie", "Health insurance",
        fr="CPAM|sécurité sociale|Ameli|carte Vitale|MSA|complémentaire santé solidaire",
        en="social security|health cover|CPAM|Vitale card",
        france_services="assurance_maladie|msa", data_inclusion="CPAM|MSA",
    ),
    _under(
        "public_services", "family_benefits", "Allocations familiales", "Family benefits",
        fr="CAF|aide au logement|APL|RSA|prime d’activité",
        en="CAF|housing benefit|family allowance|income support",
        france_services="caf", data_inclusion="caf|CAF",
    ),
    _under(
        "public_services", "pension", "Retraite", "Pensions",
        fr="Carsat|assurance retraite|pension|minimum vieillesse",
        en="retirement|old-age pension",
        france_services="assurance_retraite",
    ),
    _under(
        "public_services", "tax", "Impôts", "Taxes",
        fr="finances publiques|trésor public|déclaration de revenus|taxe foncière|DGFiP",
        en="tax office|income tax|tax return",
        bpe="A120|A121", france_services="dgfip", data_inclusion="CFP",
    ),
    _under(
        "public_services", "justice", "Justice et accès au droit", "Justice and legal advice",
        fr="point-justice|conciliateur|avocat|aide juridictionnelle|tribunal|notaire|médiateur",
        en="legal advice|legal aid|court|conciliator|lawyer",
        bpe="A124|A125|A126|A130|A131|A132", france_services="justice", data_inclusion="PAD",
    ),
    _under(
        "public_services", "energy_advice", "Conseil en énergie et rénovation",
        "Energy and renovation advice",
        fr="France Rénov’|chèque énergie|isolation|MaPrimeRénov’|facture d’énergie",
        en="insulation|energy bill|home renovation|energy voucher",
        france_services="france_renov|cheque_energie",
    ),
    _under(
        "public_services", "banking", "Banque", "Banking",
        fr="conseiller bancaire|compte|épargne|prêt|surendettement|Banque de France",
        en="bank|account|savings|loan|debt advice",
        bpe="A203", data_inclusion="difficultes-financieres",
    ),
    _under(
        "public_services", "cash", "Retrait d’espèces", "Cash",
        fr="distributeur|DAB|billets|retrait d’argent|relais cash",
        en="cash machine|ATM|cashpoint|withdrawal",
    ),
    # --- Health
    _root(
        "health", "Santé", "Health",
        fr="soins|centre de santé|maison de santé|médical",
        en="care|health centre|medical",
        bpe="D108|D113", data_inclusion="sante",
    ),
    _under(
        "health", "doctor", "Médecin", "Doctor",
        fr="généraliste|médecin traitant|consultation|docteur|téléconsultation",
        en="GP|physician|general practitioner|consultation|telemedicine",
        bpe="D201|D265",
    ),
    _under(
        "health", "nurse", "Infirmière, infirmier", "Nurse",
        fr="soins infirmiers|pansement|prise de sang|piqûre",
        en="nursing|dressing|blood test|injection",
        bpe="D232|D244|D281",
    ),
    _under(
        "health", "pharmacy", "Pharmacie", "Pharmacy",
        fr="médicaments|ordonnance|officine", en="medicines|prescription|chemist",
        bpe="D307",
    ),
    _under(
        "health", "vaccination", "Vaccination", "Vaccination",
        fr="vaccin|rappel|grippe|Covid", en="vaccine|booster|flu|Covid",
    ),
    _under(
        "health", "screening", "Dépistage et prévention", "Screening and prevention",
        fr="test|mammographie|cancer|bilan de santé|santé sexuelle|vue|audition",
        en="test|mammogram|cancer|check-up|sexual health|eyesight|hearing",
        bpe="D110",
    ),
    # --- Social life and support
    _root(
        "social", "Solidarités", "Social support",
        fr="centre social|action sociale|entraide|lien social",
        en="social centre|community|mutual aid",
        bpe="D506", data_inclusion="CS|EVS",
    ),
    _under(
        "social", "social_work", "Accompagnement social", "Social work",
        fr="CCAS|assistante sociale|assistant social|travailleur social|RSA|handicap|MDPH",
        en="social worker|welfare|disability support",
        data_inclusion="ccas-cias|CCAS|CIAS|MDS|DEPT",
    ),
    _under(
        "social", "food_aid", "Aide alimentaire", "Food aid",
        fr="épicerie solidaire|banque alimentaire|Restos du cœur|colis alimentaire",
        en="food bank|food parcels|solidarity grocery",
        data_inclusion="ES",
    ),
    # --- Digital
    _root(
        "digital", "Numérique", "Digital",
        fr="informatique|internet|inclusion numérique", en="computing|internet|digital inclusion",
        data_inclusion="numerique",
    ),
    _under(
        "digital", "digital_help", "Aide numérique", "Digital help",
        fr="médiation numérique|conseiller numérique|aidant numérique|Aidants Connect|"
           "démarches en ligne|cours d’informatique|atelier numérique",
        en="digital mediation|online procedures|computer help|computer class",
        mediation_num="Aide aux démarches administratives|"
                      "Maîtrise des outils numériques du quotidien|"
                      "Utilisation sécurisée du numérique|"
                      "Parentalité et éducation avec le numérique|"
                      "Compréhension du monde numérique",
        data_inclusion="EPN|PIMMS",
    ),
    _under(
        "digital", "digital_access", "Accès à internet et à un ordinateur",
        "Internet and computer access",
        fr="wifi|ordinateur en libre accès|cybercafé|EPN|ordinateur solidaire",
        en="wifi|public computer|internet café|refurbished computer",
        mediation_num="Accès internet et matériel informatique|"
                      "Acquisition de matériel informatique à prix solidaire",
        data_inclusion="EPI|ENM",
    ),
    _under(
        "digital", "printing", "Impression et numérisation", "Printing and scanning",
        fr="imprimer|photocopie|photocopieuse|scanner|imprimante",
        en="print|photocopy|copier|scanner|printer",
    ),
    # --- Work
    _root(
        "work", "Travail", "Work",
        fr="espace de travail|télétravail|tiers-lieu", en="workspace|remote work|third place",
        data_inclusion="TIERS_LIEUX",
    ),
    _under(
        "work", "coworking", "Espace de coworking", "Coworking",
        fr="bureau partagé|poste de travail|open space|télétravail",
        en="shared desk|hot desk|open space|remote work",
    ),
    _under(
        "work", "office", "Bureau", "Office",
        fr="bureau fermé|bureau de passage|permanence", en="private office|consulting room",
    ),
    _under(
        "work", "meeting_room", "Salle de réunion", "Meeting room",
        fr="réunion|salle|visioconférence|assemblée générale",
        en="meeting|room|video call|general assembly",
    ),
    # --- Making
    _root(
        "making", "Fabrication et bricolage", "Making",
        fr="atelier|bricolage|artisanat", en="workshop|do it yourself|craft",
    ),
    _under(
        "making", "fab_lab", "Fab lab", "Fab lab",
        fr="fablab|impression 3D|imprimante 3D|découpe laser|prototypage|makerspace",
        en="makerspace|3D printing|laser cutter|prototyping",
        mediation_num="Loisirs et créations numériques", data_inclusion="FABLAB",
    ),
    _under(
        "making", "repair", "Réparation", "Repair",
        fr="repair café|atelier vélo|réparer|couture|ressourcerie|réemploi",
        en="repair café|bike workshop|mending|reuse",
        data_inclusion="RESSOURCERIE",
    ),
    _under(
        "making", "tool_library", "Bibliothèque d’objets et d’outils", "Tool library",
        fr="outilthèque|prêt d’outils|perceuse|emprunter|objethèque",
        en="borrow tools|drill|library of things",
    ),
    # --- Culture and sport
    _root(
        "culture", "Culture", "Culture", fr="arts|exposition|musée", en="arts|exhibition|museum",
        bpe="F312",
    ),
    _under(
        "culture", "library", "Bibliothèque", "Library",
        fr="médiathèque|livres|lecture|ludothèque", en="books|reading|media library|toy library",
        bpe="F307", mediation_num="Bibliothèques numérique de référence",
        data_inclusion="BIB",
    ),
    _under(
        "culture", "rehearsal", "Répétition", "Rehearsal",
        fr="répéter|studio|musique|théâtre|danse|chorale|conservatoire",
        en="practice room|studio|music|theatre|dance|choir",
        bpe="F305",
    ),
    _under(
        "culture", "show", "Spectacle et cinéma", "Shows and cinema",
        fr="concert|théâtre|cinéma|salle de spectacle|projection",
        en="concert|theatre|film|stage|screening of a film",
        bpe="F303|F315",
    ),
    _root(
        "sport", "Sport", "Sport",
        fr="gymnase|salle de sport|yoga|gym|stade|piscine|judo",
        en="gym|yoga|sports hall|stadium|swimming pool",
        bpe="F101|F103|F111|F112|F113|F114|F116|F120|F121",
    ),
    # --- Food
    _root(
        "food", "Alimentation", "Food",
        fr="courses|manger|commerce alimentaire|café|restaurant",
        en="shopping|eating|food shop|café|restaurant",
        bpe="A504|B204|B206|B208|B210",
    ),
    _under(
        "food", "market", "Marché", "Market",
        fr="marché de producteurs|AMAP|halles|produits locaux|primeur",
        en="farmers’ market|local produce|stalls",
    ),
    _under(
        "food", "bakery", "Boulangerie", "Bakery",
        fr="pain|dépôt de pain|pâtisserie", en="bread|pastry", bpe="B207",
    ),
    _under(
        "food", "grocery", "Épicerie", "Grocery",
        fr="supérette|multiservice|supermarché|commerce de proximité",
        en="corner shop|convenience store|supermarket|village shop",
        bpe="B104|B105|B201|B202",
    ),
    _under(
        "food", "shared_kitchen", "Cuisine partagée", "Shared kitchen",
        fr="cuisine collective|cuisiner|laboratoire de cuisine|cantine",
        en="community kitchen|cooking|canteen",
    ),
    # --- Children and learning
    _root(
        "children", "Enfance et jeunesse", "Children and young people",
        fr="crèche|halte-garderie|centre de loisirs|relais petite enfance|PMI|jeunes|parents",
        en="nursery|childcare|day care|after-school|playgroup|youth|parents",
        bpe="D502|D503|D504|D505", data_inclusion="famille|PIJ_BIJ|MJC",
    ),
    _root(
        "learning", "Formation et apprentissage", "Learning",
        fr="cours|atelier|français|soutien scolaire|alphabétisation|école",
        en="classes|workshop|French lessons|homework help|literacy|school",
        bpe="C602|C609",
        data_inclusion="apprendre-francais|lecture-ecriture-calcul|se-former|OF",
    ),
    # --- Housing, mobility, events
    _root(
        "housing", "Logement et hébergement", "Housing",
        fr="logement|hébergement|habitat|dormir", en="accommodation|lodging|somewhere to sleep",
        data_inclusion="logement-hebergement",
    ),
    _under(
        "housing", "coliving", "Habitat partagé", "Co-living",
        fr="coliving|colocation|chambre|résidence|habitat inclusif",
        en="shared house|flat share|room|residence",
    ),
    _root(
        "mobility", "Mobilité", "Mobility",
        fr="transport|navette|covoiturage|autopartage|vélo|gare|bus|taxi",
        en="transport|shuttle|car sharing|car pooling|bicycle|station|bus|taxi",
        bpe="E101|E107|E108|E109", data_inclusion="mobilite",
    ),
    _root(
        "events", "Événements et fêtes", "Events",
        fr="salle des fêtes|fête|mariage|réception|conférence|salle polyvalente",
        en="party|wedding|reception|conference|village hall",
    ),
)  # fmt: skip


def family_of(code: str) -> set[str]:
    """A function of this table and all below it; nothing where there is no such function."""
    family = {entry.code for entry in FUNCTIONS if entry.code == code}
    for entry in FUNCTIONS:  # a parent stands above its children
        if entry.parent in family:
            family.add(entry.code)
    return family


def codes_mapped(vocabulary: str) -> dict[str, str]:
    """Code of an official vocabulary ("bpe", "mediation_num", ...) to the function's own code."""
    return dict(_pairs(vocabulary))


def _pairs(vocabulary: str) -> Iterator[tuple[str, str]]:
    for entry in FUNCTIONS:
        for code in entry.official_codes.get(vocabulary, ()):
            yield code, entry.code
