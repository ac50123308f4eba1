"""What is decided stays decided, whoever comes at the wrong moment."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.bookings.models import Booking, Series
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.matching.commands import (
    change_request,
    open_campaign,
    set_policy,
    submit_request,
    withdraw_request,
)
from softplace.matching.commands.alternatives import take_alternative
from softplace.matching.commands.campaigns import close_applications
from softplace.matching.commands.publishing import open_second_pass
from softplace.matching.commands.solving import request_run
from softplace.matching.models import Allocation, Campaign, Refusal, Request
from softplace.matching.planning.publishing import publish
from softplace.matching.queries import fields_of, requests_seen_by
from tests.matching.board_cast import MONDAY, NOW, TUESDAY, Cast, make_cast
from tests.matching.test_adjusting import placed

pytestmark = pytest.mark.xdist_group("matching")


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


@pytest.fixture
def published(cast: Cast) -> Cast:
    """The choir has the room on Monday evening; yoga is refused, and could come on Tuesday."""
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False, headcount=18)
    cast.asks("yoga", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
    cast.solved()
    publish_now(cast)
    return cast


def publish_now(cast: Cast) -> None:
    publish(
        actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version,
        appeals_close_at=NOW + timedelta(days=14),
    )  # fmt: skip
    cast.campaign.refresh_from_db()


def second_pass(cast: Cast) -> None:
    version = cast.campaign.version
    open_second_pass(actor=cast.planner, campaign=cast.campaign, version=version)
    cast.campaign.refresh_from_db()


def test_who_was_served_in_a_second_pass_takes_no_alternative_of_the_first(
    published: Cast,
) -> None:
    second_pass(published)
    yoga = Request.objects.get(title="Yoga")
    placed(published, yoga, published.room, MONDAY, 19)
    published.solved()
    publish_now(published)
    with pytest.raises(Refused, match="nothing_was_refused"):
        take_alternative(actor=published.people["yoga"], refusal=Refusal.objects.get(), number=0)
    assert Allocation.objects.filter(request=yoga).count() == 1


def test_a_second_pass_that_opens_meanwhile_keeps_an_alternative_from_being_taken(
    published: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from softplace.matching.commands import alternatives

    def opened_first(campaign: Campaign) -> Campaign:
        second_pass(published)
        return Campaign.objects.select_for_update().get(pk=campaign.pk)

    monkeypatch.setattr(alternatives, "locked_campaign", opened_first)
    with pytest.raises(Refused, match="not_published_yet"):
        take_alternative(actor=published.people["yoga"], refusal=Refusal.objects.get(), number=0)
    assert Series.objects.count() == 1


def test_an_alternative_taken_late_is_booked_from_then_on(published: Cast) -> None:
    refusal = Refusal.objects.get()
    late = datetime(2027, 5, 12, 12, 0, tzinfo=UTC)
    with clock.frozen(late):
        series = take_alternative(actor=published.people["yoga"], refusal=refusal, number=0)
    starts = list(series.bookings.order_by("starts_at").values_list("starts_at", flat=True))
    to_come = [day for day in refusal.alternatives[0]["dates"] if day > "2027-05-12"]
    assert [start.date().isoformat() for start in starts] == to_come
    assert [day.isoformat() for day in series_dates(refusal)] == to_come


def series_dates(refusal: Refusal) -> list[Any]:
    return Allocation.objects.get(request=refusal.request_id).dates


def test_an_alternative_of_which_no_date_is_left_is_gone(published: Cast) -> None:
    after = datetime(2027, 7, 1, 12, 0, tzinfo=UTC)
    with clock.frozen(after), pytest.raises(Refused, match="no_longer_free"):
        take_alternative(actor=published.people["yoga"], refusal=Refusal.objects.get(), number=0)
    assert Booking.objects.filter(person=published.people["yoga"]).count() == 0


def test_a_campaign_stays_as_it_is_while_a_plan_is_computed(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room])
    version = cast.campaign.version
    request_run(actor=cast.planner, campaign=cast.campaign, version=version, seconds=5)
    seen: dict[str, Any] = {"actor": cast.rival, "campaign": cast.campaign, "version": version}
    Campaign.objects.update(applications_close_at=NOW + timedelta(days=1))
    with pytest.raises(Refused, match="run_in_progress"):
        open_campaign(**seen)
    with pytest.raises(Refused, match="run_in_progress"):
        set_policy(**seen, weights={"hour_points": 7})
    cast.campaign.refresh_from_db()
    assert (cast.campaign.status, cast.campaign.version) == ("deciding", version)


def test_what_is_published_is_decided_on_again_by_a_second_pass_only(published: Cast) -> None:
    with pytest.raises(Refused, match="campaign_step_unknown"):
        close_applications(
            actor=published.planner, campaign=published.campaign,
            version=published.campaign.version,
        )  # fmt: skip


def locked(work: Callable[[], object]) -> list[str]:
    """The tables of which rows are locked, in that order."""
    with CaptureQueriesContext(connection) as seen, pytest.raises(Refused):
        work()
    found = [query["sql"] for query in seen if " FOR " in query["sql"]]
    return [sql.split(' FROM "')[1].split('"')[0] for sql in found]


def test_a_campaign_is_locked_before_what_publishing_it_touches(cast: Cast) -> None:
    """Who comes too late waits for a publication, and holds nothing that it needs."""
    choir = cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room])
    actor, first = cast.people["choir"], "matching_campaign"
    fields = fields_of(choir)
    assert locked(
        lambda: change_request(actor=actor, request=choir, fields=fields, wishes=[])
    )[0] == first  # fmt: skip
    assert locked(lambda: withdraw_request(actor=actor, request=choir))[0] == first
    assert locked(
        lambda: submit_request(
            actor=actor, applicant=choir.applicant, campaign=cast.campaign, fields=fields
        )
    )[0] == first  # fmt: skip


def test_publishing_asks_the_same_questions_however_many_sessions(published: Cast) -> None:
    def asked(*hours: int) -> int:
        """The queries of another pass, with a club for each of these hours of Tuesday."""
        second_pass(published)
        for hour in hours:
            published.asks(f"club {hour}", (TUESDAY, hour, hour + 1), wishes=[published.left])
        published.solved()
        with CaptureQueriesContext(connection) as seen:
            publish_now(published)
        return len(seen)

    assert asked(9) == asked(11, 12, 13, 14)
    assert Series.objects.count() == 6


def test_a_keeper_reads_who_was_given_a_room_once_it_is_published(cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19))
    cast.asks("yoga", (MONDAY, 18, 19), wishes=[cast.room, cast.place])
    placed(cast, choir, cast.room, MONDAY, 18)

    def seen() -> set[str]:
        return set(requests_seen_by(cast.keeper).values_list("title", flat=True))

    assert seen() == {"Yoga"}
    cast.solved()
    publish_now(cast)
    assert seen() == {"Choir", "Yoga"}
