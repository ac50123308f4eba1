"""Four weeks of openings as ribbons, with the one that is being written told apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from softplace.foundation.intervals import Interval
from softplace.places.models import OpeningRule, Place
from softplace.places.queries import Opening, openings
from softplace.web.ribbon import Ribbon, Scale, scale_for

WEEKS = 4
LOOK_AHEAD_DAYS = 800
"""How far the first date of a rule is sought when it has none in the weeks shown."""


@dataclass(frozen=True)
class PreviewWeek:
    monday: date
    sunday: date
    scale: Scale
    ribbon: Ribbon


@dataclass(frozen=True)
class Preview:
    weeks: tuple[PreviewWeek, ...]
    drafted: tuple[Opening, ...]
    """Of the rule that is being written, within the weeks shown."""
    later: Opening | None
    """Its first one after them, sought only where they hold none."""
    has_others: bool


def week_of(on: date) -> date:
    """The Monday of a date's week."""
    return on - timedelta(days=on.weekday())


def preview_of_rule(place: Place, drafted: OpeningRule, today: date) -> Preview:
    """What the subject of a rule offers, with the rule as it would be."""
    others = place.opening_rules.filter(
        function=drafted.function, resource=drafted.resource
    ).select_related("function", "resource", "group")
    if drafted.pk is not None:
        others = others.exclude(pk=drafted.pk)
    begin = max(today, drafted.starts_on) if drafted.starts_on else today
    return _preview(place, [*others, drafted], week_of(begin), drafted)


def preview_of_place(place: Place, today: date) -> Preview:
    """What the place offers in general, and each of its functions and resources apart."""
    rules = place.opening_rules.filter(function=None, resource=None).select_related("group")
    return _preview(place, list(rules), week_of(today), None)


def _preview(
    place: Place, rules: Sequence[OpeningRule], monday: date, drafted: OpeningRule | None
) -> Preview:
    last = monday + timedelta(days=7 * WEEKS - 1)
    zone = ZoneInfo(place.zone)
    found = openings(place, monday, last, rules=rules)
    written = [o for o in found if drafted is not None and o.rule_id == drafted.pk]
    others = [o for o in found if o not in written]
    scale = scale_for(monday, 7, zone, [[Interval(o.start, o.end)] for o in found])
    weeks = []
    for number in range(WEEKS):
        first = monday + timedelta(weeks=number)
        of_week = replace(scale, first=first)
        ribbon = of_week.ribbon(_within(others, of_week))
        accent = of_week.ribbon(_within(written, of_week))
        bars = ribbon.bars + tuple(replace(bar, kind="drafted") for bar in accent.bars)
        words = accent.words if drafted is not None else ribbon.words
        weeks.append(
            PreviewWeek(
                first,
                first + timedelta(days=6),
                of_week,
                replace(ribbon, bars=bars, words=words),
            )
        )
    later = None
    if drafted is not None and not written:
        after = last + timedelta(days=1)
        coming = openings(place, after, after + timedelta(days=LOOK_AHEAD_DAYS), rules=[drafted])
        later = coming[0] if coming else None
    return Preview(tuple(weeks), tuple(written), later, bool(others))


def _within(found: Sequence[Opening], scale: Scale) -> list[Interval]:
    """Those that touch the week, cut at midnights so that each part stands on its day."""
    parts = []
    last = scale.first + timedelta(days=scale.days)
    for opening in found:
        start = opening.start
        while start < opening.end:
            midnight = (start + timedelta(days=1)).replace(hour=0, minute=0)
            end = (
                min(opening.end, midnight - timedelta(minutes=1))
                if opening.end > midnight
                else opening.end
            )
            if scale.first <= start.date() < last:
                parts.append(Interval(start, end))
            start = midnight if opening.end > midnight else opening.end
    return parts
