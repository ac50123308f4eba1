"""softplace solve: an engine on a file, with no database."""

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from softplace.cli.terminal import fail, set_up_django
from softplace.foundation.errors import Reason, Refused

PATIENCE_SECONDS = 1.0
KINDS = ["town", "city", "metropole", "scarce"]
SIZES = ["small", "district", "departement"]
OBJECTIVES = ["p-median", "max-cover", "set-cover", "p-centre"]

FILE = click.Path(path_type=Path)
SECONDS = click.FloatRange(min=0, max=1e6)
SEED = click.IntRange(min=0, max=2**32 - 1)


@click.group(name="solve")
def solve_group() -> None:
    """Run an engine on a file, with no database."""


def _asking(kinds: list[str], *, seed_means: str) -> Callable[[Callable[..., None]], Any]:
    """What every engine is asked by: a file, or the kind of instance to write."""
    asked = (
        click.argument("file", type=FILE, required=False),
        click.option(
            "--generate", "kind", type=click.Choice(kinds), help="Write an instance instead."
        ),
        click.option("--output", "-o", type=FILE, help="With --generate: the file to write."),
        click.option(
            "--seconds", type=SECONDS, default=60.0, show_default=True, help="At most so long."
        ),
        click.option("--seed", type=SEED, default=1, show_default=True, help=seed_means),
        click.option("--json", "as_json", is_flag=True, help="Print one object as JSON."),
    )

    def with_them(command: Callable[..., None]) -> Callable[..., None]:
        return reduce(lambda so_far, one: one(so_far), reversed(asked), command)

    return with_them


@solve_group.command()
@_asking(OBJECTIVES, seed_means="Same seed, same plan.")
def siting(
    file: Path | None,
    kind: str | None,
    output: Path | None,
    seconds: float,
    seed: int,
    as_json: bool,
) -> None:
    """Where the next sites should go: p-median, max cover, set cover or p-centre.

    FILE is JSON (docs/siting-format.md), or a p-median problem in OR-Library's format.
    """
    _one_of_file_and_kind(file, kind, output)
    if kind is not None:
        from softplace.engines.reach.siting import Objective, generate

        _write_instance(generate(Objective(kind), seed), output)
        return
    assert file is not None
    with _refusals_told(file), _progress(quiet=as_json) as advance:
        from softplace.engines.reach.siting import run_file

        found = run_file(_readable(file), seconds, seed, progress=advance)
    _tell(found, _tell_siting, as_json=as_json)


def _tell_siting(found: dict[str, object]) -> None:
    _ = _words()
    sites = found["sites"]
    assert isinstance(sites, list)
    click.echo(_("Sites: %(sites)s") % {"sites": ", ".join(map(str, sites))})


@solve_group.command()
@_asking(KINDS, seed_means="Same seed, same result.")
def matching(**asked: Any) -> None:
    """Requests to rooms and hours for a season, or an instance made by chance of a seed."""
    _generate_or_solve("matching", _tell_matching, **asked)


def _tell_matching(found: dict[str, object]) -> None:
    _ = _words()
    click.echo(
        _("Served: %(served_sessions)s sessions, %(served_hours)s hours over the season") % found
    )
    refusals = found["refusals"]
    assert isinstance(refusals, dict)
    for cause, count in refusals.items():
        click.echo(_("Refused (%(cause)s): %(count)s") % {"cause": cause, "count": count})


@solve_group.command()
@_asking(SIZES, seed_means="Chance of the search.")
def rounds(**asked: Any) -> None:
    """Rounds of vehicles over some days, and markets at which their stops meet.

    FILE is JSON (docs/rounds-format.md), or a periodic vehicle routing problem in Cordeau's
    format.
    """
    _generate_or_solve("rounds", _tell_rounds, **asked)


def _tell_rounds(found: dict[str, object]) -> None:
    _ = _words()
    routes, left_out, meetings = found["routes"], found["left_out"], found["meetings"]
    assert isinstance(routes, list) and isinstance(left_out, list) and isinstance(meetings, list)
    visits = sum(len(route["visits"]) for route in routes)
    click.echo(
        _("Routes: %(routes)s, with %(visits)s visits and %(meetings)s meetings")
        % {"routes": len(routes), "visits": visits, "meetings": len(meetings)}
    )
    if left_out:
        click.echo(_("Left out: %(stops)s") % {"stops": ", ".join(left_out)})


