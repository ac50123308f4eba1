"""What a session is worth, in whole thousandths of a point, so that sums are exact."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from softplace.engines.matching.problem import (
    SLOT_MINUTES,
    Applicant,
    Part,
    Policy,
    Problem,
    Request,
    Resource,
)

MILLI = 1000
SLOTS_PER_HOUR = 60 // SLOT_MINUTES


def slopes_milli(policy: Policy) -> list[int]:
    """What a quarter of an hour on one date brings in each tranche."""
    hour = policy.hour_points * MILLI / SLOTS_PER_HOUR
    return [max(1, round(hour * tranche.share)) for tranche in policy.tranches]


def widths_slots(policy: Policy, weeks: int) -> list[int]:
    """How many quarters of an hour of a season of `weeks` each tranche but the last holds."""
    limits = [0.0, *(t.up_to_hours for t in policy.tranches if t.up_to_hours is not None)]
    return [
        round(high * SLOTS_PER_HOUR * weeks) - round(low * SLOTS_PER_HOUR * weeks)
        for low, high in pairwise(limits)
    ]


def past_slots(applicant: Applicant, weeks: int) -> int:
    return round(applicant.past_hours_per_week * SLOTS_PER_HOUR * weeks)


def hours_worth(slots: int, slopes: list[int], widths: list[int]) -> int:
    """Worth of an applicant's first `slots` quarters of an hour: concave, in milli-points."""
    worth = 0
    for slope, width in zip(slopes, [*widths, slots], strict=True):
        taken = min(slots, width)
        worth += slope * taken
        slots -= taken
    return worth


def rates_milli(
    problem: Problem, request: Request, resource: Resource, part: Part
) -> tuple[int, int]:
    """(a quarter of an hour on one date, one date) of a session there, tranches apart."""
    policy = problem.policy
    rank = problem.rank(request, resource, part)
    points = policy.rank_points
    rank_points = 0.0 if rank is None or not points else points[min(rank, len(points) - 1)]
    seats = part.seats(request.headcount, request.layout) if fits(part, request) else 0
    empty = max(0.0, (seats - request.headcount) / seats) if seats else 0.0
    per_hour = (
        policy.person_hour_points * request.headcount
        + rank_points
        + request.priority_points
        - policy.empty_seat_points * empty
    )
    per_date = policy.session_points - policy.km_points * problem.kilometres(request, resource)
    return round(per_hour * MILLI / SLOTS_PER_HOUR), round(per_date * MILLI)


def fits(part: Part, request: Request) -> bool:
    return part.units_needed(request.headcount, request.layout) > 0


def session_worth(slots: int, dates: int, slot_milli: int, date_milli: int, last: int) -> int:
    """Worth of one session apart from tranches and idle half-days.

    Never so low that being served would be worse than not (`last` is the slope of the last
    tranche): far away or half empty is still better than refused.
    """
    floor = -(9 * last * slots // 10)
    return dates * max(slots * slot_milli + date_milli, floor)


def idle_milli(policy: Policy) -> int:
    return round(policy.idle_half_day_points * MILLI)


def slope_array(policy: Policy) -> npt.NDArray[np.int64]:
    return np.array(slopes_milli(policy), dtype=np.int64)
