"""The vacancy of a territory by resource and week, held against the policy.

A fixed number of queries: policy, exemptions, what is measured, and what it is called.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np

from softplace.bookings.prepared import Column, columns
from softplace.engines.calendar import IdleStretches, idle_stretches
from softplace.places.enums import PlaceKind, ResourceKind
from softplace.vacancy.models import Exemption
from softplace.vacancy.queries.measuring import DAYS, HALVES, Measured, Scope, measure
from softplace.vacancy.queries.policy import CurrentPolicy, current_policy


@dataclass(frozen=True, slots=True)
class Filter:
    """Which resources are looked at; empty fields leave none out."""

    place_kind: str = ""
    commune_code: str = ""
    keeper_id: int | None = None
    place_id: int | None = None


@dataclass(frozen=True)
class Described:
    """What the resources of a survey are called, as columns of their order."""

    name: Sequence[str]
    kind: Sequence[str]
    place: Column
    place_name: Sequence[str]
    place_slug: Sequence[str]
    place_kind: Sequence[str]
    commune_code: Sequence[str]
    commune_name: Sequence[str]
    latitude: Column
    longitude: Column


@dataclass(frozen=True)
class Survey:
    """Some weeks of some resources. Tables are (resources, weeks).

    A week before and a week after were measured too, so that a stretch that crosses the edge of
    a week is seen whole; `first_monday` and `weeks` are those that were asked for.
    """

    policy: CurrentPolicy
    measured: Measured
    described: Described
    first_monday: date
    weeks: int

    def __len__(self) -> int:
        return len(self.measured)

    @property
    def mondays(self) -> list[date]:
        return [self.first_monday + timedelta(days=DAYS * n) for n in range(self.weeks)]

    def _table(self, weights: Column) -> Column:
        """Sums of rows, of the weeks that were asked for."""
        wide = self.weeks + 2
        cell = self.measured.resource * wide + self.measured.week
        sums = np.bincount(cell, weights, minlength=len(self) * wide)
        return sums.reshape(len(self), wide)[:, 1:-1]

    @cached_property
    def open_half_days(self) -> Column:
        return self._table(self.measured.counts)

    @cached_property
    def idle_half_days(self) -> Column:
        return self._table(self.measured.idle)

    @cached_property
    def open_m2_hours(self) -> Column:
        return self._table(self.measured.m2_hours(self.measured.open_minutes))

    @cached_property
    def idle_m2_hours(self) -> Column:
        return self._table(self.measured.m2_hours(self.measured.free_minutes))

    @cached_property
    def stretches(self) -> IdleStretches:
        """Every idle stretch of every part; half-days since the Monday before the first."""
        return idle_stretches(self.measured.half_day_table())

    @cached_property
    def longest(self) -> Column:
        """Half-days of the longest idle stretch that touches the week."""
        runs, longest = self.stretches, np.zeros((len(self), self.weeks + 2), dtype=np.int64)
        first, last = runs.first_half_day // HALVES, runs.last_half_day // HALVES
        owner = self.measured.owner[runs.group]
        for later in range(int((last - first).max(initial=0)) + 1):
            touched = first + later <= last
            np.maximum.at(
                longest, (owner[touched], first[touched] + later), runs.half_day_count[touched]
            )
        return longest[:, 1:-1]

    @cached_property
    def counts(self) -> Column:
        """Resources that the policy looks at in the week: open at all, and no sum of others."""
        return (self.open_half_days > 0) & ~self.measured.is_made_of_parts[:, None]

    @cached_property
    def complies(self) -> Column:
        return self.counts & (self.longest <= self.policy.fields.longest_idle_half_days)

    def longest_of(self, resource: int, week: int) -> tuple[int, int, bool] | None:
        """First and last half-day of the longest stretch, since the first Monday, and whether it
        may be longer than what was measured. It may begin in the week before the first."""
        runs, at = self.stretches, week + 1
        mine = np.flatnonzero(
            (self.measured.owner[runs.group] == resource)
            & (runs.first_half_day // HALVES <= at)
            & (runs.last_half_day // HALVES >= at)
        )
        if not len(mine):
            return None
        best = mine[np.argmax(runs.half_day_count[mine])]
        first, last = int(runs.first_half_day[best]), int(runs.last_half_day[best])
        measured = self.measured
        half = measured.half[(measured.part == runs.group[best]) & measured.counts]
        is_cut = bool(first == half[0] or last == half[-1])
        return first - HALVES, last - HALVES, is_cut


def survey(first_monday: date, weeks: int, at: datetime, wanted: Filter | None = None) -> Survey:
    """The covered resources of published places over whole weeks, under the policy. Ten queries."""
    policy = current_policy()
    first = first_monday - timedelta(days=DAYS)
    last = first_monday + timedelta(days=DAYS * (weeks + 1))
    leaves = [exemption.leave for exemption in Exemption.objects.touching(first, last)]
    measured = measure(
        _scope(policy, wanted or Filter()),
        first,
        weeks + 2,
        at,
        counted=policy.fields.counted,
        leaves=leaves,
    )
    return Survey(policy, measured, described(measured.calendars.ids), first_monday, weeks)


def _scope(policy: CurrentPolicy, wanted: Filter) -> Scope:
    where = ["r.is_bookable AND p.is_published", "p.kind = ANY(%s)", "r.kind = ANY(%s)"]
    values: list[object] = [
        _but(PlaceKind.values, policy.fields.place_kinds_left_out),
        _but(ResourceKind.values, policy.fields.resource_kinds_left_out),
    ]
    if wanted.place_kind:
        where.append("p.kind = %s")
        values.append(wanted.place_kind)
    if wanted.commune_code:
        where.append("p.commune_id = (SELECT c.id FROM territory_commune c WHERE c.code = %s)")
        values.append(wanted.commune_code)
    if wanted.keeper_id is not None:
        where.append("p.id IN (SELECT k.place_id FROM places_place_keepers k WHERE k.user_id = %s)")
        values.append(wanted.keeper_id)
    if wanted.place_id is not None:
        where.append("p.id = %s")
        values.append(wanted.place_id)
    return Scope(" AND ".join(where), tuple(values))


def _but(all_of: Iterable[str], left_out: Sequence[str]) -> list[str]:
    return [value for value in all_of if value not in left_out]


def described(resource_ids: Column) -> Described:
    """Names, kinds, communes and points of resources, in the order of their ids. One query."""
    found = columns(
        {
            "r.id": "int",
            "r.place_id": "int",
            "p.latitude": "float",
            "p.longitude": "float",
            "r.name": "text",
            "r.kind": "text",
            "p.name": "text",
            "p.slug": "text",
            "p.kind": "text",
            "coalesce(c.code, '')": "text",
            "coalesce(c.name, '')": "text",
        },
        "FROM places_resource r JOIN places_place p ON p.id = r.place_id"
        " LEFT JOIN territory_commune c ON c.id = p.commune_id WHERE r.id = ANY(%s)",
        [resource_ids.tolist()],
    )
    order = np.argsort(found[0], kind="stable")
    place, latitude, longitude = (column[order] for column in found[1:4])
    rows = order.tolist()
    name, kind, place_name, slug, place_kind, code, commune = (
        [texts[row] for row in rows] for texts in found[4:]
    )
    return Described(
        name, kind, place, place_name, slug, place_kind, code, commune, latitude, longitude
    )
