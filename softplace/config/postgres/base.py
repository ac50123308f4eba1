"""A connection to the configured PostgreSQL, or to the embedded one, started when needed."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from softplace.config import embedded
from softplace.config.home import home

EMBEDDED_NAME = "softplace"
CREATING = 7_203_431_110
"""The number of the advisory lock under which the database is made."""


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        if self._is_embedded and not self.settings_dict["HOST"]:
            self._start()
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError as error:
            if not self._is_embedded:
                raise
            if f'"{EMBEDDED_NAME}" does not exist' in str(error):
                self._create()
            else:
                # The server was killed since: start it again. It replays its journal first.
                self._start()
            return super().get_new_connection({**conn_params, **self._address()})

    @property
    def _is_embedded(self) -> bool:
        return bool(self.settings_dict.get("EMBEDDED"))

    def _start(self) -> None:
        address = embedded.ensure_running(home() / "postgres")
        self.settings_dict.update(HOST=address["host"], PORT=address["port"], USER=address["user"])

    def _create(self) -> None:
        """Make the database of a new installation. Two processes may be the first at once."""
        with psycopg.connect(
            **self._address(), user="postgres", dbname="postgres", autocommit=True
        ) as server:
            # Against that other process: PostgreSQL copies a template for one at a time.
            server.execute("SELECT pg_advisory_lock(%s)", [CREATING])
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not server.execute(known, [EMBEDDED_NAME]).fetchone():
                server.execute(
                    f"CREATE DATABASE \"{EMBEDDED_NAME}\" TEMPLATE template0 ENCODING 'UTF8'"
                )

    def _address(self) -> dict[str, Any]:
        return {"host": self.settings_dict["HOST"], "port": self.settings_dict["PORT"]}
