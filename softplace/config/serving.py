"""Preparing the database and running the web server in one process tree."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import click
from django.core.management import call_command
from django.db import connection

from softplace.demo.commands import load_demo
from softplace.territory.commands import install_functions

THREADS = 2 * (os.cpu_count() or 1)
"""In each process: while one waits for the database another works; more would only queue."""
STOP_SECONDS = 8
RESTART_SECONDS = 3
PREPARING = 7_203_431_109
"""The number of the advisory lock: one process at a time prepares a database."""


def prepare(*, demo: bool) -> bool:
    """Bring the tables up to date; with `demo`, fill an empty database with the demo territory.

    Whether the demo was loaded. Two processes may start at once: the second waits for the first.
    """
    with _alone():
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        install_functions()
        return demo and load_demo() is not None


@contextmanager
def _alone() -> Iterator[None]:
    """A lock of the session, against another process that migrates or fills the same database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def run(*, host: str, port: int, workers: int) -> None:
    """Serve until told to stop; says the address once it answers, on the standard output."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} of {host} cannot be used ({error.strerror}). "
                "Stop what uses it, or choose another with --port."
            ) from error
    connection.close()
    stopped = Event()
    keeper = Thread(target=_keep_worker, args=[stopped], daemon=True)
    keeper.start()
    # Before web processes are made of this one, which share what it has loaded.
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    import softplace.config.urls  # noqa: F401

    Thread(target=_say_address, args=[host, port, stopped], daemon=True).start()
    os.environ["DJANGO_SETTINGS_MODULE"] = "softplace.config.settings"
    Granian(
        "softplace.config.web_process:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        # A worker that is told to stop while it starts does not hear it.
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    ).serve()
    stopped.set()
    keeper.join(20)


def _say_address(host: str, port: int, stopped: Event) -> None:
    """As soon as a web process listens: who opens the page before is told that nobody is there."""
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host
    near = "127.0.0.1" if host == "0.0.0.0" else host
    while not stopped.is_set():
        with suppress(OSError), socket.create_connection((near, port), timeout=1):
            click.echo(f"SoftPlace is at http://{shown}:{port}/  (Ctrl-C stops it)")
            return
        stopped.wait(0.1)


def _keep_worker(stopped: Event) -> None:
    """Run the background worker beside the server, and start it again should it fall."""
    command = [sys.executable, "-m", "softplace", "worker", "--parent", str(os.getpid())]
    while not stopped.is_set():
        # In a session of its own: Ctrl-C in a terminal reaches us alone, and we end it in order.
        worker = subprocess.Popen(command, start_new_session=True)
        while worker.poll() is None and not stopped.wait(1):
            pass
        if worker.poll() is None:
            worker.terminate()
            with suppress(subprocess.TimeoutExpired):
                worker.wait(15)
        stopped.wait(RESTART_SECONDS)
