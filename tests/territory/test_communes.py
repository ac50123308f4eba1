"""Importing communes."""

from pathlib import Path

import pytest

from softplace.foundation.errors import Reason, Refused
from softplace.territory.commands import import_communes
from softplace.territory.formats import CommuneFile, read_communes, read_geonames
from softplace.territory.formats.communes import commune_code
from softplace.territory.models import Commune, Territory
from softplace.trail.models import Entry

HEADER = (
    "insee_com,insee_reg,insee_dep,commune,commune_article,code_postal,commune_type,"
    "insee_parente,lat,lng,superficie_km2,population_2021,population_2015,menages_2021\n"
)
CREST = "26108,84,26,Crest,Crest,26400,COM,,44.7269,5.0155,23.38,8752,8000,4100\n"
DIE = "26113,84,26,Die,Die,26150,COM,,44.7536,5.3703,57.28,4785,4500,2300\n"


def read(*lines: str, **options: object) -> CommuneFile:
    return read_communes((HEADER + "".join(lines)).encode(), **options)  # type: ignore[arg-type]


def test_rows_of_several_post_codes_are_one_commune() -> None:
    file = read(CREST, CREST.replace("26400", "26401"))
    (crest,) = file.drafts
    assert (crest.code, crest.post_codes, crest.population) == ("26108", ("26400", "26401"), 8752)
    assert file.refused == ()


def test_rows_that_contradict_each_other_are_refused() -> None:
    (line,) = read(CREST, CREST.replace("8752", "9999")).refused
    assert (line.line, line.reason) == (3, Reason("contradicts_line", "commune", {"other": 2}))


def test_the_name_is_said_with_its_article() -> None:
    (draft,) = read("26238,84,26,Poët,Le Poët,26110,COM,,44.3,5.1,1,10,10,5\n").drafts
    assert draft.name == "Le Poët"


def test_delegated_communes_are_passed_over() -> None:
    delegated = "26108,,,Vieux-Crest,Vieux-Crest,26400,COMD,26108,44.7,5.0,2,90,90,40\n"
    file = read(CREST, delegated)
    assert [draft.name for draft in file.drafts] == ["Crest"]
    assert file.notices == (Reason("delegated_communes_left", "", {"count": 1}),)


def test_arrondissements_make_their_commune_once_however_many_post_codes_they_have() -> None:
    first = "69381,84,69,Lyon 1er Arrondissement,Lyon 1er Arrondissement,69001,ARM,69123,45.0,4.0,1.5,100,1,60\n"
    second = "69382,84,69,Lyon 2e Arrondissement,Lyon 2e Arrondissement,69002,ARM,69123,46.0,5.0,3.5,300,1,150\n"
    (lyon,) = read(first, second, second.replace("69002", "69222")).drafts
    assert (lyon.code, lyon.name, lyon.population, lyon.households) == ("69123", "Lyon", 400, 210)
    assert (lyon.latitude, lyon.longitude, lyon.area_km2) == (45.75, 4.75, 5.0)
    assert lyon.post_codes == ("69001", "69002", "69222")


def test_a_commune_without_position_is_left_out_and_holds_nobody_back() -> None:
    file = read(CREST, "85165,52,85,Oie,L'Oie,85140,COM,,,,14,1259,1235,0\n")
    assert [draft.code for draft in file.drafts] == ["26108"]
    (line,) = file.refused
    assert (line.line, line.value, line.holds_back) == (3, "85165 Oie", False)


def test_people_without_households_are_an_unknown_figure() -> None:
    (draft,) = read(CREST.replace("4100", "0")).drafts
    assert draft.households is None


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("26108", "2610", "insee_com", "not_an_insee_code"),
        ("44.7269", "144.7", "lat", "degrees_out_of_range"),
        ("44.7269", "north", "lat", "not_a_number"),
        ("8752", "1000000000", "population_2021", "not_a_count_of_people"),
        ("8752", "12.5", "population_2021", "not_a_count_of_people"),
        ("Crest,Crest", "🏰,🏰", "commune", "name_without_letters"),
        ("Crest,Crest", "x,<script>x</script>", "commune", "name_with_markup"),
    ],
)
def test_a_bad_value_is_refused_by_its_line_and_field(
    old: str, new: str, field: str, code: str
) -> None:
    file = read(DIE, CREST.replace(old, new, 1))
    assert [(line.line, line.field, line.reason.code) for line in file.refused] == [
        (3, field, code)
    ]
    assert [draft.code for draft in file.drafts] == ["26113"]


def test_one_department_is_chosen_and_an_absent_one_is_said() -> None:
    ain = "01004,84,01,Ambérieu,Ambérieu,01500,COM,,45.9,5.3,24,14000,1,6000\n"
    assert [d.code for d in read(CREST, ain, departments=["1"]).drafts] == ["01004"]
    with pytest.raises(Refused) as caught:
        read(CREST, departments=["75"])
    assert caught.value.reasons == (Reason("department_not_in_file", "", {"value": "75"}),)


