"""A campaign is set up, opened and closed; what cannot be is refused and changes nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from softplace.engines.matching.problem import Policy, Tranche
from softplace.foundation import clock
from softplace.foundation.errors import Reason, Refused
from softplace.matching.commands import (
    change_campaign,
    close_applications,
    create_campaign,
    offer_resources,
    open_campaign,
    return_to_draft,
    set_policy,
)
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign
from softplace.matching.rules import (
    differing,
    policy_of,
    reasons_to_refuse_campaign,
    reasons_to_refuse_weights,
    weights_of,
)
from softplace.people.enums import Audience
from softplace.trail.models import Entry
from tests.bookings.conftest import MONDAY
from tests.matching.cast import CLOSES_AT, a_draft, an_open_campaign, applied, campaign_fields

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(MONDAY):
        yield


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


class TestWhatACampaignSays:
    @pytest.mark.parametrize(
        ("fields", "code", "field"),
        [
            ({"name": " "}, "required", "name"),
            ({"name": "<b>"}, "name_with_markup", "name"),
            ({"last_day": date(2027, 9, 5)}, "season_ends_before_it_starts", "last_day"),
            ({"last_day": date(2028, 12, 4)}, "season_too_long", "last_day"),
            ({"first_day": date(1999, 9, 6)}, "year_out_of_range", "first_day"),
            (
                {"applications_close_at": MONDAY - timedelta(days=7)},
                "applications_close_before_they_open",
                "applications_close_at",
            ),
            (
                {"applications_close_at": datetime(2028, 7, 3, 12, tzinfo=UTC)},
                "applications_close_after_the_season",
                "applications_close_at",
            ),
            ({"audience": 9}, "unknown_choice", "audience"),
            ({"group_id": 3}, "group_without_members", "group"),
        ],
    )
    def test_what_cannot_be_is_refused(self, fields: dict[str, Any], code: str, field: str) -> None:
        reasons = reasons_to_refuse_campaign(campaign_fields(**fields))
        assert (code, field) in [(reason.code, reason.field) for reason in reasons]

    def test_sixty_four_weeks_are_a_season_and_may_begin_on_a_leap_day(self) -> None:
        leap = date(2028, 2, 29)
        last = date(2028, 2, 28) + timedelta(weeks=64, days=-1)
        season = {"first_day": leap, "last_day": last}
        assert reasons_to_refuse_campaign(campaign_fields(**season)) == []

    def test_a_season_may_be_the_night_on_which_clocks_change(self) -> None:
        night = {"first_day": date(2028, 3, 26), "last_day": date(2028, 3, 26)}
        assert reasons_to_refuse_campaign(campaign_fields(**night)) == []

    def test_only_planners_make_one(self) -> None:
        made = a_draft()
        with pytest.raises(Refused) as refused:
            create_campaign(actor=made.world.keeper, fields=campaign_fields())
        assert codes(refused) == ["planners_only"]
        assert Campaign.objects.count() == 1

    def test_a_change_is_on_the_trail_and_the_second_of_two_planners_is_told(self) -> None:
        made = a_draft()
        for_members = campaign_fields(audience=Audience.MEMBERS)
        change_campaign(
            actor=made.world.planner, campaign=made.campaign, version=1, fields=for_members
        )
        with pytest.raises(Refused) as refused:
            change_campaign(
                actor=made.world.planner,
                campaign=made.campaign,
                version=1,
                fields=campaign_fields(name="Mine"),
            )
        assert codes(refused) == ["campaign_changed_meanwhile"]
        made.campaign.refresh_from_db()
        assert (made.campaign.name, made.campaign.version) == ("Season 2027–2028", 2)
        assert made.campaign.audience == Audience.MEMBERS
        entry = Entry.objects.get(verb="change_campaign")
        assert entry.changes == {"audience": [0, 3]}

    def test_a_season_does_not_leave_requests_outside(self) -> None:
        made = an_open_campaign()
        applied(made, first_day=date(2027, 9, 14))
        with pytest.raises(Refused) as refused:
            change_campaign(
                actor=made.world.planner,
                campaign=made.campaign,
                version=2,
                fields=campaign_fields(first_day=date(2027, 10, 4)),
            )
        assert refused.value.reasons == (
            Reason("season_leaves_out_requests", "last_day", {"count": 1}),
        )


class TestHowItGoesOn:
    def test_it_opens_closes_and_opens_again(self) -> None:
        made = a_draft()
        planner = made.world.planner
        with pytest.raises(Refused, match="campaign_offers_nothing"):
            open_campaign(actor=planner, campaign=made.campaign, version=1)
        offer_resources(
            actor=made.world.keeper, campaign=made.campaign, resources=[made.world.hall]
        )
        open_campaign(actor=planner, campaign=made.campaign, version=1)
        close_applications(actor=planner, campaign=made.campaign, version=2)
        made.campaign.refresh_from_db()
        assert made.campaign.status == CampaignStatus.DECIDING
        open_campaign(actor=planner, campaign=made.campaign, version=3)
        made.campaign.refresh_from_db()
        assert (made.campaign.status, made.campaign.version) == (CampaignStatus.OPEN, 4)

    def test_a_draft_is_not_decided(self) -> None:
        made = a_draft()
        with pytest.raises(Refused) as refused:
            close_applications(actor=made.world.planner, campaign=made.campaign, version=1)
        assert codes(refused) == ["campaign_step_unknown"]
        made.campaign.refresh_from_db()
        assert (made.campaign.status, made.campaign.version) == (CampaignStatus.DRAFT, 1)

    def test_it_does_not_open_when_the_last_moment_to_apply_is_over(self) -> None:
        made = a_draft()
        with clock.frozen(CLOSES_AT), pytest.raises(Refused) as refused:
            open_campaign(actor=made.world.planner, campaign=made.campaign, version=1)
        assert codes(refused) == ["applications_would_be_over"]

    def test_it_goes_back_to_a_draft_only_while_nobody_has_applied(self) -> None:
        made = an_open_campaign()
        applied(made)
        with pytest.raises(Refused) as refused:
            return_to_draft(actor=made.world.planner, campaign=made.campaign, version=2)
        assert refused.value.reasons == (Reason("campaign_has_requests", "", {"count": 1}),)

    def test_a_keeper_moves_nothing(self) -> None:
        made = a_draft()
        with pytest.raises(Refused) as refused:
            open_campaign(actor=made.world.keeper, campaign=made.campaign, version=1)
        assert codes(refused) == ["planners_only"]


class TestPolicy:
    def test_only_what_differs_is_kept_and_comes_back_whole(self) -> None:
        policy = Policy(km_points=9.0, tranches=(Tranche(3.0, 1.0), Tranche(None, 0.5)))
        kept = differing(weights_of(policy))
        assert kept == {"km_points": 9.0, "tranches": [[3.0, 1.0], [None, 0.5]]}
        assert policy_of(kept) == policy

    @pytest.mark.parametrize(
        ("weights", "code"),
        [
            ({"kilometre": 1}, "unknown_weight"),
            ({"km_points": -1}, "weight_out_of_range"),
            ({"km_points": 10_001}, "weight_out_of_range"),
            ({"km_points": float("nan")}, "weight_not_a_number"),
            ({"km_points": "4"}, "weight_not_a_number"),
            ({"hour_points": 0}, "hour_worth_nothing"),
            ({"rank_points": [10, 20]}, "later_wish_worth_more"),
            ({"rank_points": [1] * 11}, "too_many"),
            ({"tranches": []}, "tranches_missing"),
            ({"tranches": [[2.0, 1.0]]}, "last_tranche_has_a_limit"),
            ({"tranches": [[None, 1.0], [None, 0.5]]}, "last_tranche_has_a_limit"),
            ({"tranches": [[2.0, 0.5], [None, 0.6]]}, "later_hour_worth_more"),
            ({"tranches": [[4.0, 1.0], [2.0, 0.9], [None, 0.6]]}, "tranche_hours_do_not_rise"),
            ({"tranches": [[None, 0.0]]}, "share_of_hours_out_of_range"),
            ({"noon": 785}, "noon_off_the_quarter"),
            ({"step_minutes": 20}, "step_off_the_quarter"),
        ],
    )
    def test_weights_that_cannot_be_are_refused(self, weights: dict[str, Any], code: str) -> None:
        assert [reason.code for reason in reasons_to_refuse_weights(weights)] == [code]

    def test_every_policy_that_is_accepted_is_one_of_the_engine(self) -> None:
        weights = {"tranches": [[1, 1], [None, 1]], "rank_points": [], "noon": 720}
        assert reasons_to_refuse_weights(weights) == []
        assert policy_of(weights).tranches == (Tranche(1, 1), Tranche(None, 1))

    def test_a_policy_is_changed_on_the_trail_until_it_is_decided(self) -> None:
        made = a_draft()
        set_policy(
            actor=made.world.planner, campaign=made.campaign, version=1, weights={"km_points": 9}
        )
        made.campaign.refresh_from_db()
        assert made.campaign.policy == {"km_points": 9}
        assert Entry.objects.get(verb="set_policy").changes == {"km_points": [None, 9]}
        Campaign.objects.update(status=CampaignStatus.PUBLISHED)
        with pytest.raises(Refused) as refused:
            set_policy(actor=made.world.planner, campaign=made.campaign, version=2, weights={})
        assert codes(refused) == ["campaign_is_decided"]
