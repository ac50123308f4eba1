"""What could be offered in a campaign, and why some of it could serve nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from softplace.foundation.errors import Reason
from softplace.matching.models import Campaign
from softplace.matching.rules import reasons_it_is_unusable
from softplace.people.enums import Audience
from softplace.people.models import User
from softplace.places.models import OpeningRule, Resource, ResourceQuerySet


@dataclass(frozen=True, slots=True)
class Usability:
    """A resource, and why a campaign could give it to nobody; nothing, if it could."""

    resource: Resource
    reasons: tuple[Reason, ...] = ()
    is_offered: bool = False


def offerable(actor: User) -> ResourceQuerySet:
    """What somebody may offer: all there is for a planner, else what they keep."""
    resources = Resource.objects.all()
    return resources if actor.is_planner else resources.filter(place__keepers=actor)


def _hours(campaign: Campaign) -> tuple[Q, Q]:
    """Whether a resource has opening hours, and whether it has some for who may apply."""
    rules = OpeningRule.objects.filter(place=OuterRef("place"), function=None)
    ours = Q(audience=campaign.audience) & (Q(group=None) | Q(group=campaign.group_id))

    def held(by: QuerySet[OpeningRule]) -> Q:
        own, general = by.filter(resource=OuterRef("pk")), by.filter(resource=None)
        return Q(has_own_hours=True) & Exists(own) | Q(has_own_hours=False) & Exists(general)

    return held(rules), held(rules.filter(Q(audience=Audience.EVERYONE) | ours))


def closed_to_applicants(campaign: Campaign) -> list[Resource]:
    """What is offered, but is never open for who may apply. One query."""
    has_hours, lets_in = _hours(campaign)
    offered = Resource.objects.filter(offers__campaign=campaign).select_related("place")
    closed = offered.filter(has_hours & ~lets_in)
    return list(closed.order_by("place__name", "name", "pk"))


def usability(resources: ResourceQuerySet, campaign: Campaign) -> list[Usability]:
    """Each resource with the reasons why it could serve nobody, by place and name.

    Three queries.
    """
    has, lets = _hours(campaign)
    facts = {
        pk: rest
        for pk, *rest in resources.annotate(
            unit_count=Count("units", distinct=True),
            has_hours=has,
            lets_in=lets,
            is_offered=Exists(campaign.offers.filter(resource=OuterRef("pk"))),
        ).values_list("pk", "unit_count", "has_hours", "lets_in", "is_offered")
    }
    found = []
    for resource in (
        resources.select_related("place")
        .prefetch_related("layouts")
        .order_by("place__name", "name", "pk")
        .distinct()
    ):
        unit_count, has_hours, lets_in, is_offered = facts[resource.pk]
        reasons = reasons_it_is_unusable(
            name=resource.name,
            is_bookable=resource.is_bookable,
            is_published=resource.place.is_published,
            unit_count=unit_count,
            headcounts=headcounts(resource),
            has_hours=has_hours,
            lets_in=lets_in,
        )
        found.append(Usability(resource, tuple(reasons), is_offered))
    return found


def headcounts(resource: Resource) -> Sequence[int]:
    """Of the layouts that are described, or the resource's own where none is."""
    described = [layout.headcount for layout in resource.layouts.all()]
    if described or resource.headcount is None:
        return described
    return [resource.headcount]
