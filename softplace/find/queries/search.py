"""A search from its fields to its answers, for the page and for the API alike."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from softplace.find.queries.answers import Answers
from softplace.find.queries.lexicon import current_lexicon
from softplace.find.queries.openings import find_openings
from softplace.find.rules import Asked, ask


def search(
    given: Mapping[str, Sequence[str]], *, now: datetime, zone: ZoneInfo
) -> tuple[Asked, Answers]:
    """What was asked and its answers. Fields are those of `rules.ask`."""
    asked = ask(given, lexicon=current_lexicon(), now=now, zone=zone)
    return asked, find_openings(asked.question, now=now)
