"""The description of the API (OpenAPI 3.1), in the language asked for.

django-ninja writes what it knows of each operation; here is added what is true of all:
problems, conditions, keys, languages.
"""

import json
import re
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from softplace.api.api import api
from softplace.api.conditions import with_tag
from softplace.api.examples import EXAMPLES
from softplace.api.problems import PROBLEM, problem
from softplace.api.rendering import rendered

INTRODUCTION = sentence(
    "The shared places of a territory: what is open where, when and for whom. Reading what is "
    "published needs no account. Writing needs a token made on the account page. Errors are "
    "problem+json (RFC 9457), their sentences in the language of Accept-Language. Lists come by "
    "pages: ask again with next_cursor until it is null."
)

PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "field", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "field": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "field", "detail"],
                "properties": {
                    "code": {"type": "string"},
                    "field": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

RESPONSES = {
    "400": sentence("The body is not JSON."),
    "401": sentence("The token is unknown, revoked or expired, or one is needed."),
    "403": sentence("The account or the token may not do this."),
    "404": sentence("There is nothing there, or nothing that you may see."),
    "409": sentence("It clashes with what is there, or the same request is being answered."),
    "412": sentence("It was changed since you read it (If-Match)."),
    "413": sentence("The body is larger than 5 MB."),
    "415": sentence("The body is not application/json."),
    "422": sentence("A value was refused; errors says which, why, and what to do."),
    "429": sentence("Too many requests in this minute; Retry-After says when to ask again."),
}
OF_READS = ("401", "422", "429")
OF_WRITES = ("400", "401", "403", "409", "413", "415", "422", "429")

IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "description": sentence("The ETag that you hold: 304 if it is still the same."),
    "schema": {"type": "string"},
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": sentence("The ETag that you read: 412 if it was changed since."),
    "schema": {"type": "string"},
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": sentence(
        "Of your making, new for each write: the same key within 48 hours does nothing again "
        "and gets the same answer."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


@lru_cache(maxsize=4)
def description_in(language: str | None) -> dict[str, Any]:
    """The whole description, its texts in the active language (which is `language`)."""
    schema: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/"))
    schema["info"]["description"] = _(INTRODUCTION)
    schema.pop("servers", None)
    components = schema["components"]
    components["schemas"]["Problem"] = PROBLEM_SCHEMA
    components["responses"] = {
        f"Problem{status}": {
            "description": _(text),
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, text in RESPONSES.items()
    }
    for address, operations in schema["paths"].items():
        for method, operation in operations.items():
            _complete(address, method, operation)
    _drop_what_nothing_names(schema)
    return _translated(schema)


def _drop_what_nothing_names(schema: dict[str, Any]) -> None:
    """django-ninja leaves the models behind of which it made parameters."""
    shapes = schema["components"]["schemas"]
    while True:
        named = set(re.findall(r"#/components/schemas/([\w.-]+)", json.dumps(schema)))
        if set(shapes) == named:
            return
        for name in set(shapes) - named:
            del shapes[name]


def _complete(address: str, method: str, operation: dict[str, Any]) -> None:
    is_read = method == "get"
    operation["responses"] = {str(status): told for status, told in operation["responses"].items()}
    parameters = operation.setdefault("parameters", [])
    for status, told in list(operation["responses"].items()):
        if status == "200":
            told["headers"] = {"ETag": {"schema": {"type": "string"}}}
    if operation["operationId"] in EXAMPLES:
        body = operation["requestBody"]["content"]["application/json"]
        body["example"] = EXAMPLES[operation["operationId"]]
    statuses = set(OF_READS if is_read else OF_WRITES)
    if "{" in address:
        statuses.add("404")
    if is_read:
        parameters.append(dict(IF_NONE_MATCH))
        operation["responses"]["304"] = {"description": sentence("It is what you hold already.")}
        if "security" in operation:
            statuses.add("403")
        else:
            operation["security"] = [{}, {"Token": []}, {"Session": []}]
    else:
        parameters.append(dict(IDEMPOTENCY_KEY))
        if operation.get("x-versioned"):
            parameters.append(dict(IF_MATCH))
            statuses.add("412")
    for status in sorted(statuses):
        operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}


def _translated(part: Any) -> Any:
    """The same, with summaries and descriptions in the active language."""
    if isinstance(part, dict):
        return {
            name: _(value)
            if name in {"summary", "description"} and isinstance(value, str) and value
            else value
            if name == "example"
            else _translated(value)
            for name, value in part.items()
        }
    if isinstance(part, list):
        return [_translated(each) for each in part]
    return part


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    content = rendered(description_in(get_language()))
    response = HttpResponse(content, content_type="application/json")
    response.headers["Cache-Control"] = "public, no-cache"
    return with_tag(request, response)


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    return problem(404)
