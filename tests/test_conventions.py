"""House rules that no linter knows. Each is a function of source text, tried on a fault first."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
PACKAGE = PROJECT / "softplace"
TEMPLATES = PACKAGE / "web" / "templates"
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "info", "misc"}
WRITES = {
    "save", "create", "delete", "update", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "acreate", "asave", "adelete", "aupdate",
}  # fmt: skip
CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "monotonic"), ("time", "perf_counter"),
    ("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"),
}  # fmt: skip
READINGS_AT_ONCE = {
    "is_visible", "is_hidden", "is_checked", "is_enabled", "is_disabled", "inner_text",
    "all_inner_texts", "text_content", "all_text_contents", "input_value", "get_attribute",
}  # fmt: skip
LONGEST_FILE = 450


def sources(folder: Path = PACKAGE) -> list[Path]:
    return sorted(p for p in folder.rglob("*.py") if "migrations" not in p.parts)


def named(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def clock_readings(text: str) -> list[int]:
    """Lines that read a clock: datetime.now(), time.time(), timezone.now(), ..."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in CLOCKS:
                found.append(node.lineno)
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found += [node.lineno for alias in node.names if ("time", alias.name) in CLOCKS]
    return found


def writes(text: str) -> list[int]:
    """Lines that write to the database: `x.objects.create(...)`, `place.save()`, `qs.update(...)`.

    A dict or a set has `update` too: of these names it is told by a keyword or by `objects`.
    """
    found = []
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, owner = node.func.attr, ast.unparse(node.func.value)
        is_row_like = name in {"save", "delete", "create"}
        if (
            name in WRITES
            and not _is_plain(owner)
            and (
                "objects" in owner
                or is_row_like
                or (name == "update" and node.keywords and not node.args)
            )
        ):
            found.append(node.lineno)
    return found


def _is_plain(owner: str) -> bool:
    """What is saved, deleted or created there is not a row: a session, an image, a cache, ..."""
    return bool(
        re.search(
            r"session|cache|image|picture|buffer|context|headers|cookies|router|catalog|settings_dict",
            owner,
        )
    )


def template_names(text: str) -> set[str]:
    """Templates that a text speaks of."""
    return set(re.findall(r"""["']([\w./+-]+\.(?:html|txt|xml|svg))["']""", text))


def addresses(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"']+", text)


class TestTheRulesSeeFaults:
    """A rule that cannot fail holds nothing."""

    @pytest.mark.parametrize(
        "text",
        [
            "import datetime\nx = datetime.datetime.now()",
            "from datetime import date\nx = date.today()",
            "import time\nx = time.time()",
            "from time import monotonic\nx = monotonic()",
            "from django.utils import timezone\nx = timezone.now()",
        ],
    )
    def test_a_clock_is_seen(self, text: str) -> None:
        assert clock_readings(text) == [2] or clock_readings(text) == [1]

    def test_sleeping_and_our_own_clock_are_no_readings(self) -> None:
        assert clock_readings("import time\ntime.sleep(1)\nclock.now()\nnow()") == []

    @pytest.mark.parametrize(
        "text",
        [
            "Place.objects.create(name='x')",
            "Place.objects.filter(pk=1).update(name='x')",
            "Place.objects.filter(pk=1).delete()",
            "place.save()",
            "place.rules.filter(pk=1).update(name='x')",
            "Unit.objects.bulk_create(units)",
            "place.keepers.create(name='x')",
        ],
    )
    def test_a_write_is_seen(self, text: str) -> None:
        assert writes(text) == [1]

    def test_a_dict_or_a_session_is_no_row(self) -> None:
        assert writes("context.update(x)\nwords.update({'a': 1})\nrequest.session.save()") == []

    def test_a_template_is_seen_where_it_is_named(self) -> None:
        assert template_names("render(request, 'a/b.html')") == {"a/b.html"}
        assert template_names('{% include "a/b.html" with x=1 %}') == {"a/b.html"}

    def test_an_address_is_seen(self) -> None:
        assert addresses("x @ https://example.org/x.whl") == ["https://example.org/x.whl"]


