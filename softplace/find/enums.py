"""The words about a search."""

from enum import StrEnum


class When(StrEnum):
    """The stretch of time that one asks about; a date (2026-11-24) stands in its place too."""

    NOW = "now"
    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEKEND = "weekend"
    WEEK = "week"


class Part(StrEnum):
    """A part of the day, on the wall of the territory."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Step(StrEnum):
    """How a question with no answer was widened until there was one."""

    ANOTHER_TIME = "another_time"
    FARTHER = "farther"
    FARTHER_ANOTHER_TIME = "farther_another_time"
    FEWER_CONDITIONS = "fewer_conditions"


class Days(StrEnum):
    """On which days free time is looked for."""

    WEEK = "week"
    NEXT_WEEK = "next_week"
    RANGE = "range"
    DATES = "dates"
    WEEKLY = "weekly"
