"""Studies and their scenarios, for planners: edits with the version that was seen."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.functions import functions_named
from softplace.api.callers import lends, planner_of, user_of
from softplace.api.conditions import version_seen
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import (
    Code,
    Day,
    Id,
    Latitude,
    Longitude,
    Seen,
    Version,
    described,
    or_404,
)
from softplace.foundation.errors import Reason, refuse
from softplace.people.enums import Scope
from softplace.reach.commands import (
    create_scenario,
    create_study,
    duplicate_scenario,
    remove_scenario,
)
from softplace.reach.enums import Basis, EditKind, TravelMode
from softplace.reach.models import Edit, Scenario, Study
from softplace.reach.planning import (
    Draft,
    commune_rows,
    compare_scenarios,
    edit_scenario,
    figures_of,
    undo,
)
from softplace.reach.queries import scenario_of, studies, study_with
from softplace.reach.rules import (
    LARGEST_THRESHOLD_KM,
    LARGEST_THRESHOLD_MINUTES,
    LONGEST_SET_NAME,
    MOST_SPANS,
)

router = Router(tags=["studies"])
READS: dict[str, Any] = lends(Scope.STUDIES_READ)
WRITES: dict[str, Any] = lends(Scope.STUDIES_WRITE)
CHANGES: dict[str, Any] = lends(Scope.STUDIES_WRITE, versioned=True)
CELLS = sentence("The imported set of cells whose people are counted; the communes if empty.")
IN_MINUTES = sentence("In place of the kilometres; not for a straight line.")


class ScenarioRow(BaseModel):
    model_config = described(sentence("A scenario without its edits."))

    id: int
    name: str
    version: int
    published_at: datetime | None
    effective_on: date | None


class StudyShape(BaseModel):
    model_config = described(sentence("A question about the territory, with its scenarios."))

    id: int
    name: str
    question: str
    functions: list[str]
    mode: TravelMode
    threshold_km: float
    threshold_minutes: float | None
    week: date | None
    cells: str = Field(description=CELLS)
    version: int
    scenarios: list[ScenarioRow]


class EditShape(BaseModel):
    model_config = described(
        sentence("One change. content holds what its kind needs; hours are minutes of the week.")
    )

    id: int
    kind: EditKind
    content: dict[str, Any]


class ScenarioShape(ScenarioRow):
    model_config = described(sentence("A scenario with its edits, in their order."))

    study: int
    edits: list[EditShape]


class NewStudy(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    question: str = Field("", max_length=1000)
    functions: list[Code] = Field(min_length=1, max_length=20)
    mode: TravelMode = TravelMode.STRAIGHT
    threshold_km: float = Field(10.0, ge=0.1, le=LARGEST_THRESHOLD_KM, allow_inf_nan=False)
    threshold_minutes: float | None = Field(
        None, ge=1, le=LARGEST_THRESHOLD_MINUTES, allow_inf_nan=False, description=IN_MINUTES
    )
    week: Day | None = Field(None, description=sentence("The Monday of the week that counts."))
    cells: str = Field("", max_length=LONGEST_SET_NAME, description=CELLS)


class NewName(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80)


class EditContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence(
                "key is the slug of a place that stands; name, latitude, longitude and functions "
                "are of a new one; hours are [start, end) in minutes since Monday 0:00."
            )
        ),
    )

    key: str | None = Field(None, max_length=80)
    function: Code | None = None
    functions: list[Code] = Field(default_factory=list, max_length=20)
    name: str = Field("", max_length=160)
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    hours: list[tuple[int, int]] = Field(default_factory=list, max_length=MOST_SPANS)
    resource: Id | None = None
    stops: list[tuple[Latitude, Longitude]] = Field(default_factory=list, max_length=40)
    names: list[str] = Field(default_factory=list, max_length=40)


class NewEdit(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Version = None
    kind: EditKind
    content: EditContent


class ComparisonQuery(BaseModel):
    function: Code | None = Field(None, description=sentence("One of the study’s; else the first."))
    scenarios: str = Field(
        "",
        max_length=100,
        pattern=r"^(\d{1,18}(,\d{1,18})*)?$",
        description=sentence("Their numbers with commas between; the first four if empty."),
    )


class Compared(BaseModel):
    model_config = described(sentence("Figures of a scenario; null where no site is reached."))

    id: int | None
    name: str
    figures: dict[str, float | None]
    refusals: list[str]


class ComparisonShape(BaseModel):
    model_config = described(sentence("Today, scenarios beside it, and each commune in them."))

    function: str
    cell_set: str
    measured_on: Basis
    today: Compared
    scenarios: list[Compared]
    communes: list[dict[str, Any]]


def function_asked(study: Study, query: ComparisonQuery) -> str:
    codes = [function.code for function in study.functions.all()]
    code = query.function or codes[0]
    details = {"function": code}
    refuse([] if code in codes else [Reason("function_not_studied", "function", details)])
    return code


def chosen_of(study: Study, query: ComparisonQuery) -> list[Scenario]:
    """Those that are asked for, four at most; the first four where none is."""
    wanted = {int(number) for number in query.scenarios.split(",") if number}
    return [one for one in study.scenarios.all() if one.pk in wanted or not wanted][:4]


def version_of_scenario(request: HttpRequest, scenario: Scenario, given: int | None) -> int:
    return version_seen(request, given, scenario.version, scenario_shape(scenario))


def _row(scenario: Scenario) -> dict[str, Any]:
    return {
        "id": scenario.pk,
        "name": scenario.name,
        "version": scenario.version,
        "published_at": scenario.published_at,
        "effective_on": scenario.effective_on,
    }


def scenario_shape(scenario: Scenario) -> ScenarioShape:
    return ScenarioShape(
        **_row(scenario),
        study=scenario.study_id,
        edits=[_edit(edit) for edit in scenario.edits.all()],
    )


def _edit(edit: Edit) -> EditShape:
    return EditShape(id=edit.pk, kind=EditKind(edit.kind), content=edit.content)


def study_shape(study: Study) -> StudyShape:
    return StudyShape(
        id=study.pk,
        name=study.name,
        question=study.question,
        functions=sorted(function.code for function in study.functions.all()),
        mode=TravelMode(study.mode),
        threshold_km=study.threshold_km,
        threshold_minutes=study.threshold_minutes,
        week=study.week,
        cells=study.cells,
        version=study.version,
        scenarios=[ScenarioRow(**_row(scenario)) for scenario in study.scenarios.all()],
    )


def read_scenario(scenario_id: int) -> Scenario:
    found: Scenario = or_404(scenario_of(scenario_id))
    return found


def planned_study(request: HttpRequest, study_id: int) -> Study:
    """Any study, for a planner."""
    planner_of(request)
    found: Study = or_404(study_with(study_id))
    return found


def planned_scenario(request: HttpRequest, scenario_id: int) -> Scenario:
    """Any scenario, for a planner."""
    planner_of(request)
    return read_scenario(scenario_id)


@router.get(
    "/studies",
    **READS,
    response=PageOf[StudyShape],
    operation_id="list_studies",
    summary=sentence("List studies"),
    description=sentence("For planners. With the names of their scenarios."),
)
def list_studies(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> object:
    planner_of(request)
    return page_of(request, response, query, studies(), key="id", shape=study_shape)


@router.post(
    "/studies",
    **WRITES,
    response={201: StudyShape},
    operation_id="create_study",
    summary=sentence("Begin a study"),
    description=sentence("For planners. It has no scenario yet."),
)
def create(request: HttpRequest, response: HttpResponse, content: NewStudy) -> object:
    fields = content.model_dump(exclude={"functions"})
    made = create_study(
        actor=user_of(request), functions=functions_named(content.functions), **fields
    )
    response["Location"] = f"/api/studies/{made.pk}"
    return study_shape(or_404(study_with(made.pk)))


@router.get(
    "/studies/{study_id}",
    **READS,
    response=StudyShape,
    operation_id="read_study",
    summary=sentence("Read a study"),
    description=sentence("For planners. Its question, its settings, its scenarios."),
)
def read(request: HttpRequest, study_id: Path[Id]) -> object:
    return study_shape(planned_study(request, study_id))


@router.get(
    "/studies/{study_id}/comparison",
    **READS,
    response=ComparisonShape,
    operation_id="compare_scenarios",
    summary=sentence("Compare scenarios with today"),
    description=sentence(
        "For planners. Four at most, for one function: figures, and for each commune kilometres "
        "(minutes where the threshold is in minutes), hours a week within reach, and whether it gains or loses. In a study of cells these are "
        "means of the people of each commune, with how many of them gain and lose."
    ),
)
def compare(request: HttpRequest, study_id: Path[Id], query: Query[ComparisonQuery]) -> object:
    study = planned_study(request, study_id)
    given = compare_scenarios(study, function_asked(study, query), chosen_of(study, query))
    return ComparisonShape(
        function=given.function,
        cell_set=study.cells or "communes",
        measured_on=given.today.found.travel.basis,
        today=Compared(id=None, name="", figures=figures_of(given.today, given.land), refusals=[]),
        scenarios=[
            Compared(
                id=answer.scenario.pk,
                name=answer.scenario.name,
                figures=figures_of(answer.assessed, given.land) if answer.assessed else {},
                refusals=[reason.code for reason in answer.reasons],
            )
            for answer in given.answers
        ],
        communes=list(commune_rows(given)),
    )


@router.post(
    "/studies/{study_id}/scenarios",
    **WRITES,
    response={201: ScenarioShape},
    operation_id="create_scenario",
    summary=sentence("Begin a scenario"),
    description=sentence("For planners. It holds no edit: it is the calendar of today."),
)
def begin(
    request: HttpRequest, response: HttpResponse, study_id: Path[Id], content: NewName
) -> object:
    made = create_scenario(actor=user_of(request), study_id=study_id, name=content.name)
    response["Location"] = f"/api/scenarios/{made.pk}"
    return scenario_shape(made)


@router.get(
    "/scenarios/{scenario_id}",
    **READS,
    response=ScenarioShape,
    operation_id="read_scenario",
    summary=sentence("Read a scenario"),
    description=sentence("For planners. With its edits and its version."),
)
def read_one(request: HttpRequest, scenario_id: Path[Id]) -> object:
    return scenario_shape(planned_scenario(request, scenario_id))


@router.delete(
    "/scenarios/{scenario_id}",
    **CHANGES,
    response={204: None},
    operation_id="remove_scenario",
    summary=sentence("Remove a scenario"),
    description=sentence("For planners; not one that was published. The trail keeps its edits."),
)
def remove(request: HttpRequest, scenario_id: Path[Id], query: Query[Seen]) -> object:
    scenario = planned_scenario(request, scenario_id)
    version = version_of_scenario(request, scenario, query.version)
    remove_scenario(actor=user_of(request), scenario_id=scenario_id, version=version)
    return None


@router.post(
    "/scenarios/{scenario_id}/copies",
    **WRITES,
    response={201: ScenarioShape},
    operation_id="copy_scenario",
    summary=sentence("Copy a scenario"),
    description=sentence(
        "For planners. The same edits in the same study, under a name of its own."
    ),
)
def copy(
    request: HttpRequest, response: HttpResponse, scenario_id: Path[Id], content: NewName
) -> object:
    made = duplicate_scenario(actor=user_of(request), scenario_id=scenario_id, name=content.name)
    response["Location"] = f"/api/scenarios/{made.pk}"
    return scenario_shape(made)


@router.post(
    "/scenarios/{scenario_id}/edits",
    **CHANGES,
    response={201: ScenarioShape},
    operation_id="add_edit",
    summary=sentence("Add an edit to a scenario"),
    description=sentence(
        "For planners. close, open, move, hours, add (a function to a place), vacant (a room to "
        "a function), stop, market or shuttle. Answers the scenario with its new version."
    ),
)
def add(request: HttpRequest, scenario_id: Path[Id], content: NewEdit) -> object:
    scenario = planned_scenario(request, scenario_id)
    given = content.content.model_dump(exclude_unset=True, exclude_none=True)
    draft = Draft(content.kind, given)
    version = version_of_scenario(request, scenario, content.version)
    edit_scenario(actor=user_of(request), scenario=scenario, version=version, drafts=[draft])
    return scenario_shape(read_scenario(scenario_id))


@router.delete(
    "/scenarios/{scenario_id}/edits/{edit_id}",
    **CHANGES,
    response=ScenarioShape,
    operation_id="undo_edit",
    summary=sentence("Undo an edit"),
    description=sentence("For planners. The other edits stay; refused where one needs this one."),
)
def take_back(
    request: HttpRequest, scenario_id: Path[Id], edit_id: Path[Id], query: Query[Seen]
) -> object:
    scenario = planned_scenario(request, scenario_id)
    version = version_of_scenario(request, scenario, query.version)
    undo(actor=user_of(request), scenario=scenario, version=version, edit_id=edit_id)
    return scenario_shape(read_scenario(scenario_id))