def _generate_or_solve(
    engine: str,
    tell: Callable[[dict[str, object]], None],
    *,
    file: Path | None,
    kind: str | None,
    output: Path | None,
    seconds: float,
    seed: int,
    as_json: bool,
) -> None:
    """What an engine does that compiles a minute's worth of kernels first."""
    _one_of_file_and_kind(file, kind, output)
    asked = import_module(f"softplace.engines.{engine}")
    if kind is not None:
        _write_instance(asked.generate(kind, seed), output)
        return
    assert file is not None
    with _refusals_told(file), _progress(quiet=as_json) as advance:
        found = asked.run_file(
            _readable(file), seconds, seed, progress=advance, compiling=_tell_compiling
        )
    _tell(found, tell, as_json=as_json)


def _one_of_file_and_kind(file: Path | None, kind: str | None, output: Path | None) -> None:
    if (file is None) == (kind is None):
        raise click.UsageError("Give either a file or --generate.")
    if output is not None and kind is None:
        raise click.UsageError("--output goes with --generate.")


def _write_instance(instance: dict[str, object], output: Path | None) -> None:
    text = json.dumps(instance, ensure_ascii=False, indent=1) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        _ = _words()
        fail(
            _("%(file)s cannot be written (%(cause)s). Choose another name or folder.")
            % {"file": output, "cause": error.strerror}
        )


def _tell_compiling() -> None:
    _ = _words()
    click.echo(_("Compiling the engine once on this machine: about a minute."), err=True)


def _tell(
    found: dict[str, object], tell: Callable[[dict[str, object]], None], *, as_json: bool
) -> None:
    """Print what was found, with what is the engine's own in between; a broken rule is status 1."""
    violations = found.get("violations", [])
    assert isinstance(violations, list)
    if as_json:
        click.echo(_plain_json(found))
    else:
        _ = _words()
        click.echo(_value_and_bound(found))
        tell(found)
        for violation in violations:
            click.echo(_("Rule broken: %(violation)s") % {"violation": violation}, err=True)
        click.echo(_("Seconds: %(seconds)s") % found)
    if violations:
        sys.exit(1)


def _value_and_bound(found: dict[str, object]) -> str:
    _ = _words()
    value, bound = found["value"], found["bound"]
    assert isinstance(value, int | float) and isinstance(bound, int | float)
    said = {"value": f"{value:g}", "bound": f"{bound:g}"}
    if math.isclose(value, bound, rel_tol=1e-9):
        return _("Value: %(value)s, proven: nothing better exists") % said
    gap = abs(bound - value) / abs(value) * 100 if value else math.inf
    return _("Value: %(value)s, bound: %(bound)s: at most %(gap)s %% better is possible") % {
        **said,
        "gap": f"{gap:.2f}",
    }


@contextmanager
def _refusals_told(file: Path) -> Iterator[None]:
    """A file that cannot be solved becomes a sentence and status 1."""
    try:
        yield
    except Refused as refusal:
        fail("\n".join(_sentence(file, reason) for reason in refusal.reasons))
    except UnicodeDecodeError:
        _ = _words()
        fail(_("%(file)s is not text in UTF-8. Give another file.") % {"file": file})


def _sentence(file: Path, reason: Reason) -> str:
    if reason.code == "invalid_field":
        # The engine's own words, in the language of the format: they name its fields.
        message = str(reason.details["message"])
        where = f"{reason.field}: {message}" if reason.field else message
        return where if where.startswith(str(file)) else f"{file}: {where}"
    set_up_django()
    from softplace.web.sentences import told

    path = reason.details.get("path")
    return f"{file}: {path}: {told(reason)}" if path else told(reason)


def _readable(file: Path) -> Path:
    """The path of a file that can be opened."""
    try:
        with file.open("rb"):
            return file
    except FileNotFoundError:
        _ = _words()
        fail(_("There is no file %(file)s. Check its name and folder.") % {"file": file})
    except OSError as error:
        _ = _words()
        fail(
            _("%(file)s cannot be read (%(cause)s). Give another file.")
            % {"file": file, "cause": error.strerror}
        )


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[float, float, float], None] | None]:
    """A line on the error stream that follows value and bound, after the first second."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    shown = False

    def advance(seconds: float, value: float, bound: float) -> None:
        nonlocal shown
        if seconds >= PATIENCE_SECONDS:
            shown = True
            click.echo(f"\r\033[K{seconds:.0f} s  {value:g} / {bound:g}", nl=False, err=True)

    try:
        yield advance
    finally:
        if shown:
            click.echo("\r\033[K", nl=False, err=True)


def _words() -> Callable[[str], str]:
    """Sentences in the terminal's language; Django is only readied when one is to be said."""
    set_up_django()
    from django.utils.translation import gettext

    return gettext


def _plain_json(found: dict[str, object]) -> str:
    """JSON knows no infinity: a bound that is not there is null."""
    finite = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in found.items()
    }
    return json.dumps(finite)
