"""Weeks of a season as bits of a word, times of day as slots."""

from collections import Counter

from softplace.engines.matching.fields import SLOT_MINUTES
from softplace.engines.matching.offers import Resource, Window
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.wishes import Request
from softplace.foundation.intervals import merged

MAX_GROUPS = 6
LEAST_GROUP_WEEKS = 3


def mask_weeks(mask: int) -> list[int]:
    return [week for week in range(64) if mask >> week & 1]


def slots_up(minutes: int) -> int:
    return -(-minutes // SLOT_MINUTES)


def wish_masks(problem: Problem, request: Request, weekday: int) -> list[int]:
    """The sets of weeks that would do: one when weekly, two phases, or each date alone."""
    season = problem.season
    weeks = [season.week_of(day) for day in problem.wished_days(request, weekday)]
    if not weeks:
        return []
    if request.rhythm == "weekly":
        return [sum(1 << week for week in weeks)]
    if request.rhythm == "once":
        return [1 << week for week in weeks]
    phases = [sum(1 << week for week in weeks if week % 2 == phase) for phase in (0, 1)]
    return [mask for mask in phases if mask]


def closed_mask(problem: Problem, weekday: int, resource: Resource | None = None) -> int:
    """Weeks in which that weekday is outside the season or closed."""
    season, mask = problem.season, 0
    closures = season.closures + (resource.closures if resource else ())
    for week in range(season.weeks):
        day = season.day(week, weekday)
        inside = season.first_day <= day <= season.last_day
        if not inside or any(closure.covers(day) for closure in closures):
            mask |= 1 << week
    return mask


def opening_on(windows: tuple[Window, ...], weekday: int) -> list[tuple[int, int]]:
    """The stretches of that weekday, joined where they touch."""
    day = [(w.start, w.end) for w in windows if w.weekday == weekday]
    return [(i.start, i.end) for i in merged(day)]


def week_groups(problem: Problem, masks: Counter[int]) -> list[int]:
    """Disjoint sets of weeks that cover the season, split by the most frequent wishes."""
    weeks = problem.season.weeks
    groups = [2**weeks - 1]
    for mask, _ in masks.most_common(40):
        split = [part for group in groups for part in (group & mask, group & ~mask) if part]
        coarse = any(part.bit_count() < LEAST_GROUP_WEEKS for part in split)
        if len(split) <= MAX_GROUPS and not (coarse and weeks > 4 * LEAST_GROUP_WEEKS):
            groups = split
    return groups
