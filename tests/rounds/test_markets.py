"""Service markets, and who meets there."""

from datetime import date, timedelta
from typing import Any

import pytest

from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.rounds.commands import end_market, save_market
from softplace.rounds.models import Market
from softplace.rounds.queries import haltings_at, haltings_of, market_days
from softplace.rounds.rules import MarketFields, Times
from softplace.trail.models import Entry
from tests.rounds.conftest import LAST, MONDAY, NINE, NOON, TUESDAY, Wheels
from tests.rounds.test_stops import codes


def market_fields(wheels: Wheels, **said: Any) -> MarketFields:
    """Every other Tuesday in March from 9:00 to 13:00, on the square of Die."""
    times = Times("every_other_week", TUESDAY, LAST, NINE, 240)
    usual = {"times": times, "name": "Services", "square_id": wheels.square.pk}
    return MarketFields(**(usual | said))


@pytest.fixture
def market(wheels: Wheels) -> Market:
    return save_market(actor=wheels.planner, fields=market_fields(wheels))


def test_a_market_is_called_by_planners_and_keepers_of_the_square(wheels: Wheels) -> None:
    with pytest.raises(Refused) as refusal:
        save_market(actor=wheels.keeper, fields=market_fields(wheels))
    assert codes(refusal) == ["not_your_place"]
    wheels.square.keepers.add(wheels.keeper)
    market = save_market(actor=wheels.keeper, fields=market_fields(wheels))
    assert market_days(market, TUESDAY) == [date(2027, 3, day) for day in (2, 16, 30)]
    assert Entry.objects.about(market).get().verb == "call_market"


def test_of_two_who_change_a_market_at_once_the_second_is_told(
    wheels: Wheels, market: Market
) -> None:
    fields = market_fields(wheels, name="Market of services")
    save_market(actor=wheels.planner, fields=fields, market=market, version=1)
    with pytest.raises(Refused) as refusal:
        save_market(actor=wheels.planner, fields=fields, market=market, version=1)
    assert codes(refusal) == ["round_changed_meanwhile"]


def test_a_stop_at_a_market_stands_on_its_square_within_its_hours(
    wheels: Wheels, market: Market
) -> None:
    stop = wheels.stop(market_id=market.pk, cadence="every_other_week", resource_id=wheels.pitch.pk)
    assert (stop.point, stop.name) == ((44.75, 5.37), "Die, Place du Prieuré")
    with pytest.raises(Refused) as refusal:
        wheels.stop(
            market_id=market.pk, first_day=date(2027, 3, 9), start_minute=NINE + 120, cadence="once"
        )
    assert codes(refusal) == ["no_market_that_day", "outside_market_hours"]


def test_everybody_reads_who_is_there_once_that_is_published(
    wheels: Wheels, market: Market
) -> None:
    wheels.stop(
        market_id=market.pk,
        cadence="every_other_week",
        function_ids=(wheels.papers.pk, wheels.care.pk),
    )
    assert haltings_at(market, TUESDAY) == []
    wheels.publish()
    (there,) = haltings_at(market, TUESDAY)
    assert (there.vehicle, there.title, there.market_id) == (wheels.bus, "Services", market.pk)
    assert sorted(function.code for function in there.functions) == ["care", "papers"]
    assert (there.start.hour, there.end.hour) == (9, 12)
    assert [one.start.day for one in haltings_of(wheels.bus, TUESDAY, LAST)] == [2, 16, 30]


def test_a_market_that_nobody_planned_for_goes_and_another_ends(
    wheels: Wheels, market: Market
) -> None:
    assert end_market(actor=wheels.planner, market=market, version=1) is None
    kept = save_market(actor=wheels.planner, fields=market_fields(wheels))
    wheels.stop(market_id=kept.pk, cadence="once", length_minutes=NOON - NINE)
    with clock.frozen(MONDAY + timedelta(days=10)):
        ended = end_market(actor=wheels.planner, market=kept, version=1)
    assert ended is not None and ended.last_day == date(2027, 3, 10)
    assert Market.objects.count() == 1
