"""What warming loads is what the first page of the Studio needs."""

import os
import subprocess
import sys

ASKED = """
import django

django.setup()
import numpy as np
from softplace.engines import travel
from softplace.engines.compiled import Kernel
from softplace.engines.reach import coverage, inequality, nearest, opportunities, week
from softplace.engines.reach.scenario import Network, Offer, Place
from softplace.engines.reach.warm import is_compiled, warm
from softplace.engines.travel import Points, table
from softplace.reach.planning import outlook
from softplace.reach.queries import Cells

kernels = [
    one
    for module in (coverage, inequality, nearest, opportunities, week, table)
    for one in vars(module).values()
    if isinstance(one, Kernel)
]


def loaded():
    return sum(len(kernel.signatures) for kernel in kernels)


def first_page():
    land = Cells(["1", "2"], ["South", "North"], Points.of([(45, 5), (45.1, 5)]), np.array([3.0, 1]))
    place = Place("a", 45.0, 5.0, (Offer("library", ((540, 660),)),))
    outlook(Network.of([place]), land, function="library", mode="straight", threshold_km=10.0)


if ORDER == "warm":
    warm()
before = loaded()
first_page()
print(loaded() - before, is_compiled())
"""


def first_page_after(order: str) -> list[str]:
    said = subprocess.run(
        [sys.executable, "-c", f"ORDER = {order!r}\n{ASKED}"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "softplace.config.settings"},
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return said.stdout.split()


def test_the_first_page_finds_all_kernels_loaded() -> None:
    assert first_page_after("warm") == ["0", "True"]
    loaded, _ = first_page_after("cold")
    assert int(loaded) > 0
