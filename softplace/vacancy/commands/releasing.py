"""Opening idle half-days to others, and taking that back.

All is written by the commands of places and bookings, under their own checks.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db import transaction
from django.db.models import Q

from softplace.bookings.commands import remove_terms, set_terms
from softplace.bookings.models import Terms
from softplace.engines.calendar import weekday_bit
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.enums import Audience
from softplace.people.models import User
from softplace.places.commands import (
    add_closure,
    change_resource,
    remove_opening_rule,
    save_opening_rule,
)
from softplace.places.enums import Mode, Pattern
from softplace.places.models import OpeningRule, Place, Resource
from softplace.places.rules import RuleFields, reasons_to_refuse_changing
from softplace.trail.commands import record
from softplace.vacancy.models import Release
from softplace.vacancy.queries.idle import IdleRun, idle_runs
from softplace.vacancy.rules.release import ReleasePlan, RuleLimit, plan_release

RULE_FIELDS = tuple(RuleFields.__annotations__)
TERMS_FIELDS = tuple(
    field.attname
    for field in Terms._meta.concrete_fields
    if field.attname not in {"id", "place_id", "resource_id", "audience", "group_id"}
)


@dataclass(frozen=True, slots=True)
class HalfDays:
    """The same half-day of one week or several in a row."""

    weekday: int
    is_afternoon: bool
    first_date: date
    last_date: date


@dataclass(frozen=True, slots=True)
class Preview:
    """What opening half-days to an audience would write."""

    run: IdleRun
    plan: ReleasePlan


def preview_release(resource: Resource, halves: HalfDays, audience: int) -> Preview:
    """What would be written; refused where the half-days stand idle no longer."""
    runs = idle_runs([resource.place_id], now(), audience=audience)
    run = next((run for run in runs if _covers(run, resource, halves)), None)
    if run is None:
        raise Refused(Reason("half_days_not_open", "", {"name": resource.name}))
    if run.is_open_to_them:
        raise Refused(Reason("open_to_them_already"))
    plan = plan_release(
        resource_audience=resource.audience,
        has_own_hours=resource.has_own_hours,
        rules=[RuleLimit(rule.pk, rule.audience, rule.group_id) for rule in _rules(resource)],
        offered=[
            (terms.resource_id is not None, terms.audience if terms.group_id is None else -1)
            for terms in _terms(resource)
        ],
        audience=audience,
    )
    if isinstance(plan, Reason):
        details = {**plan.details, "name": resource.name}
        raise Refused(Reason(plan.code, plan.field, details))
    return Preview(run, plan)


@transaction.atomic
def open_half_days(
    *, actor: User, resource: Resource, halves: HalfDays, audience: Audience = Audience.EVERYONE
) -> Release:
    """Open idle half-days of a resource to an audience; its other hours stay as they are."""
    place = _place_to_change(actor, resource)
    resource = place.resources.get(pk=resource.pk)
    preview = preview_release(resource, halves, audience)
    run, plan = preview.run, preview.plan
    before = resource.audience
    rules = {rule.pk: rule for rule in _rules(resource)}
    terms = _write_terms(actor, place, resource, plan, audience)
    copied = [
        _copy(actor, place, resource, rules[rule_id], who, group_id)
        for rule_id, who, group_id in plan.copied
    ]
    for rule_id, who in plan.narrowed:
        save_opening_rule(actor=actor, place=place, rule=rules[rule_id], audience=who)
    opened = save_opening_rule(
        actor=actor,
        place=place,
        resource=resource,
        pattern=Pattern.WEEKLY,
        weekdays=weekday_bit(halves.weekday),
        start_minute=run.start_minute,
        length_minutes=run.end_minute - run.start_minute,
        starts_on=halves.first_date,
        ends_on=halves.last_date,
        audience=audience,
        mode=Mode.APPOINTMENT,
    )
    if plan.widens_resource:
        change_resource(actor=actor, resource=resource, audience=Audience.EVERYONE)
    release = Release.objects.create(
        resource=resource,
        opened=opened,
        weekday=halves.weekday,
        is_afternoon=halves.is_afternoon,
        first_date=halves.first_date,
        last_date=halves.last_date,
        audience=audience,
        audience_before=before,
        made_by=actor,
        made_at=now(),
    )
    release.copied.set(copied)
    release.narrowed.set([rules[rule_id] for rule_id, _ in plan.narrowed])
    release.terms.set(terms)
    _note(actor, place, "open_half_days", release)
    return release


@transaction.atomic
def take_back(*, actor: User, release: Release) -> Release:
    """Close the half-days to others again; what was booked in them stands.

    What keeps the resource's other hours as they were goes with the last release that needs it.
    A keeper who has written other hours for the resource since keeps them all.
    """
    place = _place_to_change(actor, release.resource)
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.undone_at is not None:
        raise Refused(Reason("release_undone"))
    if release.opened is not None:
        remove_opening_rule(actor=actor, rule=release.opened)
    heir = (
        Release.objects.standing().filter(resource=release.resource).exclude(pk=release.pk).first()
    )
    if heir is not None:
        _hand_over(release, heir)
    else:
        _put_back(actor, place, release)
    release.opened = None
    release.undone_at = now()
    release.save(update_fields=["opened", "undone_at"])
    _note(actor, place, "take_back_half_days", release)
    return release


def _place_to_change(actor: User, resource: Resource) -> Place:
    """Locked: against two keepers who open and take back at once."""
    place = Place.objects.select_for_update().get(pk=resource.place_id)
    is_keeper = place.keepers.filter(pk=actor.pk).exists()
    refuse(reasons_to_refuse_changing(is_keeper=is_keeper, roles=actor.roles()))
    return place


def _covers(run: IdleRun, resource: Resource, halves: HalfDays) -> bool:
    return (
        run.room.resource_id == resource.pk
        and (run.weekday, run.is_afternoon) == (halves.weekday, halves.is_afternoon)
        and halves.first_date.weekday() == halves.last_date.weekday() == halves.weekday
        and run.first_date <= halves.first_date <= halves.last_date <= run.last_date
    )


def _rules(resource: Resource) -> list[OpeningRule]:
    """By which the resource opens now: its own, or the place's general ones."""
    of = Q(resource=resource) if resource.has_own_hours else Q(resource=None, function=None)
    return list(OpeningRule.objects.filter(of, place=resource.place_id).order_by("id"))


