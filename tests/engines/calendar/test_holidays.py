"""Public holidays of France and its regions, and school holidays as they are given."""

from datetime import date

import numpy as np
import pytest

from softplace.engines.calendar import (
    SchoolHolidays,
    day_number,
    public_holidays,
    reasons_to_refuse_region,
)
from softplace.engines.calendar.holidays import public_holiday_membership

MAINLAND_2026 = (
    date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14),
    date(2026, 5, 25), date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1),
    date(2026, 11, 11), date(2026, 12, 25),
)  # fmt: skip


def test_the_mainland_has_eleven_public_holidays() -> None:
    assert public_holidays("FR", 2026) == MAINLAND_2026


@pytest.mark.parametrize("region", ["FR-26", "FR-2A", "FR-75"])
def test_a_departement_without_days_of_its_own_has_those_of_the_country(region: str) -> None:
    assert public_holidays(region, 2026) == MAINLAND_2026


@pytest.mark.parametrize(
    ("region", "more"),
    [
        ("FR-57", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("FR-67", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("FR-68", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("FR-974", {date(2026, 12, 20)}),
        ("FR-971", {date(2026, 5, 27)}),
        ("FR-972", {date(2026, 5, 22)}),
        ("FR-973", {date(2026, 6, 10)}),
        ("FR-976", {date(2026, 4, 27)}),
        ("FR-988", {date(2026, 9, 24)}),
    ],
)
def test_alsace_moselle_and_overseas_have_more(region: str, more: set[date]) -> None:
    assert set(public_holidays(region, 2026)) - set(MAINLAND_2026) >= more


def test_no_region_has_no_public_holidays() -> None:
    assert public_holidays("", 2026) == ()


def test_other_countries_and_their_regions_are_known() -> None:
    assert date(2026, 10, 3) in public_holidays("DE-BY", 2026)
    assert reasons_to_refuse_region("BE") == []


@pytest.mark.parametrize("region", ["XX", "FR-", "FR-99", "FR-2", "DE-ZZ", "fr", "57"])
def test_an_unknown_region_is_refused(region: str) -> None:
    (reason,) = reasons_to_refuse_region(region)
    assert (reason.code, reason.field) == ("unknown_holiday_region", "holiday_region")
    with pytest.raises(ValueError, match="No public holidays are known"):
        public_holidays(region, 2026)


def test_membership_covers_the_years_of_the_stretch() -> None:
    days = [date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 2)]
    found = public_holiday_membership(
        ("", "FR"), day_number(date(2026, 12, 20)), day_number(date(2027, 1, 9))
    )
    at = np.array([day_number(day) for day in days])
    assert found.contains(np.array([1, 1, 1]), at).tolist() == [True, True, False]
    assert found.contains(np.array([0, 0, 0]), at).tolist() == [False, False, False]


def test_school_holidays_hold_on_both_their_dates_and_in_their_zone() -> None:
    school = SchoolHolidays.from_rows([("A", date(2026, 12, 19), date(2027, 1, 3))])
    days = [date(2026, 12, 18), date(2026, 12, 19), date(2027, 1, 3), date(2027, 1, 4)]
    found = school.membership(("", "B", "A"))
    at = np.array([day_number(day) for day in days])
    assert found.contains(np.full(4, 2), at).tolist() == [False, True, True, False]
    assert found.contains(np.full(4, 1), at).tolist() == [False] * 4


def test_school_holidays_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="zone 'A' end 2026-01-01 before 2026-02-01"):
        SchoolHolidays.from_rows([("A", date(2026, 2, 1), date(2026, 1, 1))])
