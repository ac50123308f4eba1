"""Reading places in columns of our own, as CSV and as GeoJSON."""

import json
from typing import Any

import pytest

from softplace.places.formats import expression_of, read_places_csv, read_places_geojson


def geojson(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(coordinates: Any = (5.0155, 44.7269), **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": list(coordinates)}
    return {"type": "Feature", "geometry": geometry, "properties": {"id": "1", **properties}}


def test_only_the_columns_of_the_file_are_spoken_of() -> None:
    (draft,) = read_places_csv(b"id;name;latitude;longitude\n1;Salle;44,7269;5,0155\n").drafts
    assert dict(draft.fields) == {"name": "Salle", "latitude": 44.7269, "longitude": 5.0155}
    assert (draft.functions, draft.hours) == (None, None)


def test_a_feature_says_the_same_as_a_line() -> None:
    (draft,) = read_places_geojson(
        geojson(
            feature(
                name="Salle",
                functions=["show", "events"],
                opening_hours="Sa 14:00-18:00",
                is_mobile=False,
                legal_headcount=120,
                erp_category=4,
                colour="blue",
            )
        )
    ).drafts
    assert draft.functions == ("show", "events")
    assert expression_of(draft.hours or ()) == "Sa 14:00-18:00"
    assert draft.fields.get("legal_headcount") == 120
    assert draft.fields.get("is_mobile") is False
    assert dict(draft.raw) == {"colour": "blue"}


@pytest.mark.parametrize(
    ("properties", "field", "code"),
    [
        ({"name": "Salle", "legal_headcount": 10**9}, "legal_headcount", "headcount_unbelievable"),
        ({"name": "Salle", "legal_headcount": "x"}, "legal_headcount", "not_a_number"),
        ({"name": "Salle", "erp_category": 9}, "erp_category", "erp_category_out_of_range"),
        ({"name": "🎉"}, "name", "name_without_letters"),
        ({"name": "<img src=x>"}, "name", "name_with_markup"),
        ({"name": ""}, "name", "required"),
        ({"name": "Salle", "id": ""}, "id", "required"),
        ({"name": "Salle", "kind": "castle"}, "kind", "unknown_choice"),
        ({"name": "Salle", "is_mobile": "perhaps"}, "is_mobile", "not_yes_or_no"),
        ({"name": "Salle", "opening_hours": "24:00-09:00"}, "opening_hours", "hours_unreadable"),
        (
            {"name": "Salle", "opening_hours": "Feb 30 09:00-12:00"},
            "opening_hours",
            "hours_impossible_date",
        ),
    ],
)
def test_a_bad_property_is_told_by_its_name(
    properties: dict[str, Any], field: str, code: str
) -> None:
    file = read_places_geojson(geojson(feature(**properties)))
    assert [(line.line, line.field, line.reason.code) for line in file.refused] == [
        (1, field, code)
    ]


@pytest.mark.parametrize("coordinates", [["5", "44"], [5.0], [None, 44.0], [True, False]])
def test_a_broken_position_is_refused(coordinates: Any) -> None:
    (line,) = read_places_geojson(geojson(feature(coordinates, name="x1"))).refused
    assert line.reason.code == "geometry_broken"


def test_a_line_is_no_place() -> None:
    line_string = feature(name="x1") | {"geometry": {"type": "LineString", "coordinates": []}}
    (line,) = read_places_geojson(geojson(line_string)).refused
    assert line.reason.code == "geometry_is_no_point"
