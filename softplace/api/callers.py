"""Who asks: nobody in particular, the holder of a token, or someone signed in on the pages."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from softplace.api.commands import count_request
from softplace.api.problems import ProblemError
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.people.commands import key_hash, note_token_use
from softplace.people.enums import Scope
from softplace.people.models import ApiToken, User
from softplace.people.rules import reasons_to_refuse_planning

WINDOW_SECONDS = 60
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Caller:
    """Who asks. `token` is None for a person signed in on the pages, and for nobody."""

    user: User | None = None
    token: ApiToken | None = None

    def may(self, scope: Scope) -> bool:
        """Whether the caller lends us that right; what the account may do is asked apart."""
        if self.user is None:
            return False
        return self.token is None or scope in self.token.scopes


def caller_of(request: HttpRequest) -> Caller:
    """The caller of a request that `identify` has seen."""
    caller: Caller = request.caller  # type: ignore[attr-defined]
    return caller


def identify(request: HttpRequest) -> Caller:
    """Who asks. A token that is named must be valid, even where none is needed."""
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _, key = header.partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise _unknown(Reason("not_a_bearer_token"))
        return _bearer(key.strip())
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        if request.method not in SAFE_METHODS and check_csrf(request) is not None:
            raise ProblemError(403, Reason("csrf_token_missing"))
        return Caller(user=request.user)
    return Caller()


def _bearer(key: str) -> Caller:
    token = ApiToken.objects.select_related("user").filter(key_hash=key_hash(key)).first()
    if token is None or not token.user.is_active:
        raise _unknown(Reason("unknown_token"))
    if token.revoked_at is not None:
        raise _unknown(Reason("token_revoked"))
    if not token.is_valid_at(now()):
        raise _unknown(Reason("token_expired"))
    note_token_use(token=token)
    return Caller(user=token.user, token=token)


def _unknown(reason: Reason) -> ProblemError:
    return ProblemError(401, reason, headers={"WWW-Authenticate": 'Bearer realm="SoftPlace"'})


def count(request: HttpRequest, caller: Caller) -> None:
    """Count the request against its caller's minute, and refuse it when that is full."""
    if caller.token is not None:
        name, limit = f"token {caller.token.pk}", settings.API_REQUESTS_A_MINUTE_SIGNED_IN
    elif caller.user is not None:
        name, limit = f"user {caller.user.pk}", settings.API_REQUESTS_A_MINUTE_SIGNED_IN
    else:
        name, limit = f"address {_address(request)}", settings.API_REQUESTS_A_MINUTE
    at = now().timestamp()
    secret = settings.SECRET_KEY.encode()
    made = count_request(
        caller=hmac.new(secret, name.encode(), sha256).hexdigest(), window=int(at // WINDOW_SECONDS)
    )
    if made > limit:
        wait_seconds = WINDOW_SECONDS - int(at % WINDOW_SECONDS)
        raise ProblemError(
            429,
            Reason("too_many_requests", "", {"limit": limit, "wait_seconds": wait_seconds}),
            headers={"Retry-After": str(wait_seconds)},
        )


def _address(request: HttpRequest) -> str:
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return "unknown"


class _Needs(AuthBase):
    """What an operation needs of its caller. Two forms, so that the description names both."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller | None:
        caller = caller_of(request)
        if caller.user is None:
            raise _unknown(Reason("sign_in_first"))
        if not caller.may(self.scope):
            raise ProblemError(403, Reason("token_lacks_scope", "", {"scope": str(self.scope)}))
        return caller


class Token(_Needs):
    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A token made on the account page, with the scopes that it needs."


class Session(_Needs):
    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME
    openapi_description = "Signed in on the pages. Writes need the header X-CSRFToken too."


def needs(scope: Scope) -> list[AuthBase]:
    """For `auth=`: a caller who lends that right."""
    return [Token(scope), Session(scope)]


def lends(scope: Scope, *, versioned: bool = False) -> dict[str, Any]:
    """For an operation: it needs that scope, and its description says so.

    `versioned` where it changes what somebody else may be changing: it holds to If-Match.
    """
    extra: dict[str, Any] = {"x-scopes": [str(scope)]}
    if versioned:
        extra["x-versioned"] = True
    return {"auth": needs(scope), "openapi_extra": extra}


def user_of(request: HttpRequest) -> User:
    """The account in whose name an operation behind `needs` is called."""
    user = caller_of(request).user
    if user is None:
        raise _unknown(Reason("sign_in_first"))
    return user


def planner_of(request: HttpRequest) -> User:
    """The caller, who must answer for the territory."""
    user = user_of(request)
    refuse(reasons_to_refuse_planning(user.roles()))
    return user
