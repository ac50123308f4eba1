"""Eight weeks of invented bookings around today: weekly habits, and some that come once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from softplace.bookings.commands.importing import BookingDraft
from softplace.bookings.enums import BookingStatus, Tariff
from softplace.bookings.rules import ResourceFacts
from softplace.foundation.intervals import Interval
from softplace.people.models import User

WEEKS_BEFORE, WEEKS_AFTER = 4, 4
KEPT_SHARE = 0.85
"""How often a weekly habit is kept."""
REQUEST_SHARE = 0.12
"""How many of the coming ones still wait for a keeper, where one must approve."""

GROUPS = (
    "Chorale du Pont",
    "Club de lecture",
    "Atelier couture",
    "Les Randonneurs",
    "Aide aux devoirs",
    "Permanence logement",
    "Café des aidants",
    "Amicale de quartier",
    "Atelier réparation",
    "Cours de français",
    "Comité des fêtes",
    "Jardin partagé",
    "Ciné-débat",
    "Théâtre amateur",
    "Collectif vélo",
    "Conseil de quartier",
)
TITLES = {
    "room": ("Réunion hebdomadaire", "Permanence", "Formation", "Entretiens"),
    "office": ("Consultation", "Permanence", "Rendez-vous individuels"),
    "desk": ("Journée de travail", "Télétravail"),
    "counter": ("Permanence d’accueil", "Accompagnement numérique"),
    "hall": ("Répétition", "Cours de danse", "Assemblée", "Loto"),
    "workshop": ("Atelier", "Initiation", "Chantier collectif"),
    "kitchen": ("Cuisine partagée", "Atelier cuisine"),
    "pitch": ("Étal", "Permanence itinérante"),
    "bed": ("Séjour",),
    "vehicle": ("Tournée", "Déplacement"),
    "equipment": ("Emprunt",),
    "outdoors": ("Entraînement", "Fête de quartier"),
}

TERMS: Mapping[str, dict[str, object]] = {
    "third_place": {
        "needs_approval": False,
        "notice_minutes": 60,
        "no_show_minutes": 30,
        "reconfirm_days": 7,
        "tariff": Tariff.EUROS,
        "cents_per_hour": 800,
        "cents_per_day": 4000,
    },
    "fab_lab": {
        "needs_approval": False,
        "tariff": Tariff.SOCIAL,
        "cents_per_hour": 1000,
        "social_percent": 50,
    },
    "library": {"needs_approval": False, "quota_minutes_per_week": 600},
    "town_hall": {"needs_approval": True, "notice_minutes": 1440, "cancel_minutes": 1440},
    "hall": {"needs_approval": True, "notice_minutes": 1440, "cancel_minutes": 2880},
    "school": {"needs_approval": True, "notice_minutes": 2880},
    "bank": {"needs_approval": True, "tariff": Tariff.EUROS, "cents_per_hour": 1200},
    "post": {"needs_approval": True, "tariff": Tariff.FREE},
    "coliving": {
        "needs_approval": False,
        "tariff": Tariff.MINUTES,
        "time_minutes_per_hour": 20,
        "longest_minutes": 7 * 1440,
    },
}
"""By kind of place; the others are free and need no approval."""
USUAL_TERMS: dict[str, object] = {"needs_approval": False}


@dataclass(frozen=True, slots=True)
class Bookable:
    """A resource, with its kind, its place's terms, and when it is open."""

    facts: ResourceFacts
    kind: str
    needs_approval: bool
    openings: Sequence[Interval]


def first_day(today: date) -> date:
    return today - timedelta(days=today.weekday() + 7 * WEEKS_BEFORE)


def last_day(today: date) -> date:
    return first_day(today) + timedelta(days=7 * (WEEKS_BEFORE + WEEKS_AFTER) + 6)


def drafts(
    bookables: Sequence[Bookable], *, inhabitant: User, at: datetime, chance: Random, zone: ZoneInfo
) -> list[BookingDraft]:
    """Bookings that fit the opening hours and do not collide; the same chance, the same ones."""
    taken: dict[int, list[Interval]] = {}
    made: list[BookingDraft] = []
    today = at.astimezone(zone).date()
    for bookable in bookables:
        for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
            made += _habit(bookable, taken, today, at, chance, zone)
    # A few of the coming ones are the demo inhabitant's own.
    coming = [n for n, draft in enumerate(made) if draft.starts_at > at]
    for n in chance.sample(coming, min(6, len(coming))):
        made[n] = _given_to(made[n], inhabitant)
    return made


def _habit(
    bookable: Bookable,
    taken: dict[int, list[Interval]],
    today: date,
    at: datetime,
    chance: Random,
    zone: ZoneInfo,
) -> list[BookingDraft]:
    """The same hours on the same day of each week, mostly kept."""
    weekday, hour = chance.randrange(7), chance.randrange(8, 20)
    minutes = chance.choice((60, 90, 120, 180, 240))
    group, title = chance.choice(GROUPS), chance.choice(TITLES[bookable.kind])
    quantity = 1
    if bookable.facts.is_pool:
        quantity = chance.randint(1, max(1, len(bookable.facts.unit_ids) // 2))
    found = []
    for week in range(WEEKS_BEFORE + WEEKS_AFTER + 1):
        day = first_day(today) + timedelta(days=7 * week + weekday)
        start = datetime.combine(day, time(hour), zone)
        end = start + timedelta(minutes=minutes)
        if chance.random() > KEPT_SHARE or not _is_open(bookable, start, end):
            continue
        facts = bookable.facts
        claimed = Interval(
            start - timedelta(minutes=facts.setup_minutes),
            end + timedelta(minutes=facts.changeover_minutes),
        )
        free = [
            unit
            for unit in facts.unit_ids
            if not any(claimed.overlaps(other) for other in taken.get(unit, ()))
        ]
        needed = quantity if facts.is_pool else len(facts.unit_ids)
        if len(free) < needed or not needed:
            continue
        for unit in free[:needed]:
            taken.setdefault(unit, []).append(claimed)
        waits = bookable.needs_approval and start > at and chance.random() < REQUEST_SHARE
        most = facts.headcount or 12
        found.append(
            BookingDraft(
                place_id=facts.place_id,
                resource_id=facts.id,
                unit_ids=tuple(free[:needed]),
                starts_at=start,
                ends_at=end,
                claimed_from=claimed.start,
                claimed_until=claimed.end,
                title=title,
                status=BookingStatus.REQUESTED if waits else BookingStatus.CONFIRMED,
                quantity=quantity,
                headcount=None if facts.is_pool else chance.randint(1, max(1, most)),
                contact_name=group,
                checked_in_at=start if end < at and chance.random() < 0.8 else None,
            )
        )
    return found


def _is_open(bookable: Bookable, start: datetime, end: datetime) -> bool:
    return any(o.start <= start and end <= o.end for o in bookable.openings)


def _given_to(draft: BookingDraft, person: User) -> BookingDraft:
    return replace(draft, person=person, contact_name="")
