"""The only writes about the territory."""

from softplace.territory.commands.boundaries import import_boundaries
from softplace.territory.commands.communes import import_communes
from softplace.territory.commands.functions import install_functions
from softplace.territory.commands.planning import (
    add_function,
    change_function,
    change_territory,
)
from softplace.territory.commands.school_holidays import import_school_holidays

__all__ = [
    "add_function",
    "change_function",
    "change_territory",
    "import_boundaries",
    "import_communes",
    "import_school_holidays",
    "install_functions",
]
