"""A planner sets a campaign up: what it is, what counts, and how it goes on."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.campaigns import CampaignShape, campaign_shape, router
from softplace.api.callers import lends, planner_of, user_of
from softplace.api.conditions import version_seen
from softplace.api.fields import AudienceName, Day, Id, Instant, audience_number, described, or_404
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.matching.commands import (
    change_campaign,
    close_applications,
    create_campaign,
    open_campaign,
    return_to_draft,
    set_policy,
)
from softplace.matching.models import Campaign
from softplace.matching.queries import Meaning, example_of, meaning_of
from softplace.matching.rules import CampaignFields, policy_of, reasons_to_refuse_weights
from softplace.people.enums import Scope
from softplace.people.models import Group

READS: dict[str, Any] = lends(Scope.REQUESTS_READ)
WRITES: dict[str, Any] = lends(Scope.REQUESTS_WRITE)
CHANGES: dict[str, Any] = lends(Scope.REQUESTS_WRITE, versioned=True)

SeenVersion = Annotated[
    int | None,
    Field(
        ge=1,
        description=sentence(
            "The version of the campaign that you saw: 409 if it changed since. Or send its tag "
            "in If-Match."
        ),
    ),
]
Weights = Annotated[
    dict[str, Any],
    Field(
        description=sentence(
            "By the names of the format of matching; what is left out is as the engine has it."
        )
    ),
]


class Step(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    DRAFT = "draft"


STEPS: dict[Step, Callable[..., Campaign]] = {
    Step.OPEN: open_campaign,
    Step.CLOSE: close_applications,
    Step.DRAFT: return_to_draft,
}


class CampaignContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("What is given is changed, what is not stays."))
    )

    name: str = Field(default_factory=str, min_length=1, max_length=120)
    description: str = Field(default_factory=str, max_length=4000)
    first_day: Day | None = None
    last_day: Day | None = None
    applications_open_at: Instant | None = None
    applications_close_at: Instant | None = None
    audience: AudienceName = "everyone"
    group: Id | None = Field(None, description=sentence("Of members: which group; its number."))


class NewCampaign(CampaignContent):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("A season that is to be given out, as a draft."))
    )

    name: str = Field(min_length=1, max_length=120)
    description: str = Field("", max_length=4000)
    first_day: Day
    last_day: Day
    applications_open_at: Instant
    applications_close_at: Instant
    weights: Weights = {}


class CampaignChange(CampaignContent):
    version: SeenVersion = None


class NewWeights(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("All that counts; it replaces what counted before."))
    )

    version: SeenVersion = None
    weights: Weights


class TriedWeights(BaseModel):
    model_config = ConfigDict(extra="forbid", **described(sentence("Weights to be tried.")))

    weights: Weights


class NewStep(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence("open applications, close them, or go back to the draft while nobody applied.")
        ),
    )

    version: SeenVersion = None
    step: Step


class MeaningShape(BaseModel):
    model_config = described(
        sentence(
            "Points of one date of an example, under some weights: in the first wish 3 km away, in "
            "the second, in a room not wished for, 10 km away, in a room twice as large, and so on."
        )
    )

    first_wish: float
    second_wish: float
    not_wished: float
    far: float
    large: float
    first_hours: float
    hours_by_tranche: list[tuple[float, float | None, float]]
    idle_half_day: float
    two_short: float
    kept: float


class PreviewShape(BaseModel):
    model_config = described(
        sentence("What weights would do to an example that looks like this campaign.")
    )

    headcount: int
    minutes: int
    is_of_campaign: bool
    before: MeaningShape
    after: MeaningShape


def planned_campaign(request: HttpRequest, campaign_id: int) -> Campaign:
    """Any campaign, for a planner."""
    planner_of(request)
    campaigns = Campaign.objects.select_related("group")
    found: Campaign = or_404(campaigns.filter(pk=campaign_id).first())
    return found


def version_of_campaign(request: HttpRequest, campaign: Campaign, given: int | None) -> int:
    return version_seen(request, given, campaign.version, campaign_shape(campaign))


def _fields(given: dict[str, Any], before: Campaign | None = None) -> CampaignFields:
    """What is said, over what the campaign says."""
    said: dict[str, Any] = {}
    if before is not None:
        said = {name: getattr(before, name) for name in CampaignFields.__annotations__}
    empty = [name for name, value in given.items() if value is None and name != "group"]
    refuse([Reason("required", name) for name in empty])
    for name, value in given.items():
        if name == "audience":
            said["audience"] = audience_number(value)
        elif name == "group":
            _refuse_unknown_group(value)
            said["group_id"] = value
        else:
            said[name] = value
    return said  # type: ignore[return-value]


def _refuse_unknown_group(group_id: int | None) -> None:
    if group_id is not None and not Group.objects.filter(pk=group_id).exists():
        raise Refused(Reason("unknown_choice", "group", {"value": str(group_id)}))


def _meaning(found: Meaning) -> MeaningShape:
    return MeaningShape(**{name: getattr(found, name) for name in MeaningShape.model_fields})


@router.post(
    "/campaigns",
    **WRITES,
    response={201: CampaignShape},
    operation_id="create_campaign",
    summary=sentence("Begin a campaign"),
    description=sentence("For planners. A draft: offers can be made, nobody applies yet."),
)
def create(request: HttpRequest, response: HttpResponse, content: NewCampaign) -> object:
    user = planner_of(request)
    fields = _fields(content.model_dump(exclude_unset=True, exclude={"weights"}))
    made = create_campaign(actor=user, fields=fields, weights=content.weights)
    response["Location"] = f"/api/campaigns/{made.pk}"
    return campaign_shape(planned_campaign(request, made.pk))


@router.patch(
    "/campaigns/{campaign_id}",
    **CHANGES,
    response=CampaignShape,
    operation_id="change_campaign",
    summary=sentence("Change a campaign"),
    description=sentence("For planners, until it is published; the season until it is decided on."),
)
def change(request: HttpRequest, campaign_id: Path[Id], content: CampaignChange) -> object:
    campaign = planned_campaign(request, campaign_id)
    version = version_of_campaign(request, campaign, content.version)
    fields = _fields(content.model_dump(exclude_unset=True, exclude={"version"}), campaign)
    change_campaign(actor=user_of(request), campaign=campaign, version=version, fields=fields)
    return campaign_shape(planned_campaign(request, campaign_id))


@router.put(
    "/campaigns/{campaign_id}/weights",
    **CHANGES,
    response=CampaignShape,
    operation_id="set_weights",
    summary=sentence("Say what counts in a campaign"),
    description=sentence("For planners, until it is published. They are public with the results."),
)
def set_weights(request: HttpRequest, campaign_id: Path[Id], content: NewWeights) -> object:
    campaign = planned_campaign(request, campaign_id)
    version = version_of_campaign(request, campaign, content.version)
    set_policy(actor=user_of(request), campaign=campaign, version=version, weights=content.weights)
    return campaign_shape(planned_campaign(request, campaign_id))


@router.post(
    "/campaigns/{campaign_id}/weights/preview",
    **READS,
    response=PreviewShape,
    operation_id="preview_weights",
    summary=sentence("Try what other weights would do"),
    description=sentence("For planners. Computed by the engine on an example; nothing is written."),
)
def preview_weights(request: HttpRequest, campaign_id: Path[Id], content: TriedWeights) -> object:
    campaign = planned_campaign(request, campaign_id)
    refuse(reasons_to_refuse_weights(content.weights))
    example = example_of(campaign)
    before, after = (
        _meaning(meaning_of(policy_of(weights), example))
        for weights in (campaign.policy, content.weights)
    )
    return PreviewShape(
        headcount=example.headcount,
        minutes=example.minutes,
        is_of_campaign=example.is_of_campaign,
        before=before,
        after=after,
    )


@router.post(
    "/campaigns/{campaign_id}/steps",
    **CHANGES,
    response=CampaignShape,
    operation_id="step_campaign",
    summary=sentence("Open or close the applications of a campaign"),
    description=sentence("For planners. Closed, it is decided on; publishing is done apart."),
)
def step(request: HttpRequest, campaign_id: Path[Id], content: NewStep) -> object:
    campaign = planned_campaign(request, campaign_id)
    version = version_of_campaign(request, campaign, content.version)
    STEPS[content.step](actor=user_of(request), campaign=campaign, version=version)
    return campaign_shape(planned_campaign(request, campaign_id))
