"""Which database: DATABASE_URL if there is one, the embedded PostgreSQL otherwise."""

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict

SHORT_QUERIES = (
    "-c jit=off -c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan"
)
"""To compile our queries, to start other processes for them, or to plan what is prepared for each
value anew, costs more than to run them."""
PREPARE_WHEN_TOLD = 2**31
"""After how many runs psycopg prepares a statement by itself: never. With Django's default, None,
it would not do so when told either."""


def database_settings() -> dict[str, Any]:
    """Django's description of the database. Opens no connection and starts nothing."""
    settings: dict[str, Any] = {
        "ENGINE": "softplace.config.postgres",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": SHORT_QUERIES, "prepare_threshold": PREPARE_WHEN_TOLD},
        "EMBEDDED": False,
    }
    url = os.environ.get("DATABASE_URL")
    if not url:
        return settings | {"NAME": "softplace", "HOST": "", "EMBEDDED": True}
    parts = {name: value for name, value in conninfo_to_dict(url).items() if value is not None}
    return settings | {
        "NAME": parts.pop("dbname", "softplace"),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "OPTIONS": parts
        | {
            "options": f"{parts.get('options', '')} {SHORT_QUERIES}".strip(),
            "prepare_threshold": PREPARE_WHEN_TOLD,
        },
    }
