"""What a scenario could become: ready-made changes and where new sites should go.

Both are looked at first; what was seen is then taken over by its digest.
"""

from collections.abc import Sequence
from hashlib import blake2b
from math import isfinite
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Path
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.studies import (
    CHANGES,
    READS,
    ScenarioShape,
    planned_scenario,
    read_scenario,
    router,
    scenario_shape,
    version_of_scenario,
)
from softplace.api.callers import user_of
from softplace.api.fields import Code, Id, Version, described
from softplace.engines.reach.siting import Objective
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.enums import PlaceKind
from softplace.reach.enums import Basis, EditKind, Question, UseMeasure
from softplace.reach.models import Scenario
from softplace.reach.planning import (
    Draft,
    Sited,
    Sought,
    Wish,
    assess,
    compared,
    edit_scenario,
    figures_of,
    ready_made,
    seek_sites,
)
from softplace.reach.queries import Calendar, land_of, rates
from softplace.reach.rules import MOST_EDITS, MOST_SPANS, reasons_to_refuse_spans

Spans = Annotated[
    list[tuple[int, int]],
    Field(
        max_length=MOST_SPANS,
        description=sentence("[start, end) in minutes since Monday 0:00."),
    ),
]
Digest = Annotated[str, Field(max_length=40, description=sentence("Of what you looked at."))]


class ReadyMadeWish(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence(
                "A question of the field. count and measure are of close_least_used; kinds and "
                "hours of delegate; share, of each opening that is kept, of shorter_hours."
            )
        ),
    )

    question: Question
    function: Code
    count: int = Field(1, ge=0, le=MOST_EDITS)
    measure: UseMeasure = UseMeasure.BOOKINGS
    kinds: list[PlaceKind] = Field([PlaceKind.TOWN_HALL], max_length=len(PlaceKind))
    hours: Spans = []
    share: float = Field(0.5, gt=0, le=1)


class ReadyMadeTaken(ReadyMadeWish):
    version: Version = None
    digest: Digest


class SitingWish(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence(
                "Where the next sites of a function should go: so many, or what a budget pays "
                "for. required and forbidden are codes of communes and slugs of places."
            )
        ),
    )

    objective: Objective
    function: Code
    choose: int | None = Field(None, ge=1, le=1000)
    budget_euros: float | None = Field(None, ge=0, le=1e12, allow_inf_nan=False)
    among_places: bool = False
    required: list[Annotated[str, Field(max_length=80)]] = Field([], max_length=1000)
    forbidden: list[Annotated[str, Field(max_length=80)]] = Field([], max_length=1000)
    hours: Spans


class SitingTaken(SitingWish):
    version: Version = None
    digest: Digest


class ProposedEdit(BaseModel):
    model_config = described(sentence("A change that would be added."))

    kind: EditKind
    content: dict[str, Any]


class PeopleChanged(BaseModel):
    model_config = described(sentence("How many people gain, lose, and see no change."))

    gain: float
    lose: float
    same: float


class ReadyMadeShape(BaseModel):
    model_config = described(
        sentence("What a ready-made change would add, and what that changes. Nothing is written.")
    )

    edits: list[ProposedEdit]
    before: dict[str, float | None]
    after: dict[str, float | None]
    by_distance: PeopleChanged
    by_hours: PeopleChanged
    digest: str


class ChosenSite(BaseModel):
    model_config = described(sentence("A commune, or a place that would take the function in."))

    key: str
    name: str
    latitude: float
    longitude: float
    is_place: bool
    euros_a_year: float


class SitingShape(BaseModel):
    model_config = described(
        sentence(
            "The sites, what they are worth, and how much better any choice could be at most. "
            "Of a p-median, kilometres of a person, or minutes where the study’s threshold is of "
            "minutes; before is the value without any new site, null where there is none."
        )
    )

    sites: list[ChosenSite]
    value: float | None
    bound: float | None
    proven: bool
    before: float | None
    measured_on: Basis
    edits: list[ProposedEdit]
    digest: str


def _digest(drafts: Sequence[Draft]) -> str:
    seen = repr([(str(draft.kind), sorted(draft.content.items())) for draft in drafts])
    return blake2b(seen.encode(), digest_size=12).hexdigest()


def _proposed(drafts: Sequence[Draft]) -> list[ProposedEdit]:
    return [ProposedEdit(kind=EditKind(one.kind), content=dict(one.content)) for one in drafts]


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def _refuse_unstudied(scenario: Scenario, code: str) -> None:
    known = code in {function.code for function in scenario.study.functions.all()}
    refuse([] if known else [Reason("function_not_studied", "function", {"function": code})])


