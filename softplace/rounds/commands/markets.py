"""Service markets: on which days services meet on a square."""

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction

from softplace.foundation.clock import today
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.models import Place
from softplace.rounds.models import Market
from softplace.rounds.queries import market_said
from softplace.rounds.rules import (
    MarketFields,
    reasons_to_refuse_changing,
    reasons_to_refuse_market,
    reasons_to_refuse_version,
)
from softplace.territory.queries import territory_zone
from softplace.trail.commands import record


@transaction.atomic
def save_market(
    *,
    actor: User | None,
    fields: MarketFields,
    market: Market | None = None,
    version: int = 0,
) -> Market:
    """Call a market (market=None) or change one: for keepers of its square and for planners.

    Stops that were planned for it keep their own days and hours.
    """
    day = today(territory_zone())
    fields = replace(fields, times=fields.times.settled())
    refuse(reasons_to_refuse_market(fields, today=day))
    square = Place.objects.filter(pk=fields.square_id, is_published=True, halt=None).first()
    if square is None:
        raise Refused(Reason("already_removed", "square"))
    _authorise(actor, square)
    if market is None:
        stored, said = Market(), {}
    else:
        stored = _locked(market, version)
        _authorise(actor, stored.square)
        said = market_said(stored)
        stored.version += 1
    stored.square, stored.name = square, " ".join(fields.name.split())
    stored.text, stored.times = fields.text.strip(), fields.times
    stored.save()
    verb = "call_market" if market is None else "change_market"
    record(actor=actor, verb=verb, subject=stored, changes={"market": (said, market_said(stored))})
    return stored


@transaction.atomic
def end_market(*, actor: User | None, market: Market, version: int) -> Market | None:
    """Hold a market no more: it goes, or ends today where it has begun or stops speak of it."""
    stored = _locked(market, version)
    _authorise(actor, stored.square)
    said, day = market_said(stored), today(territory_zone())
    if stored.first_day > day and not stored.stops.exists():
        record(actor=actor, verb="end_market", subject=stored, changes={"market": (said, {})})
        stored.delete()
        return None
    stored.last_day = max(_yesterday(day), stored.first_day)
    stored.version += 1
    stored.save()
    changes = {"market": (said, market_said(stored))}
    record(actor=actor, verb="end_market", subject=stored, changes=changes)
    return stored


def _locked(market: Market, version: int) -> Market:
    """The market as it stands now, locked: against two changes that each miss the other."""
    stored = (
        Market.objects.select_for_update(of=("self",))
        .select_related("square")
        .filter(pk=market.pk)
        .first()
    )
    if stored is None:
        raise Refused(Reason("already_removed"))
    refuse(reasons_to_refuse_version(version, stored.version))
    return stored


def _authorise(actor: User | None, square: Place) -> None:
    if actor is not None:
        is_keeper = square.keepers.filter(pk=actor.pk).exists()
        refuse(reasons_to_refuse_changing(is_keeper=is_keeper, roles=actor.roles()))


def _yesterday(day: date) -> date:
    return day - timedelta(days=1)
