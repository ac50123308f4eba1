"""Decisions of the time bank, without the database. Limits warn; people decide."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text
from softplace.people.enums import Role
from softplace.timebank.enums import AccountKind, PostKind, TransferKind

LONGEST_MINUTES = 24 * 60
"""Of one line of a transfer: nobody helps for more than a day at a stretch."""
MOST_PAYEES = 60
"""Of one transfer: the people of a shared working day."""
OLDEST_DAYS = 366
LONGEST_NOTE, LONGEST_TITLE, LONGEST_TEXT, LONGEST_ANSWER = 200, 120, 2000, 2000
LONGEST_POST_DAYS = 366
MOST_POSTS, MOST_ANSWERS_A_DAY = 30, 20
MEDIATING = {Role.MEDIATOR, Role.PLANNER, Role.ADMINISTRATOR}
PLANNING = {Role.PLANNER, Role.ADMINISTRATOR}
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are mistaken for each other when read aloud."""
CODE_LENGTH = 6
CHEST_WORDS = frozenset({"chest", "caisse"})
"""What one types for the solidarity chest, in either language."""


@dataclass(frozen=True, slots=True)
class BankFields:
    """From where on the bank says something. It never forbids."""

    floor_minutes: int = -20 * 60
    ceiling_minutes: int = 50 * 60
    quiet_days: int = 183
    """Somebody who has given nothing for so long is called."""


@dataclass(frozen=True, slots=True)
class TransferFields:
    """What is said of a transfer, its accounts aside."""

    minutes: int
    """For each who receives."""
    day: date
    note: str = ""
    function_id: int | None = None


@dataclass(frozen=True, slots=True)
class PostFields:
    """What is said of an offer or a need."""

    kind: PostKind
    title: str
    text: str
    last_day: date
    function_id: int | None = None
    commune_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a rule must know of an account."""

    kind: AccountKind
    balance_minutes: int
    is_open: bool
    opened_at: datetime
    last_gave_on: date | None
    """The last day on which its owner gave time; None where never."""
    is_dispensed: bool
    """Whether somebody decided that nothing is expected of its owner."""


def code_of(text: str) -> str:
    """A code as it is kept: "k7p 2qd" is "K7P2QD"."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def kind_between(payer: str, payees: Collection[str]) -> TransferKind:
    """What a transfer between such kinds of account is."""
    if payer == AccountKind.CHEST:
        return TransferKind.SUPPORT
    return TransferKind.CONTRIBUTION if AccountKind.CHEST in payees else TransferKind.SERVICE


def reasons_to_refuse_bank(fields: BankFields) -> list[Reason]:
    reasons = []
    if not -10_000 * 60 <= fields.floor_minutes <= 0:
        reasons.append(Reason("floor_above_zero", "floor_minutes"))
    if not 0 <= fields.ceiling_minutes <= 10_000 * 60:
        reasons.append(Reason("ceiling_below_zero", "ceiling_minutes"))
    if not 7 <= fields.quiet_days <= 3660:
        reasons.append(Reason("quiet_out_of_range", "quiet_days"))
    return reasons


def reasons_to_refuse_version(seen: int, stored: int) -> list[Reason]:
    """Why a change made on what a planner saw cannot be made on what stands now."""
    return [] if seen == stored else [Reason("bank_changed_meanwhile")]


def reasons_to_refuse_bank_keeping(roles: Collection[str]) -> list[Reason]:
    """Why these roles may not set what the bank says, or draw on the chest."""
    return [] if PLANNING & set(roles) else [Reason("planners_only")]


def reasons_to_refuse_caring(roles: Collection[str]) -> list[Reason]:
    """Why these roles may not see who should be called, nor dispense anybody."""
    return [] if MEDIATING & set(roles) else [Reason("mediators_only")]


