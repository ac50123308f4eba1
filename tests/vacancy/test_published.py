"""What is published: small counts are masked, and cannot be computed from the totals."""

from collections.abc import Callable
from datetime import date
from random import Random

import numpy as np
import pytest

from softplace.bookings.commands import book
from softplace.foundation.masking import Bools, is_small, masked_cells
from softplace.places.models import OpeningRule, Place
from softplace.territory.models import Commune
from softplace.vacancy.queries.published import (
    ALL,
    PublishedRow,
    last_monday_published,
    make_published_rows,
)
from tests.bookings.conftest import MONDAY, World, make_resource

WEEK = date(2027, 3, 1)


def computable(masked: Bools, present: Bools) -> list[tuple[int, int]]:
    """Masked cells whose value the published totals give away: linear algebra, not graphs.

    Every row and every column says that its cells add up to its total. A masked cell is known
    exactly where its unit vector is a combination of these equations.
    """
    unknown = [tuple(cell) for cell in np.argwhere(masked & present).tolist()]
    rows, columns = masked.shape
    equations = []
    for line in range(rows):
        equations.append([(line, c, 1 if c < columns - 1 else -1) for c in range(columns)])
    for line in range(columns):
        equations.append([(r, line, 1 if r < rows - 1 else -1) for r in range(rows)])
    system = np.zeros((len(equations), len(unknown)))
    for number, terms in enumerate(equations):
        for r, c, sign in terms:
            if (r, c) in unknown:
                system[number, unknown.index((r, c))] = sign
    rank = np.linalg.matrix_rank(system)
    return [
        cell
        for position, cell in enumerate(unknown)
        if np.linalg.matrix_rank(np.vstack([system, np.eye(len(unknown))[position]])) == rank
    ]


def table(counts: np.ndarray) -> tuple[Bools, Bools, np.ndarray]:
    """Small, present and cost of a table of counts, with its totals."""
    whole = np.zeros((counts.shape[0] + 1, counts.shape[1] + 1), dtype=np.int64)
    whole[:-1, :-1] = counts
    whole[-1, :] = whole[:-1].sum(axis=0)
    whole[:, -1] = whole[:, :-1].sum(axis=1)
    return is_small(whole), whole > 0, whole.astype(float)


def test_one_to_four_are_small_and_none_is_not() -> None:
    assert is_small(np.array([0, 1, 4, 5, 40])).tolist() == [False, True, True, False, False]


def test_the_oracle_sees_what_one_masked_cell_gives_away() -> None:
    small, present, _ = table(np.array([[3, 20], [20, 20]]))
    assert computable(small, present) == [(0, 0)]


def test_a_masked_cell_is_never_alone_in_its_row_or_column() -> None:
    small, present, cost = table(np.array([[3, 20, 30], [20, 9, 50], [40, 60, 70]]))
    masked = masked_cells(small, present, cost)
    assert sorted(map(tuple, np.argwhere(masked).tolist())) == [(0, 0), (0, 1), (1, 0), (1, 1)]


@pytest.mark.parametrize("seed", range(60))
def test_nothing_masked_can_be_computed_from_what_is_published(seed: int) -> None:
    chance = Random(seed)
    shape = (chance.randint(1, 6), chance.randint(1, 5))
    counts = np.array(
        [
            [chance.choice((0, 0, 1, 3, 4, 5, 8, 20, 60)) for _ in range(shape[1])]
            for _ in range(shape[0])
        ]
    )
    small, present, cost = table(counts)
    masked = masked_cells(small, present, cost)
    assert (masked & small == small).all()
    assert computable(masked, present) == []


# --- Of the database -----------------------------------------------------------------------


def a_town(code: str, name: str) -> Commune:
    return Commune.objects.create(
        code=code, name=name, latitude=44.7, longitude=5.0, folded_name=name.lower()
    )


