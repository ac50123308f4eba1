"""Importing places, and giving them back."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.places.commands import import_places
from softplace.places.enums import Pattern
from softplace.places.formats import (
    places_csv,
    places_geojson,
    read_france_services,
    read_mediation_num,
    read_places_csv,
    read_places_geojson,
)
from softplace.places.formats.mediation_num import places_mediation_num
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.places.queries import place_records
from softplace.territory.commands import import_communes, install_functions
from softplace.territory.formats import read_communes
from softplace.territory.models import Commune, Function
from softplace.trail.models import Entry
from tests.places.formats.test_mediation_num import ROW, file_of

pytestmark = pytest.mark.django_db

HEADER = "id,name,commune_code,latitude,longitude,functions,opening_hours\n"
HALL = "1,Salle des fêtes,26108,44.7269,5.0155,events,Sa 14:00-18:00\n"
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _territory() -> None:
    install_functions()
    for code, name, latitude, longitude in (
        ("26108", "Crest", 44.7269, 5.0155),
        ("26113", "Die", 44.7536, 5.3703),
    ):
        Commune.objects.create(
            code=code,
            name=name,
            folded_name=name.lower(),
            department="26",
            latitude=latitude,
            longitude=longitude,
            post_codes=["26400"] if name == "Crest" else ["26150"],
        )


def bring(*lines: str, **options: object):  # type: ignore[no-untyped-def]
    file = read_places_csv((HEADER + "".join(lines)).encode())
    return import_places(file=file, source="csv", **options)  # type: ignore[arg-type]


def test_a_place_arrives_with_its_commune_functions_hours_and_words() -> None:
    assert bring(HALL).created == 1
    place = Place.objects.get()
    assert (place.slug, place.source, place.source_id) == ("salle-des-fetes", "csv", "1")
    assert place.commune == Commune.objects.get(code="26108")
    assert (place.zone, place.holiday_region, place.school_zone) == ("Europe/Paris", "FR", "A")
    assert "salle des fetes" in place.search_text
    (rule,) = place.opening_rules.all()
    assert (rule.weekdays, rule.start_minute, rule.source) == (32, 840, "csv")
    (offer,) = place.offers.all()
    assert (offer.function.code, offer.has_own_hours) == ("events", False)
    assert Entry.objects.about(place).get().verb == "import_place"


def test_importing_twice_changes_nothing() -> None:
    bring(HALL)
    before = list(Place.objects.values())
    assert bring(HALL).counts() == {"created": 0, "updated": 0, "unchanged": 1, "refused": 0}
    assert list(Place.objects.values()) == before
    assert Entry.objects.count() == 1


def test_a_line_that_changed_updates_its_place_and_replaces_only_imported_rules() -> None:
    bring(HALL)
    place = Place.objects.get()
    market = Function.objects.get(code="market")
    PlaceFunction.objects.create(place=place, function=market, has_own_hours=True)
    mine = OpeningRule.objects.create(
        place=place, function=market, weekdays=1, start_minute=480, length_minutes=240
    )
    assert bring(HALL.replace("14:00", "15:00")).updated == 1
    assert set(place.opening_rules.values_list("start_minute", "source")) == {
        (480, ""), (900, "csv"),
    }  # fmt: skip
    assert place.opening_rules.filter(pk=mine.pk).exists()
    # the market stays, because a keeper wrote its hours; its flag too
    assert set(place.offers.values_list("function__code", "has_own_hours")) == {
        ("events", False), ("market", True),
    }  # fmt: skip


def test_what_a_keeper_changed_stays_until_the_list_itself_changes() -> None:
    bring(HALL)
    Place.objects.update(name="Salle Jean-Moulin")
    assert bring(HALL).unchanged == 1
    assert Place.objects.get().name == "Salle Jean-Moulin"
    assert bring(HALL.replace("Salle des fêtes", "Salle polyvalente")).updated == 1
    assert Place.objects.get().name == "Salle polyvalente"


def test_a_column_that_the_file_lacks_is_left_as_it_is() -> None:
    bring(HALL)
    Place.objects.update(phone="04 75 25 00 00")
    file = read_places_csv(b"id,name,latitude,longitude\n1,Autre salle,44.7269,5.0155\n")
    assert import_places(file=file, source="csv").updated == 1
    place = Place.objects.get()
    assert (place.name, place.phone) == ("Autre salle", "04 75 25 00 00")
    assert (place.offers.count(), place.opening_rules.count()) == (1, 1)


def test_two_places_of_one_name_have_two_addresses() -> None:
    bring(HALL, HALL.replace("1,", "2,", 1))
    assert list(Place.objects.order_by("slug").values_list("slug", flat=True)) == [
        "salle-des-fetes", "salle-des-fetes-2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("44.7269,5.0155", "5.0155,44.7269", "coordinates_swapped"),
        ("44.7269,5.0155", "43.1,4.5", "far_from_commune"),
        ("26108,44.7269,5.0155", ",43.1,4.5", "far_from_every_commune"),
        ("26108,44.7269,5.0155", ",5.0155,44.7269", "coordinates_swapped"),
        ("26108,44.7269,5.0155", ",0,0", "far_from_every_commune"),
        ("events", "castle", "unknown_function"),
    ],
)
def test_a_place_in_the_sea_or_swapped_changes_nothing(old: str, new: str, code: str) -> None:
    report = bring(HALL.replace("1,", "2,", 1), HALL.replace(old, new))
    assert [(line.line, line.reason.code) for line in report.refused] == [(3, code)]
    assert (report.is_held_back, Place.objects.count(), Entry.objects.count()) == (True, 0, 0)


def test_a_place_of_another_territory_is_left_out_and_holds_nobody_back() -> None:
    report = bring(HALL, HALL.replace("1,", "2,", 1).replace("26108", "38185"))
    assert (report.created, report.is_written) == (1, True)
    assert [line.reason.code for line in report.refused] == ["place_of_another_territory"]


def test_an_old_code_of_this_territory_goes_to_the_nearest_commune() -> None:
    bring(HALL.replace("26108", "26999"))
    assert Place.objects.get().commune == Commune.objects.get(code="26108")


def test_without_coordinates_a_place_of_the_schema_stands_at_its_commune() -> None:
    row = ROW | {"latitude": "", "longitude": "", "code_insee": ""}
    import_places(file=read_mediation_num(file_of(row)), source="mediation-num")
    place = Place.objects.get()
    assert (place.latitude, place.longitude) == (44.7269, 5.0155)
    (exported,) = exported_rows()
    assert (exported["latitude"], exported["longitude"]) == ("", "")


def exported_rows() -> list[dict[str, str]]:
    text, _ = places_mediation_num(place_records(Place.objects.published(), on=TODAY))
    return list(csv.DictReader(io.StringIO(text)))


def test_every_column_of_the_schema_comes_out_as_it_went_in() -> None:
    full = ROW | {
        "complement_adresse": "Le patio", "presentation_resume": "Un lieu.",
        "presentation_detail": "Un lieu\noù l'on apprend.", "source": "Hubik",
        "itinerance": "Itinérant|Fixe", "structure_parente": "La ville",
        "publics_specifiquement_adresses": "Jeunes|Femmes",
        "prise_en_charge_specifique": "Surdité|Illettrisme", "frais_a_charge": "Gratuit|Payant",
        "formations_labels": "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
        "autres_formations_labels": "Label", "modalites_acces": "Se présenter|Téléphoner",
        "modalites_accompagnement": "À distance", "fiche_acces_libre": "https://example.org/a",
        "prise_rdv": "https://example.org/rdv", "horaires": "Mo,Tu 9:00-12:00 ; Sa 10:00-12:00",
        "latitude": "44.72690",
    }  # fmt: skip
    assert all(full.values())
    import_places(file=read_mediation_num(file_of(full)), source="mediation-num")
    assert exported_rows() == [full]


def test_what_a_keeper_changes_replaces_the_kept_cell() -> None:
    import_places(file=read_mediation_num(file_of(ROW)), source="mediation-num")
    Place.objects.update(email="new@example.org")
    (row,) = exported_rows()
    assert row["courriels"] == "new@example.org"
    assert row["site_web"] == ROW["site_web"]


def test_an_export_is_imported_again_as_the_same_places() -> None:
    Place.objects.create(
        slug="mairie", name="Mairie", latitude=44.7269, longitude=5.0155,
        commune=Commune.objects.get(code="26108"), updated_at="2026-11-23T08:00:00Z",
    )  # fmt: skip
    bring(HALL)
    records = place_records(Place.objects.published(), on=TODAY)
    for file in (
        read_places_csv(places_csv(records).encode()),
        read_places_geojson(places_geojson(records).encode()),
    ):
        report = import_places(file=file, source="again")
        assert (report.created, report.refused) == (0, ())
    assert Place.objects.count() == 2


def test_the_statements_do_not_grow_with_the_places() -> None:
    def statements(count: int, start: int) -> int:
        lines = [HALL.replace("1,", f"{start + n},", 1) for n in range(count)]
        file = read_places_csv((HEADER + "".join(lines)).encode())
        with CaptureQueriesContext(connection) as captured:
            import_places(file=file, source="csv")
        return len(captured)

    assert statements(2, 0) == statements(60, 100)


def test_the_example_of_the_schema_comes_back_whole(real_data: Path) -> None:
    Commune.objects.all().delete()
    content = (real_data / "places" / "standard-mediation-num-example.csv").read_bytes()
    import_places(file=read_mediation_num(content), source="mediation-num")
    assert exported_rows() == list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_drome_has_its_28_france_services_with_their_hours(real_data: Path) -> None:
    Commune.objects.all().delete()
    communes = (real_data / "territory" / "communes-fr.csv").read_bytes()
    import_communes(file=read_communes(communes, departments=["26"]))
    path = real_data / "places" / "france-services-auvergne-rhone-alpes-2024-08.csv"
    report = import_places(file=read_france_services(path.read_bytes()), source="france-services")
    assert report.counts() == {"created": 28, "updated": 0, "unchanged": 0, "refused": 297}
    assert not report.is_held_back
    assert Place.objects.filter(opening_rules__pattern=Pattern.WEEKLY).distinct().count() == 25
    again = import_places(file=read_france_services(path.read_bytes()), source="france-services")
    assert (again.unchanged, again.updated) == (28, 0)


def test_the_export_holds_to_the_national_schema(real_data: Path, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    Commune.objects.all().delete()
    communes = (real_data / "territory" / "communes-fr.csv").read_bytes()
    import_communes(file=read_communes(communes, departments=["26"]))
    folder = real_data / "places"
    content = (folder / "france-services-auvergne-rhone-alpes-2024-08.csv").read_bytes()
    import_places(file=read_france_services(content), source="france-services")
    import_places(file=read_mediation_num(file_of(ROW)), source="mediation-num")
    text, left_out = places_mediation_num(place_records(Place.objects.published(), on=TODAY))
    assert left_out == []
    (tmp_path / "places.csv").write_text(text, newline="")
    descriptor = json.loads((folder / "standard-mediation-num-schema.json").read_text())
    report = frictionless.validate(
        "places.csv",
        basepath=str(tmp_path),
        schema=frictionless.Schema.from_descriptor(
            {"fields": descriptor["fields"], "primaryKey": descriptor["primaryKey"]}
        ),
    )
    assert report.flatten(["rowNumber", "fieldName", "type", "note"]) == []
    assert report.tasks[0].stats["rows"] == 29
