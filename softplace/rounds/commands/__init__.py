"""The only writes about rounds."""

from softplace.rounds.commands.drafts import (
    add_target,
    create_draft,
    remove_target,
    request_computation,
    stop_computation,
)
from softplace.rounds.commands.markets import end_market, save_market
from softplace.rounds.commands.publishing import publish_rounds
from softplace.rounds.commands.stops import lock_stop, remove_stop, save_stop
from softplace.rounds.commands.taking_over import take_over
from softplace.rounds.commands.vehicles import change_vehicle

__all__ = [
    "add_target",
    "change_vehicle",
    "create_draft",
    "end_market",
    "lock_stop",
    "publish_rounds",
    "remove_stop",
    "remove_target",
    "request_computation",
    "save_market",
    "save_stop",
    "stop_computation",
    "take_over",
]
