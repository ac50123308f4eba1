"""The functions that every installation starts with."""

import pytest

from softplace.territory.commands import install_functions
from softplace.territory.functions import FUNCTIONS, codes_mapped
from softplace.territory.models import Function


def test_a_parent_stands_above_its_children() -> None:
    seen = {""}
    for entry in FUNCTIONS:
        assert entry.parent in seen
        seen.add(entry.code)
    assert len(seen) == len(FUNCTIONS) + 1


def test_an_official_code_means_one_function() -> None:
    for vocabulary in ("bpe", "france_services", "mediation_num", "data_inclusion"):
        codes = [code for e in FUNCTIONS for code in e.official_codes.get(vocabulary, ())]
        assert len(codes) == len(set(codes)), vocabulary


@pytest.mark.parametrize(
    ("bpe", "function"),
    [("A128", "france_services"), ("A122", "employment"), ("A206", "post_office"),
     ("A207", "post_relay"), ("A208", "post_relay"), ("F307", "library")],
)  # fmt: skip
def test_facilities_of_the_bpe_are_known(bpe: str, function: str) -> None:
    assert codes_mapped("bpe")[bpe] == function


@pytest.mark.django_db
def test_installing_twice_adds_nothing() -> None:
    assert install_functions() == len(FUNCTIONS)
    assert install_functions() == 0
    assert Function.objects.count() == len(FUNCTIONS)
    assert Function.objects.get(code="tax").parent == Function.objects.get(code="public_services")


@pytest.mark.django_db
def test_what_a_planner_renamed_stays_and_new_official_codes_come() -> None:
    install_functions()
    Function.objects.filter(code="library").update(name_fr="La médiathèque", official_codes={})
    assert install_functions() == 0
    library = Function.objects.get(code="library")
    assert library.name_fr == "La médiathèque"
    assert library.official_codes["bpe"] == ["F307"]
