"""The softplace solve command: engines on files, with no database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from softplace.cli import main
from softplace.engines.matching import run as matching_run
from softplace.engines.reach import siting

FOUR_NODES = "4 3 2\n1 2 3\n2 3 3\n3 4 2\n"


def run(*arguments: object, language: str = "C") -> Result:
    return CliRunner().invoke(main, ["solve", *map(str, arguments)], env={"LANGUAGE": language})


@pytest.fixture
def four_nodes(tmp_path: Path) -> Path:
    file = tmp_path / "four.txt"
    file.write_text(FOUR_NODES)
    return file


def test_siting_prints_one_object(four_nodes: Path) -> None:
    printed = json.loads(run("siting", four_nodes, "--json").stdout)
    assert set(printed) == {"value", "bound", "proven", "sites", "seconds"}
    assert (printed["value"], printed["bound"], printed["proven"]) == (5, 5, True)


def test_siting_says_value_and_sites_in_words(tmp_path: Path) -> None:
    file = tmp_path / "three.txt"
    file.write_text("3 2 1\n1 2 3\n2 3 4\n")
    lines = run("siting", file).stdout.splitlines()
    assert lines[:2] == ["Value: 7, proven: nothing better exists", "Sites: 2"]


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("", "faulty.txt is empty."),
        (
            "4 1 2\n1 5 3\n",
            "Line 2 of faulty.txt names a node that is not there: they are numbered from 1.",
        ),
        ("2 1 3\n1 2 3\n", "3 sites cannot be chosen: the number of candidates is 2."),
    ],
)
def test_a_faulty_siting_file_is_refused_in_a_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "faulty.txt"
    file.write_text(text)
    result = run("siting", file, "--json")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"Error: {sentence}\n")


def test_the_document_of_the_format_is_solved(tmp_path: Path) -> None:
    described = Path(__file__).parents[2] / "docs" / "siting-format.md"
    text = described.read_text(encoding="utf-8")
    file = tmp_path / "siting.json"
    file.write_text(text.split("```json")[1].split("```")[0], encoding="utf-8")
    printed = json.loads(run("siting", file, "--json").stdout)
    assert (printed["sites"], printed["proven"], printed["violations"]) == (["library"], True, [])
    # It has room for 9,000; the others go on to the town hall.
    there = [one for one in printed["shares"] if one["site"] == "library"]
    assert there == [{"cell": "26108", "site": "library", "share": 0.9375}]


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"goal": 1}, "goal: is not a field of this format."),
        ({"choose": 28}, "choose: 28 sites cannot be chosen: the number of candidates is 27."),
    ],
)
def test_a_wrong_field_of_a_siting_file_is_named(
    change: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    file = tmp_path / "siting.json"
    assert run("siting", "--generate", "p-median", "--seed", 2, "-o", file).exit_code == 0
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    result = run("siting", file, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {file}: {sentence}\n"


def test_a_plan_that_breaks_a_rule_ends_with_status_1(
    four_nodes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {
        "value": 5, "bound": 5, "proven": True, "sites": [1], "seconds": 0.1,
        "violations": ["too_many_sites: 3"],
    }  # fmt: skip
    monkeypatch.setattr(siting, "run_file", lambda *_, **__: broken)
    result = run("siting", four_nodes)
    assert (result.exit_code, result.stderr) == (1, "Rule broken: too_many_sites: 3\n")


@pytest.mark.xdist_group("rounds")
def test_rounds_of_the_format_meet_at_the_market(tmp_path: Path) -> None:
    described = Path(__file__).parents[2] / "docs" / "rounds-format.md"
    text = described.read_text(encoding="utf-8")
    file = tmp_path / "rounds.json"
    file.write_text(text.split("```json")[1].split("```")[0], encoding="utf-8")
    printed = json.loads(run("rounds", file, "--seconds", 0.2, "--json").stdout)
    assert set(printed) == {
        "value", "bound", "gap", "routes", "left_out", "meetings", "violations", "seconds",
    }  # fmt: skip
    assert (printed["left_out"], printed["violations"]) == ([], [])
    (meeting,) = printed["meetings"]
    assert (meeting["market"], meeting["stops"]) == ("saillans", ["books", "papers"])
    assert meeting["end"] - meeting["start"] >= 60
    lines = run("rounds", file, "--seconds", 0.2).stdout.splitlines()
    assert lines[1] == "Routes: 3, with 3 visits and 1 meetings"


def test_a_wrong_field_of_a_rounds_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rounds.json"
    assert run("rounds", "--generate", "small", "--seed", 2, "-o", file).exit_code == 0
    written = json.loads(file.read_text())
    written["stops"][3]["patterns"][0] = [7]
    file.write_text(json.dumps(written))
    result = run("rounds", file, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Error: {file}: stops[3].patterns[0]: 7 is not a day: they count from 0 to 4.\n"
    )


@pytest.mark.xdist_group("rounds")
def test_rounds_without_a_place_for_all_end_with_status_1(tmp_path: Path) -> None:
    """In Cordeau's format: two full loads and one vehicle on one day."""
    file = tmp_path / "full.txt"
    file.write_text("1 1 2 1\n0 10\n0 0 0 0 0\n1 3 4 0 10 1 1 1\n2 6 8 0 10 1 1 1\n")
    result = run("rounds", file, "--seconds", 0.1)
    # On a machine that never ran it, the engine says first that it is compiled.
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "Rule broken: required_stop_left_out: 2"


