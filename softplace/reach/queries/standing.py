"""Which offers are none in a week: they have ended for good, or have not begun."""

from collections.abc import Sequence
from datetime import date, timedelta

from softplace.places.enums import Pattern
from softplace.places.models import Closure, OpeningRule
from softplace.reach.rules import NEVER

Offered = tuple[int, int, bool]
"""Place, function, and whether it has hours of its own."""


def standing_offers(offers: Sequence[Offered], monday: date) -> list[Offered]:
    """Those that stand in the week of that Monday. Two queries.

    What is closed for some days stands, and so does what has no hours that anybody knows; what
    is closed to the end of all days, or has hours in other seasons only, does not.
    """
    places, sunday = {place for place, _, _ in offers}, monday + timedelta(days=6)
    closures = Closure.objects.filter(
        place__in=places, first_date__lte=monday, last_date__gte=NEVER
    ).values_list("place_id", "rule_id")
    closed = {place for place, rule in closures if rule is None}
    ended = {rule for _, rule in closures if rule is not None}
    known, standing = set(), set()
    for pk, place, function, pattern, starts_on, ends_on in OpeningRule.objects.filter(
        place__in=places, resource=None
    ).values_list("pk", "place_id", "function_id", "pattern", "starts_on", "ends_on"):
        known.add((place, function))
        begins_later = starts_on is not None and starts_on > sunday
        is_over = ends_on is not None and ends_on < monday
        elsewhen = pattern != Pattern.ONCE and (begins_later or is_over)
        if pk not in ended and not elsewhen:
            standing.add((place, function))
    return [
        (place, function, has_own)
        for place, function, has_own in offers
        if place not in closed
        and (
            (place, function if has_own else None) in standing
            or (place, function if has_own else None) not in known
        )
    ]
