"""Where the next sites of a function should go, in a scenario: solved while one waits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from softplace.engines.contract import MaxSeconds
from softplace.engines.reach.scenario import Hours
from softplace.engines.reach.siting import Objective, SitingPlan, SitingProblem, check, solve
from softplace.engines.travel import Mode, Points
from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, Refused
from softplace.places.models import Place
from softplace.reach.enums import Basis, EditKind
from softplace.reach.models import Rates, Scenario
from softplace.reach.planning.edits import Draft, network_of, studied_calendar
from softplace.reach.queries import Cells, land_of, rates
from softplace.reach.travel import every_pair

SECONDS = 2.0
MOST_CANDIDATES = 2_000
MOST_PAIRS = 10_000_000
"""Of a cell and a candidate, each measured."""
SEED = 1


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked.

    Attributes
    ----------
    objective
        Of `engines.reach.siting.Objective`.
    choose, budget_euros
        How many new sites at most, or what they may cost in a year: one of them, except for a
        set cover, which takes as many as it needs.
    among_places
        Whether existing places without the function are candidates too, as shared counters.
    required, forbidden
        Codes of communes and slugs of places.
    hours
        Of each new site, in minutes of the week: what it is open, and so what it costs.
    """

    objective: str
    function: str
    choose: int | None = 1
    budget_euros: float | None = None
    among_places: bool = False
    required: Sequence[str] = ()
    forbidden: Sequence[str] = ()
    hours: Hours = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commune, or a place that would take the function in."""

    key: str
    name: str
    latitude: float
    longitude: float
    is_place: bool
    euros_a_year: float


@dataclass(frozen=True, slots=True)
class Sited:
    """The answer, and the edits that would put it into the scenario.

    Attributes
    ----------
    value, bound, proven
        As in `engines.reach.siting.SitingPlan`; of a p-median, kilometres or minutes of a
        person, as the study's threshold is.
    before
        The same value without any new site; None for a set cover.
    basis
        What they were measured on.
    people_off
        Who live where no road leads to any site or candidate: they do not count.
    """

    chosen: Sequence[Candidate]
    value: float
    bound: float
    proven: bool
    before: float | None
    drafts: Sequence[Draft]
    basis: Basis
    people_off: float


def seek_sites(scenario: Scenario, sought: Sought) -> Sited:
    """Where the next sites should go when those of the scenario stay.

    Costs are kilometres along the way, or minutes where the study's threshold is of minutes, by
    its means of travel: along the imported roads, or where there are none along straight lines
    with their usual detour. People are those of the study's cells, candidates the communes at
    their points; the radius is the study's threshold. Fixed and brought sites of the scenario
    count as open, wherever they are. A cell that reaches some sites only counts at most as much
    as the farthest way there is.

    Raises
    ------
    Refused
        As `engines.reach.siting.problem`, `unknown_candidate` or `too_many_candidates`.
    """
    edits = list(scenario.edits.all())
    calendar = studied_calendar(scenario.study, edits)
    network = network_of(calendar, edits)
    found, costs = land_of(scenario.study), rates()
    land = found.cells
    candidates = _candidates(found.communes, costs, sought)
    most = min(MOST_CANDIDATES, MOST_PAIRS // max(len(land), 1))
    if len(candidates) > most:
        details = {"limit": most}
        raise Refused(Reason("too_many_candidates", "among_places", details))
    opened = network.offering(sought.function)
    taken = {site.key for site in opened}
    candidates = [one for one in candidates if one.key not in taken]
    study = scenario.study
    at = [*((one.latitude, one.longitude) for one in candidates), *((s.lat, s.lng) for s in opened)]
    costs_of_ways, basis = every_pair(
        land.points, Points.of(at), Mode(study.mode), is_in_minutes=study.is_in_minutes
    )
    on_roads = np.isfinite(costs_of_ways).any(axis=1)
    ways = costs_of_ways[on_roads]
    problem = SitingProblem(
        Objective(sought.objective),
        ways,
        weights=land.people[on_roads],
        choose=None if _is_free(sought) else sought.choose,
        budget=None if sought.objective == Objective.SET_COVER else sought.budget_euros,
        site_costs=np.array([one.euros_a_year for one in candidates] + [1.0] * len(opened))
        if sought.budget_euros is not None
        else None,
        radius=study.threshold,
        required=_indices(sought.required, candidates),
        forbidden=_indices(sought.forbidden, candidates),
        existing=tuple(range(len(candidates), len(candidates) + len(opened))),
        unserved_cost=_farthest(ways) if sought.objective == Objective.P_MEDIAN else None,
    )
    plan = solve(problem, stop=MaxSeconds(SECONDS), seed=SEED)
    violations = check(problem, plan)
    if violations:
        raise AssertionError(f"The solver made a plan that is none: {violations}")
    people_off = float(land.people[~on_roads].sum())
    return _told(sought, plan, problem, candidates, basis, people_off)


def _farthest(ways: Floats) -> float | None:
    """The farthest way that leads anywhere, where some lead nowhere."""
    leads = np.isfinite(ways)
    return None if leads.all() else float(ways[leads].max(initial=0.0))


def _is_free(sought: Sought) -> bool:
    """Whether the number of sites is not limited: by a budget, or by nothing."""
    return sought.objective == Objective.SET_COVER or sought.budget_euros is not None


def _candidates(communes: Cells, costs: Rates, sought: Sought) -> list[Candidate]:
    """Communes at a place's full cost; places that stand at what the staff costs."""
    minutes = sum(end - start for start, end in sought.hours)
    staff = minutes / 60 * 52.18 * costs.staff_at_desk * costs.staff_per_hour
    rent = costs.square_metres_per_site * costs.rent_per_square_metre_year
    found = [
        Candidate(
            code,
            communes.names[i],
            float(communes.points.lat[i]),
            float(communes.points.lng[i]),
            False,
            max(staff + rent, 1.0),
        )
        for i, code in enumerate(communes.codes)
    ]
    if not sought.among_places:
        return found
    places = Place.objects.published().filter(is_mobile=False).order_by("slug")
    rows = places.values_list("slug", "name", "latitude", "longitude")
    return found + [Candidate(*row, True, max(staff, 1.0)) for row in rows[: MOST_CANDIDATES + 1]]


