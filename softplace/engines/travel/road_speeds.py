"""From the tags of an OpenStreetMap way to speeds in both directions.

Tags as documented in the OpenStreetMap wiki: Key:highway, Key:maxspeed, Key:oneway,
Key:access. Speeds are settings: they are assumptions, not measures.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from softplace.engines.travel.pace import Mode

KM_PER_MILE = 1.609344

CAR_KM_PER_HOUR: Mapping[str, float] = {
    "motorway": 110,
    "motorway_link": 60,
    "trunk": 90,
    "trunk_link": 50,
    "primary": 70,
    "primary_link": 45,
    "secondary": 60,
    "secondary_link": 40,
    "tertiary": 50,
    "tertiary_link": 35,
    "unclassified": 40,
    "road": 40,
    "residential": 30,
    "living_street": 15,
    "service": 15,
}
NO_MOTORS = {"footway", "path", "pedestrian", "cycleway", "bridleway", "steps", "track"}
WALKABLE = (set(CAR_KM_PER_HOUR) | NO_MOTORS) - {"motorway", "motorway_link"}
CYCLABLE = WALKABLE - {"footway", "pedestrian", "steps", "bridleway"}

ACCESS_TAGS = {
    Mode.CAR: ("motorcar", "motor_vehicle", "vehicle", "access"),
    Mode.BICYCLE: ("bicycle", "vehicle", "access"),
    Mode.FOOT: ("foot", "access"),
}
CLOSED = {"no", "private", "agricultural", "forestry", "military", "emergency", "use_sidepath"}
ALLOWED = {"yes", "designated", "permissive", "official"}

LIMIT_WORDS = {
    "urban": 50.0,
    "rural": 80.0,
    "motorway": 130.0,
    "trunk": 110.0,
    "living_street": 20.0,
    "zone20": 20.0,
    "zone30": 30.0,
    "walk": 6.0,
}
"""What the words of a limit mean in France ("FR:urban"); a number comes before them."""


@dataclass(frozen=True, slots=True)
class RoadSpeeds:
    """Settings of travel on roads.

    Attributes
    ----------
    share_of_limit
        What a car keeps of the posted speed limit, over junctions, bends and traffic. 0.8 is
        what the car profile of OSRM takes (`speed_reduction`).
    car_km_per_hour
        By class of road, where no limit is posted; ways of other classes are not driven on.
    foot_km_per_hour, bicycle_km_per_hour
        On every way.
    """

    share_of_limit: float = 0.8
    car_km_per_hour: Mapping[str, float] = field(default_factory=lambda: CAR_KM_PER_HOUR)
    foot_km_per_hour: float = 4.5
    bicycle_km_per_hour: float = 15.0


def way_speeds(tags: Mapping[str, str], mode: Mode, speeds: RoadSpeeds) -> tuple[float, float]:
    """Kilometres an hour along the way and against it; 0 where it may not be travelled."""
    speed = _speed(tags, mode, speeds)
    if speed <= 0 or _closed(tags, mode):
        return 0.0, 0.0
    direction = _direction(tags, mode)
    return (speed if direction >= 0 else 0.0), (speed if direction <= 0 else 0.0)


def limit_km_per_hour(text: str | None) -> float | None:
    """The speed limit of a `maxspeed` tag, None where it says no number that is understood.

    "50", "30 mph", "50;70" (the lowest), "FR:urban", "FR:zone30", "none".
    """
    if not text:
        return None
    numbers = [
        float(number) * (KM_PER_MILE if mile else 1.0)
        for number, mile in re.findall(r"(?<![\w.])(\d+(?:\.\d+)?)\s*(mph)?", text)
    ]
    if numbers:
        return min(numbers) or None
    word = text.rpartition(":")[2].strip().lower()
    return LIMIT_WORDS.get(word)


def _speed(tags: Mapping[str, str], mode: Mode, speeds: RoadSpeeds) -> float:
    kind = tags.get("highway", "")
    if mode is Mode.FOOT:
        open_to = kind in WALKABLE or (kind and tags.get("foot") in ALLOWED)
        return speeds.foot_km_per_hour if open_to else 0.0
    if mode is Mode.BICYCLE:
        open_to = kind in CYCLABLE or (kind and tags.get("bicycle") in ALLOWED)
        return speeds.bicycle_km_per_hour if open_to else 0.0
    if mode is not Mode.CAR:
        raise ValueError(f"Nobody travels on roads by mode {mode!r}: foot, bicycle or car.")
    by_class = speeds.car_km_per_hour.get(kind, 0.0)
    if not by_class:
        return 0.0
    limit = limit_km_per_hour(tags.get("maxspeed"))
    return by_class if limit is None else limit * speeds.share_of_limit


def _closed(tags: Mapping[str, str], mode: Mode) -> bool:
    """The most precise access tag decides: `bicycle=yes` opens what `access=no` closed."""
    if tags.get("area") == "yes" and mode is Mode.CAR:
        return True
    if tags.get("motorroad") == "yes" and mode is not Mode.CAR:
        return True
    for key in ACCESS_TAGS[mode]:
        value = tags.get(key)
        if value in CLOSED:
            return True
        if value is not None:
            return False
    return False


def _direction(tags: Mapping[str, str], mode: Mode) -> int:
    """1 along only, -1 against only, 0 both."""
    if mode is Mode.FOOT:
        value = tags.get("oneway:foot")
    else:
        value = tags.get("oneway")
        if value is None and (
            tags.get("junction") in ("roundabout", "circular")
            or tags.get("highway") in ("motorway", "motorway_link")
        ):
            value = "yes"
        if mode is Mode.BICYCLE:
            value = tags.get("oneway:bicycle", value)
            if any(
                str(tags.get(key, "")).startswith("opposite")
                for key in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
            ):
                value = "no"
    if value in ("yes", "true", "1"):
        return 1
    if value in ("-1", "reverse"):
        return -1
    return 0
