"""What is refused of a place, a resource, an opening rule, a closure, a photo; and why."""

from datetime import date
from typing import Any

import pytest

from softplace.foundation.errors import Reason
from softplace.people.enums import Role
from softplace.places.enums import HolidayPolicy, Pattern
from softplace.places.rules import (
    Surroundings,
    length_between,
    may_change_place,
    reasons_to_refuse_closure,
    reasons_to_refuse_photo,
    reasons_to_refuse_place,
    reasons_to_refuse_planning,
    reasons_to_refuse_point,
    reasons_to_refuse_resource,
    reasons_to_refuse_rule,
    reasons_to_refuse_sharing,
)

PLACE: dict[str, Any] = {"name": "Mairie", "kind": "town_hall", "latitude": 44.7, "longitude": 5.0}
ROOM: dict[str, Any] = {"name": "Salle", "kind": "room"}
TUESDAY = date(2026, 11, 24)


def told(reasons: list[Reason]) -> list[tuple[str, str]]:
    return [(reason.field, reason.code) for reason in reasons]


@pytest.mark.parametrize(
    ("is_keeper", "roles", "may"),
    [
        (False, [], False),
        (False, [Role.MEDIATOR], False),
        (True, [], True),
        (False, [Role.PLANNER], True),
        (False, [Role.ADMINISTRATOR], True),
    ],
)
def test_keepers_and_planners_change_a_place(is_keeper: bool, roles: list[str], may: bool) -> None:
    assert may_change_place(is_keeper=is_keeper, roles=roles) is may
    assert (reasons_to_refuse_planning(roles) == []) is (may and not is_keeper)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({}, []),
        ({"name": "🎉"}, [("name", "name_without_letters")]),
        ({"kind": "castle"}, [("kind", "unknown_choice")]),
        ({"email": "mairie@"}, [("email", "not_an_email")]),
        ({"website": "javascript:alert(1)"}, [("website", "not_a_website")]),
        ({"website": "https://crest.fr/mairie"}, []),
        ({"phone": "ask me"}, [("phone", "not_a_phone")]),
        ({"phone": "+33 (0)4 75 76 61 10"}, []),
        ({"zone": "Europe/Crest"}, [("zone", "unknown_time_zone")]),
        ({"holiday_region": "FR-57"}, []),
        ({"holiday_region": "XX"}, [("holiday_region", "unknown_holiday_region")]),
        ({"erp_type": "L, N"}, []),
        ({"erp_type": "12"}, [("erp_type", "not_an_erp_type")]),
        ({"erp_category": 6}, [("erp_category", "erp_category_out_of_range")]),
        ({"legal_headcount": 10**9}, [("legal_headcount", "headcount_unbelievable")]),
        ({"legal_headcount": 0}, [("legal_headcount", "headcount_unbelievable")]),
        ({"erp_category": 3, "legal_headcount": 500}, []),
        (
            {"erp_category": 3, "legal_headcount": 200},
            [("legal_headcount", "headcount_not_of_category")],
        ),
        ({"latitude": None}, [("latitude", "required")]),
        ({"latitude": 95.0}, [("latitude", "degrees_out_of_range")]),
        ({"longitude": float("nan")}, [("longitude", "degrees_out_of_range")]),
        ({"accessibility": ["lift", "moat"]}, [("accessibility", "unknown_choice")]),
    ],
)
def test_what_is_said_of_a_place(said: dict[str, Any], refused: list[tuple[str, str]]) -> None:
    assert told(reasons_to_refuse_place({**PLACE, **said})) == refused  # type: ignore[typeddict-item]


def test_a_place_is_not_smaller_than_its_rooms() -> None:
    reasons = reasons_to_refuse_place(
        {**PLACE, "legal_headcount": 50},  # type: ignore[typeddict-item]
        largest_resource_headcount=80,
    )
    assert told(reasons) == [("legal_headcount", "legal_headcount_below_resource")]


