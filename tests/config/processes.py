"""Real SoftPlace processes on a folder of their own, for tests that kill them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
CONNECT = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "softplace.config.settings"
import django
django.setup()
from django.db import connection
def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None
"""
"""What a process says first: Django ready, and `ask` to speak to the database."""


PIPES = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)


class Installation:
    """A home folder, and the processes that were started on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.started: list[subprocess.Popen[str]] = []
        self.port: int | None = None

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    def start(self, *arguments: str, **options: object) -> "subprocess.Popen[str]":
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=environment | {"SOFTPLACE_HOME": str(self.home)},
            cwd=PROJECT,
            text=True,
            start_new_session=True,
            **PIPES | options,  # type: ignore[call-overload]
        )
        self.started.append(process)
        return process

    def speaks(self, code: str, **options: object) -> str:
        """What a process prints that runs this code with `ask`, from start to end."""
        process = self.start("-c", CONNECT + code, **options)
        output, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        return output.strip()

    def fails(self, code: str, **options: object) -> str:
        """What a process says last that runs this code and fails."""
        process = self.start("-c", CONNECT + code, **options)
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 1
        return errors

    def holds_on(self) -> "subprocess.Popen[str]":
        """A process that is connected, and stays until its input is closed; it answers lines."""
        code = CONNECT + (
            "ask('SELECT 1'); print('ready', flush=True)\n"
            "for line in sys.stdin: print((ask(line.strip()) or [('done',)])[0][0], flush=True)\n"
        )
        process = self.start("-c", code)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    def serves(self) -> Callable[[], bool]:
        """Start the web server, at the port of the one before, and wait until it says that it is
        there; the function says whether it answers."""
        if self.port is None:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        port = self.port
        # To a file: a pipe that nobody reads is full after 64 KiB, and then the server stands still.
        with (self.home.parent / "said").open("a") as said:
            server = self.start("-m", "softplace", "serve", "--port", str(port), stderr=said)
        assert server.stdout is not None
        assert server.stdout.readline().startswith(f"SoftPlace is at http://localhost:{port}/")
        socket.create_connection(("127.0.0.1", port), timeout=60).close()

        def answers() -> bool:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as page:
                    return bool(page.read() == b"ok\n")
            except OSError:
                return False

        wait_until(answers, seconds=300)
        return answers

    def postmaster_number(self) -> int | None:
        """Of the server that says it runs; None between two of them."""
        try:
            return int((self.postgres / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return None

    def postmaster(self) -> psutil.Process:
        return psutil.Process(self.postmaster_number())

    def servers(self) -> list[int]:
        """Numbers of the PostgreSQL processes that live in the folder."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.name() == "postgres" and process.cwd() == str(self.postgres):
                    found.append(process.pid)
            except (psutil.Error, OSError):
                continue
        return found

    def clear(self) -> None:
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        for number in self.servers():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        wait_until(lambda: not self.servers())
        shutil.rmtree(self.home, ignore_errors=True)


def asked(process: "subprocess.Popen[str]", sql: str) -> str:
    """The answer of a process that `holds_on`."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(sql + "\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def leave(process: "subprocess.Popen[str]") -> None:
    """Let a process that `holds_on` end by itself."""
    assert process.stdin is not None
    process.stdin.close()
    process.wait(60)


def wait_until(holds: Callable[[], object], seconds: int = 120) -> None:
    """Look ten times a second; the test fails if it never holds."""
    for _ in range(seconds * 10):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"It did not come true within {seconds} seconds.")


@contextmanager
def installation(name: str = "home") -> Iterator[Installation]:
    """An empty installation; not below pytest's own folder, which is closed to other accounts."""
    above = Path(tempfile.mkdtemp(prefix="softplace-"))
    above.chmod(0o755)
    place = Installation(above / name)
    try:
        yield place
    finally:
        place.clear()
        shutil.rmtree(above, ignore_errors=True)
