"""What the engines of reach make of the territory's calendar, and edits tried on it first."""

from softplace.reach.planning.assessment import (
    FIGURES,
    Assessed,
    Compared,
    Figure,
    assess,
    compared,
)
from softplace.reach.planning.edits import (
    Draft,
    edit_scenario,
    network_of,
    studied_calendar,
    undo,
)
from softplace.reach.planning.outlook import Outlook, outlook, people_by_hour

__all__ = [
    "FIGURES",
    "Assessed",
    "Compared",
    "Draft",
    "Figure",
    "Outlook",
    "assess",
    "compared",
    "edit_scenario",
    "network_of",
    "outlook",
    "people_by_hour",
    "studied_calendar",
    "undo",
]
