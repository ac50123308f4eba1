"""The description of the API, for machines and for people."""

import importlib
import pkgutil
import re

import pytest
from django.test import Client
from pydantic import BaseModel

from softplace.api import areas


def test_the_description_is_openapi_3_1_and_tells_problems(api: Client, db: None) -> None:
    described = api.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    reading = described["paths"]["/api/places/{slug}"]["get"]
    assert set(reading["responses"]) == {"200", "304", "401", "404", "422", "429"}
    problem = described["components"]["responses"]["Problem422"]
    assert list(problem["content"]) == ["application/problem+json"]


def test_every_operation_is_told_in_both_languages(db: None) -> None:
    told = {}
    for language in ("fr", "en"):
        paths = Client().get(f"/api/openapi.json?language={language}").json()["paths"]
        told[language] = {
            operation["operationId"]: (operation["summary"], operation["description"])
            for operations in paths.values()
            for operation in operations.values()
        }
    for name, (summary, description) in told["en"].items():
        assert summary != told["fr"][name][0], name
        assert description != told["fr"][name][1], name


@pytest.mark.parametrize(("language", "word"), [("fr", "Lister les lieux"), ("en", "List places")])
def test_the_page_of_documentation_loads_nothing_from_elsewhere(
    db: None, language: str, word: str
) -> None:
    page = Client().get("/api/docs", {"language": language}).content.decode()
    assert word in page
    loaded = re.findall(r'(?:src|href)="(https?:)?//[^"]*"', page)
    assert loaded == []
    assert "<script" not in page


def test_the_root_leads_to_the_documentation(api: Client, db: None) -> None:
    assert api.get("/api/")["Location"] == "/api/docs"


def test_no_two_shapes_have_one_name(db: None) -> None:
    """The description holds one schema a name: the second would be told as the first."""
    shapes = [
        (name, shape.__module__)
        for area in pkgutil.iter_modules(areas.__path__)
        for name, shape in vars(importlib.import_module(f"{areas.__name__}.{area.name}")).items()
        if isinstance(shape, type) and issubclass(shape, BaseModel) and "[" not in name
    ]
    names = [name for name, _ in set(shapes)]
    assert sorted(names) == sorted(set(names))
