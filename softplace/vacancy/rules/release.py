"""How idle half-days are opened to others while all other hours stay as they are. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from softplace.foundation.errors import Reason
from softplace.people.enums import Audience


@dataclass(frozen=True, slots=True)
class RuleLimit:
    """Whom an opening rule is for."""

    rule_id: int
    audience: int
    group_id: int | None


@dataclass(frozen=True, slots=True)
class ReleasePlan:
    """What is written, besides the opening rule of the half-days themselves."""

    copied: tuple[tuple[int, int, int | None], ...] = ()
    """(rule, audience, group): the place's rules, written again for the resource alone."""
    narrowed: tuple[tuple[int, int], ...] = ()
    """(rule, audience): the resource's rules that take over its own limit."""
    widens_resource: bool = False
    """The limit moves from the resource to its hours."""
    copies_terms: bool = False
    """The place's terms are written again for the resource alone."""
    adds_terms: bool = False
    """Terms are offered to those to whom none were: a keeper decides on each request."""


def joined_limit(resource_audience: int, rule: RuleLimit) -> tuple[int, int | None] | None:
    """Whom hours are for when both the resource and its rule say so; None if it cannot be said."""
    if resource_audience in (Audience.EVERYONE, rule.audience):
        return rule.audience, rule.group_id
    if rule.audience == Audience.EVERYONE:
        return resource_audience, None
    return None


def plan_release(
    *,
    resource_audience: int,
    has_own_hours: bool,
    rules: Sequence[RuleLimit],
    offered: Sequence[tuple[bool, int]],
    audience: int,
) -> ReleasePlan | Reason:
    """What opening some half-days of a resource to an audience takes.

    `rules` are those by which the resource opens now, its own or the place's; `offered` is
    (of the resource itself, audience) for each of its terms and its place's.
    """
    widens = resource_audience not in (Audience.EVERYONE, audience)
    limits = [joined_limit(resource_audience, rule) for rule in rules]
    if widens and None in limits:
        return Reason("limits_cannot_be_joined")
    known = [
        limit or (rule.audience, rule.group_id) for limit, rule in zip(limits, rules, strict=True)
    ]
    copied: tuple[tuple[int, int, int | None], ...] = ()
    narrowed: tuple[tuple[int, int], ...] = ()
    if not has_own_hours:
        copied = tuple(
            (rule.rule_id, *(limit if widens else (rule.audience, rule.group_id)))
            for rule, limit in zip(rules, known, strict=True)
        )
    elif widens:
        narrowed = tuple(
            (rule.rule_id, limit[0])
            for rule, limit in zip(rules, known, strict=True)
            if limit[0] != rule.audience
        )
    own = [who for is_own, who in offered if is_own]
    holding = own or [who for _, who in offered]
    adds = bool(holding) and not {Audience.EVERYONE, audience} & set(holding)
    return ReleasePlan(copied, narrowed, widens, adds and not own, adds)


def is_open_to(
    audience: int,
    *,
    resource_audience: int,
    opens_to_them: bool,
    offered: Sequence[tuple[bool, int]],
) -> bool:
    """Whether somebody of an audience may book hours; `opens_to_them` is what their rules say."""
    admits = {Audience.EVERYONE, audience}
    own = [who for is_own, who in offered if is_own]
    holding = own or [who for _, who in offered]
    return (
        resource_audience in admits
        and opens_to_them
        and (not holding or bool(admits & set(holding)))
    )