def _made(scenario: Scenario, wish: ReadyMadeWish) -> tuple[list[Draft], Calendar]:
    _refuse_unstudied(scenario, wish.function)
    if wish.question == Question.DELEGATE:
        refuse(reasons_to_refuse_spans(wish.hours))
    numbers = wish.model_dump(exclude={"version", "digest", "hours"})
    return ready_made(scenario, Wish(**numbers, hours=tuple(wish.hours)), now())


def _sited(scenario: Scenario, wish: SitingWish) -> Sited:
    _refuse_unstudied(scenario, wish.function)
    refuse(reasons_to_refuse_spans(wish.hours))
    said = wish.model_dump(exclude={"version", "digest", "hours", "choose"})
    choose = None if wish.budget_euros is not None else wish.choose or 1
    return seek_sites(scenario, Sought(**said, choose=choose, hours=tuple(wish.hours)))


def _take(
    user: User,
    scenario: Scenario,
    version: int,
    digest: str,
    drafts: Sequence[Draft],
    calendar: Calendar | None = None,
) -> ScenarioShape:
    if digest != _digest(drafts):
        raise Refused(Reason("preview_changed", "digest"))
    edit_scenario(actor=user, scenario=scenario, version=version, drafts=drafts, calendar=calendar)
    return scenario_shape(read_scenario(scenario.pk))


@router.post(
    "/scenarios/{scenario_id}/ready-made",
    **READS,
    response=ReadyMadeShape,
    operation_id="preview_ready_made",
    summary=sentence("Look at a ready-made change"),
    description=sentence(
        "For planners. Close the least used places, make all mobile, delegate, open what is "
        "vacant, specialise, shorten hours: which edits that takes, and what they change."
    ),
)
def preview_ready_made(
    request: HttpRequest, scenario_id: Path[Id], content: ReadyMadeWish
) -> object:
    scenario = planned_scenario(request, scenario_id)
    drafts, calendar = _made(scenario, content)
    study, edits = scenario.study, list(scenario.edits.all())
    land, costs = land_of(study), rates()
    options: dict[str, Any] = {"function": content.function, "rates": costs}
    before = assess(study, calendar, land.cells, edits=edits, **options)
    after = assess(study, calendar, land.cells, edits=[*edits, *drafts], **options)
    change = compared(land.cells, before.found, after.found)
    by_distance, by_hours = (
        PeopleChanged(gain=one.people_better, lose=one.people_worse, same=one.people_same)
        for one in (change.by_costs, change.by_hours)
    )
    return ReadyMadeShape(
        edits=_proposed(drafts),
        before=figures_of(before, land),
        after=figures_of(after, land),
        by_distance=by_distance,
        by_hours=by_hours,
        digest=_digest(drafts),
    )


@router.post(
    "/scenarios/{scenario_id}/ready-made/take",
    **CHANGES,
    response=ScenarioShape,
    operation_id="take_ready_made",
    summary=sentence("Add a ready-made change"),
    description=sentence("For planners. All that was looked at, or nothing where it has changed."),
)
def take_ready_made(request: HttpRequest, scenario_id: Path[Id], content: ReadyMadeTaken) -> object:
    scenario = planned_scenario(request, scenario_id)
    version = version_of_scenario(request, scenario, content.version)
    drafts, calendar = _made(scenario, content)
    return _take(user_of(request), scenario, version, content.digest, drafts, calendar)


@router.post(
    "/scenarios/{scenario_id}/siting",
    **READS,
    response=SitingShape,
    operation_id="seek_sites",
    summary=sentence("Ask where new sites should go"),
    description=sentence(
        "For planners. Solved while you wait, in two seconds at most; every site of the scenario "
        "stays. Nothing is written."
    ),
)
def seek(request: HttpRequest, scenario_id: Path[Id], content: SitingWish) -> object:
    found = _sited(planned_scenario(request, scenario_id), content)
    names = ChosenSite.model_fields
    return SitingShape(
        sites=[ChosenSite(**{name: getattr(one, name) for name in names}) for one in found.chosen],
        value=_finite(found.value),
        bound=_finite(found.bound),
        proven=found.proven,
        before=_finite(found.before),
        measured_on=found.basis,
        edits=_proposed(found.drafts),
        digest=_digest(found.drafts),
    )


@router.post(
    "/scenarios/{scenario_id}/siting/take",
    **CHANGES,
    response=ScenarioShape,
    operation_id="take_sites",
    summary=sentence("Take new sites over"),
    description=sentence(
        "For planners. The sites of that digest, sought anew; nothing where others are better now."
    ),
)
def take_sites(request: HttpRequest, scenario_id: Path[Id], content: SitingTaken) -> object:
    scenario = planned_scenario(request, scenario_id)
    version = version_of_scenario(request, scenario, content.version)
    drafts = _sited(scenario, content).drafts
    return _take(user_of(request), scenario, version, content.digest, drafts)
