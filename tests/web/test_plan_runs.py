"""What pages say of the computation of a plan."""

import pytest
from django.utils.translation import override

from softplace.web.plan_runs import at_most


@pytest.mark.parametrize(
    ("value", "bound", "said"),
    [
        (100.0, 110.0, "At most 10 % better is possible."),
        (100.0, 90.0, "At most 10 % better is possible."),
        (100.0, 100.005, "At most 0.01 % better is possible."),
        (100.0, 100.0, "No plan is better: this is proven."),
        (0.0, 0.0, "No plan is better: this is proven."),
        (100.0, None, "How much better a plan could be is not known yet."),
    ],
)
def test_how_much_better_a_plan_could_be(value: float, bound: float | None, said: str) -> None:
    with override("en"):
        assert at_most(value, bound) == said
