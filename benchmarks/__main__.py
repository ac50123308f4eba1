"""Run benchmarks and print their figures: `python -m benchmarks [NAME ...]`.

A benchmark is a package of this folder with `run() -> list[dict]`: rows of measure, measured,
target, unit, met. Everything lives in a database of its own, in a temporary home that is removed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

FOLDER = Path(__file__).parent


def chosen(words: list[str]) -> list[str]:
    """Names of the benchmarks that hold any of the words; all without words."""
    names = sorted(module.name for module in iter_modules([str(FOLDER)]) if module.ispkg)
    return [name for name in names if not words or any(word in name for word in words)]


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as columns for a terminal."""
    lines = [("measure", "measured", "target", "unit", "met")]
    for row in rows:
        met = {True: "yes", False: "NO", None: ""}[row.get("met")]
        lines.append((row["measure"], row["measured"], row["target"], row["unit"], met))
    texts = [[_shown(value) for value in line] for line in lines]
    widths = [max(len(line[column]) for line in texts) for column in range(5)]
    return "\n".join(
        "  ".join(
            text.rjust(width) if column in (1, 2) else text.ljust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in texts
    )


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def main(words: list[str]) -> int:
    names = chosen(words)
    if not names:
        print(f"No benchmark is called like {' '.join(words)}. There are: {', '.join(chosen([]))}.")
        return 1
    if len(names) > 1:
        # Each in a process and a home of its own: what one lays down would be in another's way.
        commands = [[sys.executable, "-m", "benchmarks", name] for name in names]
        return max([subprocess.run(command, check=False).returncode for command in commands])
    # PostgreSQL does not run as root: its own user must be able to enter the home.
    home = Path(tempfile.mkdtemp(prefix="softplace-bench-", dir="/tmp"))
    home.chmod(0o755)
    os.environ["SOFTPLACE_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "softplace.config.settings")
    try:
        import django

        django.setup()
        missed = 0
        for name in names:
            rows = import_module(f"benchmarks.{name}").run()
            print(f"\n{name}\n{table(rows)}", flush=True)
            missed += sum(row.get("met") is False for row in rows)
        return 1 if missed else 0
    finally:
        _stop(home)
        shutil.rmtree(home, ignore_errors=True)


def _stop(home: Path) -> None:
    """Stop the database of the benchmarks, if one of them started it."""
    from django.db import connection

    from softplace.config import embedded

    connection.close()
    embedded.leave(home / "postgres")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