@pytest.mark.parametrize("engine", ["siting", "matching", "rounds"])
def test_a_file_that_is_not_there_is_said(engine: str, tmp_path: Path) -> None:
    file = tmp_path / "none"
    result = run(engine, file)
    assert (result.exit_code, result.stderr) == (
        1,
        f"Error: There is no file {file}. Check its name and folder.\n",
    )


def test_the_same_seed_writes_the_same_instance(tmp_path: Path) -> None:
    file = tmp_path / "scarce.json"
    assert run("matching", "--generate", "scarce", "--seed", 3, "--output", file).exit_code == 0
    written = file.read_text(encoding="utf-8")
    assert run("matching", "--generate", "scarce", "--seed", 3).stdout == written
    assert run("matching", "--generate", "scarce", "--seed", 4).stdout != written
    assert matching_run.read_file(file).season.weeks > 0


def test_a_wrong_field_of_a_matching_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "wrong.json"
    document = json.loads(run("matching", "--generate", "scarce", "--seed", 3).stdout)
    document["requests"][3]["windows"][0]["weekday"] = "someday"
    file.write_text(json.dumps(document))
    result = run("matching", file, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {file}: requests[3].windows[0].weekday: ")


def test_text_that_is_not_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "half.json"
    file.write_text("{")
    result = run("matching", file)
    assert result.exit_code == 1
    assert "is not JSON" in result.stderr


@pytest.mark.xdist_group("matching")
def test_matching_prints_one_object_without_violations(tmp_path: Path) -> None:
    file = tmp_path / "scarce.json"
    run("matching", "--generate", "scarce", "--seed", 3, "--output", file)
    result = run("matching", file, "--seconds", 0.1, "--seed", 1, "--json")
    printed = json.loads(result.stdout)
    assert list(printed) == [
        "value", "bound", "gap", "served_sessions", "served_hours", "refusals", "violations",
        "seconds",
    ]  # fmt: skip
    assert (result.exit_code, printed["violations"]) == (0, [])


def test_a_file_and_an_instance_to_make_exclude_each_other(four_nodes: Path) -> None:
    assert run("matching", four_nodes, "--generate", "town").exit_code == 2
    assert run("siting", four_nodes, "--generate", "p-median").exit_code == 2


@pytest.mark.xdist_group("matching")
def test_matching_says_that_it_compiles_where_nothing_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "scarce.json"
    run("matching", "--generate", "scarce", "--seed", 3, "--output", file)
    monkeypatch.setattr(matching_run, "warm", lambda: None)
    said = []
    for compiled in (True, False):
        monkeypatch.setattr(matching_run, "is_compiled", lambda compiled=compiled: compiled)
        said.append(run("matching", file, "--seconds", 0.1, "--json").stderr)
    assert said == ["", "Compiling the engine once on this machine: about a minute.\n"]
