"""Edits are tried on the calendar before they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from softplace.engines.reach.scenario import Network, applied
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.queries import surroundings_of
from softplace.places.rules import reasons_to_refuse_point
from softplace.reach.commands import add_edits, undo_edit
from softplace.reach.models import Edit, Scenario, Study
from softplace.reach.queries import Calendar, calendar_of, rates, week_of
from softplace.reach.rules import KEYED, LOCATED, engine_edit, reasons_to_refuse_edit


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit that is not kept yet."""

    kind: str
    content: Mapping[str, Any]
    number: int = 0
    """Among those that are tried together."""

    @property
    def key(self) -> str:
        """Of the place that it would bring."""
        return f"draft-{self.number}"


def studied_calendar(study: Study, edits: Sequence[Edit | Draft] = ()) -> Calendar:
    """Today's calendar of a study, with the places that the edits are about in it."""
    monday, zone = week_of(study)
    also = {edit.content["key"] for edit in edits if edit.kind in KEYED and "key" in edit.content}
    return calendar_of(
        list(study.functions.all()),
        monday,
        zone,
        also=also,
        square_metres=rates().square_metres_per_site,
    )


def network_of(
    calendar: Calendar, edits: Sequence[Edit | Draft], *, square_metres: float = 0.0
) -> Network:
    """Today's network after the edits of a scenario.

    Raises
    ------
    Refused
        As `engines.reach.scenario.applied`.
    """
    engine = [engine_edit(e.kind, e.content, key=e.key, square_metres=square_metres) for e in edits]
    return applied(calendar.network, engine)


def edit_scenario(
    *,
    actor: User,
    scenario: Scenario,
    version: int,
    drafts: Sequence[Draft],
    calendar: Calendar | None = None,
) -> list[Edit]:
    """Add edits, once it is known that they say something and that the network can have them.

    `calendar` is that of the scenario with the drafts, for who has read it already.
    """
    codes = {function.code for function in scenario.study.functions.all()}
    refuse(
        [
            replace(reason, details={**reason.details, "change": draft.number})
            for draft in drafts
            for reason in reasons_to_refuse_edit(draft.kind, draft.content, codes)
        ]
    )
    refuse([reason for draft in drafts for reason in _reasons_about_where(draft)][:1])
    edits = list(scenario.edits.all())
    calendar = calendar or studied_calendar(scenario.study, [*edits, *drafts])
    for draft in drafts:
        if draft.kind in KEYED and draft.content["key"] in calendar.beyond:
            details = {"place": draft.content["key"]}
            raise Refused(Reason("place_of_a_neighbour", "key", details))
    network_of(calendar, [*edits, *drafts])
    return add_edits(
        actor=actor,
        scenario_id=scenario.pk,
        version=version,
        edits=[(draft.kind, draft.content) for draft in drafts],
    )


def undo(*, actor: User, scenario: Scenario, version: int, edit_id: int) -> Scenario:
    """Take an edit out, once it is known that the others still can be without it."""
    kept = [edit for edit in scenario.edits.all() if edit.pk != edit_id]
    network_of(studied_calendar(scenario.study, kept), kept)
    return undo_edit(actor=actor, scenario_id=scenario.pk, version=version, edit_id=edit_id)


def _reasons_about_where(draft: Draft) -> list[Reason]:
    """Why a new point is not of this territory."""
    if draft.kind not in LOCATED:
        return []
    at = (draft.content["latitude"], draft.content["longitude"])
    return reasons_to_refuse_point(*at, surroundings_of(*at))
