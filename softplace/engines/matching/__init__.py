"""Matching: requests to rooms and hours for a season, with a bound on what can be had."""

from softplace.engines.matching.check import check
from softplace.engines.matching.explain import Explainer, Refusal
from softplace.engines.matching.generate import generate
from softplace.engines.matching.plan import Allocation, Plan
from softplace.engines.matching.problem import InvalidField, Problem
from softplace.engines.matching.run import read_file, run_file
from softplace.engines.matching.solve import solve

__all__ = [
    "Allocation",
    "Explainer",
    "InvalidField",
    "Plan",
    "Problem",
    "Refusal",
    "check",
    "generate",
    "read_file",
    "run_file",
    "solve",
]
