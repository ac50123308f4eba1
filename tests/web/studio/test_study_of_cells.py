"""A study that counts people in imported cells: its pages, its report and its files."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.people.models import User
from softplace.reach.commands import add_edits, import_cells
from softplace.reach.formats import read_cells
from softplace.reach.models import CellSet, Scenario, Study
from softplace.territory.models import Boundary, Commune
from tests.web.studio.test_studio import the_page

GRID = b"id,latitude,longitude,people\na,45.0,5.0,30\nb,45.02,5.0,10\n"
SQUARE = [[4.9, 44.9], [5.1, 44.9], [5.1, 45.1], [4.9, 45.1], [4.9, 44.9]]
COUNTED = "People are counted in the cells “grid”; distances go from their points."
TRUCK = {"name": "Truck", "latitude": 45.02, "longitude": 5.0, "functions": ["library"],
         "hours": [[540, 720]]}  # fmt: skip


@pytest.fixture
def of_cells(scenario: Scenario, pat: User) -> Scenario:
    """The library of the south closes for a truck at the smaller of its two cells."""
    import_cells(file=read_cells(GRID), name="grid")
    Study.objects.update(cell_set=CellSet.objects.get())
    edits: Any = [("close", {"key": "south"}), ("stop", TRUCK)]
    add_edits(actor=pat, scenario_id=scenario.pk, version=1, edits=edits)
    return scenario


def test_gains_are_counted_by_cell_and_shown_by_commune(
    planner: Client, of_cells: Scenario
) -> None:
    page = the_page(planner, f"/studio/scenarios/{of_cells.pk}/")
    assert COUNTED in page
    assert "<title>South: 0.6 km → 1.7 km, 2 h → 3 h</title>" in page
    assert '<td class="">10 gain, 30 nearer or longer, not both</td>' in page
    assert ("Farthest cell" in page, "Farthest commune" in page) == (True, False)
    assert '<option value="2">North</option>' in page


def test_a_commune_without_cells_is_drawn_as_land(planner: Client, of_cells: Scenario) -> None:
    for commune in Commune.objects.all():
        Boundary.objects.create(
            commune=commune, geometry={"type": "Polygon", "coordinates": [SQUARE]}
        )
    page = the_page(planner, f"/studio/studies/{of_cells.study_id}/")
    assert (page.count('<use href="#c-2" class="land"/>'), page.count('id="c-2"')) == (1, 1)
    assert COUNTED in page


def test_the_report_and_the_files_say_the_cells(planner: Client, of_cells: Scenario) -> None:
    study = f"/studio/studies/{of_cells.study_id}"
    report = the_page(planner, f"{study}/report/")
    assert "40 people are counted in the 2 cells “grid”." in report
    assert COUNTED in report
    lines = csv.reader(io.StringIO(the_page(planner, f"{study}/figures.csv")))
    figures = {line[0]: line[2:] for line in lines}
    assert figures["cell_set"] == ["grid", "grid"]
    assert figures["measured_on"] == ["straight", "straight"]
    assert figures["cells_beyond"] == ["0.0", "0.0"]
    rows = list(csv.DictReader(io.StringIO(the_page(planner, f"{study}/communes.csv"))))
    assert [(row["commune"], row["people"], row["change_1"]) for row in rows] == [
        ("South", "40", "mixed")
    ]
    assert (rows[0]["people_gaining_1"], rows[0]["people_losing_1"]) == ("10", "0")
    drawn = json.loads(the_page(planner, f"{study}/communes.geojson"))
    assert (drawn["cell_set"], len(drawn["features"])) == ("grid", 1)


def test_many_cells_take_as_many_queries_as_two(planner: Client, of_cells: Scenario) -> None:
    pages = [
        f"/studio/scenarios/{of_cells.pk}/",
        f"/studio/studies/{of_cells.study_id}/",
        f"/studio/studies/{of_cells.study_id}/report/",
    ]

    def queries() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                the_page(planner, page)
            found.append(len(captured))
        return found

    queries()  # the first also reads the boundaries
    few = queries()
    many = "".join(f"c{n},45.0{n % 9},5.0,{n + 1}\n" for n in range(60))
    import_cells(file=read_cells(GRID + many.encode()), name="grid")
    assert queries() == few


def test_a_study_begins_with_the_cells_that_the_map_shows(
    planner: Client, of_cells: Scenario
) -> None:
    assert '<input type="hidden" name="cells" value="grid">' in the_page(
        planner, "/studio/", function="library", cells="grid"
    )
    asked = {"name": "Finer", "functions": "library", "mode": "straight", "threshold_km": "10"}
    planner.post("/studio/studies/", asked | {"cells": "grid"})
    assert Study.objects.get(name="Finer").cells == "grid"


def test_sites_are_sought_for_the_people_of_the_cells(planner: Client, of_cells: Scenario) -> None:
    page = the_page(
        planner, f"/studio/scenarios/{of_cells.pk}/siting/", objective="p-median",
        function="library", choose="1", days="0", opens="09:00", closes="12:00",
    )  # fmt: skip
    assert COUNTED in page
    assert "<dt>Without them</dt><dd>1.67 km</dd><dt>Mean distance</dt><dd>0 km</dd>" in page
