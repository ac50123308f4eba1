"""How answers are written: compact JSON in UTF-8."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.types import DictStrAny

from softplace.api.problems import ProblemError
from softplace.foundation.errors import Reason

DEEPEST_BODY = 20


def rendered(content: Any) -> bytes:
    return json.dumps(
        content, cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return rendered(data)


class StrictParser(Parser):
    """JSON as the standard has it: no NaN, and no NUL, which PostgreSQL cannot hold."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        kind = (request.content_type or "").lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise ProblemError(415)
        try:
            content: DictStrAny = json.loads(request.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ProblemError(400, Reason("not_json")) from error
        _walk(content, "", 0)
        return content


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _walk(content: Any, path: str, depth: int) -> None:
    if depth > DEEPEST_BODY:
        raise ProblemError(422, Reason("nested_too_deep", path))
    if isinstance(content, str) and "\x00" in content:
        raise ProblemError(422, Reason("nul_character", path))
    if isinstance(content, dict):
        for name, value in content.items():
            if "\x00" in name:
                raise ProblemError(422, Reason("nul_character", path))
            _walk(value, f"{path}.{name}".lstrip("."), depth + 1)
    elif isinstance(content, list):
        for number, value in enumerate(content):
            _walk(value, f"{path}.{number}".lstrip("."), depth + 1)
