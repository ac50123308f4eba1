"""The only writes about the territory."""

from softplace.territory.commands.functions import install_functions

__all__ = ["install_functions"]
