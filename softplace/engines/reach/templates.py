"""Scenarios made for the questions of the field: each gives the edits, to be looked at first."""

from collections.abc import Iterable, Mapping, Sequence

from softplace.engines.reach.scenario import (
    AddFunction,
    AddStop,
    ClosePlace,
    Edit,
    Hours,
    Kind,
    Network,
    SetHours,
)
from softplace.foundation.errors import Reason, Refused


def close_least_used(
    network: Network, function: str, visits: Mapping[str, float], count: int
) -> list[Edit]:
    """An operator closes the function at its `count` least-used fixed agencies.

    `visits` by key of place; a place without a figure counts as never visited. Of places
    equally used the first key goes first.
    """
    places = _fixed(network, function)
    if not 0 <= count <= len(places):
        details = {"count": count, "places": len(places)}
        raise Refused(Reason("more_closures_than_places", "count", details))
    places.sort(key=lambda key: (visits.get(key, 0.0), key))
    return [ClosePlace(key, function) for key in places[:count]]


def all_mobile(network: Network, function: str, slots: Sequence[Hours]) -> list[Edit]:
    """All fixed agencies of a function become stops of trucks, one after the other.

    `slots` are the half-days that one truck has in a week; the n-th place gets the n-th slot,
    and with more places than slots another truck begins with the first.
    """
    if not slots:
        raise Refused(Reason("slots_missing", "slots"))
    edits: list[Edit] = []
    for number, key in enumerate(_fixed(network, function)):
        place = network.place(key)
        hours = slots[number % len(slots)]
        stop = AddStop(f"{key}:stop", place.lat, place.lng, (function,), hours)
        edits += [ClosePlace(key, function), stop]
    return edits


def delegate(
    network: Network, function: str, counters: Iterable[str], hours: Hours | None = None
) -> list[Edit]:
    """A function is delegated to multi-service counters, in their own hours if none are given."""
    edits: list[Edit] = []
    for key in counters:
        offers = network.place(key).offers
        if any(offer.function == function for offer in offers):
            continue
        own = tuple(dict.fromkeys(span for offer in offers for span in offer.hours))
        edits.append(AddFunction(key, function, own if hours is None else hours))
    return edits


def open_vacant(
    network: Network, function: str, vacant: Mapping[str, Hours], square_metres: float = 0.0
) -> list[Edit]:
    """Every vacant space is put to a function, in the hours in which nobody claims it."""
    return [
        AddFunction(key, function, hours, Kind.FIXED, square_metres)
        for key, hours in vacant.items()
        if hours and network.place(key)
    ]


def specialise(network: Network) -> list[Edit]:
    """Places are specialised again: each keeps only the function with most hours."""
    edits: list[Edit] = []
    for place in network.places.values():
        minutes: dict[str, int] = {}
        for offer in place.offers:
            length = sum(end - start for start, end in offer.hours)
            minutes[offer.function] = minutes.get(offer.function, 0) + length
        if len(minutes) > 1:
            main = max(sorted(minutes), key=lambda function: minutes[function])
            edits += [ClosePlace(place.key, f) for f in sorted(minutes) if f != main]
    return edits


def shorter_hours(network: Network, function: str, share: float) -> list[Edit]:
    """Every fixed agency keeps only the first part of each of its spans."""
    if not 0 < share <= 1:
        raise Refused(Reason("share_out_of_range", "share", {"share": share}))
    edits: list[Edit] = []
    for key in _fixed(network, function):
        hours = tuple(
            (start, start + max(1, round((end - start) * share)))
            for offer in network.place(key).offers
            if offer.function == function
            for start, end in offer.hours
        )
        edits.append(SetHours(key, function, hours))
    return edits


def _fixed(network: Network, function: str) -> list[str]:
    return [
        place.key
        for place in network.offering(function)
        if any(o.function == function and o.kind is Kind.FIXED for o in place.offers)
    ]
