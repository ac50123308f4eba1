"""A process ends with the one that started it."""

import signal
import subprocess
import sys

GONE = 2**22 + 1
"""The number of a process that never lived: above what Linux gives."""


def ends_with(parent: int, before: str = "") -> int:
    """How a process ends that watches this parent, having run `before`."""
    code = (
        "import signal, time\n"
        "from softplace.config import parentage\n"
        f"{before}\n"
        f"parentage.end_with({parent})\n"
        "time.sleep(600)\n"
    )
    return subprocess.run([sys.executable, "-c", code], check=False, timeout=300).returncode


def test_a_process_ends_whose_parent_was_gone_before_it_looked() -> None:
    assert ends_with(GONE) == -signal.SIGTERM


def test_a_process_that_did_not_hear_it_is_told_again() -> None:
    deaf_once = (
        "parentage.AGAIN_SECONDS = 0.1\n"
        "def hear(*_): signal.signal(signal.SIGTERM, signal.SIG_DFL)\n"
        "signal.signal(signal.SIGTERM, hear)"
    )
    assert ends_with(GONE, deaf_once) == -signal.SIGTERM
