"""What the engines of reach make of the territory's calendar, and edits tried on it first."""

from softplace.reach.planning.assessment import (
    Assessed,
    Compared,
    Figure,
    assess,
    compared,
    figures_shown,
)
from softplace.reach.planning.comparing import (
    Answer,
    Comparison,
    commune_rows,
    compare_scenarios,
    figure_name,
    figures_of,
    study_terms,
)
from softplace.reach.planning.edits import (
    Draft,
    edit_scenario,
    network_of,
    studied_calendar,
    undo,
)
from softplace.reach.planning.outlook import Outlook, outlook, people_by_hour
from softplace.reach.planning.presence import cars_of, postal_presence
from softplace.reach.planning.publication import Publication, plan_publication, publish
from softplace.reach.planning.ready_made import Wish, ready_made
from softplace.reach.planning.roads import OffRoads, RoadsReport, bring_roads_in, measure_territory
from softplace.reach.planning.siting import Candidate, Sited, Sought, seek_sites

__all__ = [
    "Answer",
    "Assessed",
    "Candidate",
    "Compared",
    "Comparison",
    "Draft",
    "Figure",
    "OffRoads",
    "Outlook",
    "Publication",
    "RoadsReport",
    "Sited",
    "Sought",
    "Wish",
    "assess",
    "bring_roads_in",
    "cars_of",
    "commune_rows",
    "compare_scenarios",
    "compared",
    "edit_scenario",
    "figure_name",
    "figures_of",
    "figures_shown",
    "measure_territory",
    "network_of",
    "outlook",
    "people_by_hour",
    "plan_publication",
    "postal_presence",
    "publish",
    "ready_made",
    "seek_sites",
    "studied_calendar",
    "study_terms",
    "undo",
]
