"""Reads about rounds."""

from softplace.rounds.queries.calendar import Halting, haltings_at, haltings_of, market_days
from softplace.rounds.queries.days import (
    Coming,
    comings,
    days_off,
    visits_between,
    visits_by_day,
    week_of,
)
from softplace.rounds.queries.differences import (
    Days,
    Differences,
    Step,
    closures_of,
    differences,
)
from softplace.rounds.queries.drafts import drafts_of, may_change_draft
from softplace.rounds.queries.drives import Ways, drives_around, drives_of, ways_between
from softplace.rounds.queries.reading import is_vehicle, mobile_units, stops_of, units_of
from softplace.rounds.queries.said import market_said, offered, said_of, times_in
from softplace.rounds.queries.way import Day, Leg, days_of

__all__ = [
    "Coming",
    "Day",
    "Days",
    "Differences",
    "Halting",
    "Leg",
    "Step",
    "Ways",
    "closures_of",
    "comings",
    "days_of",
    "days_off",
    "differences",
    "drafts_of",
    "drives_around",
    "drives_of",
    "haltings_at",
    "haltings_of",
    "is_vehicle",
    "market_days",
    "market_said",
    "may_change_draft",
    "mobile_units",
    "offered",
    "said_of",
    "stops_of",
    "times_in",
    "units_of",
    "visits_between",
    "visits_by_day",
    "ways_between",
    "week_of",
]
