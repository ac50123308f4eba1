"""The only writes about places."""

from softplace.places.commands.search import refresh_search_text

__all__ = ["refresh_search_text"]
