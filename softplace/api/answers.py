"""What is true of every answer below /api/, found by an operation or not: problems are JSON,
GET is open to scripts of other sites, HEAD is GET without its body, large answers travel
compressed."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from softplace.api.problems import problem
from softplace.foundation.errors import Reason

PREFIX = "/api/"
COMPRESS_FROM_BYTES = 1_000
REQUEST_HEADERS = "Accept-Language, If-None-Match"
SHOWN_HEADERS = "ETag, Link, Retry-After, Content-Language"

_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class AnswerApi:
    """Django middleware; inside that of languages, so that problems speak the one asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response: HttpResponse = HttpResponse(status=204)
        else:
            response = self._told(request, self.get_response(request))
        _open_to_other_sites(request, response)
        _compress(request, response)
        if is_head:
            length = len(response.content)
            response.content = b""
            response.headers["Content-Length"] = str(length)
        return response

    def _told(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A page or a plain text that tells of a failure, as a problem."""
        kind = response.headers.get("Content-Type", "")
        if response.status_code < 400 or "json" in kind:
            return response
        kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
        if response.status_code == 405:
            reason = Reason("method_not_allowed", "", {"methods": kept.get("Allow", "GET")})
            return problem(405, reason, headers=kept)
        return problem(response.status_code, headers=kept)


def _open_to_other_sites(request: HttpRequest, response: HttpResponse) -> None:
    """Anonymous reads only: with * a browser sends no cookie, and no other method is named."""
    if request.method not in {"GET", "OPTIONS"}:
        return
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = SHOWN_HEADERS
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET"
        response.headers["Access-Control-Allow-Headers"] = REQUEST_HEADERS
        response.headers["Access-Control-Max-Age"] = "86400"


def _compress(request: HttpRequest, response: HttpResponse) -> None:
    if "json" not in response.headers.get("Content-Type", ""):
        return
    patch_vary_headers(response, ["Accept-Encoding", "Authorization"])
    if len(response.content) < COMPRESS_FROM_BYTES or "Content-Encoding" in response:
        return
    if not _TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")):
        return
    response.content = compress_string(response.content)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    tag = response.headers.get("ETag", "")
    if tag and not tag.startswith("W/"):
        response.headers["ETag"] = f"W/{tag}"
