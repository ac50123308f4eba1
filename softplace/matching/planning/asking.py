"""A campaign as a problem of the engine, and which row each of its keys stands for."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from softplace.engines.matching.check import part_taken
from softplace.engines.matching.plan import Allocation as Session
from softplace.engines.matching.plan import LostDate, Plan
from softplace.engines.matching.problem import (
    Forbid,
    InvalidField,
    Problem,
    Season,
)
from softplace.foundation.errors import Reason, Refused
from softplace.matching import models
from softplace.matching.planning.rooms import closed_everywhere, rooms_of, shared_rooms
from softplace.matching.planning.wishes import applicants_of, lock_of, requests_of
from softplace.matching.queries.rounds import Round
from softplace.matching.rules import policy_of
from softplace.places.models import Resource

NOBODY = "nobody"


@dataclass(frozen=True)
class Asked:
    """A problem, and the rows behind it."""

    round: Round
    problem: Problem
    room_of: dict[int, str]
    """The engine's resource that each offered resource is a part of."""
    resources: dict[int, Resource]
    requests: dict[str, models.Request]
    hopeless: tuple[models.Request, ...]
    """They take only what nobody offers: the engine is not asked."""

    def resource_taken(self, session: Session) -> Resource:
        """The offered resource whose units a session takes."""
        locked = (session.request, session.weekday, session.start)
        for row in self.round.on_board if session.locked else ():
            if (str(row.request_id), row.weekday, row.start_minute) == locked:
                return self.resources[row.resource_id]
        problem = self.problem
        room = problem.resource_by_key[session.resource]
        asked = problem.request_by_key[session.request]
        part = part_taken(problem, room, asked, session.units)
        assert part is not None, "a plan holds parts only"
        return self.resources[int(part.key)]

    def board(self) -> Plan:
        """What is on the board as a plan, to start from."""
        sessions = tuple(self.session(each) for each in self.round.on_board)
        return Plan(sessions, 0.0, float("inf"))

    def session(self, row: models.Allocation) -> Session:
        return Session(
            str(row.request_id),
            self.room_of[row.resource_id],
            tuple(str(unit) for unit in sorted(row.units)),
            row.weekday,
            row.start_minute,
            row.minutes,
            tuple(sorted(row.dates)),
            tuple(LostDate(date.fromisoformat(day), reason) for day, reason in row.lost),
            row.is_locked,
            tuple(row.against),
        )


def asked_of(round: Round, placing: Collection[int] = ()) -> Asked:
    """The engine's problem; raises Refused where the campaign cannot be computed, and why.

    `placing` are requests that a person is about to place, whatever they wished for.
    """
    if round.first > round.last:
        raise Refused(Reason("season_is_over", "", {"last_day": round.last}))
    if not round.resources:
        raise Refused(Reason("nothing_is_offered"))
    room_of = shared_rooms(round)
    rooms, bookings = rooms_of(round, room_of)
    by_hand = Counter(row.request_id for row in round.on_board if row.is_locked)
    by_hand.update(placing)
    requests, hopeless = requests_of(round, room_of, {room.place for room in rooms}, by_hand)
    names = {request.key for request in requests}
    try:
        problem = Problem(
            Season(round.first, round.last, closed_everywhere(round, rooms)),
            tuple(rooms),
            tuple(applicants_of(round)),
            tuple(requests),
            tuple(bookings),
            policy_of(round.campaign.policy),
            tuple(lock_of(round, row, room_of) for row in round.on_board if row.is_locked),
            tuple(
                Forbid(
                    str(row.request_id),
                    f"{room_of[row.resource_id]}/{row.resource_id}" if row.resource_id else None,
                    row.weekday,
                    row.start_minute,
                )
                for row in round.forbids
                if str(row.request_id) in names
                and (row.resource_id is None or row.resource_id in room_of)
            ),
        )
    except InvalidField as wrong:
        raise Refused(Reason("campaign_not_computable", "", {"cause": str(wrong)})) from wrong
    return Asked(
        round,
        problem,
        room_of,
        {resource.pk: resource for resource in round.resources},
        {str(request.pk): request for request in round.requests},
        hopeless,
    )
