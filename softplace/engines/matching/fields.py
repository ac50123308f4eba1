"""What a field of a problem must be, and the refusal of one that cannot."""

from softplace.engines.documents import need

SLOT_MINUTES = 15
DAY_MINUTES = 1440
MOST_PEOPLE = 1_000_000


def need_span(start: int, end: int, names: tuple[str, str] = ("start", "end")) -> None:
    need(0 <= start < DAY_MINUTES, names[0], "must be a time of day from 00:00 to 23:59.")
    need(start < end <= DAY_MINUTES, names[1], f"must be after {names[0]} and at most 24:00.")


def need_weekday(weekday: int) -> None:
    need(0 <= weekday <= 6, "weekday", "must be a day of the week, monday to sunday.")
