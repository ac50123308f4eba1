"""Campaigns that a territory could have, made by chance of a seed: scarce, town, city, metropole.

Evening hours are wanted by most, as in real seasonal rounds; some rooms divide, some are pools of
desks; an eighth of the opening hours is already booked; clubs ask for several sessions. `scarce`
is the case on which the published allocator found nothing: all want the same two rooms.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, pi, radians, sin, sqrt

import numpy as np

from softplace.engines.matching.files import FORMAT, WEEKDAYS, time_text

Json = dict[str, object]
SEASON_FIRST, SEASON_LAST = date(2026, 9, 7), date(2027, 7, 4)
CENTRE = (44.93, 4.89)
HOLIDAYS = (
    ("2026-11-01", "Toussaint"),
    ("2026-11-11", "Armistice"),
    ("2027-03-29", "Lundi de Pâques"),
    ("2027-05-01", "Fête du Travail"),
    ("2027-05-06", "Ascension"),
    ("2027-05-08", "Victoire 1945"),
    ("2027-05-17", "Lundi de Pentecôte"),
)


@dataclass(frozen=True)
class Size:
    """How many of each, and over how wide a land."""

    resources: int
    requests: int
    radius_km: float


SIZES = {
    "scarce": Size(10, 100, 2.0),
    "town": Size(40, 600, 3.0),
    "city": Size(300, 5_000, 9.0),
    "metropole": Size(1_500, 30_000, 22.0),
}


def generate(kind: str, seed: int) -> Json:
    """An instance of that kind as a JSON document; the same seed gives the same document."""
    if kind not in SIZES:
        raise ValueError(f"generate() knows {', '.join(SIZES)}, not {kind!r}.")
    return _Maker(kind, seed).document()


class _Maker:
    def __init__(self, kind: str, seed: int) -> None:
        self.kind, self.size = kind, SIZES[kind]
        self.chance = np.random.default_rng([seed, list(SIZES).index(kind)])
        self.points: list[tuple[float, float]] = []
        self.places: list[str] = []

    def document(self) -> Json:
        resources = [self._resource(i) for i in range(self.size.resources)]
        applicants = [self._applicant(i) for i in range(max(1, self.size.requests * 6 // 10))]
        make = self._scarce_request if self.kind == "scarce" else self._request
        requests = [make(i, resources, applicants) for i in range(self.size.requests)]
        bookings = [booking for resource in resources for booking in self._bookings(resource)]
        closures = [{"first_day": day, "reason": name} for day, name in HOLIDAYS]
        closures.append(
            {"first_day": "2026-12-19", "last_day": "2027-01-03", "reason": "Vacances de Noël"}
        )
        return {
            "format": FORMAT,
            "season": {
                "first_day": SEASON_FIRST.isoformat(),
                "last_day": SEASON_LAST.isoformat(),
                "closures": closures,
            },
            "resources": resources,
            "bookings": bookings,
            "applicants": applicants,
            "requests": requests,
        }

    def _one_of(self, *choices: object, weights: tuple[float, ...] | None = None) -> object:
        total = np.array(weights) / sum(weights) if weights else None
        return choices[int(self.chance.choice(len(choices), p=total))]

    def _point(self) -> dict[str, float]:
        away = self.size.radius_km * sqrt(self.chance.random())
        angle = 2 * pi * self.chance.random()
        lat = CENTRE[0] + away * sin(angle) / 111.2
        lng = CENTRE[1] + away * cos(angle) / (111.2 * cos(radians(CENTRE[0])))
        return {"lat": round(lat, 5), "lng": round(lng, 5)}

    def _resource(self, i: int) -> Json:
        new_place = not self.places or self.chance.random() < 0.5
        if new_place:
            point = self._point()
            self.points.append((point["lat"], point["lng"]))
            self.places.append(f"place-{len(self.places) + 1}")
        lat, lng = self.points[-1]
        kind = str(self._one_of("room", "hall", "studio", "desks", weights=(52, 28, 12, 8)))
        if self.kind == "scarce":
            kind = "room"
        resource: Json = {
            "key": f"{kind}-{i + 1}",
            "place": self.places[-1],
            "point": {"lat": lat, "lng": lng},
            "opening": self._opening(),
            "setup_minutes": 0,
        }
        equipment = [
            name
            for name, share in (("projector", 0.5), ("sink", 0.35), ("mirrors", 0.15))
            if self.chance.random() < share
        ]
        if kind == "desks":
            units = [f"desk-{n + 1}" for n in range(int(self.chance.integers(6, 13)))]
            resource["units"] = units
            resource["noise"] = "talk"
            resource["parts"] = [
                {"key": "desk", "units": units, "capacity": {"desks": 1}, "pool": True}
            ]
            return resource
        if kind == "hall":
            seats = int(self.chance.integers(6, 17)) * 10
            resource["units"] = ["a", "b"]
            resource["parts"] = [
                self._part("whole", ["a", "b"], seats, equipment),
                self._part("half-a", ["a"], seats // 2, equipment),
                self._part("half-b", ["b"], seats // 2, equipment),
            ]
        else:
            seats = int(
                self.chance.integers(6, 26) if kind == "studio" else self.chance.integers(10, 51)
            )
            if self.kind == "scarce":
                seats = 40
            resource["units"] = ["a"]
            if kind == "studio":
                equipment.append("piano")
            resource["parts"] = [self._part("all", ["a"], seats, equipment)]
        resource["changeover_minutes"] = self._one_of(0, 15, 30, weights=(3, 4, 3))
        resource["erp_headcount"] = seats + 5
        resource["noise"] = (
            "loud" if kind == "studio" else self._one_of("talk", "music", "loud", weights=(2, 5, 2))
        )
        if self.chance.random() < 0.15 and self.kind != "scarce":
            resource["audiences"] = ["residents", "youth"]
        return resource

    @staticmethod
    def _part(key: str, units: list[str], seats: int, equipment: list[str]) -> Json:
        layouts = {"free": seats, "rows": seats, "tables": max(1, seats * 6 // 10)}
        return {"key": key, "units": units, "capacity": layouts, "equipment": equipment}

    def _opening(self) -> list[Json]:
        habit = str(self._one_of("community", "school", "town hall", weights=(6, 2, 2)))
        hours: list[tuple[int, int, int]] = []
        for day in range(5):
            if habit == "community":
                hours.append((day, 8 * 60 + 30, 22 * 60 + 30))
            elif habit == "school":
                hours.append((day, 17 * 60 + 30, 22 * 60))
            else:
                hours.append((day, 9 * 60, 21 * 60 if day in (1, 3) else 18 * 60 + 30))
        if habit != "town hall":
            hours.append((5, 9 * 60, 20 * 60))
        if habit == "community" and self.chance.random() < 0.5:
            hours.append((6, 9 * 60, 18 * 60))
        return [
            {"weekday": WEEKDAYS[d], "start": time_text(start), "end": time_text(end)}
            for d, start, end in hours
        ]

    def _bookings(self, resource: Json) -> list[Json]:
        opening: list[dict[str, str]] = resource["opening"]  # type: ignore[assignment]
        result = []
        for window in opening:
            first = int(window["start"][:2]) * 4 + int(window["start"][3:]) // 15
            last = int(window["end"][:2]) * 4 + int(window["end"][3:]) // 15
            day = SEASON_FIRST + timedelta(days=WEEKDAYS.index(window["weekday"]))
            if self.chance.random() < 0.45:
                length = int(self.chance.integers(4, 13))
                start = int(self.chance.integers(first, max(first + 1, last - length)))
                result.append(
                    self._booking(resource, day, start, min(last, start + length), SEASON_LAST)
                )
            if self.chance.random() < 0.3:
                week = int(self.chance.integers(0, 43))
                length = int(self.chance.integers(8, 25))
                start = int(self.chance.integers(first, max(first + 1, last - length)))
                once = day + timedelta(weeks=week)
                result.append(self._booking(resource, once, start, min(last, start + length), None))
        return result

    def _booking(self, resource: Json, day: date, start: int, end: int, until: date | None) -> Json:
        units: list[str] = resource["units"]  # type: ignore[assignment]
        booking: Json = {
            "resource": resource["key"],
            "day": day.isoformat(),
            "start": time_text(start * 15),
            "end": time_text(end * 15),
        }
        if len(units) > 1 and self.chance.random() < 0.6:
            booking["units"] = units[: max(1, len(units) // 2)]
        if until is not None:
            booking["until"] = until.isoformat()
            if self.chance.random() < 0.2:
                booking["every_weeks"] = 2
        return booking

    def _applicant(self, i: int) -> Json:
        applicant: Json = {"key": f"applicant-{i + 1}", "point": self._point()}
        if self.chance.random() < 0.4:
            applicant["past_hours_per_week"] = round(float(self.chance.exponential(1.5)), 1)
        if self.chance.random() < 0.1:
            applicant["several_at_once"] = True
        return applicant

    def _request(self, i: int, resources: list[Json], applicants: list[Json]) -> Json:
        # a few clubs ask for a lot
        who = applicants[int(len(applicants) * self.chance.random() ** 1.5)]
        wished = int(self._one_of(60, 90, 120, 150, 180, weights=(20, 35, 30, 7, 8)))  # type: ignore[call-overload]
        shorter = int(self._one_of(0, 30, 60, weights=(5, 4, 1)))  # type: ignore[call-overload]
        layout = str(self._one_of("free", "tables", "rows", "desks", weights=(50, 28, 12, 10)))
        headcount = int(min(150, max(3, self.chance.lognormal(2.7, 0.7))))
        if layout == "desks":
            headcount = int(self.chance.integers(1, 5))
        windows = self._windows(wished)
        request: Json = {
            "key": f"request-{i + 1}",
            "applicant": who["key"],
            "windows": windows,
            "headcount": headcount,
            "wished_minutes": wished,
            "shortest_minutes": max(45, wished - shorter),
            "layout": layout,
            "noise": "talk",
        }
        rhythm = str(self._one_of("weekly", "every_other_week", "once", weights=(80, 12, 8)))
        request["rhythm"] = rhythm
        if rhythm == "weekly" and len(windows) > 1 and self.chance.random() < 0.4:
            request["sessions"] = 2
        if rhythm == "once":
            first = SEASON_FIRST + timedelta(weeks=int(self.chance.integers(0, 40)))
            request["first_day"] = first.isoformat()
            request["last_day"] = (first + timedelta(weeks=3, days=6)).isoformat()
        elif self.chance.random() < 0.12:
            request["last_day" if self.chance.random() < 0.5 else "first_day"] = "2027-01-31"
        if layout != "desks":
            request["noise"] = self._one_of("talk", "music", "loud", weights=(70, 22, 8))
            if self.chance.random() < 0.25:
                request["equipment"] = [
                    self._one_of("projector", "sink", "mirrors", "piano", weights=(5, 3, 1, 1))
                ]
        if self.chance.random() < 0.3:
            request["audience"] = self._one_of("residents", "youth")
        self._where(request, who, resources)
        return request

    def _where(self, request: Json, who: Json, resources: list[Json]) -> None:
        """Some rank what they know, near them; others take anything within a few kilometres."""
        home: dict[str, float] = who["point"]  # type: ignore[assignment]
        near = np.array([resource["point"]["lat"] for resource in resources])  # type: ignore[index]
        east = np.array([resource["point"]["lng"] for resource in resources])  # type: ignore[index]
        away = 111.2 * np.hypot(near - home["lat"], (east - home["lng"]) * cos(radians(CENTRE[0])))
        nearest = np.argsort(away, kind="stable")[:12]
        if self.chance.random() < 0.6:
            count = int(self.chance.integers(1, 5))
            chosen = self.chance.choice(nearest, size=count, replace=False)
            request["wishes"] = [str(resources[int(j)]["key"]) for j in chosen]
            request["anything"] = bool(self.chance.random() < 0.5)
        if request.get("anything", True):
            request["near"] = home
            request["radius_km"] = round(float(max(1.0, away[nearest[-1]])), 2)

    def _windows(self, wished: int) -> list[Json]:
        windows: list[Json] = []
        habit = str(self._one_of("evening", "day", "weekend", weights=(58, 30, 12)))
        days = range(5, 7) if habit == "weekend" else range(5)
        count = min(len(days), int(self.chance.integers(1, 4)))
        for day in sorted(self.chance.choice(days, size=count, replace=False)):
            if habit == "evening":
                start = int(self._one_of(17, 18, 19, weights=(3, 5, 3))) * 60  # type: ignore[call-overload]
                end = int(self.chance.integers(max(start + wished, 20 * 60) // 30, 46)) * 30
            else:
                start = int(self.chance.integers(17, 31)) * 30
                end = min(22 * 60, start + wished + int(self.chance.integers(0, 9)) * 30)
            end = max(end, start + wished)
            windows.append(
                {
                    "weekday": WEEKDAYS[int(day)],
                    "start": time_text(start),
                    "end": time_text(min(end, 24 * 60)),
                }
            )
        return windows

    def _scarce_request(self, i: int, resources: list[Json], applicants: list[Json]) -> Json:
        request = self._request(i, resources, applicants)
        for name in ("near", "radius_km", "equipment", "audience", "first_day", "last_day"):
            request.pop(name, None)
        wishes = [str(resources[0]["key"]), str(resources[1]["key"])]
        request["wishes"] = wishes if self.chance.random() < 0.5 else wishes[::-1]
        request["anything"] = False
        request["layout"] = self._one_of("free", "tables", weights=(3, 1))
        request["noise"] = "talk"
        request["headcount"] = int(self.chance.integers(3, 25))
        if request["rhythm"] == "once":
            request["rhythm"] = "weekly"
        return request
