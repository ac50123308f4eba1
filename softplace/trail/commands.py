"""The one way to add to the trail. Called by the commands of every app, inside their transaction.

And what the background worker notes of its own steps, for `softplace doctor`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from softplace.foundation.clock import now
from softplace.trail.models import Entry, FailingStep

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    Actor = AbstractBaseUser | None


def record(
    *,
    actor: "Actor",
    verb: str,
    subject: models.Model,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> Entry:
    """Note that `actor` (None: the software itself) did `verb` to `subject`."""
    return Entry.objects.create(
        at=now(),
        actor_id=actor.pk if actor is not None else None,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_name=str(subject)[:200],
        changes={
            name: [_plain(before), _plain(after)]
            for name, (before, after) in (changes or {}).items()
        },
    )


def record_many(
    *,
    actor: "Actor",
    verb: str,
    subjects: Iterable[tuple[models.Model, Mapping[str, tuple[Any, Any]]]],
) -> int:
    """Note one act on many subjects, each with its own changes; how many entries were added."""
    at = now()
    entries = [
        Entry(
            at=at,
            actor_id=actor.pk if actor is not None else None,
            verb=verb,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            subject_name=str(subject)[:200],
            changes={
                name: [_plain(before), _plain(after)] for name, (before, after) in changes.items()
            },
        )
        for subject, changes in subjects
    ]
    Entry.objects.bulk_create(entries, batch_size=2000)
    return len(entries)


def _plain(value: Any) -> Any:
    """The value as JSON can hold it."""
    import json

    if isinstance(value, models.Model):
        return str(value.pk)
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder, default=str))


def forget_names(*, subjects: Sequence[models.Model]) -> int:
    """Take the names of subjects out of their history, where they name a person.

    What was done and when stays. The only change that is ever made to an entry: the law wants it.
    """
    if not subjects:
        return 0
    return Entry.objects.filter(
        subject_type=subjects[0]._meta.label_lower,
        subject_id__in=[str(subject.pk) for subject in subjects],
    ).update(subject_name="")


def note_failure(*, step: str, fault: str) -> FailingStep:
    """A step of the background work failed: how often in a row is counted."""
    at = now()
    row, _ = FailingStep.objects.update_or_create(
        name=step,
        defaults={
            "failure_count": models.F("failure_count") + 1,
            "failed_at": at,
            "fault": fault[:400],
        },
        create_defaults={
            "failure_count": 1,
            "failing_since": at,
            "failed_at": at,
            "fault": fault[:400],
        },
    )
    return row


def note_success(*, steps: Iterable[str]) -> int:
    """These steps work: how many of them had failed before."""
    return FailingStep.objects.filter(name__in=list(steps)).delete()[0]
