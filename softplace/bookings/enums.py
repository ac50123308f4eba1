"""The words about bookings."""

from django.db.models import TextChoices


class BookingStatus(TextChoices):
    """Where a booking stands. Held, requested and confirmed ones claim their units."""

    HELD = "held"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    RELEASED = "released"


CLAIMING = (BookingStatus.HELD, BookingStatus.REQUESTED, BookingStatus.CONFIRMED)


class Tariff(TextChoices):
    """What a booking costs under some terms."""

    FREE = "free"
    EUROS = "euros"
    MINUTES = "minutes"
    SOCIAL = "social"


class Visibility(TextChoices):
    """Who may see by whom, and for what, a resource is taken."""

    KEEPERS = "keepers"
    SIGNED_IN = "signed_in"
    EVERYONE = "everyone"


class WaitingStatus(TextChoices):
    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    ENDED = "ended"


class SeriesDateStatus(TextChoices):
    BOOKED = "booked"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class NoticeKind(TextChoices):
    """What happened that somebody is told of, by mail and by webhook."""

    HELD = "held"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    RELEASED = "released"
    OFFERED = "offered"
    RECONFIRM = "reconfirm"
    TO_DECIDE = "to_decide"


class FeedKind(TextChoices):
    PERSON = "person"
    PLACE = "place"
    RESOURCE = "resource"
