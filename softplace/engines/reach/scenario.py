"""Scenarios: what a network of places would be after some edits, each of which can be undone.

A scenario is a base network and a list of edits: to undo one, apply the others. Nothing is
changed in place.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from softplace.engines.reach.week import WEEK_MINUTES, WeekOpenings
from softplace.engines.travel.points import Points
from softplace.foundation.errors import Reason, Refused, refuse

Hours = tuple[tuple[int, int], ...]
"""[start, end) in minutes of the week since Monday 0:00; an end may lie beyond Sunday."""


class Kind(StrEnum):
    """How a function comes to a place."""

    FIXED = "fixed"
    MOBILE = "mobile"
    MARKET = "market"
    DELEGATED = "delegated"


@dataclass(frozen=True, slots=True)
class Offer:
    """A function at a place, in its hours of the week."""

    function: str
    hours: Hours
    kind: Kind = Kind.FIXED


@dataclass(frozen=True, slots=True)
class Place:
    """Where offers are. `square_metres` are what it takes of rented room."""

    key: str
    lat: float
    lng: float
    offers: tuple[Offer, ...] = ()
    square_metres: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A shuttle that leads to a place. `stops` are (latitude, longitude) in the order of the
    way; `hours` say from when to when its riders are at the place."""

    key: str
    place: str
    stops: tuple[tuple[float, float], ...]
    hours: Hours


@dataclass(frozen=True, slots=True)
class Network:
    """Places by their key, in the order in which sites are numbered, and the lines to them."""

    places: Mapping[str, Place]
    lines: tuple[Line, ...] = ()

    @classmethod
    def of(cls, places: Iterable[Place]) -> "Network":
        return cls({place.key: place for place in places})

    def place(self, key: str) -> Place:
        if key not in self.places:
            raise Refused(Reason("place_not_in_scenario", "place", {"place": key}))
        return self.places[key]

    def with_place(self, place: Place) -> "Network":
        return Network({**self.places, place.key: place}, self.lines)

    def without(self, key: str) -> "Network":
        """A line that leads to the place stays: it leads nowhere."""
        self.place(key)
        kept = {k: place for k, place in self.places.items() if k != key}
        return Network(kept, self.lines)

    def offering(self, function: str) -> list[Place]:
        """The places where a function is offered, in order: the sites of that function."""
        return [p for p in self.places.values() if any(o.function == function for o in p.offers)]

    def sites(self, function: str) -> tuple[list[str], Points, WeekOpenings]:
        """Keys, points and openings of a function, as the indicators want them."""
        places = self.offering(function)
        openings = [
            (site, start, end)
            for site, place in enumerate(places)
            for offer in place.offers
            if offer.function == function
            for start, end in offer.hours
        ]
        points = Points.of([(place.lat, place.lng) for place in places])
        return [place.key for place in places], points, WeekOpenings.of(openings)


class Edit(Protocol):
    """One change of a network."""

    def applied(self, network: Network) -> Network: ...


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """A new place with its offers."""

    place: Place

    def applied(self, network: Network) -> Network:
        if self.place.key in network.places:
            raise Refused(Reason("place_already_in_scenario", "place", {"place": self.place.key}))
        _refuse_bad_hours(self.place.offers)
        return network.with_place(self.place)


@dataclass(frozen=True, slots=True)
class ClosePlace:
    """A place and all its offers, or one function of it, come to an end."""

    key: str
    function: str | None = None

    def applied(self, network: Network) -> Network:
        if self.function is None:
            return network.without(self.key)
        place = network.place(self.key)
        _refuse_absent(place, self.function)
        kept = tuple(o for o in place.offers if o.function != self.function)
        return network.with_place(dataclasses.replace(place, offers=kept))


@dataclass(frozen=True, slots=True)
class MovePlace:
    """The same place elsewhere."""

    key: str
    lat: float
    lng: float

    def applied(self, network: Network) -> Network:
        Points.of([(self.lat, self.lng)])
        moved = dataclasses.replace(network.place(self.key), lat=self.lat, lng=self.lng)
        return network.with_place(moved)


@dataclass(frozen=True, slots=True)
class SetHours:
    """Other hours of one function at one place."""

    key: str
    function: str
    hours: Hours

    def applied(self, network: Network) -> Network:
        place = network.place(self.key)
        _refuse_absent(place, self.function)
        kind = next(o.kind for o in place.offers if o.function == self.function)
        offer = Offer(self.function, self.hours, kind)
        _refuse_bad_hours([offer])
        others = tuple(o for o in place.offers if o.function != self.function)
        return network.with_place(dataclasses.replace(place, offers=(*others, offer)))


@dataclass(frozen=True, slots=True)
class AddFunction:
    """A function comes to an existing place: an operator delegates its service to a town hall,
    or the room of a vacant resource (`square_metres` more) is put to it."""

    key: str
    function: str
    hours: Hours
    kind: Kind = Kind.DELEGATED
    square_metres: float = 0.0

    def applied(self, network: Network) -> Network:
        place = network.place(self.key)
        offer = Offer(self.function, self.hours, self.kind)
        _refuse_bad_hours([offer])
        if self.kind is Kind.DELEGATED and any(o.function == self.function for o in place.offers):
            details = {"place": self.key, "function": self.function}
            raise Refused(Reason("function_already_at_place", "function", details))
        return network.with_place(
            dataclasses.replace(
                place,
                offers=(*place.offers, offer),
                square_metres=place.square_metres + self.square_metres,
            )
        )


@dataclass(frozen=True, slots=True)
class AddStop:
    """A truck's weekly stop, or with several functions a market day on a square."""

    key: str
    lat: float
    lng: float
    functions: tuple[str, ...]
    hours: Hours

    def applied(self, network: Network) -> Network:
        kind = Kind.MOBILE if len(self.functions) == 1 else Kind.MARKET
        offers = tuple(Offer(function, self.hours, kind) for function in self.functions)
        return OpenPlace(Place(self.key, self.lat, self.lng, offers)).applied(network)


@dataclass(frozen=True, slots=True)
class AddLine:
    """A shuttle brings people from its stops to a place."""

    line: Line

    def applied(self, network: Network) -> Network:
        network.place(self.line.place)
        if not self.line.stops:
            raise Refused(Reason("shuttle_without_stops", "stops"))
        Points.of(self.line.stops)
        _refuse_bad_hours([Offer("", self.line.hours)])
        return Network(network.places, (*network.lines, self.line))


def applied(network: Network, edits: Sequence[Edit]) -> Network:
    """The network after the edits, in their order.

    Raises
    ------
    Refused
        `place_not_in_scenario`, `place_already_in_scenario`, `function_not_at_place`,
        `function_already_at_place`, `shuttle_without_stops`, `hours_outside_week`,
        `hours_end_before_start` or `point_off_the_globe`; the network given stays as it was.
    """
    for edit in edits:
        network = edit.applied(network)
    return network


def _refuse_absent(place: Place, function: str) -> None:
    if all(offer.function != function for offer in place.offers):
        details = {"place": place.key, "function": function}
        raise Refused(Reason("function_not_at_place", "function", details))


def _refuse_bad_hours(offers: Iterable[Offer]) -> None:
    reasons = []
    for offer in offers:
        for start, end in offer.hours:
            details = {"start": start, "end": end}
            if not 0 <= start < WEEK_MINUTES:
                reasons.append(Reason("hours_outside_week", "hours", details))
            if not start < end <= start + WEEK_MINUTES:
                reasons.append(Reason("hours_end_before_start", "hours", details))
    refuse(reasons)
