"""The best plan of a tiny problem, by trying everything that the definition allows."""

from collections.abc import Iterator

from softplace.engines.matching.check import check, milli_value
from softplace.engines.matching.plan import Allocation, LostDate, Plan
from softplace.engines.matching.problem import SLOT_MINUTES, Problem, Request, Resource


def _dates(problem: Problem, asked: Request, weekday: int) -> Iterator[tuple]:  # type: ignore[type-arg]
    days = problem.wished_days(asked, weekday)
    if asked.rhythm == "weekly":
        yield tuple(days)
    elif asked.rhythm == "once":
        for day in days:
            yield (day,)
    else:
        for phase in (0, 1):
            yield tuple(d for d in days if problem.season.week_of(d) % 2 == phase)


def _choices(problem: Problem, asked: Request) -> Iterator[Allocation]:
    """Every allocation of the request that is right by itself, losing as few dates as it can."""
    for resource in problem.resources:
        for part in resource.parts:
            for weekday in {window.weekday for window in asked.windows}:
                for days in _dates(problem, asked, weekday):
                    for start in range(0, 1440, SLOT_MINUTES):
                        step = problem.policy.step_minutes
                        lengths = set(
                            range(asked.wished_minutes, asked.shortest_minutes - 1, -step)
                        )
                        for minutes in lengths | {asked.shortest_minutes}:
                            whole = Allocation(
                                asked.key, resource.key, part.units, weekday, start, minutes, days
                            )
                            yield from _right(problem, resource, whole)


def _right(problem: Problem, resource: Resource, whole: Allocation) -> Iterator[Allocation]:
    closures = problem.season.closures + resource.closures
    kept, lost = [], []
    for day in whole.dates:
        reason = next((c.reason for c in closures if c.covers(day)), None)
        for booking in problem.bookings:
            layout = problem.request_by_key[whole.request].layout
            gap = resource.gap_minutes(layout, booking.layout)
            meets = booking.start - gap < whole.end and whole.start < booking.end + gap
            shares = not booking.units or set(booking.units) & set(whole.units)
            if booking.resource == resource.key and meets and shares and day in booking.days():
                reason = reason or "booked"
        if reason:
            lost.append(LostDate(day, reason))
        else:
            kept.append(day)
    choice = Allocation(
        whole.request,
        whole.resource,
        whole.units,
        whole.weekday,
        whole.start,
        whole.minutes,
        tuple(kept),
        tuple(lost),
    )
    if whole.end <= 1440 and not _broken(problem, [choice]):
        yield choice


def _broken(problem: Problem, allocations: list[Allocation]) -> bool:
    value = milli_value(problem, allocations) / 1000
    return bool(check(problem, Plan(tuple(allocations), value, value)))


def best_value(problem: Problem) -> float:
    """The value of the best plan, in points."""
    wanted = [asked for asked in problem.requests for _ in range(asked.sessions)]
    choices = {asked.key: list(_choices(problem, asked)) for asked in problem.requests}

    def best(i: int, held: list[Allocation]) -> int:
        if i == len(wanted):
            return milli_value(problem, held)
        found = best(i + 1, held)
        for choice in choices[wanted[i].key]:
            if not _broken(problem, [*held, choice]):
                found = max(found, best(i + 1, [*held, choice]))
        return found

    return best(0, []) / 1000