def test_only_the_clock_reads_the_clock() -> None:
    found = [
        f"{named(path)}:{line}"
        for path in sources()
        if path != PACKAGE / "foundation" / "clock.py"
        for line in clock_readings(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize("area", ["web", "api", "cli", "config"])
def test_views_and_commands_of_the_terminal_do_not_write(area: str) -> None:
    found = [
        f"{named(path)}:{line}"
        for path in sources(PACKAGE / area)
        if path.stem != "commands" and "commands" not in path.parts
        for line in writes(path.read_text())
    ]
    assert found == []


def test_in_the_apps_only_commands_write() -> None:
    allowed = {"commands", "planning"}
    found = [
        f"{named(path)}:{line}"
        for app in (*_apps(), "demo")
        for path in sources(PACKAGE / app)
        if not allowed & {part.removesuffix(".py") for part in path.parts}
        # The manager's create_user is what allauth and Django call to make an account.
        and path != PACKAGE / "people" / "models.py"
        for line in writes(path.read_text())
    ]
    assert found == []


def test_no_template_is_unused() -> None:
    texts = [path.read_text() for path in sources()]
    texts += [path.read_text() for path in TEMPLATES.rglob("*") if path.is_file()]
    spoken_of = set().union(*map(template_names, texts))
    # Those of django-allauth are named by its own code.
    unused = [
        name
        for path in TEMPLATES.rglob("*")
        if path.is_file() and (name := str(path.relative_to(TEMPLATES))) not in spoken_of
        if not name.startswith(("account/", "allauth/", "mfa/", "socialaccount/", "usersessions/"))
    ]
    assert unused == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    found = [named(path) for path in PACKAGE.rglob("*") if path.stem in BANNED_NAMES]
    assert found == []


def test_no_file_is_too_long_to_read() -> None:
    found = [
        f"{named(path)}: {count} lines"
        for path in (*sources(), *sources(PROJECT / "tests"))
        if (count := len(path.read_text().splitlines())) > LONGEST_FILE
    ]
    assert found == []


LOCK_FILES = [PROJECT / "package-lock.json", *sorted((PROJECT / "requirements").glob("*.txt"))]


@pytest.mark.parametrize("path", LOCK_FILES, ids=named)
def test_lock_files_hold_no_address(path: Path) -> None:
    text = path.read_text()
    if path.suffix == ".json":
        # Where to give money to a package's author is no address of a download.
        text = re.sub(r'"funding":\s*(\{[^}]*\}|"[^"]*"|\[[^\]]*\])', "", text)
        assert '"resolved"' not in text
    assert addresses(text) == []


@pytest.mark.parametrize("path", LOCK_FILES, ids=named)
def test_lock_files_hold_a_hash_for_everything(path: Path) -> None:
    text = path.read_text()
    if path.suffix == ".json":
        import json

        packages = json.loads(text)["packages"]
        assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []
    else:
        pinned = re.findall(r"^[A-Za-z0-9_.-]+(?:\[[^\]]*\])?==.*?(?=^\S|\Z)", text, re.M | re.S)
        assert pinned
        assert [line.split("=")[0] for line in pinned if "--hash=sha256:" not in line] == []


def _apps() -> list[str]:
    modules = [path.parent for path in PACKAGE.glob("*/models.py")]
    packages = [path.parents[1] for path in PACKAGE.glob("*/models/__init__.py")]
    return sorted(app.name for app in (*modules, *packages))


def _contracts() -> list[dict[str, object]]:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        return list(tomllib.load(file)["tool"]["importlinter"]["contracts"])


def hasty_asserts(text: str) -> list[int]:
    """Lines that assert what a browser's page says at this instant, instead of waiting for it."""
    found = []
    for statement in ast.walk(ast.parse(text)):
        if not isinstance(statement, ast.Assert):
            continue
        asserted = ast.unparse(statement.test)
        names = {node.attr for node in ast.walk(statement.test) if isinstance(node, ast.Attribute)}
        counts = "count" in names and (".locator(" in asserted or ".get_by_" in asserted)
        if counts or names & READINGS_AT_ONCE:
            found.append(statement.lineno)
    return found


def test_browser_tests_wait_for_what_they_expect() -> None:
    assert hasty_asserts("assert page.locator('li').count() == 2") == [1]
    assert hasty_asserts("assert 'x' in page.locator('li').inner_text()") == [1]
    assert hasty_asserts("assert Booking.objects.count() == 2") == []
    for path in sources(PROJECT / "tests/browser"):
        assert (named(path), hasty_asserts(path.read_text())) == (named(path), [])


def test_every_package_stands_in_the_layers() -> None:
    layers = " | ".join(str(layer) for layer in _contracts()[0]["layers"]).split(" | ")  # type: ignore[attr-defined]
    packages = {f"softplace.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")}
    assert packages == set(layers)


def test_every_app_reads_upward_from_its_enums() -> None:
    containers = next(c for c in _contracts() if "containers" in c)["containers"]
    assert {f"softplace.{app}" for app in _apps()} <= set(containers)  # type: ignore[call-overload]


def test_every_app_with_checks_is_known_to_the_doctor() -> None:
    from softplace.config.doctor import REGISTRY

    assert {path.parent.name for path in PACKAGE.glob("*/checks.py")} - {"foundation"} == set(
        REGISTRY
    )


def test_every_setting_of_the_environment_is_described() -> None:
    described = (PROJECT / "docs" / "operating.md").read_text()
    names = {
        name
        for path in sources()
        for name in re.findall(r"\b(SOFTPLACE_[A-Z_]+|DATABASE_URL)\b", path.read_text())
    }
    # Those of one row are written by their ends: `SOFTPLACE_OIDC_SERVER`, `_CLIENT`, ...
    ends = {f"SOFTPLACE_OIDC{end}" for end in re.findall(r"`(_[A-Z]+)`", described)}
    assert {name for name in names if name not in described} - ends == set()


def test_every_dependency_has_its_line() -> None:
    decision = (PROJECT / "docs" / "decisions" / "0003-dependencies.md").read_text()
    wanted = (PROJECT / "requirements" / "runtime.in").read_text().splitlines()
    names = [re.split(r"[\[<>=]", line)[0] for line in wanted if line and not line.startswith("#")]
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", decision)] == []


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [path.name[:4] for path in (PROJECT / "docs" / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))
    assert all(number.isdigit() for number in numbers)


def test_a_reason_has_one_sentence() -> None:
    """Two files with the same code: the last to be read would silently win."""
    codes = [
        key.value
        for path in sources(PACKAGE / "web")
        if path.stem.endswith("sentences")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    ]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []
