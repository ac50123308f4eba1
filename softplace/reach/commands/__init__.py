"""The only writes of studies."""

from softplace.reach.commands.cells import import_cells, remove_cells
from softplace.reach.commands.edits import add_edits, undo_edit
from softplace.reach.commands.neighbours import keep_neighbours
from softplace.reach.commands.publishing import publish_scenario
from softplace.reach.commands.rates import change_rates
from softplace.reach.commands.roads import import_roads, keep_road_table, remove_roads
from softplace.reach.commands.studies import (
    change_study,
    create_scenario,
    create_study,
    duplicate_scenario,
    remove_scenario,
    remove_study,
    rename_scenario,
)

__all__ = [
    "add_edits",
    "change_rates",
    "change_study",
    "create_scenario",
    "create_study",
    "duplicate_scenario",
    "import_cells",
    "import_roads",
    "keep_neighbours",
    "keep_road_table",
    "publish_scenario",
    "remove_cells",
    "remove_roads",
    "remove_scenario",
    "remove_study",
    "rename_scenario",
    "undo_edit",
]
