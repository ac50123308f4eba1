"""What the demo's territory decided against vacancy, and what its people look for in vain."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from softplace.engines.calendar import weekday_bit
from softplace.places.enums import ResourceKind
from softplace.vacancy.rules import ExemptionFields, PolicyFields

POLICY = PolicyFields(
    resource_kinds_left_out=(
        ResourceKind.BED.value,
        ResourceKind.VEHICLE.value,
        ResourceKind.EQUIPMENT.value,
        ResourceKind.OUTDOORS.value,
    ),
    weekdays=sum(weekday_bit(day) for day in range(6)),
    start_minute=8 * 60,
    end_minute=20 * 60,
    on_public_holidays=False,
    in_school_holidays=True,
    longest_idle_half_days=4,
)
"""Two days in a row, to begin with: the council means to come down to half a day."""


IDLE = ("Mur d’escalade",)
"""What nobody uses, for a reason that an exemption gives."""


def exemptions(today: date) -> Sequence[tuple[str, str, ExemptionFields]]:
    """(place, resource or empty for all of it, what is said)."""
    return (
        (
            "Gymnase de la Gervanne",
            IDLE[0],
            ExemptionFields(
                "Ne s’ouvre qu’avec un encadrant diplômé ; recrutement en cours",
                today - timedelta(days=20),
                today + timedelta(days=40),
            ),
        ),
        (
            "Mairie de Crest",
            "Bureau de permanence 1",
            ExemptionFields(
                "Cabinet médical provisoire après le dégât des eaux de la maison de santé",
                today,
                today + timedelta(days=120),
            ),
        ),
    )


def searches(today: date) -> Sequence[tuple[str, Mapping[str, Sequence[str]]]]:
    """(account, the fields of a search for free time that found nothing)."""
    tuesday = today + timedelta(days=7 + (1 - today.weekday()) % 7)
    weekly = {"days": ["weekly"], "first": [tuesday.isoformat()], "weeks": ["4"]}
    crest = {"where": ["Crest"], "radius": ["15"]}
    return (
        (
            "habitante@demo.example",
            {**weekly, **crest, "from": ["14:00"], "minutes": ["120"], "people": ["2"]},
        ),
        (
            "mediatrice@demo.example",
            {**weekly, **crest, "from": ["14:30"], "minutes": ["60"], "people": ["3"]},
        ),
        (
            "gardien@demo.example",
            {
                **crest,
                "days": ["next_week"],
                "from": ["09:00"],
                "to": ["12:00"],
                "minutes": ["180"],
                "kind": ["office"],
                "people": ["2"],
            },
        ),
    )
