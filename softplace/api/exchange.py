"""What happens around every operation, in this order: who asks, how often, once only, what
for, and has the caller got the answer already."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from softplace.api.callers import SAFE_METHODS, Caller, count, identify
from softplace.api.conditions import with_tag
from softplace.api.idempotency import once
from softplace.api.problems import ProblemError, problem
from softplace.foundation.errors import Reason

logger = logging.getLogger(__name__)

Run = Callable[..., HttpResponse]

ALWAYS_KNOWN = frozenset({"language"})
"""Chooses the language of sentences, at every address."""


def exchange(run: Run) -> Run:
    """Wraps the running of an operation (a decorator of django-ninja, mode "view")."""
    operation = run.__self__  # type: ignore[attr-defined]
    known = ALWAYS_KNOWN.union(
        *(
            model.__ninja_flatten_map__
            for model in operation.models
            if model.__ninja_param_source__ == "query"
        )
    )

    @wraps(run)
    def answer(request: HttpRequest, **path: Any) -> HttpResponse:
        try:
            caller = _welcome(request)
            _check_address(request, known, path)
            if request.method in SAFE_METHODS:
                response = run(request, **path)
            else:
                response = once(request, caller, lambda: run(request, **path))
        except ProblemError as error:
            return problem(error.status, *error.reasons, headers=error.headers)
        except RequestDataTooBig:
            return problem(413)
        except (OperationalError, InterfaceError) as error:
            return not_now(request, error)
        return _finished(request, caller, response)

    return answer


def not_now(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database is away, or is starting again. Nothing was acknowledged: a write that was
    sent with a key may be sent again with the same."""
    logger.warning("%s %s got no answer: %s", request.method, request.path, error)
    return problem(503, headers={"Retry-After": "2"})


def _welcome(request: HttpRequest) -> Caller:
    try:
        caller = identify(request)
    except ProblemError:
        count(request, Caller())  # whoever guesses keys is counted as well
        raise
    request.caller = caller  # type: ignore[attr-defined]
    count(request, caller)
    return caller


def _check_address(request: HttpRequest, known: frozenset[str], path: dict[str, Any]) -> None:
    if any("\x00" in str(part) for part in path.values()):
        raise ProblemError(404)
    for name, values in request.GET.lists():
        if name not in known:
            shown = name[:40].replace("\x00", "")
            raise ProblemError(422, Reason("unknown_parameter", shown, {"name": shown}))
        if any("\x00" in value for value in values):
            raise ProblemError(422, Reason("nul_character", name))


def _finished(request: HttpRequest, caller: Caller, response: HttpResponse) -> HttpResponse:
    if 200 <= response.status_code < 300 and response.content and "ETag" not in response:
        response = with_tag(request, response)
    seen_by_all = caller.user is None and request.method in SAFE_METHODS
    response.headers.setdefault(
        "Cache-Control", "public, no-cache" if seen_by_all else "private, no-cache"
    )
    return response
