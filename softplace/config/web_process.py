"""What each web process of `softplace serve` loads: the application, and its manners."""

import gc
import multiprocessing
import os
from importlib import import_module

from softplace.config.parentage import end_with
from softplace.config.wsgi import application

__all__ = ["application"]

# Ctrl-C in a terminal reaches a whole process group. The parent ends its web processes in order;
# if they ended by themselves it would take that for a failure and start them again.
os.setpgrp()
starter = multiprocessing.parent_process()
if starter is not None and starter.pid is not None:
    end_with(starter.pid)
# Else the first visitor waits while all pages are loaded.
import_module("softplace.config.urls")
# What is loaded stays: to look through all of it for garbage stops every visitor for 150 ms.
gc.freeze()
