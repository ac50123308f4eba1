"""Everything that goes wrong, told as problem+json (RFC 9457) in the language asked for.

The sentence is made of a reason's code, as on the pages; `code` and `field` are for machines.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence
from ninja.types import DictStrAny

from softplace.foundation.errors import Reason
from softplace.web.sentences import told

PROBLEM = "application/problem+json"

TITLES = {
    400: sentence("This request cannot be read"),
    401: sentence("Sign in first"),
    403: sentence("This is not allowed to you"),
    404: sentence("There is nothing at this address"),
    405: sentence("This address does not answer to this method"),
    409: sentence("This clashes with what is there"),
    412: sentence("This was changed since you read it"),
    413: sentence("This is too large"),
    415: sentence("This format is not read here"),
    422: sentence("This cannot be accepted"),
    429: sentence("Too many requests"),
    500: sentence("Something broke on our side"),
    503: sentence("This cannot be answered just now"),
}

CODES = {
    400: "unreadable_request",
    403: "not_allowed",
    404: "nothing_here",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "not_json_type",
    500: "broken",
    503: "not_now",
}
"""The code where all that is known is the status."""

STATUSES = {
    "not_allowed": 403,
    "not_your_account": 403,
    "not_your_place": 403,
    "planners_only": 403,
    "mediators_only": 403,
    "only_receivers_give_back": 403,
    "not_keeper": 403,
    "not_yours": 403,
    "only_for_yourself": 403,
    "nothing_here": 404,
    "already_removed": 404,
    "resource_was_booked": 409,
    "bookings_have_no_room": 409,
    "divided_anew": 409,
    "divided_since_planned": 409,
    "taken": 409,
    "busy": 409,
    "already_ended": 409,
    "already_over": 409,
    "hold_is_over": 409,
    "not_confirmed": 409,
    "no_date_is_free": 409,
    "scenario_changed_meanwhile": 409,
    "scenario_is_published": 409,
    "publication_changed": 409,
    "preview_changed": 409,
    "study_changed_meanwhile": 409,
    "rates_changed_meanwhile": 409,
    "campaign_changed_meanwhile": 409,
    "policy_changed_meanwhile": 409,
    "run_in_progress": 409,
    "no_longer_free": 409,
    "bookings_in_the_way": 409,
    "cannot_be_given_back": 409,
    "key_used_for_another": 409,
    "bank_changed_meanwhile": 409,
    "round_changed_meanwhile": 409,
    "rounds_changed_since_seen": 409,
    "rounds_as_published": 409,
    "berth_refused": 409,
    "vehicle_is_at": 409,
    "vehicle_elsewhere": 409,
    "computation_in_progress": 409,
    "proposal_outdated": 409,
    "draft_has_begun": 409,
}
"""The status of a refusal, where it is not 422."""


class ProblemError(Exception):
    """A request that is answered with a problem."""

    def __init__(
        self, status: int, *reasons: Reason, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, *reasons)
        self.status, self.reasons, self.headers = status, reasons, dict(headers or {})


def problem(
    status: int, *reasons: Reason, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The answer that tells these reasons."""
    reasons = reasons or (Reason(CODES.get(status, "unreadable_request")),)
    errors = [{"code": r.code, "field": r.field, "detail": told(r)} for r in reasons]
    content = {
        "type": "about:blank",
        "title": _(TITLES.get(status, TITLES[400])),
        "status": status,
        "detail": " ".join(dict.fromkeys(error["detail"] for error in errors)),
        "code": errors[0]["code"],
        "field": errors[0]["field"],
        "errors": errors,
    }
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False),
        status=status,
        content_type=PROBLEM,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
    if status < 500:
        # What a caller got wrong is told to the caller; our log is for what we got wrong.
        response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def refusal(reasons: Sequence[Reason]) -> HttpResponse:
    """The answer to a command that refused, in the names that callers know."""
    reasons = [replace(reason, field=_shown_field(reason.field)) for reason in reasons]
    return problem(STATUSES.get(reasons[0].code, 422), *reasons)


_SHOWN = {"start_minute": "start", "subject": "resource"}


def _shown_field(field: str) -> str:
    if field.startswith("layout_"):
        return f"layouts.{field.removeprefix('layout_')}"
    return _SHOWN.get(field, field)


_SAME = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "timezone_aware": "instant_without_zone",
    "string_type": "not_text",
    "string_sub_type": "not_text",
    "string_unicode": "not_text",
    "bool_type": "not_true_or_false",
    "bool_parsing": "not_true_or_false",
    "list_type": "not_a_list",
    "set_type": "not_a_list",
    "model_type": "not_an_object",
    "model_attributes_type": "not_an_object",
    "dict_type": "not_an_object",
    "string_pattern_mismatch": "wrong_form",
    "url_parsing": "wrong_form",
}

_LIMITS = {
    "string_too_long": ("too_long", "max_length"),
    "string_too_short": ("too_short", "min_length"),
    "too_long": ("too_many", "max_length"),
    "too_short": ("too_few", "min_length"),
    "greater_than": ("too_small", "gt"),
    "greater_than_equal": ("too_small", "ge"),
    "less_than": ("too_large", "lt"),
    "less_than_equal": ("too_large", "le"),
}


def reason_of(error: DictStrAny) -> Reason:
    """What pydantic found wrong, in our words."""
    kind, context = str(error["type"]), error.get("ctx") or {}
    field = _field_of(error["loc"])
    if kind in _SAME:
        return Reason(_SAME[kind], field)
    if kind in _LIMITS:
        code, limit = _LIMITS[kind]
        return Reason(code, field, {"limit": context.get(limit, "?")})
    if kind in {"enum", "literal_error"}:
        return Reason("unknown_value", field, {"expected": context.get("expected", "?")})
    if kind.startswith(("datetime", "time_")):
        return Reason("not_an_instant", field)
    if kind.startswith("date"):
        return Reason("not_a_day", field)
    if kind.startswith(("int", "float", "decimal", "finite")):
        return Reason("not_a_number", field)
    if "." in kind:  # ours: see `refused`
        return Reason(kind.removeprefix("softplace."), field, context)
    return Reason("wrong_form", field)


def refused(code: str, **details: Any) -> Exception:
    """To be raised in a pydantic validator: a reason with a code of our own."""
    from pydantic_core import PydanticCustomError

    return PydanticCustomError(f"softplace.{code}", "refused", details or None)


def _field_of(location: Sequence[Any]) -> str:
    """("body", "content", "layouts", 0, "headcount") is the field layouts.0.headcount.

    Operations name their body `content` and their query `query`, which callers do not see.
    """
    path = location[1:]
    if path and path[0] in {"content", "query"}:
        path = path[1:]
    return ".".join(str(part) for part in path)
