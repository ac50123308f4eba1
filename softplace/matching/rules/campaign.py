"""Decisions about campaigns: what they say, how they go on, what is offered, who may apply."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypedDict

from softplace.bookings.rules import PersonFacts
from softplace.engines.matching.offers import MAX_WEEKS
from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text
from softplace.matching.enums import CampaignStatus
from softplace.people.enums import Audience
from softplace.places.rules import may_change_place

FIRST_YEAR, LAST_YEAR = 2000, 2200
MOST_UNITS = 64
"""Of one resource, as the engine counts them."""

NEXT = {
    CampaignStatus.DRAFT: {CampaignStatus.OPEN},
    CampaignStatus.OPEN: {CampaignStatus.DECIDING, CampaignStatus.DRAFT},
    CampaignStatus.DECIDING: {CampaignStatus.OPEN, CampaignStatus.PUBLISHED},
    CampaignStatus.PUBLISHED: {CampaignStatus.ENDED},
    CampaignStatus.ENDED: set[CampaignStatus](),
}
"""What is published is decided on again by `open_second_pass` only, under another pass."""
CHANGEABLE = (CampaignStatus.DRAFT, CampaignStatus.OPEN, CampaignStatus.DECIDING)
OFFERING = (CampaignStatus.DRAFT, CampaignStatus.OPEN)
PUBLISHED = (CampaignStatus.PUBLISHED, CampaignStatus.ENDED)


class CampaignFields(TypedDict, total=False):
    """What may be said of a campaign; the names and types are those of the model."""

    name: str
    description: str
    first_day: date
    last_day: date
    applications_open_at: datetime
    applications_close_at: datetime
    audience: int
    group_id: int | None


def reasons_to_refuse_campaign(fields: CampaignFields) -> list[Reason]:
    """Why a campaign as a whole cannot be as described."""
    reasons = reasons_to_refuse_name("name", fields["name"], limit=120)
    reasons += reasons_to_refuse_text(
        "description", fields.get("description", ""), limit=4000, lines=True
    )
    reasons += reasons_to_refuse_season(fields["first_day"], fields["last_day"])
    opens, closes = fields["applications_open_at"], fields["applications_close_at"]
    if closes <= opens:
        reasons.append(Reason("applications_close_before_they_open", "applications_close_at"))
    elif closes.astimezone(UTC).date() > fields["last_day"]:
        reasons.append(Reason("applications_close_after_the_season", "applications_close_at"))
    audience = fields.get("audience", Audience.EVERYONE)
    if audience not in Audience.values:
        reasons.append(Reason("unknown_choice", "audience", {"value": str(audience)[:40]}))
    elif fields.get("group_id") is not None and audience != Audience.MEMBERS:
        reasons.append(Reason("group_without_members", "group"))
    return reasons


def reasons_to_refuse_season(first_day: date, last_day: date) -> list[Reason]:
    if last_day < first_day:
        return [Reason("season_ends_before_it_starts", "last_day")]
    if not (first_day.year >= FIRST_YEAR and last_day.year < LAST_YEAR):
        years = {"first": FIRST_YEAR, "last": LAST_YEAR - 1}
        return [Reason("year_out_of_range", "first_day", years)]
    first_monday = first_day - timedelta(days=first_day.weekday())
    if (last_day - first_monday).days // 7 + 1 > MAX_WEEKS:
        return [Reason("season_too_long", "last_day", {"weeks": MAX_WEEKS})]
    return []


def reasons_to_refuse_change(
    status: str,
    *,
    season_changes: bool,
    left_out: int,
) -> list[Reason]:
    """Why what a campaign says can no longer be changed.

    `left_out` are requests whose dates would lie outside the new season.
    """
    if status not in CHANGEABLE:
        return [Reason("campaign_is_decided", "", {"status": status})]
    if season_changes and status == CampaignStatus.DECIDING:
        return [Reason("season_is_fixed", "first_day")]
    if left_out:
        return [Reason("season_leaves_out_requests", "last_day", {"count": left_out})]
    return []


def reasons_to_refuse_step(
    status: str,
    to: CampaignStatus,
    *,
    applications_close_at: datetime,
    at: datetime,
    requests: int,
    offers: int,
) -> list[Reason]:
    """Why a campaign cannot go on, or back, to another state."""
    if to not in NEXT[CampaignStatus(status)]:
        return [Reason("campaign_step_unknown", "", {"status": status, "to": to})]
    if to == CampaignStatus.OPEN and applications_close_at <= at:
        return [Reason("applications_would_be_over", "applications_close_at")]
    if status == CampaignStatus.DRAFT and not offers:
        return [Reason("campaign_offers_nothing")]
    if to == CampaignStatus.DRAFT and requests:
        return [Reason("campaign_has_requests", "", {"count": requests})]
    return []


def reasons_to_refuse_deciding(requests: int) -> list[Reason]:
    """Why there is nothing to compute or to publish."""
    return [] if requests else [Reason("campaign_without_requests")]


def reasons_to_refuse_version(seen: int, stored: int) -> list[Reason]:
    """Why a change made on what somebody saw cannot be made on what stands now."""
    return [] if seen == stored else [Reason("campaign_changed_meanwhile")]


def reasons_to_refuse_offer(
    *, name: str, status: str, is_keeper: bool, roles: Collection[str]
) -> list[Reason]:
    """Why someone may not offer this resource in a campaign, or take it back, just now."""
    if not may_change_place(is_keeper=is_keeper, roles=roles):
        return [Reason("offer_of_another_place", "resource", {"resource": name})]
    if status not in OFFERING:
        return [Reason("offers_are_closed", "resource", {"resource": name})]
    return []


def reasons_it_is_unusable(
    *,
    name: str,
    is_bookable: bool,
    is_published: bool,
    unit_count: int,
    headcounts: Sequence[int],
    has_hours: bool,
    lets_in: bool = True,
) -> list[Reason]:
    """Why a campaign can give nobody this resource, and what its keeper would have to say first.

    `headcounts` are those of its layouts, or its own where no layout is described; `lets_in`, if
    some of its hours are for who may apply.
    """
    named = {"resource": name}
    reasons = []
    if not is_published:
        reasons.append(Reason("offer_of_unpublished_place", "resource", named))
    if not is_bookable:
        reasons.append(Reason("offer_not_bookable", "resource", named))
    if not unit_count:
        reasons.append(Reason("offer_without_units", "resource", named))
    elif unit_count > MOST_UNITS:
        limit = {**named, "limit": MOST_UNITS}
        reasons.append(Reason("offer_with_too_many_units", "resource", limit))
    if not headcounts:
        reasons.append(Reason("offer_without_headcount", "resource", named))
    if not has_hours:
        reasons.append(Reason("offer_never_open", "resource", named))
    elif not lets_in:
        reasons.append(Reason("offer_closed_to_applicants", "resource", named))
    return reasons


def reasons_to_refuse_applying(
    *,
    status: str,
    opens_at: datetime,
    closes_at: datetime,
    audience: int,
    group_id: int | None,
    person: PersonFacts,
    at: datetime,
) -> list[Reason]:
    """Why this person may not apply in a campaign, change a request of it or withdraw one, now."""
    reasons = reasons_it_takes_none(status=status, opens_at=opens_at, closes_at=closes_at, at=at)
    if not reasons and not person.is_of(audience, group_id):
        return [Reason("campaign_not_for_you")]
    return reasons


def reasons_it_takes_none(
    *, status: str, opens_at: datetime, closes_at: datetime, at: datetime
) -> list[Reason]:
    """Why a campaign takes no application at that moment."""
    if status == CampaignStatus.DRAFT and at >= opens_at:
        return [Reason("campaign_not_opened")]
    if status == CampaignStatus.DRAFT or (status == CampaignStatus.OPEN and at < opens_at):
        return [Reason("applications_not_open_yet", "", {"at": opens_at})]
    if status != CampaignStatus.OPEN and at < closes_at:
        return [Reason("applications_closed_early")]
    if status != CampaignStatus.OPEN or at >= closes_at:
        return [Reason("applications_are_closed", "", {"at": closes_at})]
    return []
