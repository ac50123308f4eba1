"""Pure decisions about rounds: when stops come, what is refused, and whether there is time."""

from softplace.places.rules import reasons_to_refuse_changing
from softplace.rounds.rules.drives import Drive, reasons_to_refuse_drives, straight_metres
from softplace.rounds.rules.stop import (
    LONGEST_DAYS,
    LONGEST_NAME,
    LONGEST_REMARK,
    MarketFields,
    StopFields,
    Times,
    VehicleFields,
    next_day,
    nth_of_month,
    reasons_to_refuse_market,
    reasons_to_refuse_meeting,
    reasons_to_refuse_stop,
    reasons_to_refuse_vehicle,
    reasons_to_refuse_version,
    rule_fields,
)

__all__ = [
    "LONGEST_DAYS",
    "LONGEST_NAME",
    "LONGEST_REMARK",
    "Drive",
    "MarketFields",
    "StopFields",
    "Times",
    "VehicleFields",
    "next_day",
    "nth_of_month",
    "reasons_to_refuse_changing",
    "reasons_to_refuse_drives",
    "reasons_to_refuse_market",
    "reasons_to_refuse_meeting",
    "reasons_to_refuse_stop",
    "reasons_to_refuse_vehicle",
    "reasons_to_refuse_version",
    "rule_fields",
    "straight_metres",
]
