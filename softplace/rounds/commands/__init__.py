"""The only writes about rounds."""

from softplace.rounds.commands.markets import end_market, save_market
from softplace.rounds.commands.publishing import publish_rounds
from softplace.rounds.commands.stops import lock_stop, remove_stop, save_stop
from softplace.rounds.commands.vehicles import change_vehicle

__all__ = [
    "change_vehicle",
    "end_market",
    "lock_stop",
    "publish_rounds",
    "remove_stop",
    "save_market",
    "save_stop",
]
