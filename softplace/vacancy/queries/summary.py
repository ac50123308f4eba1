"""What a survey says: figures of a week, who does not comply, which half-days stand idle."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from softplace.bookings.prepared import Column
from softplace.places.models import Place
from softplace.vacancy.queries.measuring import HALVES
from softplace.vacancy.queries.survey import Survey


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over resources in a week; resources made of others are left out."""

    resources: int
    """Open at all in the week."""
    complying: int
    open_half_days: int
    idle_half_days: int
    open_m2_hours: float
    idle_m2_hours: float

    @property
    def used_m2_hours(self) -> float:
        return self.open_m2_hours - self.idle_m2_hours

    @property
    def complying_share(self) -> float | None:
        return self.complying / self.resources if self.resources else None

    @property
    def idle_share(self) -> float | None:
        return self.idle_half_days / self.open_half_days if self.open_half_days else None


def figures(found: Survey, week: int, rows: Column | None = None) -> Figures:
    """Of all resources of a survey, or of some positions, in one of its weeks."""
    kept = found.counts[:, week]
    if rows is not None:
        kept = kept & np.isin(np.arange(len(found)), rows)
    return Figures(
        int(kept.sum()),
        int(found.complies[kept, week].sum()),
        int(found.open_half_days[kept, week].sum()),
        int(found.idle_half_days[kept, week].sum()),
        float(found.open_m2_hours[kept, week].sum()),
        float(found.idle_m2_hours[kept, week].sum()),
    )


def figures_by(found: Survey, week: int, keys: Sequence[str]) -> list[tuple[str, Figures]]:
    """Figures of each group, those with most idle half-days first; `keys` is one a resource."""
    return _figures_of(found, week, np.arange(len(found)), keys)


def figures_by_keeper(found: Survey, week: int) -> list[tuple[str, Figures]]:
    """The same of each keeper, by name; what nobody keeps has an empty one. One query.

    A resource counts for each who keeps its place, so that groups may add up to more than all.
    """
    keepers = _keepers(set(found.described.place.tolist()))
    pairs = [
        (row, keeper)
        for row, place in enumerate(found.described.place.tolist())
        for keeper in keepers.get(place, [(0, "")])
    ]
    names = dict(keeper for _row, keeper in pairs)
    grouped = _figures_of(
        found,
        week,
        np.array([row for row, _keeper in pairs], dtype=np.int64),
        [str(keeper[0]) for _row, keeper in pairs],
    )
    return [(names[int(key)], sums) for key, sums in grouped]


def _figures_of(
    found: Survey, week: int, rows: Column, keys: Sequence[str]
) -> list[tuple[str, Figures]]:
    """Of groups of positions in the survey; `keys` is one a position."""
    names, group = np.unique(np.array(keys, dtype=object), return_inverse=True)
    kept = found.counts[rows, week]

    def sums(column: Column) -> Column:
        return np.bincount(group[kept], column[kept], minlength=len(names))

    table = [
        sums(column[rows, week].astype(float))
        for column in (
            found.counts,
            found.complies,
            found.open_half_days,
            found.idle_half_days,
            found.open_m2_hours,
            found.idle_m2_hours,
        )
    ]
    groups = [
        (str(name), Figures(*(int(c[n]) for c in table[:4]), *(float(c[n]) for c in table[4:])))
        for n, name in enumerate(names)
        if table[0][n]
    ]
    return sorted(groups, key=lambda each: (-each[1].idle_half_days, each[0]))


@dataclass(frozen=True, slots=True)
class Offender:
    """A resource that does not comply in a week, and its longest idle stretch."""

    resource_id: int
    name: str
    kind: str
    place_name: str
    place_slug: str
    place_kind: str
    commune: str
    keepers: tuple[str, ...]
    idle_half_days: int
    open_half_days: int
    idle_m2_hours: float | None
    """None where the area is not said."""
    stretch_half_days: int
    first_half: int
    last_half: int
    """Since the first Monday of the survey; the stretch may begin or end in the weeks beside."""
    is_cut: bool
    """It may be longer than what was measured."""