@pytest.mark.parametrize(
    ("surroundings", "refused"),
    [
        (Surroundings(), []),
        (Surroundings(3_000.0, 5e6), []),
        (Surroundings(4e6, 3_000.0), [("latitude", "coordinates_swapped")]),
        (Surroundings(300_000.0, 5e6), [("latitude", "point_out_of_territory")]),
    ],
)
def test_a_point_lies_near_a_commune(
    surroundings: Surroundings, refused: list[tuple[str, str]]
) -> None:
    assert told(reasons_to_refuse_point(44.7, 5.0, surroundings)) == refused


@pytest.mark.parametrize(
    ("said", "layouts", "refused"),
    [
        ({}, {}, []),
        ({"name": "Salle des fêtes"}, {}, [("name", "resource_name_taken")]),
        ({"area_m2": 0}, {}, [("area_m2", "area_unbelievable")]),
        ({"area_m2": float("inf")}, {}, [("area_m2", "area_unbelievable")]),
        ({"setup_minutes": 1441}, {}, [("setup_minutes", "buffer_out_of_day")]),
        ({"changeover_minutes": -1}, {}, [("changeover_minutes", "buffer_out_of_day")]),
        ({"headcount": 100_001}, {}, [("headcount", "headcount_unbelievable")]),
        ({"headcount": 201}, {}, [("headcount", "headcount_above_legal")]),
        ({"headcount": 200}, {"theatre": 180}, []),
        ({"headcount": 100}, {"theatre": 180}, [("layout_theatre", "layout_above_headcount")]),
        ({}, {"theatre": 300}, [("layout_theatre", "headcount_above_legal")]),
        ({}, {"circus": 30}, [("layouts", "unknown_choice")]),
        ({"equipment": ["organ"]}, {}, [("equipment", "unknown_choice")]),
    ],
)
def test_what_is_said_of_a_resource(
    said: dict[str, Any], layouts: dict[str, int], refused: list[tuple[str, str]]
) -> None:
    reasons = reasons_to_refuse_resource(
        {**ROOM, **said},  # type: ignore[typeddict-item]
        layouts=layouts,
        legal_headcount=200,
        names_taken={"Salle des fêtes"},
    )
    assert told(reasons) == refused


@pytest.mark.parametrize(
    ("sharing", "unit_count", "part_count", "refused"),
    [
        ("whole", 1, 0, []),
        ("pool", 12, 0, []),
        ("pool", 1, 0, [("unit_count", "pool_size_out_of_range")]),
        ("pool", 1001, 0, [("unit_count", "pool_size_out_of_range")]),
        ("parts", 1, 2, []),
        ("parts", 1, 1, [("parts", "too_few_parts")]),
        ("swap", 1, 0, [("sharing", "unknown_choice")]),
    ],
)
def test_how_a_resource_is_cut(
    sharing: str, unit_count: int, part_count: int, refused: list[tuple[str, str]]
) -> None:
    reasons = reasons_to_refuse_sharing(sharing, unit_count=unit_count, part_count=part_count)
    assert told(reasons) == refused


@pytest.mark.parametrize(
    ("start", "end", "days_later", "length"),
    [
        (540, 720, 0, 180),
        (1080, 0, 0, 360),
        (1080, 0, 1, 360),
        (1080, 1440, 0, 360),
        (1320, 120, 1, 240),
        (0, 0, 0, 1440),
        (0, 0, 1, 1440),
        (540, 720, 3, 4500),
        (720, 540, 0, -180),
        (540, 540, 0, 0),
    ],
)
def test_the_length_between_two_hours(start: int, end: int, days_later: int, length: int) -> None:
    assert length_between(start, end, days_later=days_later) == length


