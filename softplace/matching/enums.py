"""The words of matching: campaigns, requests, allocations."""

from django.db.models import TextChoices


class CampaignStatus(TextChoices):
    """Where a campaign stands. Each step may only follow the one before, or go back to it."""

    DRAFT = "draft"
    """The planner sets it up; keepers may already offer their resources."""
    OPEN = "open"
    """People apply, until the last moment to do so."""
    DECIDING = "deciding"
    """Applications are closed; plans are computed and adjusted."""
    PUBLISHED = "published"
    """Allocations are bookings; appeals are heard, a second pass may follow."""
    ENDED = "ended"
    """Nothing more is changed."""


class ApplicantKind(TextChoices):
    PERSON = "person"
    ASSOCIATION = "association"
    COMPANY = "company"
    PUBLIC_SERVICE = "public_service"


class Rhythm(TextChoices):
    """How a request repeats; the codes are those of `engines.matching`."""

    WEEKLY = "weekly"
    EVERY_OTHER_WEEK = "every_other_week"
    ONCE = "once"


class RequestStatus(TextChoices):
    """Where a request stands."""

    SUBMITTED = "submitted"
    """In a campaign: to be decided on. Outside: it waits for something to be freed."""
    SERVED = "served"
    PARTLY_SERVED = "partly_served"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Outside a campaign: its dates went by before anything was taken."""


class AppealStatus(TextChoices):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class LetterKind(TextChoices):
    """What an applicant is told by mail."""

    RESULT = "result"
    APPEAL = "appeal"