def offenders(found: Survey, week: int, most: int) -> tuple[list[Offender], int]:
    """Those that do not comply, the longest stretch first, and how many there are. One query."""
    rows = np.flatnonzero(found.counts[:, week] & ~found.complies[:, week])
    order = np.lexsort((-found.idle_half_days[rows, week], -found.longest[rows, week]))
    worst = rows[order[:most]].tolist()
    names = _keepers({int(found.described.place[row]) for row in worst})
    said, answers = found.described, []
    for row in worst:
        stretch = found.longest_of(row, week)
        assert stretch is not None, "who does not comply has an idle stretch"
        answers.append(
            Offender(
                int(found.measured.calendars.ids[row]),
                said.name[row],
                said.kind[row],
                said.place_name[row],
                said.place_slug[row],
                said.place_kind[row],
                said.commune_name[row],
                tuple(name for _pk, name in names.get(int(said.place[row]), ())),
                int(found.idle_half_days[row, week]),
                int(found.open_half_days[row, week]),
                None
                if np.isnan(found.measured.area_m2[row])
                else float(found.idle_m2_hours[row, week]),
                int(found.longest[row, week]),
                *stretch,
            )
        )
    return answers, len(rows)


def _keepers(place_ids: set[int]) -> dict[int, list[tuple[int, str]]]:
    """By place, ids and names of its keepers."""
    found: dict[int, list[tuple[int, str]]] = {}
    kept = Place.keepers.through.objects.filter(place_id__in=place_ids)
    for place_id, pk, name, email in kept.order_by("user_id").values_list(
        "place_id", "user_id", "user__name", "user__email"
    ):
        found.setdefault(place_id, []).append((pk, name or email))
    return found


@dataclass(frozen=True, slots=True)
class Disc:
    """A place on the vacancy map."""

    name: str
    slug: str
    kind: str
    latitude: float
    longitude: float
    figures: Figures


def discs(found: Survey, week: int) -> list[Disc]:
    """Every place with something open in the week, the most idle m²·hours first."""
    said = found.described
    first = {slug: row for row, slug in reversed(list(enumerate(said.place_slug)))}
    rows = [
        Disc(
            said.place_name[first[slug]],
            slug,
            said.place_kind[first[slug]],
            float(said.latitude[first[slug]]),
            float(said.longitude[first[slug]]),
            sums,
        )
        for slug, sums in figures_by(found, week, said.place_slug)
    ]
    return sorted(rows, key=lambda disc: (-disc.figures.idle_m2_hours, disc.name))


@dataclass(frozen=True)
class Heat:
    """Open and idle half-days by week and half-day of the week: (weeks, 14)."""

    open_half_days: Column
    idle_half_days: Column


def heat(found: Survey) -> Heat:
    """Of all resources of a survey, those made of others aside."""
    measured = found.measured
    rows = ~measured.is_made_of_parts[measured.resource]

    def table(weights: Column) -> Column:
        sums = np.bincount(measured.half[rows], weights[rows], minlength=(found.weeks + 2) * HALVES)
        return sums.reshape(found.weeks + 2, HALVES)[1:-1].astype(np.int64)

    return Heat(table(measured.counts), table(measured.idle))


def heat_by_place(found: Survey, most: int) -> list[tuple[str, str, Heat]]:
    """(name, slug, heat) of the places with most idle half-days, at most `most` of them."""
    measured, said = found.measured, found.described
    places, place = np.unique(said.place, return_inverse=True)
    kept = ~measured.is_made_of_parts[measured.resource]
    wide = (found.weeks + 2) * HALVES

    def table(weights: Column) -> Column:
        cell = place[measured.resource[kept]] * wide + measured.half[kept]
        sums = np.bincount(cell, weights[kept], minlength=len(places) * wide)
        return sums.reshape(len(places), found.weeks + 2, HALVES)[:, 1:-1].astype(np.int64)

    opened, idle = table(measured.counts), table(measured.idle)
    order = np.argsort(-idle.sum(axis=(1, 2)), kind="stable")[:most]
    first = {int(key): row for row, key in reversed(list(enumerate(said.place.tolist())))}
    return [
        (
            said.place_name[first[int(places[n])]],
            said.place_slug[first[int(places[n])]],
            Heat(opened[n], idle[n]),
        )
        for n in order.tolist()
        if opened[n].any()
    ]
