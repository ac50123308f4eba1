"""Tests that run an engine whose kernels take long to compile are all in one worker: once."""

from pathlib import Path

import pytest

COMPILED_LONG = ("matching", "rounds")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for engine in COMPILED_LONG:
        folder = Path(__file__).parent / engine
        for item in items:
            if folder in item.path.parents:
                item.add_marker(pytest.mark.xdist_group(engine))
