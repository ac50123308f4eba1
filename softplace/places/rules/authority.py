"""Who may change a place."""

from collections.abc import Collection

from softplace.foundation.errors import Reason
from softplace.people.enums import Role

PLANNERS = frozenset({Role.PLANNER, Role.ADMINISTRATOR})


def may_change_place(*, is_keeper: bool, roles: Collection[str]) -> bool:
    """Its keepers may, and those who answer for the whole territory."""
    return is_keeper or not PLANNERS.isdisjoint(roles)


def reasons_to_refuse_changing(*, is_keeper: bool, roles: Collection[str]) -> list[Reason]:
    if may_change_place(is_keeper=is_keeper, roles=roles):
        return []
    return [Reason("not_your_place")]
