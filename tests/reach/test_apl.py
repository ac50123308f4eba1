"""The APL with people standardised by age, worked out by hand on two cells."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from softplace.engines.reach.decay import StepDecay
from softplace.foundation.errors import Refused
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.reach.answers import Answer, Asked, answer, terms
from softplace.reach.commands import import_cells
from softplace.reach.formats import read_cells
from softplace.reach.indicators import Question
from softplace.territory.commands import install_functions
from softplace.territory.models import Commune, Function

pytestmark = pytest.mark.django_db
CELLS = "id,latitude,longitude,people,over_75\na,45.0,5.0,60,20\nb,45.09,5.0,40,4\n"


@pytest.fixture(autouse=True)
def _world() -> None:
    """A library at cell a, open two hours a week; b is 16.8 minutes by car away."""
    install_functions()
    Commune.objects.create(
        code="1", name="South", folded_name="south", latitude=45.0, longitude=5.0, population=500
    )
    place = Place.objects.create(
        slug="south", name="South", latitude=45.0, longitude=5.0,
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    PlaceFunction.objects.create(place=place, function=Function.objects.get(code="library"))
    OpeningRule.objects.create(place=place, weekdays=1, start_minute=540, length_minutes=120)
    import_cells(file=read_cells(CELLS.encode()), name="grid")


def asked(**question: Any) -> Answer:
    return answer(
        Asked(
            function=Function.objects.get(code="library"),
            monday=date(2026, 11, 23),
            zone=ZoneInfo("Europe/Paris"),
            cells="grid",
            question=Question(apl=StepDecay((5, 10, 20), (1.0, 0.3, 0.1)), **question),
        )
    )


def test_without_needs_everybody_counts_the_same() -> None:
    # 60 people at weight 1 and 40 at 0.1 share two hours.
    ratio = 1_000 * 2 / (60 + 0.1 * 40)
    assert asked().more.apl.tolist() == pytest.approx([ratio, 0.1 * ratio])


def test_who_uses_it_more_counts_more_and_all_stay_as_many() -> None:
    # Of 60 people 20 count twice: 80; of 40 four: 44. Of 124 in all, who are 100 people.
    in_a, in_b = 80 * 100 / 124, 44 * 100 / 124
    ratio = 1_000 * 2 / (in_a + 0.1 * in_b)
    found = asked(apl_needs={"over_75": 2.0})
    assert found.more.apl.tolist() == pytest.approx([ratio, 0.1 * ratio])
    assert terms(found)["apl_needs"] == {"over_75": 2.0}


@pytest.mark.parametrize(
    ("needs", "code"),
    [({"under_15": 1.0}, "need_group_unknown"), ({"over_75": -1.0}, "weights_negative")],
)
def test_needs_of_nobody_and_below_nothing_are_refused(needs: dict[str, float], code: str) -> None:
    with pytest.raises(Refused, match=code):
        asked(apl_needs=needs)
