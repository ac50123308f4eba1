"""For a process that another one started: end when that one is gone."""

import os
import signal
import time
from threading import Thread

AGAIN_SECONDS = 15
"""Long enough for a worker to save what it has found: told twice, it leaves at once."""


def end_with(parent: int) -> None:
    """End when the parent does, even killed: nobody else would tell, and what is held stays held.

    `parent` is who started this process, not who is its parent now: while it loaded, that one may
    have gone already.
    """
    Thread(target=_watch, args=[parent], daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    # Who is told while it still starts may not hear it, and is told again.
    while True:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(AGAIN_SECONDS)
