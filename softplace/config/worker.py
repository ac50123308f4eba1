"""The background worker: takes tasks from the queue in PostgreSQL, and starts the periodic ones."""

from django.db import connection
from procrastinate.contrib.django import app

from softplace.config.parentage import end_with


def run_worker(*, parent: int | None = None) -> None:
    """Work until told to stop or, with `parent`, until that process is gone."""
    # The first connection starts the embedded server; the worker's own ones expect it to run.
    connection.ensure_connection()
    connection.close()
    if parent is not None:
        end_with(parent)
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(concurrency=1, delete_jobs="successful")
