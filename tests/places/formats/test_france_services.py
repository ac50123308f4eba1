"""Reading the list of France Services points."""

from pathlib import Path

import pytest

from softplace.foundation.errors import Reason, Refused
from softplace.places.enums import PlaceKind
from softplace.places.formats import PlaceFile, expression_of, read_france_services

HEADER = (
    "id_fs,insee_dep,lib_fs,adresse,complement_adresse,insee_com,code_postal,lib_com,latitude,"
    "longitude,mail,telephone,h_lundi,h_mardi,h_mercredi,h_jeudi,h_vendredi,h_samedi,prise_rdv,"
    "commentaire,type_fs,format_fs,groupe_fs,labellisation_fs\n"
)
CREST = (
    "155,26,France services de Crest,1 Rue de la Paix,,26108,26400,Crest,44.7269,5.0155,"
    "crest@france-services.gouv.fr,04 75 00 00 00,09:00 - 12:00,09:00 - 12:00,,,,,Oui,"
    "Sonnez,Principal,Fixe,,Espace labellisé 01/01/2020\n"
)


def read(*lines: str, **options: object) -> PlaceFile:
    return read_france_services((HEADER + "".join(lines)).encode(), **options)  # type: ignore[arg-type]


def test_a_line_is_a_place_with_its_hours_and_functions() -> None:
    (draft,) = read(CREST).drafts
    assert (draft.source_id, draft.commune_code) == ("155", "26108")
    assert draft.fields.get("name") == "France services de Crest"
    assert draft.fields.get("access") == "Sonnez"
    assert draft.functions == ("france_services", "digital_help")
    assert expression_of(draft.hours or ()) == "Mo,Tu 09:00-12:00; PH off"
    assert draft.raw["prise_rdv"] == "Oui"


def test_a_bus_is_mobile() -> None:
    (draft,) = read(CREST.replace("Fixe", "Bus_équivalent")).drafts
    assert (draft.fields.get("kind"), draft.fields.get("is_mobile")) == (PlaceKind.TRUCK, True)


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("09:00 - 12:00,09", "12:00 - 09:00,09", "h_lundi", "ends_before_start"),
        ("09:00 - 12:00,09", "09:00 - 25:00,09", "h_lundi", "hours_out_of_day"),
        ("44.7269", "quarante", "latitude", "not_a_number"),
        ("44.7269", "144.7", "latitude", "degrees_out_of_range"),
        ("France services de Crest", "🎪🎪", "lib_fs", "name_without_letters"),
        ("France services de Crest", "<script>a</script>", "lib_fs", "name_with_markup"),
        ("crest@france-services.gouv.fr", "crest", "mail", "not_an_email"),
        ("155,26", ",26", "id_fs", "required"),
    ],
)
def test_a_bad_value_is_told_by_its_line_and_column(
    old: str, new: str, field: str, code: str
) -> None:
    file = read(CREST.replace("155", "1"), CREST.replace(old, new, 1))
    assert [(line.line, line.field, line.reason.code) for line in file.refused] == [
        (3, field, code)
    ]
    assert len(file.drafts) == 1


def test_an_identifier_twice_is_refused() -> None:
    (line,) = read(CREST, CREST).refused
    assert line.reason == Reason("repeats_line", "id_fs", {"other": 2})


def test_one_department_is_chosen() -> None:
    assert read(CREST, departments=["07"]).drafts == ()


def test_a_file_of_other_columns_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_france_services(b"id,nom\n1,x\n")
    assert caught.value.reasons[0].code == "columns_missing"


def test_the_real_list_is_read_whole(real_data: Path) -> None:
    path = real_data / "places" / "france-services-auvergne-rhone-alpes-2024-08.csv"
    file = read_france_services(path.read_bytes())
    assert (len(file.drafts), file.refused) == (325, ())
    assert sum(not draft.hours for draft in file.drafts) == 9
