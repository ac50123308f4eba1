"""An independent verifier: every rule of the problem, read from its definition.

It knows nothing of grids, options or solvers: it expands each allocation into dates and minutes.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from softplace.engines.contract import Violation
from softplace.engines.matching.offers import part_wish
from softplace.engines.matching.plan import Allocation, Plan
from softplace.engines.matching.problem import (
    SLOT_MINUTES,
    Booking,
    Part,
    Problem,
    Request,
    Resource,
)
from softplace.engines.matching.worth import (
    MILLI,
    hours_worth,
    idle_milli,
    past_slots,
    rates_milli,
    session_worth,
    slopes_milli,
    widths_slots,
)
from softplace.foundation.intervals import Interval, merged


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """What in the plan breaks a rule of the problem; empty when nothing does."""
    found: list[Violation] = []
    known = []
    for i, allocation in enumerate(plan.allocations):
        where = f"allocations[{i}] ({allocation.request} in {allocation.resource})"
        if (
            allocation.request not in problem.request_by_key
            or allocation.resource not in problem.resource_by_key
        ):
            found.append(Violation("unknown_key", where))
            continue
        known.append(allocation)
        found += [Violation(rule, where) for rule in _faults(problem, allocation)]
    found += _too_many_sessions(problem, known)
    found += _collisions(problem, known)
    found += _applicants_in_two_rooms(problem, known)
    found += _locks_and_forbids(problem, known)
    if not found:
        value = milli_value(problem, plan.allocations) / MILLI
        if abs(value - plan.value) > 1e-6 * max(1.0, abs(value)):
            found.append(Violation("value", f"{plan.value} is said, {value} is true"))
        if plan.bound < plan.value - 1e-6:
            found.append(Violation("bound", f"{plan.bound} is below the value {plan.value}"))
    return found


def _faults(problem: Problem, allocation: Allocation) -> Iterable[str]:
    """Rules that a session breaks by itself."""
    request = problem.request_by_key[allocation.request]
    resource = problem.resource_by_key[allocation.resource]
    if allocation.start % SLOT_MINUTES or allocation.minutes % SLOT_MINUTES:
        yield "off_grid"
    if not allocation.units or not set(allocation.units) <= set(resource.units):
        yield "units"
        return
    if not _in_opening(resource, allocation):
        yield "closed_hours"
    if not allocation.locked:
        yield from _wish_faults(problem, request, resource, allocation)
    yield from _date_faults(problem, request, resource, allocation)


def _in_opening(resource: Resource, allocation: Allocation) -> bool:
    day = merged((w.start, w.end) for w in resource.opening if w.weekday == allocation.weekday)
    return any(i.covers(Interval(allocation.start, allocation.end)) for i in day)


def part_taken(
    problem: Problem, resource: Resource, request: Request, units: Sequence[str]
) -> Part | None:
    """The part whose units a session takes; None when it is no part.

    Of several with the same units, one that suits the request, the one worth most.
    """
    found = [part for part in resource.parts if _takes(part, request, units)]
    if len(found) < 2:
        return found[0] if found else None

    def suits(part: Part) -> tuple[bool, tuple[int, int]]:
        right = not list(_part_faults(request, resource, part))
        return right, rates_milli(problem, request, resource, part)

    return max(found, key=suits)


def _takes(part: Part, request: Request, units: Sequence[str]) -> bool:
    if not part.pool:
        return sorted(units) == sorted(part.units)
    needed = part.units_needed(request.headcount, request.layout)
    return len(set(units)) == len(units) == needed and set(units) <= set(part.units)


def _wish_faults(
    problem: Problem, request: Request, resource: Resource, allocation: Allocation
) -> Iterable[str]:
    part = part_taken(problem, resource, request, allocation.units)
    if part is None:
        yield "part"
        return
    yield from _part_faults(request, resource, part)
    if not request.shortest_minutes <= allocation.minutes <= request.wished_minutes:
        yield "minutes"
    day = merged((w.start, w.end) for w in request.windows if w.weekday == allocation.weekday)
    if not any(i.covers(Interval(allocation.start, allocation.end)) for i in day):
        yield "window"


def _part_faults(request: Request, resource: Resource, part: Part) -> Iterable[str]:
    """What a part is not that the request wishes."""
    if part.units_needed(request.headcount, request.layout) == 0:
        yield "headcount"
    if resource.erp_headcount is not None and request.headcount > resource.erp_headcount:
        yield "erp_headcount"
    if not request.equipment <= part.equipment:
        yield "equipment"
    if resource.audiences and request.audience not in resource.audiences:
        yield "audience"
    if request.noise > resource.noise:
        yield "noise"
    wished = {resource.key, part_wish(resource, part), resource.place} & set(request.wishes)
    if not wished and not request.anything:
        yield "wish"
    if not wished and request.radius_km is not None and request.near is not None:
        away = request.near.km_to(resource.point) if resource.point else float("inf")
        if away > request.radius_km + 1e-6:
            yield "distance"


def _date_faults(
    problem: Problem, request: Request, resource: Resource, allocation: Allocation
) -> Iterable[str]:
    """Every wished date is held or lost, and lost only for a reason that is true."""
    season = problem.season
    held, lost = set(allocation.dates), {lost.day for lost in allocation.lost}
    if not held or len(held) != len(allocation.dates) or held & lost:
        yield "dates"
        return
    wished = set(problem.wished_days(request, allocation.weekday))
    if request.rhythm == "every_other_week":
        phase = season.week_of(min(held)) % 2
        wished = {day for day in wished if season.week_of(day) % 2 == phase}
    if request.rhythm == "once":
        if len(held) != 1 or lost or not held <= wished:
            yield "dates"
    elif held | lost != wished:
        yield "dates"
    closures = season.closures + resource.closures
    if any(closure.covers(day) for closure in closures for day in held):
        yield "closed_day"
    booked = booked_days(problem, resource, allocation, request.layout)
    if held & booked:
        yield "booked"
    open_days = {day for day in wished if season.closure_on(day) is None}
    pool = any(part.pool for part in resource.parts)
    for day in lost:
        closed = any(closure.covers(day) for closure in closures)
        if not closed and (pool or day not in booked):
            yield "lost_without_reason"
            break
    least = request.least_share_of_dates * (1 if request.rhythm == "once" else len(open_days))
    if not allocation.locked and len(held) < least - 1e-6:
        yield "too_few_dates"


def bookings_of(problem: Problem) -> dict[str, list[tuple[Booking, frozenset[date]]]]:
    found: dict[str, list[tuple[Booking, frozenset[date]]]] = defaultdict(list)
    for booking in problem.bookings:
        found[booking.resource].append((booking, frozenset(booking.days())))
    return found


_bookings: tuple[Problem | None, dict[str, list[tuple[Booking, frozenset[date]]]]] = (None, {})


def booked_days(
    problem: Problem, resource: Resource, allocation: Allocation, layout: str
) -> set[date]:
    """Days on which a booking of one of its units, with the gap it needs, is in the way."""
    global _bookings
    if _bookings[0] is not problem:
        _bookings = problem, bookings_of(problem)
    days: set[date] = set()
    for booking, dates in _bookings[1].get(resource.key, ()):
        if booking.units and not set(booking.units) & set(allocation.units):
            continue
        gap = resource.gap_minutes(layout, booking.layout)
        if allocation.start < booking.end + gap and booking.start - gap < allocation.end:
            days |= dates
    return days


def _too_many_sessions(problem: Problem, allocations: Sequence[Allocation]) -> list[Violation]:
    by_request: dict[str, list[Allocation]] = defaultdict(list)
    for allocation in allocations:
        by_request[allocation.request].append(allocation)
    found = []
    for key, sessions in by_request.items():
        if len(sessions) > problem.request_by_key[key].sessions:
            found.append(Violation("too_many_sessions", key))
        if len({session.weekday for session in sessions}) < len(sessions):
            found.append(Violation("same_weekday", key))
    return found


def _collisions(problem: Problem, allocations: Sequence[Allocation]) -> list[Violation]:
    """Sessions of one unit on one date: apart by the gap that their layouts need."""
    by_unit: dict[tuple[str, str, int], list[Allocation]] = defaultdict(list)
    for allocation in allocations:
        for unit in allocation.units:
            by_unit[allocation.resource, unit, allocation.weekday].append(allocation)
    found = []
    for (resource_key, unit, _), sessions in by_unit.items():
        resource = problem.resource_by_key[resource_key]
        longest = resource.gap_minutes(None, None)
        sessions.sort(key=lambda session: session.start)
        for i, first in enumerate(sessions):
            for second in sessions[i + 1 :]:
                if second.start >= first.end + longest and second.start >= first.start:
                    continue
                gap = resource.gap_minutes(
                    problem.request_by_key[first.request].layout,
                    problem.request_by_key[second.request].layout,
                )
                if second.start < first.end + gap and set(first.dates) & set(second.dates):
                    where = f"{resource_key}/{unit}: {first.request} and {second.request}"
                    found.append(Violation("collision", where))
    return found


def _applicants_in_two_rooms(
    problem: Problem, allocations: Sequence[Allocation]
) -> list[Violation]:
    by_applicant: dict[tuple[str, int], list[Allocation]] = defaultdict(list)
    for allocation in allocations:
        applicant = problem.request_by_key[allocation.request].applicant
        if not problem.applicant_by_key[applicant].several_at_once:
            by_applicant[applicant, allocation.weekday].append(allocation)
    found = []
    for (applicant, _), sessions in by_applicant.items():
        for i, first in enumerate(sessions):
            for second in sessions[i + 1 :]:
                apart = first.end <= second.start or second.end <= first.start
                if not apart and set(first.dates) & set(second.dates):
                    where = f"{applicant}: {first.request} and {second.request}"
                    found.append(Violation("applicant_in_two_rooms", where))
    return found


def _locks_and_forbids(problem: Problem, allocations: Sequence[Allocation]) -> list[Violation]:
    found = []
    locked = {
        (a.request, a.resource, tuple(sorted(a.units)), a.weekday, a.start, a.minutes): a
        for a in allocations
        if a.locked
    }
    for i, lock in enumerate(problem.locks):
        units = tuple(sorted(lock.units))
        key = (lock.request, lock.resource, units, lock.weekday, lock.start, lock.minutes)
        kept = locked.pop(key, None)
        days = {*kept.dates, *(lost.day for lost in kept.lost)} if kept else set()
        if kept is None or (lock.day is not None and lock.day not in days):
            found.append(Violation("lock", f"locks[{i}]"))
    found += [Violation("locked_without_lock", key[0]) for key in locked]
    for i, forbid in enumerate(problem.forbids):
        for a in allocations:
            request, resource = (
                problem.request_by_key[a.request],
                problem.resource_by_key[a.resource],
            )
            part = part_taken(problem, resource, request, a.units)
            named = {None, a.resource} | ({part_wish(resource, part)} if part else set())
            hit = (
                a.request == forbid.request
                and forbid.resource in named
                and forbid.weekday in (None, a.weekday)
                and forbid.start in (None, a.start)
            )
            if hit and not a.locked:
                found.append(Violation("forbid", f"forbids[{i}]"))
    return found


def milli_value(problem: Problem, allocations: Sequence[Allocation]) -> int:
    """The value of allocations in milli-points, from the words of `Policy`."""
    policy, weeks = problem.policy, problem.season.weeks
    slopes, widths = slopes_milli(policy), widths_slots(policy, weeks)
    total = 0
    slots_of: dict[str, int] = defaultdict(int)
    begun: dict[tuple[str, date, int], bool] = {}
    for allocation in allocations:
        request = problem.request_by_key[allocation.request]
        resource = problem.resource_by_key[allocation.resource]
        slots = allocation.minutes // SLOT_MINUTES
        part = part_taken(problem, resource, request, allocation.units)
        if part is None:
            part = Part("", allocation.units, {request.layout: 1})
        rates = rates_milli(problem, request, resource, part)
        total += session_worth(slots, len(allocation.dates), *rates, slopes[-1])
        slots_of[request.applicant] += slots * len(allocation.dates)
        half = int(allocation.start >= policy.noon)
        for day in allocation.dates:
            begun[resource.key, day, half] = True
    for key, slots in slots_of.items():
        past = past_slots(problem.applicant_by_key[key], weeks)
        total += hours_worth(past + slots, slopes, widths) - hours_worth(past, slopes, widths)
    for booking in problem.bookings:
        halves = [half for half, hit in enumerate(
            (booking.start < policy.noon, booking.end > policy.noon)
        ) if hit]  # fmt: skip
        for day in booking.days():
            for half in halves:
                begun.pop((booking.resource, day, half), None)
    return total + idle_milli(policy) * len(begun)
