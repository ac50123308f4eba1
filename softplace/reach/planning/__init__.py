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
from softplace.reach.planning.publication import Publication, plan_publication, publish

__all__ = [
    "FIGURES",
    "Assessed",
    "Compared",
    "Draft",
    "Figure",
    "Outlook",
    "Publication",
    "assess",
    "compared",
    "edit_scenario",
    "network_of",
    "outlook",
    "people_by_hour",
    "plan_publication",
    "publish",
    "studied_calendar",
    "undo",
]
