"""Who keeps to the policy: hours that count, exemptions, stretches over the edge of a week."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from softplace.bookings.commands import book
from softplace.people.models import User
from softplace.places.models import Closure, OpeningRule, Place, Resource
from softplace.territory.models import Commune, SchoolHoliday
from softplace.vacancy.commands import grant_exemption, set_policy
from softplace.vacancy.queries import (
    Figures,
    Filter,
    Survey,
    discs,
    figures,
    figures_by,
    figures_by_keeper,
    heat,
    heat_by_place,
    offenders,
    survey,
)
from softplace.vacancy.rules import ExemptionFields, PolicyFields
from tests.bookings.conftest import MONDAY, World, make_resource

WEEK = date(2027, 3, 1)


def surveyed(weeks: int = 1, **wanted: object) -> Survey:
    return survey(WEEK, weeks, MONDAY, Filter(**wanted))  # type: ignore[arg-type]


def at(found: Survey, resource: Resource) -> int:
    return found.measured.calendars.ids.tolist().index(resource.pk)


def decided(world: World, **fields: object) -> None:
    policy = replace(PolicyFields(), **fields)  # type: ignore[arg-type]
    set_policy(actor=world.planner, version=0, fields=policy)


def fill(world: World, resource: Resource, days: range, hours: tuple[int, ...] = (8, 14)) -> None:
    """Take an hour of each morning and of each afternoon."""
    for day in days:
        for hour in hours:
            ask = world.ask(resource, 24 * day + hour - 9, 1)
            if ask.starts_at >= MONDAY:
                book(actor=world.keeper, person=world.keeper, ask=ask, title="Choir")


def test_beds_vehicles_and_equipment_are_not_looked_at(world: World) -> None:
    ids = surveyed().measured.calendars.ids.tolist()
    assert ids == sorted([world.hall.pk, world.half.pk, world.desks.pk])


def test_hidden_places_and_what_is_not_offered_are_left_out(world: World) -> None:
    Resource.objects.filter(pk=world.half.pk).update(is_bookable=False)
    assert world.half.pk not in surveyed().measured.calendars.ids.tolist()
    Place.objects.update(is_published=False)
    assert len(surveyed()) == 0
    assert figures(surveyed(), 0) == Figures(0, 0, 0, 0, 0.0, 0.0)


def test_a_room_in_use_every_half_day_complies_and_an_idle_one_does_not(world: World) -> None:
    fill(world, world.half, range(-7, 15))
    found = surveyed()
    half, desks = at(found, world.half), at(found, world.desks)
    # Monday morning began before anybody could book; the Sunday before it too.
    assert found.longest[[half, desks], 0].tolist() == [15, 42]
    fill_week = survey(WEEK + timedelta(days=7), 1, MONDAY)
    assert fill_week.longest[at(fill_week, world.half), 0] == 0
    assert fill_week.complies[at(fill_week, world.half), 0]
    # The hall is made of the half: it is counted by its parts.
    assert figures(fill_week, 0) == Figures(2, 1, 56, 42, 0.0, 0.0)


def test_a_stretch_over_the_edge_of_a_week_counts_in_both(world: World) -> None:
    world.place.opening_rules.update(weekdays=1 + 16)  # Mondays and Fridays
    fill(world, world.half, range(0, 1), (14,))
    fill(world, world.half, range(4, 5), (8,))
    fill(world, world.half, range(7, 8), (14,))
    fill(world, world.half, range(11, 12))
    found = surveyed(2)
    half = at(found, world.half)
    # The four of the week before and Monday morning; then Friday afternoon and Monday morning.
    assert found.longest[half].tolist() == [5, 2]
    assert found.longest_of(half, 1) == (9, 14, False)


def test_only_the_hours_that_count_are_measured(world: World) -> None:
    decided(world, weekdays=31, start_minute=540, end_minute=1080)
    found = surveyed()
    row = at(found, world.half)
    assert found.open_half_days[row, 0] == 10
    Resource.objects.filter(pk=world.half.pk).update(area_m2=10)
    found = surveyed()
    assert found.open_m2_hours[row, 0] == 10 * 5 * 9


def test_an_evening_that_does_not_count_does_not_take_its_afternoon(world: World) -> None:
    decided(world, end_minute=1080)
    book(
        actor=world.keeper,
        person=world.keeper,
        ask=world.ask(world.half, 10, 2),  # Monday 19:00 to 21:00
        title="Choir",
    )
    found = surveyed()
    assert found.idle_half_days[at(found, world.half), 0] == 14


def test_holidays_count_or_not_as_was_decided(world: World) -> None:
    Place.objects.update(school_zone="A")
    SchoolHoliday.objects.create(
        zone="A", name="Winter", first_date=WEEK, last_date=date(2027, 3, 2)
    )
    assert surveyed().open_half_days[0, 0] == 14
    decided(world, in_school_holidays=False, on_public_holidays=False)
    assert surveyed().open_half_days[0, 0] == 10
    easter = survey(date(2027, 3, 29), 1, MONDAY)
    assert easter.open_half_days[0, 0] == 12


def test_a_closed_week_neither_complies_nor_offends(world: World) -> None:
    Closure.objects.create(place=world.place, first_date=WEEK, last_date=date(2027, 3, 7))
    found = surveyed()
    assert found.open_half_days[:, 0].tolist() == [0, 0, 0]
    assert figures(found, 0).resources == 0
    assert offenders(found, 0, 10) == ([], 0)


def test_an_exemption_that_ends_mid_week_frees_the_days_before_only(world: World) -> None:
    Place.objects.filter(pk=world.place.pk).update(zone="Europe/Paris")
    grant_exemption(
        actor=world.planner,
        subject=world.half,
        fields=ExemptionFields("Works", WEEK - timedelta(days=30), date(2027, 3, 3)),
    )
    found = surveyed()
    row = at(found, world.half)
    assert found.open_half_days[row, 0] == 8  # Thursday to Sunday
    assert found.longest_of(row, 0) == (6, 27, True)
    assert found.open_half_days[at(found, world.desks), 0] == 42


def test_a_place_that_is_exempt_is_exempt_with_all_it_has(world: World) -> None:
    term = ExemptionFields("Works", WEEK, date(2027, 3, 7))
    grant_exemption(actor=world.planner, subject=world.place, fields=term)
    assert surveyed(2).open_half_days[:, 0].tolist() == [0, 0, 0]
    assert surveyed(2).open_half_days[:, 1].tolist() == [14, 14, 42]


def test_who_does_not_comply_comes_worst_first(world: World) -> None:
    fill(world, world.half, range(0, 15), (8,))
    found = survey(WEEK + timedelta(days=7), 1, MONDAY)
    rows, count = offenders(found, 0, 1)
    assert count == 1
    assert [(row.name, row.stretch_half_days, row.keepers) for row in rows] == [
        ("Desks", 42, ("Keeper",))
    ]


def test_figures_by_kind_commune_and_keeper(world: World) -> None:
    crest = Commune.objects.create(
        code="26108", name="Crest", latitude=44.73, longitude=5.02, folded_name="crest"
    )
    Place.objects.update(commune=crest, kind="library")
    found = surveyed()
    assert [name for name, _ in figures_by(found, 0, found.described.commune_name)] == ["Crest"]
    assert [len(surveyed(**{name: value})) for name, value in (
        ("place_kind", "library"),
        ("place_kind", "bank"),
        ("commune_code", "26108"),
        ("commune_code", "26000"),
        ("keeper_id", world.keeper.pk),
        ("keeper_id", world.alice.pk),
        ("place_id", world.place.pk),
    )] == [3, 0, 3, 0, 3, 0, 3]  # fmt: skip


def test_a_resource_counts_for_each_keeper_of_its_place_and_for_nobody_without_one(
    world: World, django_assert_num_queries: Callable[[int], object]
) -> None:
    twin = User.objects.create_user("twin@example.org", "pass", name="Keeper")
    world.place.keepers.add(twin)
    found = surveyed()
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        by_keeper = figures_by_keeper(found, 0)
    everything = figures(found, 0)
    assert by_keeper == [("Keeper", everything), ("Keeper", everything)]
    world.place.keepers.clear()
    assert figures_by_keeper(found, 0) == [("", everything)]


def test_the_heat_and_the_discs_add_up_what_is_idle(world: World) -> None:
    Resource.objects.filter(pk=world.half.pk).update(area_m2=10)
    fill(world, world.half, range(1, 2), (8,))
    found = surveyed()
    warm = heat(found)
    # The half and three desks; the hall is made of parts.
    assert warm.open_half_days[0].tolist() == [4] * 14
    assert warm.idle_half_days[0].tolist() == [4, 4, 3, *[4] * 11]
    ((name, slug, of_place),) = heat_by_place(found, 5)
    assert (name, slug) == ("Le Moulin", "moulin")
    assert of_place.idle_half_days.tolist() == warm.idle_half_days.tolist()
    (disc,) = discs(found, 0)
    assert disc.figures.idle_m2_hours == 10 * 97


@pytest.mark.parametrize("more", [0, 10])
def test_ten_queries_however_many_resources(
    world: World, more: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    units = list(world.half.units.all())
    for n in range(more):
        make_resource(world.place, f"Corner {n}", units)
    decided(world, in_school_holidays=False)
    OpeningRule.objects.create(
        place=world.place, weekdays=1, start_minute=0, length_minutes=60, resource=world.half
    )
    # Policy, exemptions, seven to measure, names.
    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        surveyed(4)
