"""From the time on a wall to the instant, with the nights on which clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from softplace.foundation.errors import Reason


def instant_on_wall(
    day: date, wall: time, zone: ZoneInfo, *, field: str = ""
) -> tuple[datetime | None, list[Reason]]:
    """The instant at which the wall of `zone` shows that time, or why there is none.

    A time that comes twice, when clocks go back, means the first.
    """
    local = datetime.combine(day, wall, tzinfo=zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        details = {"time": f"{wall:%H:%M}", "date": day.isoformat()}
        return None, [Reason("time_does_not_exist", field, details)]
    return instant, []
