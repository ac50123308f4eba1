"""What the API itself must remember: answers given, and how often someone asked."""

from django.conf import settings
from django.db import models


class GivenAnswer(models.Model):
    """The answer to a write that was sent with an Idempotency-Key, to be given again.

    The row is made before the write and filled after it, in one transaction: a second equal
    request waits on the unique key until the first has ended.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    route = models.CharField(max_length=2000)
    """Method and address: "POST /api/places"."""
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_idempotency_key")
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.status}"


class RequestCount(models.Model):
    """How many requests a caller made in the present window.

    The table is unlogged (see its second migration): a count costs no wait for the disk, and
    none is missed after a crash.
    """

    caller = models.CharField(max_length=64, primary_key=True)
    """A keyed hash of an address or a token: no address is kept in clear."""
    window = models.BigIntegerField(db_index=True)
    """The number of the window since 1970."""
    requests = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.requests} requests in window {self.window}"
