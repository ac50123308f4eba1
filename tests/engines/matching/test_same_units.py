"""One room under two names: two parts of a resource that take the same units."""

from softplace.engines.matching.check import check
from softplace.engines.matching.problem import Part
from tests.engines.matching.worlds import request, room, solved, world

NAMES = (
    Part("meeting", ("a",), {"tables": 10}),
    Part("concert", ("a",), {"free": 30}, frozenset({"stage"})),
    Part("dance", ("a",), {"free": 12}),
)


def test_a_session_takes_the_name_that_suits_it() -> None:
    problem = world(
        room(parts=NAMES), request(headcount=10, layout="free", equipment=frozenset({"stage"}))
    )
    plan = solved(problem)
    assert (len(plan.allocations), check(problem, plan)) == (1, [])


def test_of_two_that_suit_the_one_worth_most_counts() -> None:
    problem = world(room(parts=NAMES), request(headcount=12, layout="free"))
    plan = solved(problem)
    only = world(room(parts=NAMES[2:]), request(headcount=12, layout="free"))
    assert (plan.value, check(problem, plan)) == (solved(only).value, [])
