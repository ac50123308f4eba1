"""A search for free time from its fields to its answers, and what is nearest where none is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from softplace.find.enums import Days, Step
from softplace.find.queries.free_time import FreeTime, find_free_time
from softplace.find.queries.lexicon import current_lexicon
from softplace.find.rules.free_time import FreeTimeQuestion, daily_windows
from softplace.find.rules.free_time_fields import AskedFreeTime, ask_free_time
from softplace.people.models import User

FARTHER_KM = 60
MORE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Found:
    """Free on all the dates that are needed first, then free on some of them."""

    answers: tuple[FreeTime, ...] = ()
    total: int = 0
    candidates: int = 0


@dataclass(frozen=True, slots=True)
class NearestFreeTime:
    """A question a little wider that has an answer: its first, and the fields that change."""

    step: Step
    first: FreeTime
    total: int
    fields: Mapping[str, str]


def search_free_time(
    given: Mapping[str, Sequence[str]], person: User | None, *, now: datetime, zone: ZoneInfo
) -> tuple[AskedFreeTime, Found]:
    """What was asked and its answers. Fields are those of `rules.ask_free_time`."""
    asked = ask_free_time(given, lexicon=current_lexicon(), now=now, zone=zone)
    if asked.question is None:
        return asked, Found()
    return asked, _found(asked.question, person, now)


def nearest_free_time(
    asked: AskedFreeTime, person: User | None, *, now: datetime, zone: ZoneInfo
) -> list[NearestFreeTime]:
    """Where nothing is free as asked: at other hours, farther, with fewer conditions."""
    question = asked.question
    if question is None:
        return []
    found = []
    for step, wider, fields in _wider(asked, question, now, zone):
        answers = _found(wider, person, now)
        if answers.total:
            found.append(NearestFreeTime(step, answers.answers[0], answers.total, fields))
    return found


def _found(question: FreeTimeQuestion, person: User | None, now: datetime) -> Found:
    first = find_free_time(question, person, now)
    if not question.in_every_window:
        return Found(first.found, first.total, first.candidates)
    some = find_free_time(replace(question, in_every_window=False), person, now)
    whole = {answer.resource_id for answer in first.found}
    partly = [answer for answer in some.found if answer.resource_id not in whole]
    partly.sort(key=lambda answer: -len(answer.starts))
    return Found((*first.found, *partly), some.total, some.candidates)


def _wider(
    asked: AskedFreeTime, question: FreeTimeQuestion, now: datetime, zone: ZoneInfo
) -> list[tuple[Step, FreeTimeQuestion, Mapping[str, str]]]:
    steps: list[tuple[Step, FreeTimeQuestion, Mapping[str, str]]] = []
    today = now.astimezone(zone).date()
    if not asked.needs_every_date:
        first = max(asked.dates[0], today)
        last = max(asked.dates[-1], first + timedelta(days=MORE_DAYS))
        windows = daily_windows(_days(first, last), time(0), time(0), zone)
        fields = {
            "days": Days.RANGE.value, "first": first.isoformat(), "last": last.isoformat(),
            "from": "00:00", "to": "24:00",
        }  # fmt: skip
        steps.append((Step.ANOTHER_TIME, replace(question, windows=windows), fields))
    if question.spot is not None and question.spot.radius_km < FARTHER_KM:
        spot = replace(question.spot, radius_km=FARTHER_KM)
        fields = {"radius": str(FARTHER_KM)}
        steps.append((Step.FARTHER, replace(question, spot=spot), fields))
    if question.equipment or question.layout:
        fewer = replace(question, equipment=frozenset(), layout="")
        steps.append((Step.FEWER_CONDITIONS, fewer, {"equipment": "", "layout": ""}))
    return steps


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
