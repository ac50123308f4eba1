"""ETag, If-None-Match and If-Match: who has read what, and has it changed since.

A tag is a hash of the JSON of a representation, so it speaks for all that the reader saw.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from pydantic import BaseModel

from softplace.api.problems import ProblemError
from softplace.api.rendering import rendered
from softplace.foundation.errors import Reason


def tag_of(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def with_tag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its tag, or 304 where the caller holds the same."""
    tag = tag_of(response.content)
    response.headers["ETag"] = tag
    if request.method not in {"GET", "HEAD"}:
        return response
    answer = get_conditional_response(request, etag=tag, response=response)
    return answer if isinstance(answer, HttpResponse) else response


def version_seen(
    request: HttpRequest, given: int | None, stored: int, representation: BaseModel
) -> int:
    """The version on which a change is made: the one that is said, or that of If-Match.

    The command that it is given to compares it again with the row locked, so nothing comes
    between.
    """
    require_unchanged(request, representation)
    if given is None and "If-Match" not in request.headers:
        raise ProblemError(422, Reason("required", "version"))
    return stored if given is None else given


def require_unchanged(
    request: HttpRequest, representation: BaseModel | Sequence[BaseModel]
) -> None:
    """Refuse a write whose If-Match names another state than the present one.

    Call it inside the transaction of the write, with the row locked. A tag received with a
    compressed answer is marked weak (W/); it names the same state and is taken as well.
    """
    header = request.headers.get("If-Match")
    if header is None:
        return
    if isinstance(representation, BaseModel):
        shown: Any = representation.model_dump()
    else:
        shown = [each.model_dump() for each in representation]
    present = tag_of(rendered(shown))
    held = [tag.removeprefix("W/") for tag in parse_etags(header)]
    if "*" not in held and present not in held:
        raise ProblemError(412, Reason("changed_since"), headers={"ETag": present})
