"""Reads about vacancy."""

from softplace.vacancy.queries.digest import IdleWeek, idle_half_days
from softplace.vacancy.queries.idle import WEEKS_AHEAD, IdleRun, idle_runs
from softplace.vacancy.queries.measuring import EVERYWHERE, Measured, at_place, measure, these
from softplace.vacancy.queries.of_campaign import CampaignWeek, campaign_week
from softplace.vacancy.queries.of_place import (
    WEEKS_OF_STRETCH,
    HalfDay,
    PlaceVacancy,
    ResourceVacancy,
    Stretch,
    vacancy_of,
)
from softplace.vacancy.queries.policy import CurrentPolicy, current_policy, exemptions_by_end
from softplace.vacancy.queries.proposals import Proposal, proposals
from softplace.vacancy.queries.summary import (
    Disc,
    Figures,
    Heat,
    Offender,
    discs,
    figures,
    figures_by,
    figures_by_keeper,
    heat,
    heat_by_place,
    offenders,
)
from softplace.vacancy.queries.survey import Filter, Survey, survey
from softplace.vacancy.queries.wishes import wishes

__all__ = [
    "EVERYWHERE",
    "WEEKS_AHEAD",
    "WEEKS_OF_STRETCH",
    "CampaignWeek",
    "CurrentPolicy",
    "Disc",
    "Figures",
    "Filter",
    "HalfDay",
    "Heat",
    "IdleRun",
    "IdleWeek",
    "Measured",
    "Offender",
    "PlaceVacancy",
    "Proposal",
    "ResourceVacancy",
    "Stretch",
    "Survey",
    "at_place",
    "campaign_week",
    "current_policy",
    "discs",
    "exemptions_by_end",
    "figures",
    "figures_by",
    "figures_by_keeper",
    "heat",
    "heat_by_place",
    "idle_half_days",
    "idle_runs",
    "measure",
    "offenders",
    "proposals",
    "survey",
    "these",
    "vacancy_of",
    "wishes",
]
