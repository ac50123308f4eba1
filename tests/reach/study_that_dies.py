"""A study that is killed after its third part: python study_that_dies.py FOLDER."""

import os
import signal
import sys
from pathlib import Path

from softplace.engines.reach.study import KeptParts, parted
from softplace.reach.cluster import work_here
from tests.reach.test_cluster import land


def die(done: int, parts: int) -> None:
    if done == 3:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    work_here(list(parted(land())), kept=KeptParts(Path(sys.argv[1])), progress=die)
