"""Links between the pages of bookings: a search carries what it knows into the form."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse


def form_address(
    resource_id: int, start: datetime, minutes: int, zone: ZoneInfo, **known: object
) -> str:
    """The form of a resource, filled in with a time on the wall of its place."""
    begins = start.astimezone(zone)
    # On the wall too: a meeting over the night on which clocks change keeps its hours.
    ends = (start + timedelta(minutes=minutes)).astimezone(zone)
    fields = {
        "date": begins.date().isoformat(),
        "start": f"{begins:%H:%M}",
        "end": f"{ends:%H:%M}",
        **known,
    }
    later = (ends.date() - begins.date()).days
    if later and not (later == 1 and f"{ends:%H:%M}" == "00:00"):
        fields["end_date"] = ends.date().isoformat()
    given = {name: value for name, value in fields.items() if value not in (None, "")}
    return f"{reverse('book-resource', args=[resource_id])}?{urlencode(given, doseq=True)}"


def search_address(fields: Mapping[str, Sequence[str]]) -> str:
    pairs = [(name, value) for name, values in fields.items() for value in values if value]
    return f"{reverse('book')}?{urlencode(pairs)}" if pairs else reverse("book")
