"""The embedded PostgreSQL under real processes: killed, raced, shared, badly housed."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.config.processes import Installation, asked, installation, leave, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("embedded")]
IS_ROOT = os.geteuid() == 0


@pytest.fixture
def place() -> Iterator[Installation]:
    with installation() as made:
        yield made


def test_it_listens_on_no_network_address_and_writes_durably(place: Installation) -> None:
    process = place.holds_on()
    assert asked(process, "SHOW listen_addresses") == ""
    assert asked(process, "SHOW fsync") == "on"
    assert asked(process, "SHOW full_page_writes") == "on"
    assert place.postmaster().net_connections("inet") == []


def test_its_socket_is_closed_to_other_accounts(place: Installation) -> None:
    process = place.holds_on()
    folder = Path(asked(process, "SHOW unix_socket_directories").strip('"'))
    assert (folder / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700


def test_the_last_to_leave_stops_it(place: Installation) -> None:
    first, second = place.holds_on(), place.holds_on()
    leave(first)
    assert asked(second, "SELECT 41 + 1") == "42"
    leave(second)
    assert place.servers() == []


def test_two_first_starts_at_once_share_one_server(place: Installation) -> None:
    code = "from softplace.config.serving import prepare; prepare(demo=False); print('done')"
    processes = [
        place.start(
            "-c", f"from softplace.cli.terminal import set_up_django\nset_up_django()\n{code}"
        )
        for _ in range(3)
    ]
    ends = [process.communicate(timeout=300) for process in processes]
    assert [output for output, _ in ends] == ["done\n"] * 3, ends
    assert place.servers() == []
    assert (
        place.speaks("print(ask('SELECT count(*) > 20 FROM territory_function')[0][0])") == "True"
    )


def test_what_was_committed_survives_a_kill_of_softplace(place: Installation) -> None:
    process = place.holds_on()
    asked(process, "CREATE TABLE kept AS SELECT 7 AS number")
    server = place.postmaster().pid
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert place.postmaster().pid == server
    assert place.speaks("print(ask('SELECT number FROM kept')[0][0])") == "7"
    assert place.servers() == []


def test_a_killed_server_comes_back_with_what_was_committed(place: Installation) -> None:
    process = place.holds_on()
    asked(process, "CREATE TABLE kept AS SELECT 7 AS number")
    place.postmaster().kill()
    assert place.speaks("print(ask('SELECT number FROM kept')[0][0])") == "7"


def test_the_web_server_serves_again_by_itself_after_its_database_was_killed(
    place: Installation,
) -> None:
    answers = place.serves()
    first = place.postmaster()
    first.kill()
    wait_until(lambda: place.postmaster_number() not in {None, first.pid} and answers())
    # And so when only one of its processes is killed, and it recovers by itself.
    place.postmaster().children()[0].kill()
    wait_until(answers)


def test_ctrl_c_ends_the_web_server_its_workers_and_the_database(place: Installation) -> None:
    place.serves()
    process = place.started[0]
    os.killpg(process.pid, signal.SIGINT)
    process.wait(120)
    # The background worker leaves last, and it may be compiling.
    wait_until(lambda: place.servers() == [])


def test_workers_of_a_killed_web_server_end_and_it_can_start_again(place: Installation) -> None:
    place.serves()
    parent = place.started[0]
    workers = psutil.Process(parent.pid).children(recursive=True)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not any(_lives(worker) for worker in workers))
    assert place.speaks("print(ask('SELECT count(*) > 0 FROM territory_function')[0][0])") == "True"


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_stale_file_that_names_another_process_is_forgotten_and_the_process_left_alone(
    place: Installation,
) -> None:
    place.speaks("ask('CREATE TABLE kept AS SELECT 7 AS number')")
    owner = place.postgres.stat().st_uid
    other = subprocess.Popen(["sleep", "600"], user=owner if IS_ROOT else None)
    try:
        words = f"{other.pid}\n{place.postgres}\n1700000000\n5432\n{place.postgres}\n\n"
        for name, text in {
            "postmaster.pid": f"{words}  1 2\nready\n",
            ".s.PGSQL.5432.lock": words,
        }.items():
            (place.postgres / name).write_text(text)
            os.chown(place.postgres / name, owner, -1)
        assert place.speaks("print(ask('SELECT number FROM kept')[0][0])") == "7"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_half_written_file_of_the_server_is_no_obstacle(place: Installation) -> None:
    place.speaks("ask('CREATE TABLE kept AS SELECT 7 AS number')")
    pid_file = place.postgres / "postmaster.pid"
    pid_file.write_text(f"4194000\n{place.postgres}\n")
    os.chown(pid_file, place.postgres.stat().st_uid, -1)
    assert place.speaks("print(ask('SELECT number FROM kept')[0][0])") == "7"


def test_files_made_half_way_are_made_again(place: Installation) -> None:
    place.speaks("ask('SELECT 1')")
    (place.postgres / "PG_VERSION").unlink()
    assert place.speaks("print(ask('SELECT 7')[0][0])") == "7"


@pytest.mark.parametrize("name", ["a" * 180, "l’été à Crest", "quotes \" and ' and , inside"])
def test_it_starts_in_a_folder_with_an_awkward_name(name: str) -> None:
    with installation(name) as place:
        process = place.holds_on()
        assert asked(process, "SELECT 42") == "42"
        folder = asked(process, "SHOW unix_socket_directories").strip('"')
        assert (Path(folder) / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700
        leave(process)
        assert place.servers() == []


def test_pg_settings_of_the_caller_do_not_lead_it_astray(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "6000", "PGDATA": "/nowhere", "PGHOST": "nowhere"}.items():
        monkeypatch.setenv(name, value)
    assert place.speaks("print(ask('SELECT 7')[0][0])") == "7"


@pytest.fixture
def ordinary_account() -> Iterator[pwd.struct_passwd]:
    """An account of the system, made for a test that root runs."""
    if not IS_ROOT:
        pytest.skip("only root can become another account")
    if not shutil.which("useradd"):
        pytest.skip("this system has no useradd")
    name = f"softplace-{os.getpid()}"  # another checkout may be tested at the same time
    subprocess.run(["useradd", "--no-create-home", name], check=True, capture_output=True)
    try:
        yield pwd.getpwnam(name)
    finally:
        subprocess.run(["userdel", name], check=True, capture_output=True)


def test_an_ordinary_account_starts_it_after_root_has(
    ordinary_account: pwd.struct_passwd, place: Installation
) -> None:
    # Its Python may lie where that account cannot read: it becomes the account once imported.
    code = (
        "import pwd, psycopg\nfrom pathlib import Path\nfrom softplace.config import embedded\n"
        "os.setgroups([])\nos.setgid({0.pw_gid})\nos.setuid({0.pw_uid})\n"
        "address = embedded.ensure_running(Path({1!r}))\n"
        "with psycopg.connect(**address, dbname='postgres') as connection:\n"
        "    print(connection.execute('SELECT 7').fetchone()[0])"
    )
    with installation() as of_root:
        of_root.speaks("ask('SELECT 1')")
        assert pwd.getpwuid(of_root.postgres.stat().st_uid).pw_name == "softplace"
        words = of_root.fails(code.format(ordinary_account, str(of_root.postgres)))
        assert "Start SoftPlace as that account" in words
    place.home.mkdir()
    os.chown(place.home, ordinary_account.pw_uid, ordinary_account.pw_gid)
    assert place.speaks(code.format(ordinary_account, str(place.postgres))) == "7"
    assert place.postgres.stat().st_uid == ordinary_account.pw_uid
    assert place.servers() == []


@pytest.mark.skipif(not IS_ROOT, reason="only root runs the server for another account")
def test_root_in_a_closed_folder_is_told_so_and_nothing_is_opened(place: Installation) -> None:
    place.home.mkdir()
    place.home.parent.chmod(0o700)
    words = place.fails("ask('SELECT 1')")
    assert "may not enter" in words
    assert "SOFTPLACE_HOME" in words
    assert place.home.parent.stat().st_mode & 0o777 == 0o700
    place.home.parent.chmod(0o755)


@pytest.mark.skipif(not IS_ROOT, reason="only root runs the server for another account")
def test_programs_that_the_servers_account_may_not_run_are_copied(place: Installation) -> None:
    closed = place.home.parent / "closed"
    closed.mkdir(mode=0o700)
    code = (
        "from pathlib import Path\nimport shutil\nfrom softplace.config import cluster\n"
        "found = cluster.installed_programs()\n"
        f"package = Path({str(closed)!r}) / found.parents[1].name\n"
        "shutil.copytree(found.parent, package / found.parent.name, symlinks=True)\n"
        "shutil.copytree(f'{found.parents[1]}.libs', f'{package}.libs', symlinks=True)\n"
        "cluster.installed_programs = lambda: package / 'pginstall18' / 'bin'\n"
        "print(ask('SELECT 7')[0][0])"
    )
    assert place.speaks(code) == "7"
    assert place.home.joinpath("postgresql").is_dir()


def test_a_log_is_quoted_when_it_does_not_start(place: Installation) -> None:
    place.speaks("ask('SELECT 1')")
    configuration = place.postgres / "postgresql.conf"
    configuration.write_text("shared_buffers = nonsense\n")
    words = place.fails("ask('SELECT 1')")
    assert "does not start" in words
    assert 'invalid value for parameter "shared_buffers"' in words


def test_too_many_connections_do_not_end_the_server(place: Installation) -> None:
    process = place.holds_on()
    server = place.postmaster().pid
    code = (
        "import psycopg\nfrom softplace.config import embedded\nfrom softplace.config.home import home\n"
        "ask('SELECT 1')\naddress = embedded.ensure_running(home() / 'postgres')\nheld = []\n"
        "try:\n"
        "    while True: held.append(psycopg.connect(**address, dbname='postgres'))\n"
        "except psycopg.OperationalError: pass\n"
        "embedded.ensure_running(home() / 'postgres')\nprint(len(held) > 50)"
    )
    assert place.speaks(code) == "True"
    assert place.postmaster().pid == server
    assert asked(process, "SELECT 42") == "42"
    assert psutil.pid_exists(server)