def reasons_to_refuse_paying(
    *, is_owner: bool, roles: Collection[str], kind: AccountKind
) -> list[Reason]:
    """Why somebody may not give out of an account: mediators note for others, on the phone."""
    if kind == AccountKind.CHEST:
        return reasons_to_refuse_caring(roles)
    return [] if is_owner or MEDIATING & set(roles) else [Reason("not_your_account")]


def reasons_to_refuse_transfer(
    fields: TransferFields, *, payer: Standing, payees: Sequence[Standing], today: date
) -> list[Reason]:
    """Why such a transfer cannot be noted; the state of a balance is never one."""
    reasons = []
    if not 1 <= fields.minutes <= LONGEST_MINUTES:
        reasons.append(Reason("minutes_out_of_range", "minutes", {"limit_hours": 24}))
    if fields.day > today:
        reasons.append(Reason("day_to_come", "day"))
    elif fields.day < today - timedelta(days=OLDEST_DAYS):
        reasons.append(Reason("day_too_long_ago", "day", {"limit_days": OLDEST_DAYS}))
    reasons += reasons_to_refuse_text("note", fields.note, limit=LONGEST_NOTE)
    if not payees:
        reasons.append(Reason("nobody_receives", "payees"))
    elif len(payees) > MOST_PAYEES:
        reasons.append(Reason("too_many", "payees", {"limit": MOST_PAYEES}))
    if not all(standing.is_open for standing in (payer, *payees)):
        reasons.append(Reason("account_is_closed", "payees"))
    return reasons


def warnings_of(standing: Standing, fields: BankFields, *, today: date) -> list[Reason]:
    """What the bank says of an account: to its owner, and to who may call. It forbids nothing.

    Nothing is said of somebody of whom nothing is expected, nor of a chest.
    """
    if standing.is_dispensed or standing.kind == AccountKind.CHEST or not standing.is_open:
        return []
    found = []
    if standing.balance_minutes < fields.floor_minutes:
        found.append(Reason("below_floor", "", {"minutes": standing.balance_minutes}))
    if standing.balance_minutes > fields.ceiling_minutes:
        found.append(Reason("above_ceiling", "", {"minutes": standing.balance_minutes}))
    since = standing.last_gave_on or standing.opened_at.date()
    if standing.balance_minutes < 0 and today - since > timedelta(days=fields.quiet_days):
        found.append(Reason("has_not_given", "", {"day": since}))
    return found


def reasons_to_refuse_post(fields: PostFields, *, today: date, standing_count: int) -> list[Reason]:
    reasons = reasons_to_refuse_name("title", fields.title, limit=LONGEST_TITLE)
    reasons += reasons_to_refuse_text("text", fields.text, limit=LONGEST_TEXT, lines=True)
    if fields.last_day < today:
        reasons.append(Reason("post_is_over", "last_day"))
    elif fields.last_day > today + timedelta(days=LONGEST_POST_DAYS):
        reasons.append(Reason("post_too_long", "last_day", {"limit_days": LONGEST_POST_DAYS}))
    if standing_count >= MOST_POSTS:
        reasons.append(Reason("too_many_posts", "", {"limit": MOST_POSTS}))
    return reasons


def reasons_to_refuse_answer(text: str, *, is_own: bool, answers_today: int) -> list[Reason]:
    reasons = []
    if is_own:
        reasons.append(Reason("answers_to_oneself"))
    reasons += reasons_to_refuse_text("text", text, limit=LONGEST_ANSWER, required=True, lines=True)
    if answers_today >= MOST_ANSWERS_A_DAY:
        reasons.append(Reason("too_many_answers", "", {"limit": MOST_ANSWERS_A_DAY}))
    return reasons


def reasons_to_refuse_dispensation(
    *, note: str, last_day: date | None, today: date
) -> list[Reason]:
    reasons = reasons_to_refuse_text("note", note, limit=LONGEST_NOTE)
    if last_day is not None and last_day < today:
        reasons.append(Reason("dispensation_is_over", "last_day"))
    return reasons
