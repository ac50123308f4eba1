"""Reads about campaigns and requests."""

from softplace.matching.queries.offers import Usability, offerable, usability

__all__ = ["Usability", "offerable", "usability"]
