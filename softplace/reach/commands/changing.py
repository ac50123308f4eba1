"""What every change of a study begins with: the right to make it, and the version seen."""

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning
from softplace.reach.models import Scenario, Study
from softplace.reach.rules import reasons_to_refuse_version


def study_to_change(actor: User, study_id: int, version: int) -> Study:
    """The study, locked against another change, at the version that was seen; it grows."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    study = Study.objects.select_for_update().filter(pk=study_id).first()
    if study is None:
        raise Refused(Reason("already_removed"))
    refuse(reasons_to_refuse_version(version, study.version, of="study"))
    study.version += 1
    study.changed_at = now()
    study.save(update_fields=["version", "changed_at"])
    return study


def scenario_to_change(actor: User, scenario_id: int, version: int) -> Scenario:
    """The scenario, locked against another change, at the version that was seen; it grows."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    scenario = (
        Scenario.objects.select_for_update(of=("self",))
        .select_related("study")
        .filter(pk=scenario_id)
        .first()
    )
    if scenario is None:
        raise Refused(Reason("already_removed"))
    refuse(reasons_to_refuse_version(version, scenario.version))
    if scenario.published_at is not None:
        raise Refused(Reason("scenario_is_published"))
    scenario.version += 1
    scenario.changed_at = now()
    scenario.save(update_fields=["version", "changed_at"])
    Study.objects.filter(pk=scenario.study_id).update(changed_at=scenario.changed_at)
    return scenario
