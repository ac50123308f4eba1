"""What must always hold of the database server, its tables, and the files of the home."""

import os
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from softplace.config.home import home
from softplace.foundation.checks import Check, Fault, rows_fault

OLDEST_VERSION = 150_000
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def migrations_are_applied() -> Iterable[Fault]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return rows_fault(
        "The tables are not those of this version: start softplace serve, which brings them up "
        "to date.",
        [f"{migration.app_label} {migration.name}" for migration, _ in plan],
    )


def constraints_stand() -> Iterable[Fault]:
    """Each constraint of a model is in the database, and holds for the rows that are there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE convalidated "
            "UNION SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid "
            "WHERE indisvalid"
        )
        known = {name for (name,) in cursor.fetchall()}
    missing = [
        f"{model._meta.label_lower}: {part.name}"
        for model in apps.get_models()
        if model.__module__.startswith("softplace.") and model._meta.managed
        for part in (*model._meta.constraints, *model._meta.indexes)
        if part.name not in known
    ]
    return rows_fault(
        "Constraints or indexes are missing or not valid, so the database no longer refuses what "
        "must never happen: restore a backup into an empty installation.",
        missing,
    )


def server_is_new_enough() -> Iterable[Fault]:
    version = int(_setting("server_version_num"))
    if version >= OLDEST_VERSION:
        return []
    return [Fault(f"PostgreSQL is of version {version // 10_000}: 15 or later is needed.")]


def text_is_utf8() -> Iterable[Fault]:
    encoding = _setting("server_encoding")
    if encoding == "UTF8":
        return []
    return [Fault(f"The database holds text as {encoding}: make it anew with the encoding UTF8.")]


def what_is_acknowledged_is_kept() -> Iterable[Fault]:
    weak = [
        f"{name} = {_setting(name)}" for name, value in DURABLE.items() if _setting(name) != value
    ]
    return rows_fault(
        "A power cut can lose what was confirmed: set these to on in PostgreSQL's configuration.",
        weak,
    )


def embedded_server_is_private() -> Iterable[Fault]:
    if not settings.DATABASES["default"].get("EMBEDDED"):
        return []
    faults = []
    if addresses := _setting("listen_addresses"):
        faults.append(f"listen_addresses = {addresses}")
    if (mode := _setting("unix_socket_permissions")) not in {"0700", "448"}:
        faults.append(f"unix_socket_permissions = {mode}")
    folder = home() / "postgres"
    if folder.stat().st_mode & 0o027:
        faults.append(f"{folder} is open to other accounts")
    return rows_fault(
        "Others than SoftPlace can reach the embedded PostgreSQL, which asks for no password: "
        "end it, close its folder (chmod 700), and start SoftPlace again.",
        faults,
    )


def secret_key_is_secret() -> Iterable[Fault]:
    path = home() / "secret-key"
    if os.environ.get("SOFTPLACE_SECRET_KEY") or not path.exists():
        return []
    if path.stat().st_mode & 0o077 == 0:
        return []
    return [Fault(f"{path} can be read by other accounts: close it (chmod 600), or remove it.")]


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


CHECKS = (
    Check("constraints_stand", constraints_stand),
    Check("server_is_new_enough", server_is_new_enough),
    Check("text_is_utf8", text_is_utf8),
    Check("what_is_acknowledged_is_kept", what_is_acknowledged_is_kept),
    Check("embedded_server_is_private", embedded_server_is_private),
    Check("secret_key_is_secret", secret_key_is_secret),
)
FIRST = Check("migrations_are_applied", migrations_are_applied)
"""Runs before the others: on tables of another version they would only fail."""
