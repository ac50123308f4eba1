"""A backup that is taken while 32 clients write, restored into another home."""

import json
from pathlib import Path

import pytest

from tests.config.processes import installation, wait_until
from tests.reliability.crowd import FAULTS, MAKE_WORLD, let_loose

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("storm")]

COUNTS = """
import json
from softplace.config.backup import COUNTED
print(json.dumps({name: ask(f"SELECT count(*) FROM {name}")[0][0] for name in COUNTED}))
"""


def test_a_backup_under_load_is_whole_and_of_one_moment(tmp_path: Path) -> None:
    file = tmp_path / "storm.backup"
    with installation("loaded") as place:
        place.serves()
        storm, stop = let_loose(place, json.loads(place.speaks(MAKE_WORLD)))
        wait_until(lambda: storm.answered > 100)
        before = set(storm.acknowledged)
        backup = place.start("-m", "softplace", "backup", str(file))
        _, errors = backup.communicate(timeout=300)
        assert backup.returncode == 0, errors
        wait_until(lambda: len(storm.acknowledged) > len(before))
        stop.set()
        for client in storm.clients:
            client.join(60)
        after = json.loads(place.speaks(COUNTS))
    with installation("restored") as other:
        restore = other.start("-m", "softplace", "restore", str(file))
        output, errors = restore.communicate(timeout=300)
        assert restore.returncode == 0, errors + output
        found = json.loads(other.speaks(FAULTS))
        counts = json.loads(other.speaks(COUNTS))
    assert found["faults"] == []
    # `restore` itself holds the counts against those noted in the snapshot of the dump.
    assert before <= set(found["bookings"])
    assert counts["bookings_booking"] == len(found["bookings"]) <= after["bookings_booking"]
    assert counts["people_user"] == after["people_user"]
