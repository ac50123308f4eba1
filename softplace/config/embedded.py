"""The embedded PostgreSQL: started on the first connection, shared by every SoftPlace process
of the machine that has the same home, stopped by the last one to leave.

Each process holds a shared lock on a file for as long as it lives. The kernel releases it even
when the process is killed, so who can take the lock alone knows that it is the last.
"""

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from softplace.config.cluster import Cluster, ServerFault, installed_programs

__all__ = ["ServerFault", "ensure_running", "leave", "program"]

_presence: dict[Path, tuple[int, IO[str]]] = {}


def ensure_running(folder: Path) -> dict[str, str]:
    """Start the server of that data folder if it does not answer; where to connect to it.

    Raises ServerFault, with the server's own last words, when it will not start.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        # The server's account must be able to enter; what is secret in there is closed by itself.
        folder.parent.chmod(folder.parent.stat().st_mode | 0o011)
    cluster = Cluster(folder)
    with _alone(folder):
        cluster.ensure_started()
        address = cluster.address()
        if address is None:
            raise ServerFault(f"The embedded PostgreSQL in {folder} does not say where it is.")
        _be_present(folder)
    return address


def program(name: str) -> Path:
    """The path of a PostgreSQL program (pg_dump, pg_restore, ...) of the embedded version."""
    return installed_programs() / name


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of a folder."""
    with _lock_file(folder, "starting") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lock_file(folder: Path, name: str) -> IO[str]:
    path = folder.parent / f"{folder.name}.{name}"
    try:
        return path.open("w")
    except PermissionError as error:
        raise ServerFault(
            f"{path} cannot be opened: this folder was made by another account. Start SoftPlace as "
            "that account, or choose another folder with SOFTPLACE_HOME."
        ) from error


def _be_present(folder: Path) -> None:
    pid, _ = _presence.get(folder, (None, None))
    if pid == os.getpid():
        return
    file = _lock_file(folder, "users")
    fcntl.flock(file, fcntl.LOCK_SH)
    _presence[folder] = (os.getpid(), file)
    atexit.register(leave, folder)


def leave(folder: Path) -> None:
    """Give up this process's share in the server, and stop the server if nobody else has one."""
    folder = folder.resolve()
    pid, file = _presence.pop(folder, (None, None))
    if pid != os.getpid() or file is None:
        return
    with _alone(folder), file:
        try:
            # A lock that is held as shared becomes exclusive only if nobody else shares it.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        Cluster(folder).stop()