def _indices(keys: Sequence[str], candidates: Sequence[Candidate]) -> tuple[int, ...]:
    at = {one.key: i for i, one in enumerate(candidates)}
    for key in keys:
        if key not in at:
            raise Refused(Reason("unknown_candidate", "required", {"name": key}))
    return tuple(sorted({at[key] for key in keys}))


def _told(
    sought: Sought,
    plan: SitingPlan,
    problem: SitingProblem,
    candidates: Sequence[Candidate],
    basis: Basis,
    people_off: float,
) -> Sited:
    chosen = [candidates[site] for site in plan.sites]
    people = float(problem.people.sum())
    each = people if sought.objective == Objective.P_MEDIAN else 1.0
    return Sited(
        chosen,
        plan.value / each,
        plan.bound / each,
        plan.proven,
        _before(problem, each),
        [_draft(one, n, sought) for n, one in enumerate(chosen)],
        basis,
        people_off,
    )


def _before(problem: SitingProblem, each: float) -> float | None:
    """The value with the sites that stand alone."""
    ways = problem.costs[:, list(problem.existing)].min(axis=1, initial=np.inf)
    peopled = problem.people > 0
    match problem.objective:
        case Objective.P_MEDIAN:
            return float(_at_most(ways, problem)[peopled] @ problem.people[peopled]) / each
        case Objective.P_CENTRE:
            return float(ways[peopled].max())
        case Objective.MAX_COVER:
            return float(problem.people[ways <= (problem.radius or 0)].sum())
        case Objective.SET_COVER:
            return None


def _at_most(ways: Floats, problem: SitingProblem) -> Floats:
    return ways if problem.unserved_cost is None else np.minimum(ways, problem.unserved_cost)


def _draft(one: Candidate, number: int, sought: Sought) -> Draft:
    hours = [[start, end] for start, end in sought.hours]
    if one.is_place:
        content = {"key": one.key, "function": sought.function, "hours": hours}
        return Draft(EditKind.ADD, content, number)
    place = {
        "name": one.name,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "functions": [sought.function],
        "hours": hours,
    }
    return Draft(EditKind.OPEN, place, number)
