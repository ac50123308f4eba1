"""The background worker: takes tasks from the queue in PostgreSQL, and starts the periodic ones."""

import os
import signal
import time
from threading import Thread

from django.db import connection
from procrastinate.contrib.django import app


def run_worker(*, parent: int | None = None) -> None:
    """Work until told to stop or, with `parent`, until that process is gone."""
    # The first connection starts the embedded server; the worker's own ones expect it to run.
    connection.ensure_connection()
    connection.close()
    if parent is not None:
        Thread(target=_end_with, args=[parent], daemon=True).start()
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(concurrency=1, delete_jobs="successful")


def _end_with(parent: int) -> None:
    """A killed server cannot tell its worker to stop: the worker looks after it."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
