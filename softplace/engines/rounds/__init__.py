"""Rounds: periodic routing with day patterns and markets.

`Problem` is the question, `solve` answers it, `check` verifies the answer.
"""

from softplace.engines.rounds.check import check
from softplace.engines.rounds.cordeau import read_cordeau
from softplace.engines.rounds.generate import generate
from softplace.engines.rounds.plan import Meeting, Plan, Route, Visit, changed
from softplace.engines.rounds.problem import Costs, Lock, Market, Problem, Stop, Vehicle, Window
from softplace.engines.rounds.run import read_file, run_file
from softplace.engines.rounds.solve import solve

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
    "generate",
    "read_cordeau",
    "read_file",
    "run_file",
    "solve",
]
