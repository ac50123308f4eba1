"""2 for a command that is wrong whatever it is about, 1 for what it names that cannot be used."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from softplace.cli import main

MISUSES = [
    "no-such-command",
    "reach",
    "reach library --threshold-km far",
    "reach library --threshold-minutes 20",
    "study library --communes here.csv",
    "study library --threshold-minutes 20",
    "solve siting",
    "solve siting --output x.json",
    "solve matching x.json --generate town",
    "solve matching x.json --seconds -1",
    "solve matching --generate village",
    "import roads",
    "import roads x.pbf --remove",
    "import cells --name grid",
    "import communes",
    "import places x.csv --format unknown",
    "export places --format unknown",
    "account",
    "backup",
    "restore",
    "serve --port many",
]
UNUSABLE = [
    "solve siting missing.json",
    "solve matching missing.json",
    "import roads missing.pbf",
    "import cells missing.csv --name grid",
    "import communes missing.csv",
    "import boundaries missing.json",
    "import places missing.csv --format csv",
    "import school-holidays missing.csv",
    "reach nothing_of_the_kind",
    "study nothing_of_the_kind --workers 0",
    "account nobody",
    "restore missing.tar",
]


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOFTPLACE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("softplace.config.serving.prepare", lambda *, demo: False)


@pytest.mark.django_db
@pytest.mark.parametrize("status, words", [
    *((2, words) for words in MISUSES), *((1, words) for words in UNUSABLE)
])  # fmt: skip
def test_the_status_says_whether_the_command_or_what_it_names_was_wrong(
    status: int, words: str
) -> None:
    result = CliRunner().invoke(main, words.split(), env={"LANGUAGE": "en"}, input="pass\npass\n")
    assert (result.exit_code, result.stderr != "") == (status, True)
    assert result.exception is None or isinstance(result.exception, SystemExit)
