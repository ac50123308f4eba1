"""A search form or a sentence, made into one frozen question; or the reasons why it cannot."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from softplace.find.rules.lexicon import (
    Concept,
    Lexicon,
    Locality,
    nearest_locality,
    understood,
)
from softplace.find.rules.moments import Moment, moment, words_of_when
from softplace.foundation.errors import Reason
from softplace.people.enums import Audience
from softplace.places.enums import Accessibility, Equipment, Mode, PlaceKind, ResourceKind, Use

LONGEST_TEXT = 200
DEFAULT_RADIUS_KM = 20.0
SMALLEST_RADIUS_KM, LARGEST_RADIUS_KM = 0.1, 500.0
MOST_FILTERS = 30


@dataclass(frozen=True)
class Spot:
    """Where one asks from, and how far one goes."""

    latitude: float
    longitude: float
    radius_km: float = DEFAULT_RADIUS_KM
    commune: str = ""
    """The name of the commune; empty for a bare point."""
    commune_code: str = ""


@dataclass(frozen=True)
class Question:
    """What is looked for, all of it decided: no text is left to be read."""

    moment: Moment
    concepts: tuple[Concept, ...] = ()
    words: tuple[str, ...] = ()
    spot: Spot | None = None
    audiences: frozenset[int] | None = None
    """None: openings for whomever."""
    modes: frozenset[str] = frozenset()
    """Empty: any way to come."""
    accessibility: frozenset[str] = frozenset()
    """All of them are needed."""


@dataclass(frozen=True)
class Asked:
    """A question, what was read into it, and what of the input had to be left out."""

    question: Question
    reasons: tuple[Reason, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The input that was valid, for the form and for links: a name to its values."""

    def with_fields(self, **changes: str) -> dict[str, tuple[str, ...]]:
        """The fields of a neighbouring question; an empty value drops a field."""
        fields = dict(self.fields) | {name: (value,) for name, value in changes.items()}
        return {name: values for name, values in fields.items() if any(values)}


CHOICES: Mapping[str, Sequence[str]] = {
    "kind": PlaceKind.values,
    "resource": ResourceKind.values,
    "equipment": Equipment.values,
    "use": Use.values,
    "accessibility": Accessibility.values,
    "mode": Mode.values,
}
TEXT_FIELDS = ("q", "where", "lat", "lng", "radius", "when", "day", "part", "from", "to", "for")
LIST_FIELDS = ("function", *CHOICES)


def ask(
    given: Mapping[str, Sequence[str]], *, lexicon: Lexicon, now: datetime, zone: ZoneInfo
) -> Asked:
    """Read the fields of a search. Whatever is wrong is left out and told in `reasons`.

    Fields: q (free text), where (a commune's name or post code), lat, lng, radius (km), when
    (see `enums.When`, or an ISO date), day (a date, before `when`), part, from, to (HH:MM),
    for (a number of `Audience`), and any number of function, kind, resource, equipment, use,
    accessibility and mode.
    """
    reasons: list[Reason] = []
    fields = {
        name: tuple(dict.fromkeys(v.strip() for v in given.get(name, ()) if v.strip()))
        for name in (*TEXT_FIELDS, *LIST_FIELDS)
    }
    one = {name: (fields[name] or ("",))[0].replace("\x00", "") for name in TEXT_FIELDS}
    if len(one["q"]) > LONGEST_TEXT:
        reasons.append(Reason("search_too_long", "q", {"limit": LONGEST_TEXT}))
        one["q"] = ""
    today = now.astimezone(zone).date()
    said = words_of_when(one["q"], today)
    when_is_given = bool(one["when"] or one["day"] or one["part"] or one["from"] or one["to"])
    read_time = not when_is_given
    at, wrong = moment(
        when=said.when if read_time else one["when"],
        day=one["day"],
        part=said.part if read_time else one["part"],
        from_time=said.from_time if read_time else one["from"],
        to_time=said.to_time if read_time else one["to"],
        now=now,
        zone=zone,
    )
    reasons += wrong
    has_point = bool(one["lat"] or one["lng"])
    text = understood(said.rest, lexicon, may_name_locality=not one["where"] and not has_point)
    spot, wrong = spot_of(one, text.locality, lexicon)
    reasons += wrong
    concepts, kept, wrong = _filters(fields, lexicon)
    reasons += wrong
    audiences, wrong = _audiences(one["for"])
    reasons += wrong
    modes = frozenset(kept.get("mode", ())) | _union(text.concepts, "modes")
    accessibility = frozenset(kept.get("accessibility", ())) | _union(
        text.concepts, "accessibility"
    )
    question = Question(
        moment=at,
        concepts=(*concepts, *(c for c in text.concepts if _selects(c))),
        words=text.words,
        spot=spot,
        audiences=audiences,
        modes=modes,
        accessibility=accessibility,
    )
    refused = {reason.field for reason in reasons}
    valid = {name: (one[name],) for name in TEXT_FIELDS if one[name] and name not in refused}
    if "lat" in refused or "lng" in refused:
        valid.pop("lat", None)
        valid.pop("lng", None)
    return Asked(question, tuple(reasons), text.corrections, valid | kept)


def _selects(concept: Concept) -> bool:
    """Whether a concept says more than a mode or an access, which are conditions of their own."""
    return bool(concept.functions or concept.place_kinds or concept.speaks_of_resources)


def _union(concepts: Sequence[Concept], name: str) -> frozenset[str]:
    only = [c for c in concepts if not _selects(c)]
    return frozenset(value for concept in only for value in getattr(concept, name))


def spot_of(
    one: Mapping[str, str], named: Locality | None, lexicon: Lexicon
) -> tuple[Spot | None, list[Reason]]:
    """From where one asks: `lat` and `lng`, else `where`, else the commune named; `radius` km."""
    reasons: list[Reason] = []
    radius_km = DEFAULT_RADIUS_KM
    if one["radius"]:
        number = _number(one["radius"])
        if number is None or not SMALLEST_RADIUS_KM <= number <= LARGEST_RADIUS_KM:
            limits = {"smallest": "0.1", "largest": "500"}
            reasons.append(Reason("radius_out_of_range", "radius", limits))
        else:
            radius_km = number
    if one["where"]:
        named = nearest_locality(one["where"][:LONGEST_TEXT], lexicon)
        if named is None:
            reasons.append(Reason("unknown_commune", "where", {"name": one["where"][:60]}))
    if one["lat"] or one["lng"]:
        latitude, longitude = _number(one["lat"]), _number(one["lng"])
        wrong = latitude is None or longitude is None
        if wrong or abs(latitude or 0) > 90 or abs(longitude or 0) > 180:
            reasons.append(Reason("not_a_point", "lat"))
        else:
            assert latitude is not None and longitude is not None
            return Spot(latitude, longitude, radius_km), reasons
    if named is None:
        return None, reasons
    return (
        Spot(named.latitude, named.longitude, radius_km, named.name, named.code),
        reasons,
    )


def _number(text: str) -> float | None:
    if len(text) > 40:
        return None
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _filters(
    fields: Mapping[str, tuple[str, ...]], lexicon: Lexicon
) -> tuple[list[Concept], dict[str, tuple[str, ...]], list[Reason]]:
    """Concepts of the filters that are known: functions and kinds one of them, the rest all."""
    concepts: list[Concept] = []
    kept: dict[str, tuple[str, ...]] = {}
    reasons: list[Reason] = []
    for name in LIST_FIELDS:
        values = fields[name][:MOST_FILTERS]
        choices = lexicon.function_ids if name == "function" else CHOICES[name]
        unknown = [value for value in values if value not in choices]
        if unknown:
            reasons.append(Reason("unknown_choice", name, {"value": unknown[0][:40]}))
        known = tuple(value for value in values if value in choices)
        if known:
            kept[name] = known
    if "function" in kept:
        ids = frozenset().union(*(lexicon.function_ids[code] for code in kept["function"]))
        concepts.append(Concept(functions=ids))
    if "kind" in kept:
        concepts.append(Concept(place_kinds=frozenset(kept["kind"])))
    if "resource" in kept:
        concepts.append(Concept(resource_kinds=frozenset(kept["resource"])))
    concepts += [Concept(equipment=frozenset({value})) for value in kept.get("equipment", ())]
    concepts += [Concept(uses=frozenset({value})) for value in kept.get("use", ())]
    return concepts, kept, reasons


def _audiences(text: str) -> tuple[frozenset[int] | None, list[Reason]]:
    """Who one is: what is for everyone is for them too."""
    if not text:
        return None, []
    if text not in {str(value) for value in Audience.values}:
        return None, [Reason("unknown_choice", "for", {"value": text[:40]})]
    return frozenset({int(Audience.EVERYONE), int(text)}), []