def a_place(name: str, kind: str, commune: Commune, resources: int) -> Place:
    place = Place.objects.create(
        slug=name.lower(), name=name, kind=kind, commune=commune,
        latitude=44.7, longitude=5.0, updated_at=MONDAY,
    )  # fmt: skip
    OpeningRule.objects.create(place=place, weekdays=31, start_minute=540, length_minutes=480)
    for n in range(resources):
        unit = place.units.create(name=str(n))
        make_resource(place, f"Room {n}", [unit], area_m2=10.0)
    return place


def by_cell(rows: tuple[PublishedRow, ...]) -> dict[tuple[str, str], PublishedRow]:
    return {(row.commune_code, row.place_kind): row for row in rows}


def test_figures_by_commune_and_kind_with_their_totals(db: None) -> None:
    crest = a_town("26108", "Crest")
    a_place("Library", "library", crest, 6)
    a_place("Hall", "hall", crest, 8)
    rows = by_cell(make_published_rows(WEEK, 1, "Europe/Paris"))
    assert list(rows) == [
        ("26108", "hall"),
        ("26108", "library"),
        ("26108", ALL),
        (ALL, "hall"),
        (ALL, "library"),
        (ALL, ALL),
    ]
    assert rows["26108", "library"] == PublishedRow(
        WEEK, "26108", "Crest", "library", False, 6, 60, 60, 6 * 10 * 40.0, 0.0
    )
    assert (rows[ALL, ALL].resources, rows[ALL, ALL].open_half_days) == (14, 140)


def test_few_resources_are_masked_in_every_row_that_gives_them_away(db: None) -> None:
    crest, die = a_town("26108", "Crest"), a_town("26113", "Die")
    for name, kind, town, count in (
        ("A", "library", crest, 2),
        ("B", "hall", crest, 6),
        ("C", "library", die, 7),
        ("D", "hall", die, 9),
    ):
        a_place(name, kind, town, count)
    rows = by_cell(make_published_rows(WEEK, 1, "Europe/Paris"))
    assert [key for key, row in rows.items() if not row.is_masked] == [
        ("26108", ALL),
        ("26113", ALL),
        (ALL, "hall"),
        (ALL, "library"),
        (ALL, ALL),
    ]
    assert rows["26113", "hall"].idle_m2_hours is None


def test_a_week_with_few_bookings_masks_the_row_in_all_weeks(world: World) -> None:
    crest, die = a_town("26108", "Crest"), a_town("26113", "Die")
    Place.objects.filter(pk=world.place.pk).update(commune=crest, kind="library")
    a_place("More", "library", crest, 6)
    a_place("B", "hall", crest, 6)
    a_place("C", "library", die, 7)
    a_place("D", "hall", die, 9)
    rows = make_published_rows(WEEK, 2, "Europe/Paris")
    assert not any(row.is_masked for row in rows)
    book(actor=world.keeper, person=world.keeper, ask=world.ask(world.half, 194, 1), title="Choir")
    rows = make_published_rows(WEEK, 2, "Europe/Paris")
    masked = [(row.monday.day, row.commune_code, row.place_kind) for row in rows if row.is_masked]
    assert {day for day, *_ in masked} == {1, 8}
    assert (1, "26108", "library") in masked
    assert (1, ALL, ALL) in masked  # one booking in the whole territory


def test_beds_hidden_places_and_halls_made_of_parts_are_not_published(world: World) -> None:
    rows = by_cell(make_published_rows(WEEK, 1, "Europe/Paris"))
    assert rows[ALL, ALL].is_masked  # the half and the desks: the hall is made of parts
    Place.objects.update(is_published=False)
    assert make_published_rows(WEEK, 1, "Europe/Paris") == ()


def test_only_weeks_that_are_over_are_published() -> None:
    assert last_monday_published(date(2027, 3, 7)) == date(2027, 2, 22)
    assert last_monday_published(date(2027, 3, 8)) == WEEK


@pytest.mark.parametrize("places", [1, 12])
def test_eight_queries_however_many_places(
    db: None, places: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    crest = a_town("26108", "Crest")
    for n in range(places):
        a_place(f"P{n}", "library", crest, 1)
    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        make_published_rows(WEEK, 8, "Europe/Paris")
