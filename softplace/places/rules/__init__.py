"""Pure decisions about places: who may change one, and why an input is refused."""

from softplace.people.rules import reasons_to_refuse_planning
from softplace.places.rules.authority import may_change_place, reasons_to_refuse_changing
from softplace.places.rules.opening import (
    ClosureFields,
    RuleFields,
    length_between,
    reasons_to_refuse_closure,
    reasons_to_refuse_rule,
)
from softplace.places.rules.photo import reasons_to_refuse_photo
from softplace.places.rules.place import (
    PlaceFields,
    Surroundings,
    reasons_to_refuse_place,
    reasons_to_refuse_point,
)
from softplace.places.rules.resource import (
    ResourceFields,
    Sharing,
    reasons_to_refuse_resource,
    reasons_to_refuse_sharing,
)

__all__ = [
    "ClosureFields",
    "PlaceFields",
    "ResourceFields",
    "RuleFields",
    "Sharing",
    "Surroundings",
    "length_between",
    "may_change_place",
    "reasons_to_refuse_changing",
    "reasons_to_refuse_closure",
    "reasons_to_refuse_photo",
    "reasons_to_refuse_place",
    "reasons_to_refuse_planning",
    "reasons_to_refuse_point",
    "reasons_to_refuse_resource",
    "reasons_to_refuse_rule",
    "reasons_to_refuse_sharing",
]
