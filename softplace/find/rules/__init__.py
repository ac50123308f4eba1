"""Pure decisions of a search: what a question means, why it is refused, what comes first."""

from softplace.find.rules.lexicon import Concept, Lexicon, Locality, Understood, understood
from softplace.find.rules.moments import Moment, WhenWords, moment, words_of_when
from softplace.find.rules.question import Asked, Question, Spot, ask
from softplace.find.rules.ranking import cost_minutes, travel_minutes

__all__ = [
    "Asked",
    "Concept",
    "Lexicon",
    "Locality",
    "Moment",
    "Question",
    "Spot",
    "Understood",
    "WhenWords",
    "ask",
    "cost_minutes",
    "moment",
    "travel_minutes",
    "understood",
    "words_of_when",
]
