"""What each web process of `softplace serve` loads: the application, and its manners."""

import multiprocessing
import os
from threading import Thread

from softplace.config.parentage import end_with
from softplace.config.wsgi import application
from softplace.engines.reach.warm import is_compiled, warm

__all__ = ["application"]

# Ctrl-C in a terminal reaches a whole process group. The parent ends its web processes in order;
# if they ended by themselves it would take that for a failure and start them again.
os.setpgrp()
starter = multiprocessing.parent_process()
if starter is not None and starter.pid is not None:
    end_with(starter.pid)
# The planner who comes first need not wait. To compile would slow everybody's first pages: where
# nothing is compiled yet, that is for the background worker.
if is_compiled():
    Thread(target=warm, daemon=True).start()
