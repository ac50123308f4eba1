"""Each check of the doctor finds what is broken on purpose, names its row, and nothing else."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from softplace.bookings.models import Series
from softplace.config.doctor import REGISTRY
from softplace.foundation import clock
from softplace.matching.checks import CHECKS
from softplace.matching.commands import create_campaign, take_option
from softplace.matching.models import Allocation, Campaign, Request
from softplace.matching.queries import options_for
from tests.bookings.conftest import MONDAY
from tests.matching.cast import Round, an_open_campaign, applied, campaign_fields, standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


def found() -> dict[str, list[str]]:
    return {
        check.name: rows
        for check in CHECKS
        if (rows := [row for fault in check.run() for row in fault.rows])
    }


def given(made: Round, request: Request, campaign: Campaign) -> Allocation:
    return Allocation.objects.create(
        campaign=campaign, request=request, resource=made.world.half, units=[], weekday=1,
        start_minute=1080, minutes=120, dates=[date(2027, 9, 7)],
    )  # fmt: skip


def _weights(made: Round, request: Request) -> str:
    Campaign.objects.update(policy={"km_points": -1})
    return f"campaign {made.campaign.pk}"


def _season(made: Round, request: Request) -> str:
    Request.objects.filter(pk=request.pk).update(last_day=date(2029, 1, 1))
    return f"request {request.reference}"


def _hours(made: Round, request: Request) -> str:
    Request.objects.filter(pk=request.pk).update(windows=[[1, 1080, 1100]])
    return f"request {request.reference}"


def _form_of_hours(made: Round, request: Request) -> str:
    Request.objects.filter(pk=request.pk).update(windows=[["tuesday", 1080, 1200]])
    return f"request {request.reference}"


def _waits(made: Round, request: Request) -> str:
    alone = standing(made)
    option = options_for(alone, MONDAY, made.alice)[0]
    take_option(actor=made.alice, request=alone, key=option.key)
    Request.objects.filter(pk=alone.pk).update(status="submitted")
    return f"request {alone.reference}"


def _elsewhere(made: Round, request: Request) -> str:
    other = create_campaign(actor=made.world.planner, fields=campaign_fields())
    return f"allocation {given(made, request, other).pk}"


def _undecided(made: Round, request: Request) -> str:
    allocation = given(made, request, made.campaign)
    series = Series.objects.create(
        title="x", recurrence="", starts_at=MONDAY, ends_at=MONDAY, created_at=MONDAY
    )
    Allocation.objects.update(series=series)
    return f"allocation {allocation.pk}"


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        ("weights_make_a_policy", _weights),
        ("requests_lie_within_their_season", _season),
        ("requests_say_when_it_suits", _hours),
        ("requests_say_when_it_suits", _form_of_hours),
        ("what_waits_has_no_booking", _waits),
        ("what_is_given_is_of_its_campaign", _elsewhere),
        ("only_what_is_published_is_booked", _undecided),
    ],
)
def test_what_is_broken_is_named(check: str, broken: Callable[[Round, Request], str]) -> None:
    made = an_open_campaign()
    request = applied(made)
    assert found() == {}
    row = broken(made, request)
    assert found() == {check: [row]}


def test_the_doctor_knows_them() -> None:
    assert REGISTRY["matching"] == CHECKS
