"""Requests without a campaign: what is free now, what is chosen, what waits and is tried again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.bookings.commands import book, cancel_booking, refuse_booking, set_terms
from softplace.bookings.models import Booking
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.matching.commands import (
    change_request,
    end_waiting,
    invite_keepers,
    retry_waiting,
    submit_request,
    take_option,
)
from softplace.matching.enums import RequestStatus
from softplace.matching.models import Request
from softplace.matching.queries import options_for
from softplace.matching.rules import Wished
from softplace.people.enums import Audience
from softplace.places.models import OpeningRule
from softplace.web.campaigns.mails import tell_what_is_found
from tests.bookings.conftest import MONDAY, make_resource
from tests.matching.cast import Round, a_draft, described, request_fields, standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(MONDAY):
        yield


def seen(made: Round, request: Request) -> list[tuple[str, str, int, int]]:
    return [
        (one.resource.name, one.day.isoformat(), one.start, one.minutes)
        for one in options_for(request, MONDAY, made.alice)
    ]


def taken(made: Round, resource: Any, hours_from_monday: float, hours: float) -> Booking:
    ask = made.world.ask(resource, hours_from_monday, hours)
    return book(actor=made.world.bob, person=made.world.bob, ask=ask, title="Bob")


TUESDAY_AT_10 = 25.0
"""Hours from the Monday of the tiny world, which is at 09:00 on the wall."""


class TestWhatIsFree:
    def test_rooms_that_fit_are_told_with_their_hour(self) -> None:
        made = a_draft()
        request = standing(made)
        assert seen(made, request) == [
            ("Half", "2027-03-02", 600, 120),
            ("Hall", "2027-03-02", 600, 120),
        ]

    def test_the_wished_room_comes_first(self) -> None:
        made = a_draft()
        request = standing(made, Wished(resource_id=made.world.half.pk))
        assert [row[0] for row in seen(made, request)] == ["Half", "Hall"]
        only = standing(made, Wished(resource_id=made.world.half.pk), takes_anything=False)
        assert [row[0] for row in seen(made, only)] == ["Half"]

    def test_where_the_whole_length_is_taken_a_shorter_one_is_told(self) -> None:
        made = a_draft()
        taken(made, made.world.half, TUESDAY_AT_10, 0.5)  # and so half of the hall
        request = standing(made, windows=[(1, 600, 720)])
        assert seen(made, request) == [
            ("Half", "2027-03-02", 630, 90),
            ("Hall", "2027-03-02", 630, 90),
        ]

    def test_what_is_taken_too_long_or_closed_is_not_told(self) -> None:
        made = a_draft()
        taken(made, made.world.half, TUESDAY_AT_10, 1)
        assert seen(made, standing(made)) == []
        assert seen(made, standing(made, windows=[(1, 360, 540)])) == []  # opens at 08:00

    def test_buffers_stay_clear(self) -> None:
        made = a_draft()
        for room in (made.world.half, made.world.hall):
            room.setup_minutes = 30
            room.save()
        ask = made.world.ask(made.world.half, TUESDAY_AT_10 - 1, 1)
        book(actor=made.world.bob, person=made.world.bob, ask=ask, title="Bob")
        found = seen(made, standing(made, Wished(resource_id=made.world.half.pk)))
        assert found[0] == ("Half", "2027-03-02", 630, 90)

    def test_terms_for_others_notice_and_horizon_hold(self) -> None:
        made = a_draft()
        request = standing(made)
        terms = {"actor": None, "place": made.world.place, "needs_approval": False}
        set_terms(**terms, notice_minutes=2 * 1440)
        assert seen(made, request) == []
        set_terms(**terms, notice_minutes=0, horizon_days=1)
        assert seen(made, request) == []
        set_terms(**terms, horizon_days=365, longest_minutes=90)
        assert [row[3] for row in seen(made, request)] == [90, 90]
        made.world.place.terms.update(audience=Audience.PROFESSIONALS)
        assert seen(made, request) == []

    def test_an_opening_for_others_is_closed(self) -> None:
        made = a_draft()
        OpeningRule.objects.update(audience=Audience.PROFESSIONALS)
        assert seen(made, standing(made)) == []

    def test_a_pool_needs_as_many_free_units_as_people_take(self) -> None:
        made = a_draft()
        described(made.world.desks, 6)  # three desks of two people
        wish = Wished(resource_id=made.world.desks.pk)
        request = standing(made, wish, headcount=3, takes_anything=False)
        (option,) = options_for(request, MONDAY, made.alice)
        assert option.quantity == 2
        ask = made.world.ask(made.world.desks, TUESDAY_AT_10, 1, quantity=2)
        book(actor=made.world.bob, person=made.world.bob, ask=ask, title="Bob")
        assert seen(made, request) == []

    def test_a_weekly_request_is_told_how_many_of_its_dates_are_free(self) -> None:
        made = a_draft()
        taken(made, made.world.half, TUESDAY_AT_10, 2)
        request = standing(
            made, rhythm="weekly", last_day=date(2027, 4, 6), shortest_minutes=120
        )  # six Tuesdays, of which the first is taken
        (option, _) = options_for(request, MONDAY, made.alice)
        assert (len(option.dates), option.wished_dates) == (5, 6)
        assert option.dates[0] == date(2027, 3, 9)
        short = standing(made, rhythm="weekly", last_day=date(2027, 3, 16), shortest_minutes=120)
        assert seen(made, short) == []  # two of three dates are too few

    def test_every_other_week_is_one_or_the_other(self) -> None:
        made = a_draft()
        request = standing(made, rhythm="every_other_week", last_day=date(2027, 3, 30))
        found = options_for(request, MONDAY, made.alice)
        dates = {one.dates for one in found if one.resource.name == "Half"}
        assert dates == {
            (date(2027, 3, 2), date(2027, 3, 16), date(2027, 3, 30)),
            (date(2027, 3, 9), date(2027, 3, 23)),
        }

    def test_a_leap_day_and_the_night_on_which_clocks_change(self) -> None:
        made = a_draft()
        OpeningRule.objects.update(start_minute=0, length_minutes=1440)
        night = {"windows": [(6, 60, 240)], "first_day": date(2027, 3, 28)}
        clocks = standing(made, **night, last_day=date(2027, 3, 28))
        assert seen(made, clocks) == []  # from 01:00 to 04:00 there are two hours only
        with clock.frozen(datetime(2028, 2, 1, tzinfo=UTC)):
            leap = date(2028, 2, 29)
            request = standing(made, first_day=leap, last_day=leap)
            found = options_for(request, clock.now(), made.alice)
        assert [one.day for one in found] == [leap, leap]

    def test_as_many_queries_for_two_rooms_as_for_forty(self) -> None:
        made = a_draft()
        request = standing(made)

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                options_for(request, MONDAY, made.alice)
            return len(captured)

        few = queries()
        for number in range(40):
            room = described(make_resource(made.world.place, f"Room {number}", []), 30)
            room.units.set(made.world.half.units.all())
        assert queries() == few


class TestChoosing:
    def test_what_is_chosen_is_booked_once(self) -> None:
        made = a_draft()
        request = standing(made, Wished(resource_id=made.world.half.pk))
        option = options_for(request, MONDAY, made.alice)[0]
        for _ in range(2):
            served = take_option(actor=made.alice, request=request, key=option.key)
        booking = Booking.objects.get()
        assert (served.status, served.booking) == (RequestStatus.SERVED, booking)
        assert (booking.title, booking.headcount, booking.layout) == (
            "Choir practice",
            20,
            "meeting",
        )
        assert booking.starts_at == datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
        assert booking.claims_units

    def test_who_comes_second_is_told_and_keeps_the_request(self) -> None:
        made = a_draft()
        request = standing(made)
        option = options_for(request, MONDAY, made.alice)[0]
        taken(made, made.world.hall, TUESDAY_AT_10, 2)
        with pytest.raises(Refused) as refused:
            take_option(actor=made.alice, request=request, key=option.key)
        assert [reason.code for reason in refused.value.reasons] == ["option_is_taken"]
        request.refresh_from_db()
        assert request.status == RequestStatus.SUBMITTED

    def test_nobody_chooses_for_another(self) -> None:
        made = a_draft()
        request = standing(made)
        option = options_for(request, MONDAY, made.alice)[0]
        with pytest.raises(Refused) as refused:
            take_option(actor=made.world.bob, request=request, key=option.key)
        assert [reason.code for reason in refused.value.reasons] == ["not_yours"]

    def test_a_weekly_one_is_a_series_and_the_dates_taken_stay_out(self) -> None:
        made = a_draft()
        taken(made, made.world.half, TUESDAY_AT_10 + 7 * 24, 2)
        request = standing(made, rhythm="weekly", last_day=date(2027, 4, 6), shortest_minutes=120)
        option = options_for(request, MONDAY, made.alice)[0]
        served = take_option(actor=made.alice, request=request, key=option.key)
        assert served.status == RequestStatus.PARTLY_SERVED
        assert served.series is not None
        dates = list(served.series.dates.values_list("starts_at__day", "status"))
        assert dates == [
            (2, "booked"), (9, "refused"), (16, "booked"), (23, "booked"), (30, "booked"),
            (6, "booked"),
        ]  # fmt: skip

    def test_a_booking_that_a_keeper_refuses_lets_the_request_wait_again(self) -> None:
        made = a_draft()
        set_terms(actor=None, place=made.world.place, needs_approval=True)
        request = standing(made)
        option = options_for(request, MONDAY, made.alice)[0]
        assert option.needs_approval
        served = take_option(actor=made.alice, request=request, key=option.key)
        assert served.booking is not None
        assert served.booking.status == "requested"
        refuse_booking(actor=made.world.keeper, booking=served.booking, reason="No")
        with clock.frozen(MONDAY + timedelta(minutes=1)):
            assert end_waiting() == 1
        request.refresh_from_db()
        assert (request.status, request.booking) == (RequestStatus.SUBMITTED, None)
        again = take_option(actor=made.alice, request=request, key=option.key)
        assert again.booking_id != served.booking_id


class TestWaiting:
    def test_it_waits_is_found_again_when_something_is_freed_and_told_once(self) -> None:
        made = a_draft()
        blocking = taken(made, made.world.hall, TUESDAY_AT_10, 2)
        request = standing(made)
        assert request.found_at is None
        with clock.frozen(MONDAY + timedelta(minutes=5)):
            assert retry_waiting() == []
            cancel_booking(actor=made.world.bob, booking=blocking)
        with clock.frozen(MONDAY + timedelta(minutes=6)):
            assert retry_waiting() == [request]
            assert tell_what_is_found() == 1
        with clock.frozen(MONDAY + timedelta(minutes=7)):
            assert retry_waiting() == []
            assert tell_what_is_found() == 0
        (letter,) = [m for m in mail.outbox if "Choir practice" in m.subject]
        assert letter.to == ["alice@example.org"]
        assert request.reference in letter.body
        assert "Hall, Le Moulin" in letter.body

    def test_what_is_taken_again_before_the_mail_is_not_told_and_looked_for_anew(self) -> None:
        made = a_draft()
        blocking = taken(made, made.world.hall, TUESDAY_AT_10, 2)
        request = standing(made)
        with clock.frozen(MONDAY + timedelta(minutes=5)):
            cancel_booking(actor=made.world.bob, booking=blocking)
            assert retry_waiting() == [request]
            again = taken(made, made.world.hall, TUESDAY_AT_10, 2)
            assert tell_what_is_found() == 0
        with clock.frozen(MONDAY + timedelta(minutes=9)):
            cancel_booking(actor=made.world.bob, booking=again)
            assert retry_waiting() == [request]
            assert tell_what_is_found() == 1

    def test_what_is_shown_at_once_is_not_told_by_mail(self) -> None:
        made = a_draft()
        request = standing(made)
        assert (request.found_at, request.told_at) == (MONDAY, MONDAY)
        assert tell_what_is_found() == 0

    def test_what_was_freed_on_other_days_is_not_looked_at(self) -> None:
        made = a_draft()
        taken(made, made.world.hall, TUESDAY_AT_10, 2)
        other = taken(made, made.world.hall, TUESDAY_AT_10 + 5 * 24, 2)
        standing(made)
        with clock.frozen(MONDAY + timedelta(minutes=5)):
            cancel_booking(actor=made.world.bob, booking=other)
        later = clock.frozen(MONDAY + timedelta(minutes=6))
        with later, CaptureQueriesContext(connection) as captured:
            assert retry_waiting() == []
        assert not any("bookings_claim" in query["sql"] for query in captured)

    def test_it_is_tried_again_after_a_day_though_nothing_was_given_up(self) -> None:
        made = a_draft()
        OpeningRule.objects.update(weekdays=1)
        request = standing(made, first_day=date(2027, 3, 9), last_day=date(2027, 3, 9))
        OpeningRule.objects.update(weekdays=127)
        with clock.frozen(MONDAY + timedelta(hours=23)):
            assert retry_waiting() == []
        with clock.frozen(MONDAY + timedelta(hours=47)):
            assert retry_waiting() == [request]

    def test_each_go_is_bounded_and_all_have_their_turn(self) -> None:
        made = a_draft()
        blocking = taken(made, made.world.hall, TUESDAY_AT_10, 2)
        requests = [standing(made) for _ in range(3)]
        with clock.frozen(MONDAY + timedelta(minutes=5)):
            cancel_booking(actor=made.world.bob, booking=blocking)
        found = []
        for minute in (6, 7):
            with clock.frozen(MONDAY + timedelta(minutes=minute)):
                found.append(retry_waiting(limit=2))
        assert found == [requests[:2], requests[2:]]

    def test_a_change_is_answered_at_once(self) -> None:
        made = a_draft()
        taken(made, made.world.hall, TUESDAY_AT_10, 2)
        request = standing(made)
        fields = request_fields(
            rhythm="once",
            windows=[(2, 600, 720)],
            first_day=date(2027, 3, 3),
            last_day=date(2027, 3, 3),
        )
        changed = change_request(actor=made.alice, request=request, fields=fields, wishes=[])
        assert changed.found_at == MONDAY

    def test_it_ends_when_its_dates_are_past(self) -> None:
        made = a_draft()
        request = standing(made)
        with clock.frozen(MONDAY + timedelta(days=1)):
            assert end_waiting() == 0
        with clock.frozen(MONDAY + timedelta(days=2)):
            assert end_waiting() == 1
        request.refresh_from_db()
        assert request.status == RequestStatus.EXPIRED

    def test_without_a_campaign_there_is_one_session(self) -> None:
        made = a_draft()
        with pytest.raises(Refused) as refused:
            submit_request(
                actor=made.alice,
                applicant=made.club,
                campaign=None,
                fields=request_fields(
                    session_count=2,
                    windows=[(1, 600, 720), (2, 600, 720)],
                    first_day=date(2027, 3, 2),
                    last_day=date(2027, 3, 30),
                ),
            )
        assert [r.code for r in refused.value.reasons] == ["one_session_without_campaign"]


def test_invited_keepers_are_told_in_their_language() -> None:
    made = a_draft()
    invite_keepers(actor=made.world.planner, campaign=made.campaign, place=made.world.place)
    assert tell_what_is_found() == 1
    assert tell_what_is_found() == 0
    (letter,) = mail.outbox
    assert letter.to == ["keeper@example.org"]
    assert f"/campaigns/{made.campaign.pk}/offers/" in letter.body


def test_a_mail_server_that_fails_loses_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_draft()
    invite_keepers(actor=made.world.planner, campaign=made.campaign, place=made.world.place)

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OSError("no route")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", fail)
        assert tell_what_is_found() == 0
    assert tell_what_is_found() == 1
