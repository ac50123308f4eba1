"""Rounds: periodic routing with day patterns and markets.

`Problem` is the question, `check` verifies an answer.
"""

from softplace.engines.rounds.check import check
from softplace.engines.rounds.plan import Meeting, Plan, Route, Visit, changed
from softplace.engines.rounds.problem import Costs, Lock, Market, Problem, Stop, Vehicle, Window

__all__ = [
    "Costs",
    "Lock",
    "Market",
    "Meeting",
    "Plan",
    "Problem",
    "Route",
    "Stop",
    "Vehicle",
    "Visit",
    "Window",
    "changed",
    "check",
]
