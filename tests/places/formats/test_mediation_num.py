"""Reading the national schema of digital mediation."""

import csv
import io
from pathlib import Path

import pytest

from softplace.places.enums import PlaceKind
from softplace.places.formats import PlaceFile, read_mediation_num
from softplace.places.formats.mediation_num import COLUMNS, international_phone

ROW = {
    "id": "structure-1",
    "pivot": "43493312300029",
    "nom": "La Quincaillerie",
    "commune": "Crest",
    "code_postal": "26400",
    "code_insee": "26108",
    "adresse": "12 BIS RUE DE LECLERCQ",
    "latitude": "44.7269",
    "longitude": "5.0155",
    "typologie": "TIERS_LIEUX|ASSO",
    "telephone": "+33180059880",
    "courriels": "a@example.org|b@example.org",
    "site_web": "https://example.org/|https://example.org/2",
    "horaires": "Mo-Fr 09:00-12:00",
    "date_maj": "2024-04-02",
    "services": "Insertion professionnelle via le numérique|Loisirs et créations numériques",
    "dispositif_programmes_nationaux": "Aidants Connect|Conseillers numériques",
}


def file_of(*rows: dict[str, str], more: tuple[str, ...] = ()) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=[*COLUMNS, *more], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(*rows: dict[str, str]) -> PlaceFile:
    return read_mediation_num(file_of(*rows))


def test_services_and_programmes_become_functions_and_the_typology_a_kind() -> None:
    (draft,) = read(ROW).drafts
    assert draft.functions is not None
    assert set(draft.functions) == {"employment", "fab_lab", "work"}
    assert draft.fields.get("kind") == PlaceKind.THIRD_PLACE
    assert draft.official_ids == {"siret": "43493312300029"}
    assert draft.fields.get("email") == "a@example.org"
    assert draft.fields.get("website") == "https://example.org/"


def test_the_newer_vocabulary_of_networks_is_understood_and_kept() -> None:
    row = ROW | {"typologie": "", "reseaux_porteurs": "france-service|caf", "services": ""}
    (draft,) = read_mediation_num(file_of(row, more=("reseaux_porteurs",))).drafts
    assert draft.functions == ("france_services", "family_benefits")
    assert draft.raw["reseaux_porteurs"] == "france-service|caf"


def test_a_place_of_france_services_is_one() -> None:
    (draft,) = read(ROW | {"dispositif_programmes_nationaux": "France Services"}).drafts
    assert draft.fields.get("kind") == PlaceKind.FRANCE_SERVICES
    assert draft.functions is not None
    assert "france_services" in draft.functions


def test_a_place_that_says_nothing_helps_with_digital_life() -> None:
    (draft,) = read(ROW | {"services": "", "typologie": ""}).drafts
    assert draft.functions == ("digital_help",)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("pivot", "434", "not_a_pivot"),
        ("pivot", "", "required"),
        ("nom", "👍", "name_without_letters"),
        ("horaires", "tous les jours", "hours_unreadable"),
        ("courriels", "chez moi", "not_an_email"),
        ("telephone", "au 06", "not_a_phone"),
        ("longitude", "500", "degrees_out_of_range"),
    ],
)
def test_a_bad_value_is_told_by_its_column(field: str, value: str, code: str) -> None:
    (line,) = read(ROW | {field: value}).refused
    assert (line.line, line.field, line.reason.code) == (2, field, code)


@pytest.mark.parametrize(
    ("phone", "written"),
    [
        ("04 75 25 00 00", "+33475250000"),
        ("0033 4 75 25 00 00", "+33475250000"),
        ("+33 4 75 25 00 00", "+33475250000"),
        ("0262 90 00 00", "+262262900000"),
        ("3949", ""),
        ("", ""),
    ],
)
def test_a_phone_is_written_as_the_schema_wants_it(phone: str, written: str) -> None:
    assert international_phone(phone) == written


def test_the_example_of_the_schema_is_read(real_data: Path) -> None:
    content = (real_data / "places" / "standard-mediation-num-example.csv").read_bytes()
    file = read_mediation_num(content)
    assert ([draft.source_id for draft in file.drafts], file.refused) == (["structure-1"], ())
