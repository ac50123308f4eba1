"""The only writes of studies."""

from softplace.reach.commands.scenarios import (
    add_edit,
    create_scenario,
    keep_neighbours,
    undo_edit,
)

__all__ = ["add_edit", "create_scenario", "keep_neighbours", "undo_edit"]
