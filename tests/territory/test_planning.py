"""Planners extend the tree of functions and set the territory; nobody else does."""

import pytest

from softplace.foundation.errors import Refused
from softplace.people.commands import grant_role, withdraw_role
from softplace.people.enums import Role
from softplace.places.commands import change_function
from softplace.places.models import Place
from softplace.territory.commands import add_function, change_territory
from softplace.territory.models import Function
from tests.places.cast import a_function, a_place, a_territory, a_user

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_a_function_is_added_below_another() -> None:
    rights, planner = a_function("rights"), a_user("pat", Role.PLANNER)
    added = add_function(
        actor=planner, code="tax_help", parent=rights, name_fr="Impôts", name_en="Taxes"
    )
    assert list(rights.children.all()) == [added]


@pytest.mark.parametrize(
    ("code", "refused_for"),
    [("", "required"), ("Impôts", "not_a_function_code"), ("papers", "function_code_taken")],
)
def test_a_code_is_plain_and_new(code: str, refused_for: str) -> None:
    a_function("papers")
    with pytest.raises(Refused) as refused:
        add_function(actor=None, code=code, name_fr="Impôts", name_en="Taxes")
    assert codes(refused) == [refused_for]
    assert Function.objects.count() == 1


def test_a_function_is_never_below_itself() -> None:
    above = a_function("above")
    below = add_function(actor=None, code="below", parent=above, name_fr="B", name_en="B")
    with pytest.raises(Refused) as refused:
        change_function(actor=None, function=above, parent=below)
    assert codes(refused) == ["function_under_itself"]


def test_a_renamed_function_is_found_by_its_new_name_where_a_finer_one_is_offered() -> None:
    above = a_function("above")
    below = add_function(actor=None, code="below", parent=above, name_fr="B", name_en="B")
    a_place("Mairie", below)
    change_function(actor=None, function=above, name_fr="Démarches")
    assert "demarches" in Place.objects.get().search_text.split()


def test_others_change_neither_functions_nor_the_territory() -> None:
    member = a_user("lee", Role.MEDIATOR)
    for refuse in (
        lambda: add_function(actor=member, code="x", name_fr="X", name_en="X"),
        lambda: change_territory(actor=member, territory=a_territory(), name="À moi"),
    ):
        with pytest.raises(Refused) as refused:
            refuse()
        assert codes(refused) == ["planners_only"]


def test_only_administrators_give_roles_and_the_last_one_stays() -> None:
    admin, planner = a_user("ada", Role.ADMINISTRATOR), a_user("pat", Role.PLANNER)
    with pytest.raises(Refused) as refused:
        grant_role(actor=planner, user=planner, role=Role.ADMINISTRATOR)
    assert codes(refused) == ["administrators_only"]
    with pytest.raises(Refused) as refused:
        withdraw_role(actor=admin, user=admin, role=Role.ADMINISTRATOR)
    assert codes(refused) == ["last_administrator"]
    grant_role(actor=admin, user=planner, role=Role.ADMINISTRATOR)
    withdraw_role(actor=admin, user=admin, role=Role.ADMINISTRATOR)
    assert not admin.grants.exists()
