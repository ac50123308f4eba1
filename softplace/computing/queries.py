"""Reads about computations of plans, of whatever app."""

from django.db.models import Q

from softplace.computing.enums import ACTIVE
from softplace.computing.models import PlanRun


def runs_before(run: PlanRun) -> int:
    """How many of any kind were asked for earlier and are not done: one queue has them all, so
    that a queued one waits behind them. One query for each kind."""
    return sum(
        kind._default_manager.filter(
            Q(pk__lt=run.pk) if isinstance(run, kind) else Q(requested_at__lt=run.requested_at),
            status__in=ACTIVE,
        ).count()
        for kind in PlanRun.__subclasses__()
    )