@pytest.mark.django_db
def test_importing_twice_changes_nothing() -> None:
    assert import_communes(file=read(CREST, DIE)).counts() == {
        "created": 2, "updated": 0, "unchanged": 0, "refused": 0,
    }  # fmt: skip
    entries = Entry.objects.count()
    assert import_communes(file=read(CREST, DIE)).counts() == {
        "created": 0, "updated": 0, "unchanged": 2, "refused": 0,
    }  # fmt: skip
    assert Entry.objects.count() == entries == 1
    crest = Commune.objects.get(code="26108")
    assert (crest.folded_name, crest.post_codes, crest.households) == ("crest", ["26400"], 4100)


@pytest.mark.django_db
def test_a_new_figure_updates_the_commune_it_is_about() -> None:
    import_communes(file=read(CREST, DIE))
    report = import_communes(file=read(CREST.replace("8752", "9000"), DIE))
    assert (report.updated, report.unchanged) == (1, 1)
    assert Commune.objects.get(code="26108").population == 9000


@pytest.mark.django_db
def test_a_refused_line_holds_all_back_unless_a_part_is_asked_for() -> None:
    file = read(CREST, DIE.replace("44.7536", "x"))
    report = import_communes(file=file)
    assert (report.is_held_back, report.is_written, Commune.objects.count()) == (True, False, 0)
    report = import_communes(file=file, partial=True)
    assert (report.created, report.is_written, Commune.objects.count()) == (1, True, 1)


@pytest.mark.django_db
def test_a_dry_run_says_what_would_change_and_changes_nothing() -> None:
    report = import_communes(file=read(CREST), dry_run=True)
    assert (report.created, report.is_written, Commune.objects.count()) == (1, False, 0)


@pytest.mark.django_db
def test_the_first_import_sets_up_the_territory_and_a_second_leaves_it() -> None:
    import_communes(file=read(CREST, DIE), territory_name="Vallée de la Drôme")
    territory = Territory.objects.get()
    assert (territory.name, territory.school_zone) == ("Vallée de la Drôme", "A")
    import_communes(
        file=read("97411,04,974,Saint-Denis,Saint-Denis,97400,COM,,-20.88,55.45,142,1,1,1\n")
    )
    assert Territory.objects.get().zone == "Europe/Paris"


@pytest.mark.django_db
def test_an_official_commune_takes_over_its_town_of_geonames() -> None:
    import_communes(file=read_geonames(near=(44.7269, 5.0155), within_km=3))
    town = Commune.objects.get(name="Crest")
    assert town.code == "FR-3022540"
    assert import_communes(file=read(CREST, DIE)).counts() == {
        "created": 1, "updated": 1, "unchanged": 0, "refused": 0,
    }  # fmt: skip
    assert Commune.objects.get(code="26108").id == town.id
    # and GeoNames does not bring it in again
    again = import_communes(file=read_geonames(near=(44.7269, 5.0155), within_km=3))
    assert (again.created, again.updated) == (0, 0)
    assert Commune.objects.get(id=town.id).code == "26108"


def test_geonames_has_the_towns_around_a_point() -> None:
    names = {draft.name for draft in read_geonames(near=(44.7269, 5.0155), within_km=45).drafts}
    assert {"Crest", "Valence", "Die"} <= names
    assert "Lyon" not in names
    with pytest.raises(Refused):
        read_geonames(country="ZZ")
    with pytest.raises(Refused):
        read_geonames(near=(0.0, 0.0), within_km=5)


@pytest.mark.django_db
def test_the_drome_has_363_communes_and_519458_people(real_data: Path) -> None:
    content = (real_data / "territory" / "communes-fr.csv").read_bytes()
    import_communes(file=read_communes(content, departments=["26"]))
    assert Commune.objects.count() == 363
    assert sum(Commune.objects.values_list("population", flat=True)) == 519_458


def test_france_has_its_communes_with_paris_lyon_and_marseille(real_data: Path) -> None:
    file = read_communes((real_data / "territory" / "communes-fr.csv").read_bytes())
    by_code = {draft.code: draft for draft in file.drafts}
    # 34,931 in the file less three without position, and three made of arrondissements
    assert len(by_code) == 34_931
    assert [line.value for line in file.refused] == [
        "60694 Hauts-Talican", "85165 Oie", "85212 Sainte-Florence",
    ]  # fmt: skip
    assert by_code["75056"].population == 2_133_111
    assert by_code["69123"].name == "Lyon"
    assert by_code["13055"].post_codes[0] == "13001"


@pytest.mark.parametrize(
    ("code", "commune"),
    [("69381", "69123"), ("75120", "75056"), ("13216", "13055"), ("75121", "75121"), ("", "")],
)
def test_the_code_of_an_arrondissement_stands_for_its_commune(code: str, commune: str) -> None:
    assert commune_code(code) == commune
