"""What is nearest to a question with no answer: another time, a bit farther, fewer conditions.

Each widening asks the same question again, so each takes the same number of queries.
"""

import math
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from softplace.find.enums import Step
from softplace.find.queries.answers import Answer, Suggestion
from softplace.find.queries.openings import find_openings
from softplace.find.rules import Question
from softplace.find.rules.moments import Moment
from softplace.find.rules.question import LARGEST_RADIUS_KM
from softplace.foundation.intervals import Interval

LOOK_AHEAD_DAYS = 28
RADII_KM = (2, 5, 10, 20, 30, 50, 100, 200, 500)
ALL_CONDITIONS = (
    "q", "function", "kind", "resource", "equipment", "use", "accessibility", "mode", "for",
)  # fmt: skip


def nearest_to(question: Question, *, now: datetime, zone: ZoneInfo) -> list[Suggestion]:
    """At most one suggestion a step, the smallest change first; empty where nothing helps."""
    found = [_another_time(question, now, zone), _farther(question, now)]
    suggestions = [suggestion for suggestion in found if suggestion is not None]
    if not suggestions:
        both = _another_time(_everywhere(question), now, zone, Step.FARTHER_ANOTHER_TIME)
        suggestions = [both] if both else []
    if not suggestions:
        fewer = _fewer_conditions(question, now)
        suggestions = [fewer] if fewer else []
    return suggestions


def _another_time(
    question: Question, now: datetime, zone: ZoneInfo, step: Step = Step.ANOTHER_TIME
) -> Suggestion | None:
    """The earliest opening of the coming weeks; of those at the same time, the first ranked."""
    start = max(now, question.moment.shown_start)
    later = _over(question, start, start + timedelta(days=LOOK_AHEAD_DAYS))
    answers = find_openings(later, now=now)
    best: tuple[Interval, Answer] | None = None
    for answer in answers.answers:
        ahead = [i for i in answer.intervals if i.end > start]
        if ahead and (best is None or ahead[0].start < best[0].start):
            best = ahead[0], answer
    if best is None:
        return None
    opening, answer = best
    day = max(opening.start, start).astimezone(zone).date().isoformat()
    fields = [("day", day), ("when", ""), ("part", ""), ("from", ""), ("to", "")]
    if step == Step.FARTHER_ANOTHER_TIME:
        fields.append(("radius", _radius(answer)))
    return Suggestion(step, tuple(fields), answer, opening, answers.total)


def _farther(question: Question, now: datetime) -> Suggestion | None:
    if question.spot is None or question.spot.radius_km >= LARGEST_RADIUS_KM:
        return None
    answers = find_openings(_everywhere(question), now=now)
    if not answers.answers:
        return None
    nearest = min(answers.answers, key=lambda answer: answer.distance_metres or 0.0)
    low = question.moment.wanted[0].start
    opening = next((i for i in nearest.intervals if i.end > low), nearest.intervals[0])
    return Suggestion(
        Step.FARTHER, (("radius", _radius(nearest)),), nearest, opening, answers.total
    )


def _fewer_conditions(question: Question, now: datetime) -> Suggestion | None:
    """The same place and time, whatever is offered."""
    bare = replace(
        question,
        concepts=(),
        words=(),
        modes=frozenset(),
        accessibility=frozenset(),
        audiences=None,
    )
    if bare == question:
        return None
    answers = find_openings(bare, now=now)
    if not answers.answers:
        return None
    first = answers.answers[0]
    fields = tuple((name, "") for name in ALL_CONDITIONS)
    return Suggestion(Step.FEWER_CONDITIONS, fields, first, first.intervals[0], answers.total)


def _everywhere(question: Question) -> Question:
    if question.spot is None:
        return question
    return replace(question, spot=replace(question.spot, radius_km=LARGEST_RADIUS_KM))


def _over(question: Question, start: datetime, end: datetime) -> Question:
    moment = Moment((Interval(start, end),), start, end)
    return replace(question, moment=moment)


def _radius(answer: Answer) -> str:
    """The smallest round radius that reaches the answer."""
    km = math.ceil((answer.distance_metres or 0.0) / 1000)
    return str(next((radius for radius in RADII_KM if radius >= km), int(LARGEST_RADIUS_KM)))
