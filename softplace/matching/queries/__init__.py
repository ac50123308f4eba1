"""Reads about campaigns and requests."""

from softplace.matching.queries.advice import Advice, WindowAdvice, advice, offered_resources
from softplace.matching.queries.asked import fields_of, wishes_of
from softplace.matching.queries.free import Option, options_for
from softplace.matching.queries.mine import Past, past_of, requests_of, requests_seen_by, with_all
from softplace.matching.queries.offers import Usability, offerable, usability
from softplace.matching.queries.preview import Example, Meaning, example_of, meaning_of
from softplace.matching.queries.rooms import Tested, room_tests

__all__ = [
    "Advice",
    "Example",
    "Meaning",
    "Option",
    "Past",
    "Tested",
    "Usability",
    "WindowAdvice",
    "advice",
    "example_of",
    "fields_of",
    "meaning_of",
    "offerable",
    "offered_resources",
    "options_for",
    "past_of",
    "requests_of",
    "requests_seen_by",
    "room_tests",
    "usability",
    "wishes_of",
    "with_all",
]
