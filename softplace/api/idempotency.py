"""A write sent twice with the same Idempotency-Key happens once.

The key is taken, the write done and its answer kept in one transaction. Whoever comes second
with the same key waits for the first to end and is given its answer; if the first failed or
was refused, nothing of it is left and the second is tried as if it were the first. The same
key with another address or body is refused.
"""

from collections.abc import Callable
from hashlib import sha256

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse

from softplace.api.callers import Caller
from softplace.api.commands import claim_key, keep_answer
from softplace.api.models import GivenAnswer
from softplace.api.problems import ProblemError
from softplace.foundation.errors import Reason

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
LONGEST_ROUTE = 2000
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Cache-Control")


def once(request: HttpRequest, caller: Caller, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """`answer()`, or what it answered before to the same key."""
    key = request.headers.get(HEADER)
    if key is None or caller.user is None:
        return answer()
    route = f"{request.method} {request.get_full_path()}"
    if not key.strip() or len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise ProblemError(422, Reason("bad_idempotency_key", HEADER, {"limit": LONGEST_KEY}))
    if len(route) > LONGEST_ROUTE:
        raise ProblemError(422, Reason("too_long", "", {"limit": LONGEST_ROUTE}))
    body_hash = _digest(request)
    with transaction.atomic():
        try:
            with transaction.atomic():
                answer_id = claim_key(user=caller.user, key=key, route=route, body_hash=body_hash)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
                raise
            raise ProblemError(
                409, Reason("still_being_answered", HEADER), headers={"Retry-After": "5"}
            ) from error
        if answer_id is None:
            return _again(caller, key, route, body_hash)
        response = answer()
        if response.status_code >= 300:
            # Refused: nothing may be left of it, the taken key neither.
            transaction.set_rollback(True)
            return response
        keep_answer(
            answer_id=answer_id,
            status=response.status_code,
            headers={name: response[name] for name in KEPT_HEADERS if name in response},
            body=response.content.decode(),
        )
    return response


def _digest(request: HttpRequest) -> str:
    """Of what was sent. Of a form with files, of what it holds: its boundaries differ each time."""
    if request.content_type != "multipart/form-data":
        return sha256(request.body).hexdigest()
    digest = sha256(repr(sorted(request.POST.lists())).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _again(caller: Caller, key: str, route: str, body_hash: str) -> HttpResponse:
    given = GivenAnswer.objects.filter(user=caller.user, key=key).first()
    if given is None or given.status is None:
        # Forgotten between the two statements: as good as being answered right now.
        raise ProblemError(
            409, Reason("still_being_answered", HEADER), headers={"Retry-After": "1"}
        )
    if (given.route, given.body_hash) != (route, body_hash):
        raise ProblemError(422, Reason("idempotency_key_used", HEADER))
    response = HttpResponse(given.body, status=given.status, headers=given.headers)
    response.headers["Idempotent-Replayed"] = "true"
    return response
