"""The one search: a question to the openings of the territory."""

from softplace.find.queries.answers import Answer, Answers, FunctionName, Suggestion
from softplace.find.queries.lexicon import current_lexicon, forget_lexicon, functions_offered
from softplace.find.queries.nearest import nearest_to
from softplace.find.queries.openings import MOST_DETAILED, find_openings
from softplace.find.queries.search import search

__all__ = [
    "MOST_DETAILED",
    "Answer",
    "Answers",
    "FunctionName",
    "Suggestion",
    "current_lexicon",
    "find_openings",
    "forget_lexicon",
    "functions_offered",
    "nearest_to",
    "search",
]
