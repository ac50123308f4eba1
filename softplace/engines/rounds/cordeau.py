"""Cordeau's files of periodic vehicle routing problems (Cordeau, Gendreau and Laporte, 1997).

The first line holds the type, 1, the vehicles of each day, the customers and the days. Then a
line a day: the longest route (0: no limit) and the capacity. Then a line a node, the depot
first: number, x, y, service time, demand, frequency, how many patterns, the patterns. A pattern
is a number whose binary digits are the days, the first day the highest; the frequency is not
read, as the patterns say it (and one customer of p11 has 0). Costs are Euclidean distances,
which are minutes and kilometres at once.
"""

from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np

from softplace.engines.documents import InvalidField, need
from softplace.engines.rounds.problem import ANY_TIME, Costs, Problem, Stop, Vehicle

PERIODIC = 1
MOST_NODES, MOST_VEHICLES, MOST_DAYS = 5_000, 1_000, 60


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    words: tuple[str, ...]

    @property
    def at(self) -> str:
        return f"line {self.number}"

    def numbers(self, least: int) -> list[float]:
        need(len(self.words) >= least, self.at, f"must hold at least {least} numbers.")
        found = []
        for word in self.words:
            try:
                found.append(float(word))
            except ValueError:
                raise InvalidField(self.at, f"{word!r} is not a number.") from None
            need(isfinite(found[-1]), self.at, f"{word!r} is not a number.")
        return found

    def whole(self, number: float, what: str, most: int) -> int:
        right = number.is_integer() and 0 <= number <= most
        need(right, self.at, f"{what} must be a whole number from 0 to {most}.")
        return int(number)


def read_cordeau(path: Path) -> Problem:
    """The problem of a file; its stops are named by the numbers of the nodes.

    Raises
    ------
    InvalidField
        With the line that cannot be.
    """
    text = path.read_bytes().decode("ascii", errors="replace")
    lines = [
        _Line(i, tuple(line.split()))
        for i, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    need(bool(lines), "", f"{path.name} is empty.")
    head = lines[0].numbers(4)
    need(head[0] == PERIODIC, lines[0].at, f"must begin with {PERIODIC}, a periodic problem.")
    vehicles = lines[0].whole(head[1], "the number of vehicles", MOST_VEHICLES)
    days = lines[0].whole(head[3], "the number of days", MOST_DAYS)
    need(days > 0, lines[0].at, "must say of at least one day.")
    need(len(lines) >= days + 2, lines[-1].at, f"is the last: {days} days and a depot must follow.")
    limits = [line.numbers(2) for line in lines[1 : days + 1]]
    for line, limit in zip(lines[2 : days + 1], limits[1:], strict=True):
        need(limit == limits[0], line.at, "must be as the first day's: days here are alike.")
    nodes = [_node(line) for line in lines[days + 1 :]]
    need(len(nodes) <= MOST_NODES, lines[-1].at, f"must be at most the node {MOST_NODES}.")
    places = np.array([node[1:3] for node in nodes])
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    points = tuple(f"{int(node[0])}" for node in nodes)
    fleet = tuple(
        Vehicle(
            f"{j + 1}",
            "depot",
            points[0],
            (ANY_TIME,) * days,
            longest_route_minutes=limits[0][0] or None,
            capacity=limits[0][1] or None,
        )
        for j in range(vehicles)
    )
    stops = tuple(
        _stop(line, node, days) for line, node in zip(lines[days + 2 :], nodes[1:], strict=True)
    )
    return Problem(days, points, distances, distances * 1000, fleet, stops, costs=Costs(per_km=1.0))


def _node(line: _Line) -> list[float]:
    node = line.numbers(5)
    line.whole(node[0], "the number of the node", 10**9)
    need(node[3] >= 0 and node[4] >= 0, line.at, "service time and demand must be 0 or more.")
    return node


def _stop(line: _Line, node: list[float], days: int) -> Stop:
    need(len(node) >= 7, line.at, "must hold a frequency and its patterns.")
    count = line.whole(node[6], "the number of patterns", 2**days)
    codes = [line.whole(code, "a pattern", 2**days - 1) for code in node[7 : 7 + count]]
    need(0 < count == len(codes), line.at, f"must hold {count} patterns, at least one.")
    patterns = tuple(
        frozenset(day for day in range(days) if code >> (days - 1 - day) & 1) for code in codes
    )
    key = f"{int(node[0])}"
    return Stop(key, key, node[3], tuple(dict.fromkeys(patterns)), load=node[4])
