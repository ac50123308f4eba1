"""Whatever is typed gets an answer or a reason, and breaks nothing."""

import pytest

from tests.find.conftest import Searching, World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"radius": "0"}, ("radius_out_of_range", "radius")),
        ({"radius": "-3"}, ("radius_out_of_range", "radius")),
        ({"radius": "1e9"}, ("radius_out_of_range", "radius")),
        ({"radius": "nan"}, ("radius_out_of_range", "radius")),
        ({"radius": "far"}, ("radius_out_of_range", "radius")),
        ({"lat": "91", "lng": "5"}, ("not_a_point", "lat")),
        ({"lat": "44.7"}, ("not_a_point", "lat")),
        ({"lat": "inf", "lng": "0"}, ("not_a_point", "lat")),
        ({"lat": "5", "lng": "444"}, ("not_a_point", "lat")),
        ({"where": "Zzyzx-les-Bains"}, ("unknown_commune", "where")),
        ({"q": "x" * 10_240}, ("search_too_long", "q")),
        ({"day": "2026-02-29"}, ("not_a_date", "day")),
        ({"day": "demain"}, ("not_a_date", "day")),
        ({"day": "0001-01-01"}, ("year_out_of_range", "day")),
        ({"day": "9999-12-31"}, ("year_out_of_range", "day")),
        ({"when": "someday"}, ("not_a_date", "day")),
        ({"part": "midnight"}, ("unknown_choice", "part")),
        ({"from_": "25:00"}, ("not_a_time", "from")),
        ({"from_": "16:00", "to": "14:00"}, ("ends_before_start", "to")),
        ({"for_": "99"}, ("unknown_choice", "for")),
        ({"for_": "²"}, ("unknown_choice", "for")),
        ({"function": "no_such_function"}, ("unknown_choice", "function")),
        ({"equipment": "'; DROP TABLE places_place; --"}, ("unknown_choice", "equipment")),
    ],
)
def test_what_cannot_be_is_told_and_the_rest_is_searched(
    world: World, find: Searching, fields: dict[str, str], reason: tuple[str, str]
) -> None:
    world.rule(world.place("Maison"))
    asked, answers = find(**fields)
    assert [(r.code, r.field) for r in asked.reasons] == [reason]
    assert answers.total == 1


@pytest.mark.parametrize(
    "text",
    [
        "🎹🦄",
        "'; DROP TABLE places_place; --",
        "<script>alert(1)</script>",
        "a & b | !c:* <-> (",
        "%%% %s {} \\",
        "a\x00b",
        "99h99 31/02 32/13/2026 2026-99-99 le 45 brumaire",
        "0h 24h 25h de 9h à 9h",
        " ",
        "\u202eעברית العربية 中文",
        "s " * 100,
    ],
)
def test_any_text_is_only_text(world: World, find: Searching, text: str) -> None:
    world.rule(world.place("Maison"))
    asked, _ = find(q=text)
    assert [r.code for r in asked.reasons if r.code != "ends_before_start"] == []


def test_a_day_long_gone_can_be_looked_at(world: World, find: Searching) -> None:
    world.rule(world.place("Maison"))
    assert find(day="2020-02-03")[1].total == 1


def test_the_poles_and_the_largest_radius_answer(world: World, find: Searching) -> None:
    world.rule(world.place("Maison"))
    assert find(lat="90", lng="0", radius="500")[1].total == 0
    assert find(lat="44.7", lng="5", radius="500")[1].total == 1
