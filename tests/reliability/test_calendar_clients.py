"""A feed, read from a live server by the calendar program khal."""

import json
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.config.processes import installation
from tests.reliability.crowd import MAKE_WORLD

KHAL = Path(sys.executable).with_name("khal")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not KHAL.exists() and not shutil.which("khal"), reason="khal is not here"),
]

BOOK_TEN = """
from datetime import date, time
from softplace.bookings.commands import book_series, cancel_booking
from softplace.bookings.commands.feeds import issue_feed
from softplace.bookings.queries import Repetition
from softplace.bookings.rules import Item
alice = User.objects.get(email="u0@example.org")
first = date.fromisoformat((now() + timedelta(days=3)).strftime("%Y-%m-%d"))
series = book_series(
    actor=alice, person=alice, title="Choir", items=[Item(resources[1][0])],
    repetition=Repetition(first, time(18), 120, "FREQ=WEEKLY;COUNT=10", "Europe/Paris"),
)
cancel_booking(actor=alice, booking=series.bookings.order_by("starts_at")[4])
print(issue_feed(actor=alice, kind="person")[1])
"""


def test_khal_reads_ten_dates_and_that_one_is_cancelled(tmp_path: Path) -> None:
    with installation("feed") as place:
        place.serves()
        said = place.speaks(MAKE_WORLD + BOOK_TEN).splitlines()
        start = json.loads(said[0])["start"]
        address = f"http://127.0.0.1:{place.port}/feeds/{said[1]}.ics"
        with urllib.request.urlopen(address, timeout=120) as feed:
            (tmp_path / "feed.ics").write_bytes(feed.read())
    (tmp_path / "calendar").mkdir()
    (tmp_path / "config").write_text(
        f"[calendars]\n[[bookings]]\npath = {tmp_path}/calendar\n"
        "[locale]\nlocal_timezone = Europe/Paris\ndefault_timezone = Europe/Paris\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ntimeformat = %H:%M\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {tmp_path}/khal.db\n"
    )
    khal = [str(KHAL), "-c", str(tmp_path / "config")]
    run = {"check": True, "capture_output": True, "text": True, "timeout": 300}
    subprocess.run(  # type: ignore[call-overload]
        [*khal, "import", "--batch", "-a", "bookings", str(tmp_path / "feed.ics")], **run
    )
    listed = subprocess.run(  # type: ignore[call-overload]
        [*khal, "list", "--day-format", "", "--format", "{start-time} {end-time} {title} {status}",
         start, "80d"], **run,
    )  # fmt: skip
    dates = [line for line in listed.stdout.splitlines() if "Choir" in line]
    assert len(dates) == 10
    assert all(line.startswith("18:00 20:00 ") for line in dates)
    assert ["CANCELLED" in line for line in dates].count(True) == 1
