"""A board becomes bookings, all or none, once; refused applicants get reasons and alternatives."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from softplace.bookings.models import Booking, Notice, Series, SeriesDate
from softplace.engines.matching.alternatives import Alternatives
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.matching.commands import appeals, publishing
from softplace.matching.commands.adjusting import keep_session
from softplace.matching.commands.alternatives import take_alternative
from softplace.matching.models import Allocation, Appeal, Letter, Refusal, Request
from softplace.matching.planning.publishing import publish
from softplace.places.models import Resource
from softplace.trail.models import Entry
from tests.matching.board_cast import MONDAY, NOW, TUESDAY, Cast, make_cast
from tests.matching.test_adjusting import placed
from tests.matching.test_running import booked

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


def publish_now(cast: Cast, version: int | None = None) -> None:
    publish(
        actor=cast.planner, campaign=cast.campaign,
        version=cast.campaign.version if version is None else version,
        appeals_close_at=clock.now() + timedelta(days=14),
    )  # fmt: skip
    cast.campaign.refresh_from_db()


def test_each_date_is_a_booking_and_each_request_is_told_once(published: Cast) -> None:
    choir = Request.objects.get(title="Choir")
    series = Series.objects.get()
    given = Allocation.objects.get()
    assert given.series == series
    bookings = Booking.objects.order_by("starts_at")
    assert [b.starts_at.date() for b in bookings] == given.dates
    assert {(b.status, b.person, b.headcount, b.title) for b in bookings} == {
        ("confirmed", published.people["choir"], 18, "Choir")
    }
    assert {b.claims.count() for b in bookings} == {1}
    assert SeriesDate.objects.filter(status="refused").get().reason_code == "lost_public_holiday"
    assert Notice.objects.count() == 1
    assert sorted(Letter.objects.values_list("applicant__name", "kind")) == [
        ("Choir", "result"),
        ("Yoga", "result"),
    ]
    assert choir.status == "served"
    assert Request.objects.get(title="Yoga").status == "refused"
    assert published.campaign.status == "published"


def test_published_twice_it_happens_once(published: Cast) -> None:
    publish_now(published, published.campaign.version - 1)
    assert (Series.objects.count(), Booking.objects.count()) == (1, 9)
    assert Refusal.objects.count() == 1


def test_what_somebody_booked_meanwhile_stops_all_of_it(cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room])
    cast.asks("yoga", (TUESDAY, 18, 19), wishes=[cast.left])
    cast.solved()
    booked(cast.room, date(2027, 4, 12), 18, 19)
    with pytest.raises(Refused) as error:
        publish_now(cast)
    assert [reason.code for reason in error.value.reasons] == ["board_is_outdated"]
    assert Series.objects.count() == 0
    # And where the check has passed, the claims themselves are asked.
    with pytest.raises(Refused) as error:
        publishing.publish_board(
            actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version,
            unserved=[], appeals_close_at=None,
        )  # fmt: skip
    (reason,) = error.value.reasons
    assert (reason.code, reason.details["title"], reason.details["date"]) == (
        "taken_meanwhile", "Choir", "2027-04-12",
    )  # fmt: skip
    assert (Series.objects.count(), Booking.objects.count()) == (0, 1)
    assert cast.campaign.allocations.filter(series=None).count() == 2
    cast.solved()
    publish_now(cast)
    assert Series.objects.count() == 2


def test_a_board_whose_first_dates_have_passed_says_so_and_is_computed_again(cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room])
    cast.asks("yoga", (TUESDAY, 18, 19), wishes=[cast.left])
    cast.solved()
    given = choir.allocations.get()
    keep_session(
        actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version,
        allocation=given, locked=True,
    )  # fmt: skip
    cast.campaign.refresh_from_db()
    with clock.frozen(NOW + timedelta(weeks=6)):
        with pytest.raises(Refused) as error:
            publish_now(cast)
        (reason,) = error.value.reasons
        assert (reason.code, reason.details["count"]) == ("board_dates_passed", 2)
        assert cast.solved().status == "done"
        publish_now(cast)
    first, last = (Booking.objects.order_by(o).first() for o in ("starts_at", "-starts_at"))
    assert (first.starts_at.date(), last.starts_at.date()) == (date(2027, 4, 13), date(2027, 6, 8))
    assert Series.objects.count() == 2


def test_killed_in_the_middle_it_leaves_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.asks("choir", (MONDAY, 18, 19))
    cast.solved()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "_settle_requests", die)
    with pytest.raises(KeyboardInterrupt):
        publish_now(cast)
    assert (Series.objects.count(), Booking.objects.count(), Letter.objects.count()) == (0, 0, 0)
    cast.campaign.refresh_from_db()
    assert cast.campaign.status == "deciding"


def test_overlaps_made_by_hand_are_not_published(cast: Cast) -> None:
    cast.asks("yoga", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
    choir = cast.asks("choir", (TUESDAY, 18, 19))
    cast.solved()
    placed(cast, choir, cast.room, MONDAY, 18, instead=Allocation.objects.get(request=choir))
    cast.campaign.refresh_from_db()
    with pytest.raises(Refused, match="sessions_overlap"):
        publish_now(cast)


def test_after_a_change_by_hand_only_what_is_told_no_longer_is_computed_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False, headcount=18)
    yoga = cast.asks("yoga", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
    judo = cast.asks("judo", (TUESDAY, 18, 19), wishes=[cast.left])
    cast.solved()
    before = {each["request"]: each for each in cast.campaign.runs.get().unserved}[yoga.pk]
    tried: list[str] = []
    compute = Alternatives.of
    monkeypatch.setattr(
        Alternatives, "of", lambda self, key: (tried.append(key), compute(self, key))[1]
    )
    first = before["alternatives"][0]
    placed(
        cast, judo, Resource.objects.get(pk=first["resource"]), first["weekday"],
        first["start"] // 60, instead=Allocation.objects.get(request=judo),
    )  # fmt: skip
    cast.campaign.refresh_from_db()
    publish_now(cast)
    refusal = Refusal.objects.get(request=yoga)
    assert refusal.cause == "taken"
    assert refusal.alternatives == before["alternatives"][1:]
    assert tried == []


def test_a_refusal_keeps_its_cause_and_the_alternative_is_taken_once(published: Cast) -> None:
    refusal = Refusal.objects.get()
    assert (refusal.cause, refusal.request.title) == ("taken", "Yoga")
    choir = Request.objects.get(title="Choir")
    assert refusal.details["by"] == [choir.pk]
    assert (
        refusal.details["wishes"][0] | {"by": [choir.pk], "outcome": "taken"}
        == (refusal.details["wishes"][0])
    )
    first = refusal.alternatives[0]
    yoga = published.people["yoga"]
    with pytest.raises(Refused, match="not_your_request"):
        take_alternative(actor=published.planner, refusal=refusal, number=0)
    series = take_alternative(actor=yoga, refusal=refusal, number=0)
    assert take_alternative(actor=yoga, refusal=refusal, number=0) == series
    assert [b.starts_at.date().isoformat() for b in series.bookings.order_by("starts_at")] == (
        first["dates"]
    )
    assert refusal.request.allocations.get().series == series
    assert Request.objects.get(title="Yoga").status == "served"
    assert Entry.objects.filter(verb="take_alternative").count() == 1


def test_an_alternative_that_is_gone_says_so(published: Cast) -> None:
    refusal = Refusal.objects.get()
    first = refusal.alternatives[0]
    hour = first["start"] // 60
    resource = type(published.room).objects.get(pk=first["resource"])
    booked(resource, date.fromisoformat(first["dates"][3]), hour, hour + 1)
    before = Booking.objects.count()
    with pytest.raises(Refused, match="no_longer_free"):
        take_alternative(actor=published.people["yoga"], refusal=refusal, number=0)
    assert Booking.objects.count() == before


def test_an_appeal_is_made_once_and_answered_once(published: Cast) -> None:
    yoga = Request.objects.get(title="Yoga")
    person = published.people["yoga"]
    made = appeals.make_appeal(actor=person, request=yoga, text="We were there first.")
    assert appeals.make_appeal(actor=person, request=yoga, text="We were there first.") == made
    with pytest.raises(Refused, match="appealed_already"):
        appeals.make_appeal(actor=person, request=yoga, text="Again.")
    with pytest.raises(Refused, match="nothing_was_refused"):
        appeals.make_appeal(
            actor=published.people["choir"], request=Request.objects.get(title="Choir"), text="More"
        )
    with pytest.raises(Refused, match="required"):
        appeals.answer_appeal(actor=published.planner, appeal=made, upheld=True, answer="")
    appeals.answer_appeal(actor=published.planner, appeal=made, upheld=True, answer="You are right")
    with pytest.raises(Refused, match="appeal_answered_already"):
        appeals.answer_appeal(actor=published.rival, appeal=made, upheld=False, answer="No")
    assert Appeal.objects.get().status == "upheld"
    assert Letter.objects.filter(kind="appeal").count() == 1


def test_appeals_are_heard_until_their_day(published: Cast) -> None:
    with clock.frozen(NOW + timedelta(days=15)), pytest.raises(Refused, match="appeals_closed"):
        appeals.make_appeal(
            actor=published.people["yoga"], request=Request.objects.get(title="Yoga"), text="Late"
        )


def test_the_second_pass_decides_on_what_is_left(published: Cast) -> None:
    version = published.campaign.version
    publishing.open_second_pass(
        actor=published.planner, campaign=published.campaign, version=version
    )
    published.campaign.refresh_from_db()
    yoga = Request.objects.get(title="Yoga")
    placed(published, yoga, published.room, MONDAY, 19)
    run = published.solved()
    assert (run.status, run.pass_number) == ("done", 2)
    publish_now(published)
    assert Series.objects.count() == 2
    assert sorted(Request.objects.values_list("title", "status")) == [
        ("Choir", "served"),
        ("Yoga", "served"),
    ]
    # Who was decided on in the first pass for good is not written to again.
    assert sorted(
        Letter.objects.filter(pass_number=2).values_list("applicant__name", flat=True)
    ) == ["Yoga"]


def test_a_campaign_is_loaded_in_the_same_queries_however_large(
    cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    from softplace.matching.queries.rounds import round_of

    for number in range(3):
        cast.asks(f"club {number}", (number, 18, 19), wishes=[cast.room, cast.left])
    cast.solved()
    with django_assert_num_queries(13):
        round_of(cast.campaign, NOW)
    for number in range(3, 9):
        cast.asks(f"club {number}", (number % 7, 18, 19), wishes=[cast.room, cast.hall])
    cast.solved()
    with django_assert_num_queries(13):
        round_of(cast.campaign, NOW)
