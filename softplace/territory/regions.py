"""What follows from a département: its time zone, its public holidays, its school zone."""

MAINLAND_ZONE = "Europe/Paris"
_OVERSEAS_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
}
_OWN_HOLIDAYS = {"57", "67", "68", *_OVERSEAS_ZONES}
_SCHOOL_ZONES = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79"
    " 86 87 89 90",
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
    "Corse": "2A 2B",
    "Guadeloupe": "971",
    "Martinique": "972",
    "Guyane": "973",
    "Réunion": "974",
    "Mayotte": "976",
}
_SCHOOL_ZONE_OF = {
    department: zone for zone, listed in _SCHOOL_ZONES.items() for department in listed.split()
}


def zone_of(department: str) -> str:
    return _OVERSEAS_ZONES.get(department, MAINLAND_ZONE)


def holiday_region_of(department: str) -> str:
    """The region for `engines.calendar.public_holidays`: Alsace, Moselle and overseas differ."""
    return f"FR-{department}" if department in _OWN_HOLIDAYS else "FR"


def school_zone_of(department: str) -> str:
    """A, B, C or the name of an island; empty where the département is not known."""
    if not department or (department.startswith("9") and len(department) == 3):
        return _SCHOOL_ZONE_OF.get(department, "")
    return _SCHOOL_ZONE_OF.get(department, "B")
