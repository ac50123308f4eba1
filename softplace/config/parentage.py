"""For a process that another one started: end when that one is gone."""

import os
import signal
import time
from threading import Thread


def end_with(parent: int) -> None:
    """End when the parent does, even killed: nobody else would tell, and what is held stays held."""
    Thread(target=_watch, args=[parent], daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