WEEKLY: dict[str, Any] = {"weekdays": 2, "start_minute": 540, "length_minutes": 180}
ONCE: dict[str, Any] = {"pattern": Pattern.ONCE, "start_minute": 540, "length_minutes": 180}
RECURRING: dict[str, Any] = {**ONCE, "pattern": Pattern.RECURRENCE, "starts_on": TUESDAY}


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        (WEEKLY, []),
        ({**WEEKLY, "weekdays": 0}, [("weekdays", "no_weekday")]),
        ({**WEEKLY, "length_minutes": -60}, [("length_minutes", "ends_before_start")]),
        ({**WEEKLY, "start_minute": 1440}, [("start_minute", "start_out_of_day")]),
        ({**WEEKLY, "length_minutes": 10_081}, [("length_minutes", "opening_too_long")]),
        ({**WEEKLY, "starts_on": TUESDAY, "ends_on": TUESDAY}, []),
        (
            {**WEEKLY, "weekdays": 1, "starts_on": TUESDAY, "ends_on": TUESDAY},
            [("weekdays", "weekday_never_falls")],
        ),
        (
            {**WEEKLY, "starts_on": TUESDAY, "ends_on": date(2026, 11, 23)},
            [("ends_on", "last_day_before_first")],
        ),
        ({**WEEKLY, "starts_on": date(202, 1, 1)}, [("starts_on", "date_out_of_range")]),
        (ONCE, [("starts_on", "date_needed")]),
        ({**ONCE, "starts_on": TUESDAY, "title": "Vide-grenier"}, []),
        ({**ONCE, "starts_on": TUESDAY, "title": "🎪"}, [("title", "name_without_letters")]),
        ({**RECURRING, "recurrence": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"}, []),
        ({**RECURRING, "recurrence": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"}, []),
        (
            {**RECURRING, "recurrence": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
            [("recurrence", "recurrence_never_occurs")],
        ),
        ({**RECURRING, "recurrence": ""}, [("recurrence", "recurrence_is_empty")]),
        (
            {**RECURRING, "recurrence": "FREQ=HOURLY"},
            [("recurrence", "recurrence_below_daily")],
        ),
        ({"pattern": Pattern.HOURS, "hours": "Mo-Fr 09:00-12:00"}, []),
        ({"pattern": Pattern.HOURS, "hours": "whenever"}, [("hours", "hours_unreadable")]),
        ({**WEEKLY, "pattern": 9}, [("pattern", "unknown_choice")]),
        (
            {**WEEKLY, "resource": object(), "function": object()},
            [("subject", "rule_of_two_subjects")],
        ),
        ({**WEEKLY, "on_public_holidays": HolidayPolicy.ONLY}, []),
        (
            {**WEEKLY, "on_school_holidays": HolidayPolicy.ONLY},
            [("on_school_holidays", "school_zone_needed")],
        ),
    ],
)
def test_what_an_opening_rule_says(said: dict[str, Any], refused: list[tuple[str, str]]) -> None:
    reasons = reasons_to_refuse_rule(
        said,  # type: ignore[arg-type]
        knows_public_holidays=True,
        knows_school_holidays=False,
    )
    assert told(reasons) == refused


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (TUESDAY, TUESDAY, []),
        (TUESDAY, date(2026, 11, 23), [("last_date", "last_day_before_first")]),
        (None, TUESDAY, [("first_date", "required")]),
        (TUESDAY, date(9999, 1, 1), [("last_date", "date_out_of_range")]),
    ],
)
def test_closures(first: date | None, last: date | None, refused: list[tuple[str, str]]) -> None:
    assert told(reasons_to_refuse_closure({"first_date": first, "last_date": last})) == refused


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({}, []),
        ({"alternative_text": " "}, [("alternative_text", "required")]),
        ({"size_bytes": 200 * 1024**2}, [("file", "photo_too_heavy")]),
        ({"image_format": ""}, [("file", "not_a_photo")]),
        ({"image_format": "PDF"}, [("file", "not_a_photo")]),
        ({"width": 30_000, "height": 30_000}, [("file", "photo_too_many_pixels")]),
        ({"photo_count": 60}, [("file", "too_many_photos")]),
    ],
)
def test_photos(said: dict[str, Any], refused: list[tuple[str, str]]) -> None:
    photo: dict[str, Any] = {
        "size_bytes": 1000,
        "image_format": "JPEG",
        "width": 800,
        "height": 600,
        "alternative_text": "La façade",
    }
    assert told(reasons_to_refuse_photo(**{**photo, **said})) == refused
