"""People apply; what cannot be asked is refused at its field, and changes nothing."""

from datetime import date, timedelta
from typing import Any

import pytest

from softplace.foundation import clock
from softplace.foundation.errors import Reason, Refused
from softplace.matching.commands import (
    change_request,
    close_applications,
    describe_applicant,
    submit_request,
    withdraw_request,
)
from softplace.matching.enums import RequestStatus
from softplace.matching.models import Applicant, Campaign, Request
from softplace.matching.rules import Wished, reasons_to_refuse_request
from softplace.people.enums import Audience
from softplace.people.models import Group
from tests.bookings.conftest import MONDAY
from tests.matching.cast import (
    CLOSES_AT,
    SEASON,
    a_draft,
    an_open_campaign,
    applied,
    request_fields,
    standing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(MONDAY):
        yield


class TestWhatARequestSays:
    @pytest.mark.parametrize(
        ("fields", "code", "field"),
        [
            ({"title": ""}, "required", "title"),
            ({"headcount": 0}, "headcount_unbelievable", "headcount"),
            ({"layout": "sofa"}, "unknown_choice", "layout"),
            ({"equipment": ["sofa"]}, "unknown_choice", "equipment"),
            ({"noise": "thunder"}, "unknown_choice", "noise"),
            ({"rhythm": "daily"}, "unknown_choice", "rhythm"),
            ({"wished_minutes": 100}, "not_quarters_of_an_hour", "wished_minutes"),
            ({"shortest_minutes": 0}, "session_length_out_of_range", "shortest_minutes"),
            ({"wished_minutes": 1455}, "session_length_out_of_range", "wished_minutes"),
            ({"shortest_minutes": 135}, "shortest_above_wished", "shortest_minutes"),
            ({"session_count": 8}, "sessions_out_of_range", "session_count"),
            ({"session_count": 2}, "more_sessions_than_days", "session_count"),
            ({"windows": []}, "windows_missing", "windows"),
            ({"windows": [(0, 0, 90)] * 29}, "too_many", "windows"),
            ({"windows": [(7, 0, 90)]}, "window_off_the_week", "windows"),
            ({"windows": [(1, 1380, 1500)]}, "window_past_midnight", "windows"),
            ({"windows": [(1, 1080, 1080)]}, "window_ends_before_it_starts", "windows"),
            ({"windows": [(1, 1080, 1155)]}, "window_too_short", "windows"),
            ({"windows": [(1, 1085, 1175)]}, "window_too_short", "windows"),
            ({"first_day": date(2027, 9, 5)}, "outside_the_season", "first_day"),
            ({"last_day": date(2028, 7, 3)}, "outside_the_season", "last_day"),
            (
                {"first_day": date(2027, 10, 2), "last_day": date(2027, 10, 1)},
                "last_day_before_first",
                "last_day",
            ),
            (
                {"first_day": date(2027, 9, 8), "last_day": date(2027, 9, 8)},
                "no_such_weekday_in_dates",
                "windows",
            ),
            ({"radius_km": 5.0}, "radius_without_a_point", "radius_km"),
            (
                {"radius_km": 0.0, "latitude": 45.0, "longitude": 5.0},
                "radius_out_of_range",
                "radius_km",
            ),
            ({"latitude": 91.0, "longitude": 5.0}, "not_a_point", "latitude"),
            ({"latitude": 45.0, "longitude": None}, "not_a_point", "latitude"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(
        self, fields: dict[str, Any], code: str, field: str
    ) -> None:
        reasons = reasons_to_refuse_request(
            request_fields(**fields), season=SEASON, today=MONDAY.date()
        )
        assert [(reason.code, reason.field) for reason in reasons] == [(code, field)]

    def test_a_window_too_short_names_its_day_and_lengths(self) -> None:
        reasons = reasons_to_refuse_request(
            request_fields(windows=[(3, 600, 660)]), season=SEASON, today=MONDAY.date()
        )
        details = {"weekday": 3, "minutes": 60, "shortest": 90}
        assert reasons == [Reason("window_too_short", "windows", details)]

    def test_windows_that_touch_are_one(self) -> None:
        made = an_open_campaign()
        request = applied(made, windows=[(1, 1140, 1200), (1, 1080, 1140), (0, 600, 720)])
        request.refresh_from_db()
        assert request.windows == [[0, 600, 720], [1, 1080, 1200]]

    def test_a_leap_day_is_a_day_to_ask_for(self) -> None:
        leap = {"first_day": date(2028, 2, 29), "last_day": date(2028, 2, 29), "rhythm": "once"}
        assert (
            reasons_to_refuse_request(request_fields(**leap), season=SEASON, today=MONDAY.date())
            == []
        )

    def test_without_a_campaign_both_dates_are_needed_not_past_and_within_a_year(self) -> None:
        def refused(**fields: Any) -> list[tuple[str, str]]:
            reasons = reasons_to_refuse_request(
                request_fields(**fields), season=None, today=MONDAY.date()
            )
            return [(reason.code, reason.field) for reason in reasons]

        assert refused() == [("required", "first_day"), ("required", "last_day")]
        past = {"first_day": date(2027, 2, 1), "last_day": date(2027, 2, 28)}
        assert refused(**past) == [("dates_are_past", "last_day")]
        long = {"first_day": date(2027, 3, 1), "last_day": date(2028, 3, 1)}
        assert refused(**long) == [("dates_too_long", "last_day")]
        never = {"first_day": date(9999, 12, 1), "last_day": date(9999, 12, 31)}
        assert refused(**never) == [("year_out_of_range", "last_day")]


class TestApplying:
    def test_a_request_is_kept_with_its_wishes_in_order(self) -> None:
        made = an_open_campaign()
        wishes = [Wished(resource_id=made.world.half.pk), Wished(place_id=made.world.place.pk)]
        request = applied(made, *wishes)
        assert request.campaign == made.campaign
        kept = request.wishes.values_list("rank", "resource_id", "place_id")
        assert list(kept) == [
            (0, made.world.half.pk, None),
            (1, None, made.world.place.pk),
        ]

    def test_a_form_sent_twice_applies_once(self) -> None:
        made = an_open_campaign()
        first = applied(made, key="k1")
        assert applied(made, key="k1") == first
        assert applied(made, key="k2") != first
        assert Request.objects.count() == 2

    @pytest.mark.parametrize(
        ("wishes", "fields", "code"),
        [
            (lambda w: [Wished(resource_id=w.desks.pk)], {}, "wish_not_offered"),
            (lambda w: [Wished(resource_id=99_999)], {}, "wish_not_offered"),
            (lambda w: [Wished(place_id=99_999)], {}, "wish_not_offered"),
            (lambda w: [Wished(resource_id=w.half.pk)] * 2, {}, "wished_twice"),
            (lambda w: [], {"takes_anything": False}, "wishes_missing"),
        ],
    )
    def test_only_what_is_offered_is_wished_for(
        self, wishes: Any, fields: dict[str, Any], code: str
    ) -> None:
        made = an_open_campaign()
        with pytest.raises(Refused) as refused:
            applied(made, *wishes(made.world), **fields)
        assert [(r.code, r.field) for r in refused.value.reasons] == [(code, "wishes")]
        assert Request.objects.count() == 0

    def test_nobody_applies_before_after_or_to_a_draft(self) -> None:
        made = an_open_campaign()
        opens = made.campaign.applications_open_at
        for at, code in (
            (opens - timedelta(seconds=1), "applications_not_open_yet"),
            (CLOSES_AT, "applications_are_closed"),
        ):
            with clock.frozen(at), pytest.raises(Refused) as refused:
                applied(made)
            assert [reason.code for reason in refused.value.reasons] == [code]
        close_applications(actor=made.world.planner, campaign=made.campaign, version=2)
        with pytest.raises(Refused) as refused:
            applied(made)
        assert [r.code for r in refused.value.reasons] == ["applications_closed_early"]
        draft = a_second_draft(made)
        opens = draft.campaign.applications_open_at
        for at, code in (
            (opens - timedelta(seconds=1), "applications_not_open_yet"),
            (opens, "campaign_not_opened"),
        ):
            with clock.frozen(at), pytest.raises(Refused) as refused:
                applied(draft)
            assert [reason.code for reason in refused.value.reasons] == [code]

    def test_only_the_audience_applies(self) -> None:
        made = an_open_campaign()
        choirs = Group.objects.create(name="Choirs")
        Campaign.objects.update(audience=Audience.MEMBERS, group=choirs)
        with pytest.raises(Refused) as refused:
            applied(made)
        assert refused.value.reasons == (Reason("campaign_not_for_you"),)
        choirs.members.add(made.alice)
        assert applied(made).status == RequestStatus.SUBMITTED

    def test_nobody_applies_in_the_name_of_another(self) -> None:
        made = an_open_campaign()
        with pytest.raises(Refused) as refused:
            submit_request(
                actor=made.world.bob,
                applicant=made.club,
                campaign=made.campaign,
                fields=request_fields(),
            )
        assert refused.value.reasons == (Reason("not_yours", "applicant"),)

    def test_a_request_is_changed_and_withdrawn_until_applications_close(self) -> None:
        made = an_open_campaign()
        request = applied(made, Wished(resource_id=made.world.half.pk))
        fields = request_fields(headcount=40)
        changed = change_request(actor=made.alice, request=request, fields=fields, wishes=[])
        assert (changed.headcount, changed.wishes.count()) == (40, 0)
        with clock.frozen(CLOSES_AT):
            for act in (
                lambda: change_request(actor=made.alice, request=request, fields=fields, wishes=[]),
                lambda: withdraw_request(actor=made.alice, request=request),
            ):
                with pytest.raises(Refused) as refused:
                    act()
                assert [r.code for r in refused.value.reasons] == ["applications_are_closed"]
        for _ in range(2):
            gone = withdraw_request(actor=made.alice, request=request)
            assert gone.status == RequestStatus.WITHDRAWN

    def test_others_change_and_withdraw_nothing(self) -> None:
        made = an_open_campaign()
        request = applied(made)
        for other in (made.world.bob, made.world.keeper, made.world.planner):
            with pytest.raises(Refused) as refused:
                withdraw_request(actor=other, request=request)
            assert refused.value.reasons == (Reason("not_yours"),)

    def test_a_request_without_a_campaign_wishes_for_what_can_be_booked(self) -> None:
        made = a_draft()
        request = standing(made, Wished(resource_id=made.world.desks.pk))
        assert list(Request.objects.waiting()) == [request]
        made.world.place.is_published = False
        made.world.place.save()
        with pytest.raises(Refused) as refused:
            standing(made, Wished(resource_id=made.world.desks.pk))
        assert [r.code for r in refused.value.reasons] == ["wish_not_offered"]


class TestWhoAsks:
    def test_an_applicant_is_described_and_described_anew(self) -> None:
        made = a_draft()
        again = describe_applicant(
            actor=made.alice,
            applicant=made.club,
            fields={"name": " Crest Choir ", "member_count": 40, "several_at_once": True},
        )
        assert (again.pk, again.name, again.member_count) == (made.club.pk, "Crest Choir", 40)
        assert Applicant.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "code", "field"),
        [
            ({"name": ""}, "required", "name"),
            ({"name": "Crest Choir"}, "applicant_named_already", "name"),
            ({"name": "X", "kind": "army"}, "unknown_choice", "kind"),
            ({"name": "X", "member_count": 0}, "headcount_unbelievable", "member_count"),
            ({"name": "X", "latitude": 45.0}, "not_a_point", "latitude"),
            ({"name": "X", "group_id": 9}, "group_of_others", "group"),
        ],
    )
    def test_what_cannot_be_is_refused(self, fields: Any, code: str, field: str) -> None:
        made = a_draft()
        with pytest.raises(Refused) as refused:
            describe_applicant(actor=made.alice, fields=fields)
        assert [(r.code, r.field) for r in refused.value.reasons] == [(code, field)]

    def test_only_its_person_describes_it(self) -> None:
        made = a_draft()
        with pytest.raises(Refused) as refused:
            describe_applicant(actor=made.world.bob, applicant=made.club, fields={"name": "Mine"})
        assert refused.value.reasons == (Reason("not_yours"),)


def a_second_draft(made: Any) -> Any:
    from softplace.matching.commands import create_campaign
    from tests.matching.cast import Round, campaign_fields

    draft = create_campaign(actor=made.world.planner, fields=campaign_fields())
    return Round(made.world, draft, made.club)
