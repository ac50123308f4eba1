"""What everybody reads of a decided campaign, and what its applicants do in a second pass."""

from collections.abc import Iterator

import pytest
from django.test import Client

from softplace.foundation import clock
from softplace.matching.commands.publishing import open_second_pass
from softplace.matching.enums import CampaignStatus, RequestStatus
from softplace.matching.models import Applicant, Forbid, Refusal, Request
from softplace.matching.queries.results import results_of
from softplace.places.models import Place
from tests.matching.board_cast import MONDAY, NOW, Cast, make_cast
from tests.web.campaigns.test_board_page import published, signed_in, text

pytestmark = pytest.mark.xdist_group("matching")
__all__ = ["published"]


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


def decided(cast: Cast, status: RequestStatus, *causes: str, count: int = 1) -> None:
    """Requests of one club that stand so, refused for these causes in turn."""
    for number in range(count):
        request = cast.asks(f"{status} {number}", (MONDAY, 18, 19), applicant="club", status=status)
        if causes:
            Refusal.objects.create(
                campaign=cast.campaign, request=request, pass_number=1, session_count=1,
                cause=causes[number % len(causes)],
            )  # fmt: skip


def test_a_small_count_is_not_what_the_others_leave_of_the_sum(cast: Cast) -> None:
    decided(cast, RequestStatus.SERVED, count=6)
    decided(cast, RequestStatus.REFUSED, "taken", count=2)
    found = results_of(cast.campaign)
    shown = [count.shown for count in (found.requests, found.served, found.partly, found.refused)]
    assert shown == [None, 6, 0, None]
    decided(cast, RequestStatus.REFUSED, "taken", count=3)
    assert results_of(cast.campaign).requests.shown == 11


def test_a_single_small_cause_takes_the_next_one_with_it(cast: Cast) -> None:
    decided(cast, RequestStatus.REFUSED, "taken", count=8)
    decided(cast, RequestStatus.REFUSED, "booked", count=6)
    decided(cast, RequestStatus.REFUSED, "no_room_fits", count=2)
    causes = [(cause, count.shown) for cause, count in results_of(cast.campaign).causes]
    assert causes == [("taken", 8), ("booked", None), ("no_room_fits", None)]


def test_a_small_count_is_not_what_the_causes_leave_of_it(cast: Cast) -> None:
    decided(cast, RequestStatus.SERVED, count=9)
    decided(cast, RequestStatus.PARTLY_SERVED, "taken", count=3)
    decided(cast, RequestStatus.REFUSED, "taken", "booked", count=14)
    found = results_of(cast.campaign)
    shown = [count.shown for count in (found.requests, found.served, found.partly, found.refused)]
    assert shown == [26, 9, None, None]
    assert [count.shown for _, count in found.causes] == [10, 7]


def test_the_page_of_a_decided_campaign_does_not_count_its_requests(
    client: Client, cast: Cast
) -> None:
    client.cookies["django_language"] = "en"
    decided(cast, RequestStatus.SERVED, count=6)
    decided(cast, RequestStatus.REFUSED, "taken", count=2)
    address = f"/campaigns/{cast.campaign.pk}/"
    assert "Requests so far" in text(client.get(address))
    cast.campaign.status = CampaignStatus.PUBLISHED
    cast.campaign.save()
    assert "Requests so far" not in text(client.get(address))
    page = text(client.get(f"{address}results/"))
    assert "<strong>✱</strong> requests" in page
    assert "<strong>1 to 4</strong> not served" in page


def test_no_cell_of_the_table_is_a_formula(client: Client, published: Cast) -> None:
    Place.objects.update(name="=1+1")
    Applicant.objects.update(name="@SUM(A1)")
    lines = client.get(f"/campaigns/{published.campaign.pk}/results.csv").content.decode()
    (line,) = lines.splitlines()[1:]
    assert line == "'=1+1,Room,1,18:00,19:00,9,2027-04-05,2027-06-07,'@SUM(A1),1"


def test_what_was_published_is_still_read_during_a_second_pass(
    client: Client, published: Cast
) -> None:
    campaign = published.campaign
    open_second_pass(actor=published.planner, campaign=campaign, version=campaign.version)
    choir = Request.objects.get(title="Choir")
    page = text(
        signed_in(client, published.people["choir"]).get(f"/campaigns/requests/{choir.reference}/")
    )
    assert "9 dates" in page
    campaign.refresh_from_db()
    campaign.status = CampaignStatus.OPEN  # applications of the second pass
    campaign.save()
    assert client.get(f"/campaigns/{campaign.pk}/results/").status_code == 200


@pytest.mark.parametrize(
    "said", [{"weekday": "12"}, {"weekday": "0123456"}, {"at": "99:99"}, {"at": "9" * 5000 + ":00"}]
)
def test_what_no_form_says_rules_nothing_out(
    client: Client, cast: Cast, said: dict[str, str]
) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19))
    signed_in(client, cast.planner)
    address = f"/campaigns/{cast.campaign.pk}/board/{choir.pk}/"
    answer = client.post(f"{address}do/", {"act": "forbid", "version": "1", **said})
    assert answer.status_code == 302
    placing = {"resource": str(cast.room.pk), "weekday": "0", "at": "10:00", "version": "1"}
    at_once = client.post(f"{address}place/", {**placing, "at": "9" * 5000 + ":00"})
    assert at_once.status_code == 302
    assert Forbid.objects.count() == 0
