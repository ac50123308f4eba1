"""Importing school holidays."""

from datetime import date

import pytest

from softplace.foundation.errors import Refused
from softplace.territory.commands import import_school_holidays
from softplace.territory.formats import read_school_holidays
from softplace.territory.models import SchoolHoliday

PLAIN = "zone,name,first_date,last_date\n"
AUTUMN = PLAIN + "A,Toussaint,2026-10-17,01/11/2026\n"


def test_both_days_of_a_plain_line_are_free() -> None:
    (draft,) = read_school_holidays(AUTUMN.encode()).drafts
    assert (draft.zone, draft.first_date, draft.last_date) == (
        "A", date(2026, 10, 17), date(2026, 11, 1),
    )  # fmt: skip


def test_the_ministry_gives_the_midnights_of_the_first_free_day_and_of_the_return() -> None:
    content = (
        "description;population;start_date;end_date;location;zones;annee_scolaire\n"
        "Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;"
        "Grenoble;Zone A;2026-2027\n"
        "Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;"
        "Lyon;Zone A;2026-2027\n"
        "Prérentrée;Enseignants;2026-08-30T22:00:00+00:00;2026-08-31T22:00:00+00:00;"
        "Lyon;Zone A;2026-2027\n"
        "Vacances de la Toussaint;-;2026-10-09T20:00:00+00:00;2026-10-25T20:00:00+00:00;"
        "Réunion;Réunion;2026-2027\n"
    )
    file = read_school_holidays(content.encode())
    assert file.refused == ()
    assert [(d.zone, d.first_date, d.last_date) for d in file.drafts] == [
        ("A", date(2026, 10, 17), date(2026, 11, 1)),
        ("Réunion", date(2026, 10, 10), date(2026, 10, 25)),
    ]


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("A,Toussaint,2026-11-01,2026-10-17", "last_date", "last_day_before_first"),
        ("A,Toussaint,2026-02-30,2026-03-01", "first_date", "not_a_date"),
        ("A,Toussaint,2026-10-17,2027-10-17", "last_date", "holiday_too_long"),
        (",Toussaint,2026-10-17,2026-11-01", "zone", "required"),
        ("Saint-Pierre-et-Miquelon,x,2026-10-17,2026-11-01", "zone", "too_long"),
    ],
)
def test_a_bad_line_is_refused_by_its_field(line: str, field: str, code: str) -> None:
    (refused,) = read_school_holidays((PLAIN + line + "\n").encode()).refused
    assert (refused.line, refused.field, refused.reason.code) == (2, field, code)


def test_a_file_of_other_columns_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_school_holidays(b"zone,nom\nA,x\n")
    assert caught.value.reasons[0].details["columns"] == "name, first_date, last_date"


@pytest.mark.django_db
def test_importing_twice_changes_nothing_and_a_new_end_updates() -> None:
    assert import_school_holidays(file=read_school_holidays(AUTUMN.encode())).created == 1
    assert import_school_holidays(file=read_school_holidays(AUTUMN.encode())).unchanged == 1
    longer = AUTUMN.replace("01/11/2026", "02/11/2026")
    assert import_school_holidays(file=read_school_holidays(longer.encode())).updated == 1
    assert SchoolHoliday.objects.get().last_date == date(2026, 11, 2)
