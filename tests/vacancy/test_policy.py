"""The policy and its exemptions: what may be decided, by whom, and what two planners lose."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.places.enums import PlaceKind, ResourceKind
from softplace.trail.models import Entry
from softplace.vacancy.commands import end_exemption, grant_exemption, set_policy
from softplace.vacancy.models import Exemption, Policy
from softplace.vacancy.queries import current_policy, exemptions_by_end
from softplace.vacancy.rules import (
    ExemptionFields,
    PolicyFields,
    complies,
    covers,
    reasons_to_refuse_policy,
)
from tests.bookings.conftest import MONDAY, World

TODAY = date(2027, 3, 1)
TERM = ExemptionFields("Works on the roof", TODAY, date(2027, 3, 31))


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_without_a_decision_all_but_housing_and_movables_is_covered() -> None:
    policy = PolicyFields()
    assert covers(policy, place_kind="coliving", resource_kind="room")
    assert not covers(policy, place_kind="coliving", resource_kind="bed")
    assert not covers(policy, place_kind="library", resource_kind="equipment")
    assert [complies(n, policy) for n in (0, 1, 2)] == [True, True, False]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"resource_kinds_left_out": ("desk",)}, "housing_is_left_out"),
        ({"place_kinds_left_out": ("castle",)}, "unknown_choice"),
        ({"place_kinds_left_out": tuple(PlaceKind.values)}, "policy_covers_nothing"),
        ({"resource_kinds_left_out": tuple(ResourceKind.values)}, "policy_covers_nothing"),
        ({"weekdays": 0}, "no_weekday_counts"),
        ({"weekdays": 128}, "no_weekday_counts"),
        ({"start_minute": 600, "end_minute": 600}, "ends_before_start"),
        ({"end_minute": 1441}, "ends_before_start"),
        ({"longest_idle_half_days": 0}, "threshold_out_of_range"),
        ({"longest_idle_half_days": 61}, "threshold_out_of_range"),
    ],
)
def test_what_a_policy_cannot_say(fields: dict[str, object], reason: str) -> None:
    policy = replace(PolicyFields(), **fields)  # type: ignore[arg-type]
    assert [found.code for found in reasons_to_refuse_policy(policy)] == [reason]


def test_a_planner_writes_it_and_the_trail_says_what_changed(world: World) -> None:
    set_policy(actor=world.planner, version=0, fields=PolicyFields())
    changed = replace(PolicyFields(), longest_idle_half_days=2)
    set_policy(actor=world.planner, version=1, fields=changed)
    assert (current_policy().fields, current_policy().version) == (changed, 2)
    entry = Entry.objects.filter(verb="set_vacancy_policy").latest("id")
    assert (entry.actor, entry.changes) == (world.planner, {"longest_idle_half_days": [1, 2]})


def test_the_second_of_two_planners_is_told(world: World) -> None:
    set_policy(actor=world.planner, version=0, fields=PolicyFields())
    with pytest.raises(Refused) as refused:
        set_policy(actor=world.planner, version=0, fields=PolicyFields())
    assert codes(refused) == ["policy_changed_meanwhile"]
    assert current_policy().version == 1


@pytest.mark.parametrize("who", ["keeper", "alice", "mediator"])
def test_nobody_else_decides(world: World, who: str) -> None:
    actor = getattr(world, who)
    exemption = grant_exemption(actor=world.planner, subject=world.place, fields=TERM)
    for attempt in (
        lambda: set_policy(actor=actor, version=0, fields=PolicyFields()),
        lambda: grant_exemption(actor=actor, subject=world.place, fields=TERM),
        lambda: end_exemption(actor=actor, exemption=exemption),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert codes(refused) == ["planners_only"]
    assert not Policy.objects.exists()
    assert list(Exemption.objects.all()) == [exemption]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reason": "  "}, "required"),
        ({"reason": "x" * 401}, "too_long"),
        ({"reason": "a\x00b"}, "unprintable"),
        ({"last_date": TODAY - timedelta(days=1)}, "last_day_before_first"),
        (
            {"first_date": date(2027, 1, 1), "last_date": TODAY - timedelta(days=1)},
            "exemption_is_over",
        ),
        ({"last_date": date(2030, 3, 2)}, "exemption_too_long"),
    ],
)
def test_what_an_exemption_cannot_say(world: World, fields: dict[str, object], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        grant_exemption(
            actor=world.planner,
            subject=world.half,
            fields=replace(TERM, **fields),  # type: ignore[arg-type]
        )
    assert codes(refused) == [reason]
    assert not Exemption.objects.exists()


def test_an_exemption_ends_by_itself(world: World) -> None:
    exemption = grant_exemption(actor=world.planner, subject=world.half, fields=TERM)
    assert exemption.granted_by == world.planner
    assert exemptions_by_end(date(2027, 3, 31)) == ([exemption], [])
    assert exemptions_by_end(date(2027, 4, 1)) == ([], [exemption])


def test_one_that_runs_ends_today_and_one_to_come_is_taken_away(world: World) -> None:
    runs = grant_exemption(actor=world.planner, subject=world.half, fields=TERM)
    later = replace(TERM, first_date=date(2027, 3, 10))
    to_come = grant_exemption(actor=world.planner, subject=world.place, fields=later)
    with clock.frozen(MONDAY + timedelta(days=2)):
        end_exemption(actor=world.planner, exemption=runs)
        end_exemption(actor=world.planner, exemption=to_come)
        with pytest.raises(Refused) as refused:
            end_exemption(actor=world.planner, exemption=runs)
    assert codes(refused) == ["exemption_is_over"]
    assert [one.last_date for one in Exemption.objects.all()] == [date(2027, 3, 2)]
    with pytest.raises(Refused) as refused:
        end_exemption(actor=world.planner, exemption=to_come)
    assert codes(refused) == ["already_removed"]


def test_the_database_refuses_an_exemption_of_nothing_or_of_two_things(world: World) -> None:
    for place, resource in ((None, None), (world.place, world.half)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Exemption.objects.create(
                place=place,
                resource=resource,
                reason="x",
                first_date=TODAY,
                last_date=TODAY,
                granted_at=MONDAY,
            )
