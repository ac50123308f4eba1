"""The policy against vacancy and the exemptions from it: planners decide."""

from dataclasses import asdict
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from softplace.foundation.clock import now, today
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.models import Place, Resource
from softplace.places.rules import reasons_to_refuse_planning
from softplace.trail.commands import record
from softplace.vacancy.models import Exemption, Policy
from softplace.vacancy.rules import (
    ExemptionFields,
    PolicyFields,
    reasons_to_refuse_exemption,
    reasons_to_refuse_policy,
    reasons_to_refuse_version,
)


@transaction.atomic
def set_policy(*, actor: User | None, version: int, fields: PolicyFields) -> Policy:
    """Write the policy as the planner saw it: `version` is 0 where there was none yet.

    Refused where another planner has changed it since.
    """
    _authorise(actor)
    refuse(reasons_to_refuse_policy(fields))
    stored = Policy.objects.select_for_update().filter(pk=1).first()
    refuse(reasons_to_refuse_version(version, stored.version if stored else 0))
    before = asdict(stored.fields) if stored else {}
    said = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(fields).items()}
    policy = Policy(pk=1, version=version + 1, changed_at=now(), **said)
    try:
        with transaction.atomic():
            policy.save(force_insert=stored is None)
    except IntegrityError as error:
        # Two planners wrote the first policy at once.
        raise Refused(Reason("policy_changed_meanwhile")) from error
    changes = {
        name: (before.get(name), value)
        for name, value in asdict(fields).items()
        if before.get(name) != value
    }
    record(actor=actor, verb="set_vacancy_policy", subject=policy, changes=changes)
    return policy


@transaction.atomic
def grant_exemption(
    *, actor: User | None, subject: Place | Resource, fields: ExemptionFields
) -> Exemption:
    """Exempt a place, or one resource, for a term and a reason."""
    _authorise(actor)
    place = subject if isinstance(subject, Place) else subject.place
    refuse(reasons_to_refuse_exemption(fields, today=today(ZoneInfo(place.zone))))
    exemption = Exemption.objects.create(
        place=subject if isinstance(subject, Place) else None,
        resource=subject if isinstance(subject, Resource) else None,
        reason=fields.reason.strip(),
        first_date=fields.first_date,
        last_date=fields.last_date,
        granted_by=actor,
        granted_at=now(),
    )
    record(
        actor=actor,
        verb="grant_exemption",
        subject=place,
        changes={"exemption": (None, _said(exemption))},
    )
    return exemption


@transaction.atomic
def end_exemption(*, actor: User | None, exemption: Exemption) -> None:
    """End an exemption before its term, from today on; one that has not begun is taken away."""
    _authorise(actor)
    stored = Exemption.objects.select_for_update().filter(pk=exemption.pk).first()
    if stored is None:
        raise Refused(Reason("already_removed"))
    place = stored.place or stored.resource.place  # type: ignore[union-attr]
    before, day = _said(stored), today(ZoneInfo(place.zone))
    if stored.last_date < day:
        raise Refused(Reason("exemption_is_over"))
    if stored.first_date >= day:
        stored.delete()
        after = None
    else:
        stored.last_date = day - timedelta(days=1)
        stored.save(update_fields=["last_date"])
        after = _said(stored)
    record(actor=actor, verb="end_exemption", subject=place, changes={"exemption": (before, after)})


def _authorise(actor: User | None) -> None:
    """None is the software itself."""
    if actor is not None:
        refuse(reasons_to_refuse_planning(actor.roles()))


def _said(exemption: Exemption) -> dict[str, object]:
    return {
        "resource": exemption.resource.name if exemption.resource else None,
        "reason": exemption.reason,
        "first_date": exemption.first_date,
        "last_date": exemption.last_date,
    }
