"""What was done, by whom, when, to what: entries are only ever added. And what fails by itself."""

from django.conf import settings
from django.db import models


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: models.Model) -> "EntryQuerySet":
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class Entry(models.Model):
    """One change. `subject` is named, not linked: it may be deleted, its history may not."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    subject_name = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    """Field name to [before, after]; empty where the verb says it all."""

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="entry_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_type} {self.subject_id}"


class FailingStep(models.Model):
    """A step of the background work that failed when it was last tried; gone once it works."""

    name = models.CharField(max_length=80, unique=True)
    failure_count = models.PositiveIntegerField()
    """In a row, since it last worked."""
    failing_since = models.DateTimeField()
    failed_at = models.DateTimeField()
    fault = models.CharField(max_length=400)
    """What it last failed with."""

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
