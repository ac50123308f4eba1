"""The policy against vacancy: what it covers, what it may say, who is exempt from it."""

from dataclasses import dataclass
from datetime import date, timedelta

from softplace.engines.calendar import ALL_WEEKDAYS
from softplace.foundation.errors import Reason
from softplace.places.enums import PlaceKind, ResourceKind
from softplace.vacancy.rules.counted import Counted

HOUSING = ResourceKind.BED
"""Housing is never asked to be in use: the policy speaks of all other places."""
MOST_IDLE_HALF_DAYS = 60
LONGEST_EXEMPTION_DAYS = 1096
"""Three years: an exemption is for a term, and is granted anew if it must go on."""
LONGEST_REASON = 400


@dataclass(frozen=True, slots=True)
class PolicyFields:
    """What a territory decides against vacancy."""

    place_kinds_left_out: tuple[str, ...] = ()
    resource_kinds_left_out: tuple[str, ...] = (
        ResourceKind.BED.value,
        ResourceKind.VEHICLE.value,
        ResourceKind.EQUIPMENT.value,
    )
    weekdays: int = ALL_WEEKDAYS
    start_minute: int = 0
    end_minute: int = 1440
    on_public_holidays: bool = True
    in_school_holidays: bool = True
    longest_idle_half_days: int = 1
    """A resource complies while none of its idle stretches is longer."""

    @property
    def counted(self) -> Counted:
        return Counted(
            self.weekdays,
            self.start_minute,
            self.end_minute,
            self.on_public_holidays,
            self.in_school_holidays,
        )


def covers(policy: PolicyFields, *, place_kind: str, resource_kind: str) -> bool:
    """Whether the policy speaks of such a resource at such a place."""
    return (
        place_kind not in policy.place_kinds_left_out
        and resource_kind not in policy.resource_kinds_left_out
    )


def complies(longest_idle_half_days: int, policy: PolicyFields) -> bool:
    """Whether a resource with such a longest idle stretch keeps to the policy."""
    return longest_idle_half_days <= policy.longest_idle_half_days


def reasons_to_refuse_policy(policy: PolicyFields) -> list[Reason]:
    reasons = []
    for field, known in (
        ("place_kinds_left_out", PlaceKind.values),
        ("resource_kinds_left_out", ResourceKind.values),
    ):
        for value in getattr(policy, field):
            if value not in known:
                reasons.append(Reason("unknown_choice", field, {"value": str(value)[:40]}))
    if HOUSING not in policy.resource_kinds_left_out:
        reasons.append(Reason("housing_is_left_out", "resource_kinds_left_out"))
    if set(PlaceKind.values) <= set(policy.place_kinds_left_out):
        reasons.append(Reason("policy_covers_nothing", "place_kinds_left_out"))
    elif set(ResourceKind.values) <= set(policy.resource_kinds_left_out):
        reasons.append(Reason("policy_covers_nothing", "resource_kinds_left_out"))
    if not 1 <= policy.weekdays <= ALL_WEEKDAYS:
        reasons.append(Reason("no_weekday_counts", "weekdays"))
    if not 0 <= policy.start_minute < policy.end_minute <= 1440:
        reasons.append(Reason("ends_before_start", "end_minute"))
    if not 1 <= policy.longest_idle_half_days <= MOST_IDLE_HALF_DAYS:
        details = {"limit": MOST_IDLE_HALF_DAYS}
        reasons.append(Reason("threshold_out_of_range", "longest_idle_half_days", details))
    return reasons


def reasons_to_refuse_version(seen: int, stored: int) -> list[Reason]:
    """Why a change made on what a planner saw cannot be made on what stands now."""
    return [] if seen == stored else [Reason("policy_changed_meanwhile")]


@dataclass(frozen=True, slots=True)
class ExemptionFields:
    """What is said of an exemption, its subject aside."""

    reason: str
    first_date: date
    last_date: date


def reasons_to_refuse_exemption(fields: ExemptionFields, *, today: date) -> list[Reason]:
    reasons = []
    if not fields.reason.strip():
        reasons.append(Reason("required", "reason"))
    elif len(fields.reason) > LONGEST_REASON:
        reasons.append(Reason("too_long", "reason", {"limit": LONGEST_REASON}))
    elif not fields.reason.isprintable():
        reasons.append(Reason("unprintable", "reason"))
    if fields.last_date < fields.first_date:
        reasons.append(Reason("last_day_before_first", "last_date"))
    elif fields.last_date < today:
        reasons.append(Reason("exemption_is_over", "last_date"))
    elif fields.last_date - fields.first_date >= timedelta(days=LONGEST_EXEMPTION_DAYS):
        details = {"limit_years": LONGEST_EXEMPTION_DAYS // 365}
        reasons.append(Reason("exemption_too_long", "last_date", details))
    return reasons
