"""What counts in a campaign: weights as they are kept, and the engine's policy made of them."""

import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from softplace.engines.matching.problem import DAY_MINUTES, SLOT_MINUTES, Policy, Tranche
from softplace.foundation.errors import Reason

LARGEST_WEIGHT = 10_000
LARGEST_STEP_MINUTES = 240
MOST_TRANCHES = 8
MOST_RANKS = 10
POINTS = (
    "hour_points",
    "session_points",
    "person_hour_points",
    "km_points",
    "empty_seat_points",
    "idle_half_day_points",
    "kept_points",
)
"""Weights that are a plain number of points."""
NAMES = frozenset(field.name for field in fields(Policy))

Weights = Mapping[str, Any]
"""As a campaign keeps them: by the names of the fields of Policy, tranches as [hours, share]."""


def policy_of(weights: Weights) -> Policy:
    """The engine's policy; what is not among the weights is as the engine has it."""
    kept: dict[str, Any] = dict(weights)
    if "tranches" in kept:
        kept["tranches"] = tuple(Tranche(hours, share) for hours, share in kept["tranches"])
    if "rank_points" in kept:
        kept["rank_points"] = tuple(kept["rank_points"])
    return Policy(**kept)


def weights_of(policy: Policy) -> dict[str, Any]:
    """Every weight of a policy, as a campaign would keep it."""
    kept = asdict(policy)
    kept["tranches"] = [[tranche.up_to_hours, tranche.share] for tranche in policy.tranches]
    kept["rank_points"] = list(policy.rank_points)
    return kept


def differing(weights: Weights) -> dict[str, Any]:
    """Only the weights that differ from the engine's own: those that a campaign keeps."""
    usual = weights_of(Policy())
    return {name: value for name, value in weights.items() if value != usual[name]}


def reasons_to_refuse_weights(weights: Weights) -> list[Reason]:
    """Why these weights cannot be a policy, each at the weight that is wrong."""
    reasons = [
        Reason("unknown_weight", name, {"name": str(name)[:40]})
        for name in sorted(set(weights) - NAMES)
    ]
    for name in POINTS:
        if name in weights:
            reasons += _points(name, weights[name])
    hour = weights.get("hour_points", 1)
    if not reasons and hour == 0:
        reasons.append(Reason("hour_worth_nothing", "hour_points"))
    if "rank_points" in weights:
        reasons += _ranks(weights["rank_points"])
    if "tranches" in weights:
        reasons += _tranches(weights["tranches"])
    if "noon" in weights:
        noon = weights["noon"]
        if not _is_whole(noon) or not 0 < noon < DAY_MINUTES or noon % SLOT_MINUTES:
            reasons.append(Reason("noon_off_the_quarter", "noon"))
    if "step_minutes" in weights:
        step = weights["step_minutes"]
        if not _is_whole(step) or not 0 < step <= LARGEST_STEP_MINUTES or step % SLOT_MINUTES:
            limit = {"limit": LARGEST_STEP_MINUTES}
            reasons.append(Reason("step_off_the_quarter", "step_minutes", limit))
    return reasons


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _points(field: str, value: object) -> list[Reason]:
    if not _is_number(value):
        return [Reason("weight_not_a_number", field)]
    if not 0 <= value <= LARGEST_WEIGHT:  # type: ignore[operator]
        return [Reason("weight_out_of_range", field, {"limit": LARGEST_WEIGHT})]
    return []


def _ranks(ranks: Any) -> list[Reason]:
    if not isinstance(ranks, list | tuple) or len(ranks) > MOST_RANKS:
        return [Reason("too_many", "rank_points", {"limit": MOST_RANKS})]
    reasons = [reason for points in ranks for reason in _points("rank_points", points)]
    if not reasons and list(ranks) != sorted(ranks, reverse=True):
        reasons.append(Reason("later_wish_worth_more", "rank_points"))
    return reasons


def _tranches(tranches: Any) -> list[Reason]:
    if not isinstance(tranches, list | tuple) or not 1 <= len(tranches) <= MOST_TRANCHES:
        return [Reason("tranches_missing", "tranches", {"limit": MOST_TRANCHES})]
    before_hours, before_share = 0.0, 1.0
    for number, pair in enumerate(tranches):
        is_last = number == len(tranches) - 1
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return [Reason("weight_not_a_number", "tranches")]
        hours, share = pair
        if not _is_number(share) or not 0 < share <= 1:
            return [Reason("share_of_hours_out_of_range", "tranches")]
        if share > before_share:
            return [Reason("later_hour_worth_more", "tranches")]
        if is_last != (hours is None):
            return [Reason("last_tranche_has_a_limit", "tranches")]
        if not is_last and not (_is_number(hours) and before_hours < hours <= 168):
            return [Reason("tranche_hours_do_not_rise", "tranches")]
        before_hours, before_share = hours or before_hours, share
    return []
