"""The time ribbon draws to scale and says in words what it draws."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import override

from softplace.foundation.intervals import Interval
from softplace.web.ribbon import Bar, Scale, hours_in_words, open_until, scale_for, taken_until

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 11, 23)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def test_a_bar_stands_where_its_hours_are() -> None:
    scale = Scale(MONDAY, 1, 8, 20, PARIS)
    ribbon = scale.ribbon([Interval(at(23, 8), at(23, 11)), Interval(at(23, 14), at(23, 20))])
    assert ribbon.bars == (Bar(0.0, 25.0, "open"), Bar(50.0, 50.0, "open"))


def test_a_week_gives_each_day_its_part_and_now_its_mark() -> None:
    scale = Scale(MONDAY, 7, 0, 24, PARIS)
    ribbon = scale.ribbon([Interval(at(24, 0), at(25, 0))], now=at(23, 12))
    assert ribbon.bars == (Bar(14.286, 14.285, "open"),)
    assert ribbon.now == 7.143


def test_what_is_booked_is_told_apart() -> None:
    with override("en"):
        ribbon = Scale(MONDAY, 1, 0, 24, PARIS).ribbon(
            [Interval(at(23, 0), at(23, 12))], booked=[Interval(at(23, 6), at(23, 12))]
        )
    assert ribbon.bars == (Bar(0.0, 25.0, "open"), Bar(25.0, 25.0, "booked"))
    assert 'class="booked" style="left:25%;width:25%"' in ribbon.drawn
    assert ribbon.words == "0:00–12:00. Taken: 6:00–12:00"


def test_the_scale_widens_to_hold_every_row() -> None:
    usual = [Interval(at(23, 9), at(23, 12))]
    late = [Interval(at(23, 18), at(23, 22, 30))]
    night = [Interval(at(23, 22), at(24, 2))]

    def hours(*rows: list[Interval]) -> tuple[int, int]:
        scale = scale_for(MONDAY, 1, PARIS, rows)
        return scale.first_hour, scale.last_hour

    assert hours(usual) == (8, 20)
    assert hours(usual, late) == (8, 24)
    assert hours(usual, night) == (0, 24)


def test_the_words_say_nights_whole_days_and_nothing() -> None:
    with override("en"):
        assert hours_in_words([Interval(at(23, 22), at(24, 2))], PARIS) == "22:00–2:00"
        assert hours_in_words([Interval(at(23, 0), at(24, 0))], PARIS) == "all day"
        assert hours_in_words([], PARIS) == "closed"
        long = [Interval(at(23, 18), at(25, 12))]
        assert hours_in_words(long, PARIS, with_days=True) == (
            "Mon 23 Nov: 18:00–24:00; Tue 24 Nov: all day; Wed 25 Nov: 0:00–12:00"
        )


def test_the_words_are_safe_in_an_attribute() -> None:
    ribbon = Scale(MONDAY, 1, 8, 20, PARIS).ribbon([Interval(at(23, 8), at(23, 11))])
    assert ribbon.drawn.startswith('<span class="ribbon" role="img" aria-label="')


def test_an_end_names_its_day_when_it_is_not_within_a_day() -> None:
    now = at(23, 10)
    with override("en"):
        assert [
            open_until(Interval(at(23, 8), at(24, 0)), now, PARIS),
            open_until(Interval(at(23, 8), at(26, 18)), now, PARIS),
            open_until(Interval(at(23, 8), at(26, 18)), now, PARIS, seen_until=at(26, 18)),
            open_until(Interval(at(23, 0), at(30, 0)), now, PARIS, seen_until=at(30, 0)),
            taken_until(Interval(at(23, 8), at(23, 12)), now, PARIS),
            taken_until(Interval(at(23, 8), at(26, 18)), now, PARIS),
        ] == [
            "Open, closes at midnight",
            "Open, closes Thursday 26 November at 18:00",
            "Open now",
            "Open day and night",
            "Taken until 12:00",
            "Taken until Thursday 26 November at 18:00",
        ]
