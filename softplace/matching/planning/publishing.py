"""The board as it stands, checked and explained, becomes bookings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from softplace.computing.enums import RunStatus
from softplace.engines.contract import Violation
from softplace.engines.matching.check import check, milli_value
from softplace.engines.matching.plan import Plan
from softplace.engines.matching.problem import InvalidField
from softplace.engines.matching.worth import MILLI
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.matching.commands.publishing import publish_board
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign, Run
from softplace.matching.planning.asking import Asked, asked_of
from softplace.matching.planning.explaining import unserved_of
from softplace.matching.queries.rounds import round_of
from softplace.matching.rules import reasons_to_refuse_deciding
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning

OVERLAPS = {"collision", "applicant_in_two_rooms"}


@dataclass(frozen=True)
class Board:
    """What is on the board as the engine sees it, and what keeps it from being published."""

    asked: Asked
    plan: Plan
    violations: tuple[Violation, ...]

    @property
    def value(self) -> float:
        return self.plan.value


def board_of(campaign: Campaign, at: datetime) -> Board:
    """The board of a campaign, held against everything that is booked by now."""
    asked = asked_of(round_of(campaign, at))
    sessions = asked.board().allocations
    try:
        value = milli_value(asked.problem, sessions) / MILLI
    except (KeyError, ValueError):
        value = 0.0
    plan = Plan(sessions, value, float("inf"))
    return Board(asked, plan, tuple(check(asked.problem, plan)))


def reasons_not_to_publish(board: Board) -> list[Reason]:
    """Overlaps that a hand has made, and what has passed or was booked since the plan was
    computed."""
    round = board.asked.round
    passed = sum(bool(each.dates) and each.dates[0] < round.first for each in round.on_board)
    if passed:
        return [Reason("board_dates_passed", "", {"count": passed})]
    rules = {violation.rule for violation in board.violations}
    if not rules:
        return []
    count = len(board.violations)
    if rules & OVERLAPS:
        return [Reason("sessions_overlap", "", {"count": count})]
    if "booked" in rules or "closed_day" in rules or "closed_hours" in rules:
        return [Reason("board_is_outdated", "", {"count": count})]
    details = {"count": count, "rules": ", ".join(sorted(rules))}
    return [Reason("board_breaks_rules", "", details)]


def publish(
    *, actor: User, campaign: Campaign, version: int, appeals_close_at: datetime | None
) -> Campaign:
    """Publish the board: bookings, refusals with reasons, letters; all of it or nothing."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    fresh = Campaign.objects.get(pk=campaign.pk)
    unserved: list[dict[str, Any]] = []
    if fresh.status == CampaignStatus.DECIDING and fresh.version == version:
        refuse(reasons_to_refuse_deciding(fresh.requests.standing().count()))
        board = board_of(fresh, now())
        refuse(reasons_not_to_publish(board))
        unserved = _unserved(fresh, board)
    return publish_board(
        actor=actor,
        campaign=fresh,
        version=version,
        unserved=unserved,
        appeals_close_at=appeals_close_at,
    )


def _unserved(campaign: Campaign, board: Board) -> list[dict[str, Any]]:
    """As the last run found it, when the board is still the one that it made; else with what of
    that still holds."""
    run = (
        Run.objects.filter(campaign=campaign, status=RunStatus.DONE, board_version__isnull=False)
        .order_by("-id")
        .first()
    )
    if run is not None and run.board_version == campaign.version:
        return list(run.unserved)
    known = run.unserved if run is not None and run.pass_number == campaign.pass_number else ()
    try:
        return unserved_of(board.asked, board.plan, before=known)
    except (InvalidField, ValueError) as wrong:
        raise Refused(Reason("board_is_outdated", "", {"count": 1})) from wrong
