"""What a keeper could open, and to how many people who look for it: the most wanted first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from softplace.people.enums import Audience
from softplace.vacancy.queries.idle import IdleRun, idle_runs
from softplace.vacancy.rules.evidence import Evidence, Wish, evidence_for, suits


@dataclass(frozen=True, slots=True)
class Proposal:
    """A run of idle half-days, and what is known of people who want it."""

    run: IdleRun
    evidence: Evidence


def proposals(
    place_ids: Collection[int],
    wanted: Sequence[Wish],
    at: datetime,
    *,
    audience: int = Audience.EVERYONE,
) -> list[Proposal]:
    """What stands idle at some places, the most wanted first, then the most m²·hours.

    A resource made of others is proposed only where somebody wants just that: its parts are
    proposed for themselves.
    """
    runs = idle_runs(place_ids, at, audience=audience)
    rooms = {run.room.resource_id: run.room for run in runs}
    suiting = {key: [wish for wish in wanted if suits(wish, room)] for key, room in rooms.items()}
    found = [
        Proposal(run, evidence_for(suiting[run.room.resource_id], run.room, run.spans))
        for run in runs
    ]
    kept = [one for one in found if one.evidence.wishes or not one.run.is_made_of_parts]
    return sorted(
        kept,
        key=lambda one: (
            -one.evidence.people,
            -one.evidence.wishes,
            -(one.run.m2_hours or 0.0),
            one.run.first_date,
            one.run.room.resource_id,
        ),
    )
