"""Opening idle half-days to others: only these, only there, and back again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from softplace.bookings.commands import book, set_terms
from softplace.bookings.models import Terms
from softplace.foundation import clock
from softplace.foundation.errors import Reason, Refused
from softplace.people.enums import Audience
from softplace.people.models import Entitlement, Group
from softplace.places.commands import save_opening_rule
from softplace.places.models import Closure, OpeningRule, Resource
from softplace.trail.models import Entry
from softplace.vacancy.commands import HalfDays, open_half_days, preview_release, take_back
from softplace.vacancy.queries import idle_runs
from softplace.vacancy.rules.release import ReleasePlan, RuleLimit, plan_release
from tests.bookings.conftest import MONDAY, World

TUESDAYS = HalfDays(1, True, date(2027, 3, 2), date(2027, 3, 23))
"""Four Tuesday afternoons."""
ANY, PROFESSIONALS, MEMBERS = Audience.EVERYONE, Audience.PROFESSIONALS, Audience.MEMBERS


@pytest.fixture
def office(world: World) -> Resource:
    """The half of the hall, for professionals; Alice is one, Bob is none."""
    Resource.objects.filter(pk=world.half.pk).update(audience=PROFESSIONALS)
    Entitlement.objects.create(user=world.alice, audience=PROFESSIONALS)
    world.half.refresh_from_db()
    return world.half


def refusals(world: World, person: object, hours: float) -> list[str]:
    """Why somebody cannot book an hour of the half; empty where they can."""
    try:
        booking = book(
            actor=person,  # type: ignore[arg-type]
            person=person,  # type: ignore[arg-type]
            ask=world.ask(world.half, hours, 1),
            title="Talk",
        )
    except Refused as refused:
        return [reason.code for reason in refused.reasons]
    booking.claims.all().delete()
    return []


TUESDAY_AT_15, TUESDAY_AT_10, WEDNESDAY_AT_15 = 30, 25, 54
"""Hours since Monday 9:00."""


def state(resource: Resource) -> tuple[object, ...]:
    """All that says who may use the resource when."""
    resource.refresh_from_db()
    return (
        resource.audience,
        resource.has_own_hours,
        list(OpeningRule.objects.order_by("id").values_list("id", "resource", "audience", "group")),
        list(Terms.objects.order_by("id").values_list("id", "resource", "audience")),
    )


def test_only_these_half_days_are_opened_and_only_there(world: World, office: Resource) -> None:
    assert refusals(world, world.bob, TUESDAY_AT_15)
    open_half_days(actor=world.keeper, resource=office, halves=TUESDAYS)
    assert refusals(world, world.bob, TUESDAY_AT_15) == []
    assert refusals(world, world.bob, TUESDAY_AT_15 + 21 * 24) == []
    for closed in (TUESDAY_AT_10, WEDNESDAY_AT_15, TUESDAY_AT_15 + 28 * 24):
        assert refusals(world, world.bob, closed) == ["closed_then"]
    for hours in (TUESDAY_AT_15, TUESDAY_AT_10, WEDNESDAY_AT_15):
        assert refusals(world, world.alice, hours) == []
    world.desks.refresh_from_db()
    assert not world.desks.has_own_hours


def test_taken_back_all_is_as_it_was(world: World, office: Resource) -> None:
    before = state(office)
    release = open_half_days(actor=world.keeper, resource=office, halves=TUESDAYS)
    assert state(office) != before
    take_back(actor=world.keeper, release=release)
    assert state(office) == before
    with pytest.raises(Refused) as refused:
        take_back(actor=world.keeper, release=release)
    assert [reason.code for reason in refused.value.reasons] == ["release_undone"]
    verbs = Entry.objects.about(world.place).order_by("id").values_list("verb", flat=True)
    assert [verb for verb in verbs if "half_days" in verb] == [
        "open_half_days",
        "take_back_half_days",
    ]


def test_a_closure_of_the_place_s_hours_holds_for_their_copy(
    world: World, office: Resource
) -> None:
    rule = OpeningRule.objects.get()
    day = date(2027, 3, 4)
    Closure.objects.create(place=world.place, rule=rule, first_date=day, last_date=day)
    open_half_days(actor=world.keeper, resource=office, halves=TUESDAYS)
    assert refusals(world, world.alice, 78) == ["closed_then"]


def test_own_hours_take_over_the_limit_of_the_resource(world: World, office: Resource) -> None:
    rule = save_opening_rule(
        actor=world.keeper,
        place=world.place,
        resource=office,
        weekdays=127,
        start_minute=480,
        length_minutes=840,
    )
    before = state(office)
    release = open_half_days(actor=world.keeper, resource=office, halves=TUESDAYS)
    rule.refresh_from_db()
    assert rule.audience == PROFESSIONALS
    assert refusals(world, world.bob, TUESDAY_AT_15) == []
    assert refusals(world, world.bob, WEDNESDAY_AT_15) == ["closed_then"]
    others = [
        run.limited_to
        for run in idle_runs([world.place.pk], clock.now())
        if run.room.resource_id == office.pk and not run.is_open_to_them
    ]
    assert set(others) == {(PROFESSIONALS,)}
    take_back(actor=world.keeper, release=release)
    assert state(office) == before


def test_terms_for_some_are_copied_and_the_others_must_ask(world: World, office: Resource) -> None:
    Terms.objects.all().delete()
    set_terms(
        actor=None,
        place=world.place,
        audience=PROFESSIONALS,
        needs_approval=False,
        cents_per_hour=900,
    )
    before = state(office)
    release = open_half_days(actor=world.keeper, resource=office, halves=TUESDAYS)
    own = Terms.objects.filter(resource=office).order_by("audience")
    assert list(own.values_list("audience", "needs_approval", "cents_per_hour")) == [
        (ANY, True, 900),
        (PROFESSIONALS, False, 900),
    ]
    assert refusals(world, world.bob, TUESDAY_AT_15) == []
    take_back(actor=world.keeper, release=release)
    assert state(office) == before


def test_two_releases_of_one_resource_are_taken_back_in_any_order(
    world: World, office: Resource
) -> None:
    before = state(office)
    first = open_half_days(actor=world.keeper, resource=office, halves=TUESDAYS)
    fridays = HalfDays(4, False, date(2027, 3, 5), date(2027, 3, 5))
    second = open_half_days(actor=world.keeper, resource=office, halves=fridays)
    take_back(actor=world.keeper, release=first)
    assert refusals(world, world.bob, TUESDAY_AT_15) == ["closed_then"]
    assert refusals(world, world.bob, 97) == []  # Friday 10:00
    take_back(actor=world.keeper, release=second)
    assert state(office) == before


def test_hours_that_the_keeper_wrote_since_are_kept(world: World, office: Resource) -> None:
    release = open_half_days(actor=world.keeper, resource=office, halves=TUESDAYS)
    mine = save_opening_rule(
        actor=world.keeper, place=world.place, resource=office, weekdays=64,
        start_minute=0, length_minutes=60, audience=PROFESSIONALS,
    )  # fmt: skip
    take_back(actor=world.keeper, release=release)
    assert OpeningRule.objects.filter(resource=office).count() == 2
    assert OpeningRule.objects.filter(pk=mine.pk).exists()
    assert refusals(world, world.bob, TUESDAY_AT_15) == ["closed_then"]
    assert refusals(world, world.alice, TUESDAY_AT_15) == []


@pytest.mark.parametrize("who", ["alice", "mediator"])
def test_nobody_but_the_keeper_or_a_planner_opens_anything(
    world: World, office: Resource, who: str
) -> None:
    before = state(office)
    with pytest.raises(Refused) as refused:
        open_half_days(actor=getattr(world, who), resource=office, halves=TUESDAYS)
    assert [reason.code for reason in refused.value.reasons] == ["not_your_place"]
    release = open_half_days(actor=world.planner, resource=office, halves=TUESDAYS)
    with pytest.raises(Refused):
        take_back(actor=getattr(world, who), release=release)
    take_back(actor=world.planner, release=release)
    assert state(office) == before


@pytest.mark.parametrize(
    "halves",
    [
        replace(TUESDAYS, last_date=date(2027, 6, 1)),
        replace(TUESDAYS, first_date=date(2027, 2, 23)),
        replace(TUESDAYS, first_date=date(2027, 3, 3), last_date=date(2027, 3, 3)),
        replace(TUESDAYS, first_date=date(2027, 3, 9), last_date=date(2027, 3, 2)),
    ],
)
def test_half_days_that_do_not_stand_idle_are_refused(
    world: World, office: Resource, halves: HalfDays
) -> None:
    with pytest.raises(Refused) as refused:
        open_half_days(actor=world.keeper, resource=office, halves=halves)
    assert [reason.code for reason in refused.value.reasons] == ["half_days_not_open"]


def test_what_was_booked_meanwhile_or_is_open_already_is_refused(
    world: World, office: Resource
) -> None:
    release = open_half_days(actor=world.keeper, resource=office, halves=TUESDAYS)
    with pytest.raises(Refused) as refused:
        open_half_days(actor=world.keeper, resource=office, halves=TUESDAYS)
    assert [reason.code for reason in refused.value.reasons] == ["open_to_them_already"]
    take_back(actor=world.keeper, release=release)
    book(actor=world.alice, person=world.alice, ask=world.ask(office, 30, 1), title="Talk")
    with pytest.raises(Refused) as refused:
        open_half_days(actor=world.keeper, resource=office, halves=TUESDAYS)
    assert [reason.code for reason in refused.value.reasons] == ["half_days_not_open"]


def test_a_limit_that_one_rule_cannot_say_is_refused(world: World, office: Resource) -> None:
    group = Group.objects.create(name="Choir")
    OpeningRule.objects.update(audience=MEMBERS, group=group)
    with pytest.raises(Refused) as refused:
        preview_release(office, TUESDAYS, ANY)
    assert [reason.code for reason in refused.value.reasons] == ["limits_cannot_be_joined"]


@pytest.mark.parametrize(
    ("asked", "plan"),
    [
        ({}, ReleasePlan(copied=((7, ANY, None),))),
        ({"resource_audience": MEMBERS}, ReleasePlan(((7, MEMBERS, None),), (), True)),
        (
            {"resource_audience": MEMBERS, "has_own_hours": True},
            ReleasePlan((), ((7, MEMBERS),), True),
        ),
        (
            {"resource_audience": MEMBERS, "rules": [RuleLimit(7, MEMBERS, 3)]},
            ReleasePlan(((7, MEMBERS, 3),), (), True),
        ),
        (
            {"resource_audience": MEMBERS, "rules": [RuleLimit(7, PROFESSIONALS, None)]},
            Reason("limits_cannot_be_joined"),
        ),
        ({"offered": [(False, ANY)]}, ReleasePlan(copied=((7, ANY, None),))),
        (
            {"offered": [(False, MEMBERS)]},
            ReleasePlan(((7, ANY, None),), copies_terms=True, adds_terms=True),
        ),
        (
            {"offered": [(False, ANY), (True, MEMBERS)]},
            ReleasePlan(((7, ANY, None),), copies_terms=False, adds_terms=True),
        ),
    ],
)
def test_what_a_release_takes(asked: dict[str, object], plan: object) -> None:
    usual = {
        "resource_audience": ANY,
        "has_own_hours": False,
        "rules": [RuleLimit(7, ANY, None)],
        "offered": [],
        "audience": ANY,
    }
    assert plan_release(**{**usual, **asked}) == plan  # type: ignore[arg-type]


def test_runs_are_of_half_days_to_come_and_break_where_one_is_taken(
    world: World, office: Resource
) -> None:
    book(actor=world.alice, person=world.alice, ask=world.ask(office, 198, 1), title="Talk")
    with clock.frozen(MONDAY + timedelta(hours=2)):
        runs = [
            run
            for run in idle_runs([world.place.pk], clock.now())
            if run.room.resource_id == office.pk and run.weekday in (0, 1)
        ]
    found = sorted((run.weekday, run.is_afternoon, run.first_date, len(run.spans)) for run in runs)
    assert found == [
        (0, False, date(2027, 3, 8), 4),
        (0, True, date(2027, 3, 1), 5),
        (1, False, date(2027, 3, 2), 5),
        (1, True, date(2027, 3, 2), 1),
        (1, True, date(2027, 3, 16), 3),
    ]
    assert {(run.start_minute, run.end_minute) for run in runs} == {(480, 780), (780, 1320)}
    assert not any(run.is_open_to_them for run in runs)


def test_a_fixed_number_of_queries(
    world: World, office: Resource, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(17):  # type: ignore[attr-defined]
        idle_runs([world.place.pk], MONDAY)
