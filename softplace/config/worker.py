"""The background worker: takes tasks from the queue in PostgreSQL, and starts the periodic ones.

Solving a campaign may take an hour. It has a queue and a worker of its own, beside the one that
must end holds and send mails every minute.
"""

import asyncio
from contextlib import suppress
from threading import Thread
from typing import Any

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from softplace.computing.commands import LEAVING, SOLVING_QUEUE
from softplace.config.parentage import end_with
from softplace.engines.reach.warm import is_compiled, warm

EVERYDAY_QUEUE = "default"


def run_worker(*, parent: int | None = None) -> None:
    """Work until told to stop or, with `parent`, until that process is gone."""
    # The first connection starts the embedded server; the worker's own ones expect it to run.
    connection.ensure_connection()
    connection.close()
    if parent is not None:
        end_with(parent)
    if not is_compiled():
        Thread(target=warm, daemon=True).start()
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        asyncio.run(_work(working))


async def _work(working: Any) -> None:
    async with working.open_async():
        solver = asyncio.create_task(
            working.run_worker_async(
                queues=[SOLVING_QUEUE],
                concurrency=settings.SOLVERS,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        await working.run_worker_async(
            queues=[EVERYDAY_QUEUE], concurrency=1, delete_jobs="successful"
        )
        # A run that goes on is waited for: told so, it keeps what it has found and ends.
        LEAVING.set()
        solver.cancel()
        with suppress(asyncio.CancelledError):
            await solver