def _terms(resource: Resource) -> list[Terms]:
    rows = Terms.objects.filter(place=resource.place_id)
    return list(rows.filter(Q(resource=resource) | Q(resource=None)).order_by("id"))


def _copy(
    actor: User,
    place: Place,
    resource: Resource,
    rule: OpeningRule,
    audience: int,
    group_id: int | None,
) -> OpeningRule:
    """A rule of the place, written again for the resource alone, with its closures."""
    fields: dict[str, Any] = {name: getattr(rule, name) for name in RULE_FIELDS}
    fields |= {
        "resource": resource,
        "audience": audience,
        "group": rule.group if group_id is not None else None,
    }
    written = save_opening_rule(actor=actor, place=place, **cast(RuleFields, fields))
    for closure in rule.closures.all():
        add_closure(
            actor=actor,
            place=place,
            rule=written,
            first_date=closure.first_date,
            last_date=closure.last_date,
            note=closure.note,
        )
    return written


def _write_terms(
    actor: User, place: Place, resource: Resource, plan: ReleasePlan, audience: Audience
) -> list[Terms]:
    if not plan.adds_terms:
        return []
    offered = _terms(resource)
    written = []
    if plan.copies_terms:
        written = [
            set_terms(
                actor=actor,
                place=place,
                resource=resource,
                audience=Audience(terms.audience),
                group=terms.group,
                **{name: getattr(terms, name) for name in TERMS_FIELDS},
            )
            for terms in offered
        ]
    # The price and the delays of those who might book before; a keeper decides on each request.
    usual = {name: getattr(offered[0], name) for name in TERMS_FIELDS}
    usual["needs_approval"] = True
    written.append(
        set_terms(actor=actor, place=place, resource=resource, audience=audience, **usual)
    )
    return written


def _hand_over(release: Release, heir: Release) -> None:
    """Another release of the resource still needs what this one wrote."""
    heir.copied.add(*release.copied.all())
    heir.narrowed.add(*release.narrowed.all())
    heir.terms.add(*release.terms.all())
    if release.audience_before != Audience.EVERYONE:
        heir.audience_before = release.audience_before
        heir.save(update_fields=["audience_before"])


def _put_back(actor: User, place: Place, release: Release) -> None:
    resource = place.resources.get(pk=release.resource_id)
    copied = list(release.copied.all())
    if copied:
        own = set(OpeningRule.objects.filter(resource=resource).values_list("pk", flat=True))
        if own - {rule.pk for rule in copied}:
            return
    if resource.audience == Audience.EVERYONE != release.audience_before:
        change_resource(actor=actor, resource=resource, audience=release.audience_before)
    for rule in copied:
        remove_opening_rule(actor=actor, rule=rule)
    for rule in release.narrowed.all():
        if rule.audience == release.audience_before:
            save_opening_rule(actor=actor, place=place, rule=rule, audience=Audience.EVERYONE)
    for terms in release.terms.all():
        remove_terms(actor=actor, terms=terms)


def _note(actor: User, place: Place, verb: str, release: Release) -> None:
    said = {
        "resource": release.resource.name,
        "weekday": release.weekday,
        "is_afternoon": release.is_afternoon,
        "first_date": release.first_date,
        "last_date": release.last_date,
        "audience": release.audience,
    }
    pair = (None, said) if verb == "open_half_days" else (said, None)
    record(actor=actor, verb=verb, subject=place, changes={"half_days": pair})
