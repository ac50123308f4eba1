"""One file that holds an installation, taken while it works, and put back into an empty one.

The file is a tar of a manifest, a dump of PostgreSQL and the uploaded files. Dump and counts are
of one snapshot: bookings made meanwhile are in neither.
"""

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from softplace import __version__
from softplace.config import embedded
from softplace.foundation.clock import now

COUNTED = (
    "people_user",
    "places_place",
    "places_resource",
    "bookings_booking",
    "bookings_claim",
    "trail_entry",
)


class BackupRefused(Exception):
    """A sentence that says why there is no backup, or no restore, and that nothing was changed."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the backup holds."""

    made_at: str
    version: str
    counts: dict[str, int]


def back_up(file: Path) -> Manifest:
    """Write a backup; the file appears whole or not at all."""
    if file.is_dir():
        raise BackupRefused(f"{file} is a folder. Give the name of a file to write.")
    if not file.parent.is_dir():
        raise BackupRefused(f"There is no folder {file.parent}. Make it first.")
    draft = file.with_name(f"{file.name}.{os.getpid()}.partial")
    try:
        with tempfile.TemporaryDirectory(prefix="softplace-backup-") as folder:
            dump = Path(folder) / "database.dump"
            manifest = _dump(dump)
            with tarfile.open(draft, "w") as archive:
                _add(archive, "manifest.json", json.dumps(vars_of(manifest)).encode())
                archive.add(dump, "database.dump")
                if settings.MEDIA_ROOT.is_dir():
                    archive.add(settings.MEDIA_ROOT, "media")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def restore(file: Path) -> Manifest:
    """Fill an empty installation from a backup. All or nothing."""
    if not file.is_file():
        raise BackupRefused(f"There is no file {file}.")
    try:
        with tarfile.open(file) as archive:
            return _restore(archive)
    except (tarfile.TarError, KeyError, json.JSONDecodeError) as error:
        raise BackupRefused(
            f"{file} is not a backup of SoftPlace, or it was cut short. Nothing was changed."
        ) from error


def vars_of(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "version": manifest.version,
        "counts": manifest.counts,
    }


def _restore(archive: tarfile.TarFile) -> Manifest:
    text = archive.extractfile("manifest.json")
    if text is None:
        raise KeyError("manifest.json")
    said = json.loads(text.read())
    manifest = Manifest(said["made_at"], said["version"], said["counts"])
    if _is_used():
        raise BackupRefused(
            "This installation is not empty: it has accounts or places. Nothing was changed. "
            "Set SOFTPLACE_HOME (or DATABASE_URL) to a new one and restore there."
        )
    with tempfile.TemporaryDirectory(prefix="softplace-restore-") as folder:
        archive.extractall(folder, filter="data")
        _load(Path(folder) / "database.dump")
        media = Path(folder) / "media"
        if media.is_dir():
            shutil.copytree(media, settings.MEDIA_ROOT, dirs_exist_ok=True)
    # A backup of an older version is brought up to date.
    call_command("migrate", verbosity=0, interactive=False)
    found = _counts()
    if found != manifest.counts:
        raise BackupRefused(f"The counts differ after the restore: {found}, not {manifest.counts}.")
    return manifest


def _dump(file: Path) -> Manifest:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        counts = _counts()
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={file}", "--no-owner")
    return Manifest(now().isoformat(timespec="seconds"), __version__, counts)


def _load(dump: Path) -> None:
    with connection.cursor() as cursor:
        # Only the empty tables of a fresh installation are there: `_is_used` has looked.
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", str(dump))


def _is_used() -> bool:
    tables = connection.introspection.table_names()
    return any(
        count
        for name, count in _counts(tables).items()
        if name in {"people_user", "places_place", "bookings_booking"}
    )


def _counts(tables: list[str] | None = None) -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for name in COUNTED:
            if tables is None or name in tables:
                cursor.execute(f"SELECT count(*) FROM {name}")
                (counts[name],) = cursor.fetchone()
    return counts


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database; the embedded one serves any server."""
    connection.ensure_connection()
    known = connection.settings_dict
    environment = dict(os.environ)
    for name, key in (
        ("PGHOST", "HOST"),
        ("PGPORT", "PORT"),
        ("PGUSER", "USER"),
        ("PGPASSWORD", "PASSWORD"),
        ("PGDATABASE", "NAME"),
    ):
        if known[key]:
            environment[name] = str(known[key])
    target = ["--dbname", str(known["NAME"])] if program == "pg_restore" else []
    done = subprocess.run(
        [str(embedded.program(program)), *target, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupRefused(f"{program} failed: {done.stderr.strip()[-1500:]}")


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
