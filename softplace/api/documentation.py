"""The description of the API as a page for people, without any script or third party."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence
from django.views.decorators.http import require_safe

from softplace.api.description import description_in

AREAS = {
    "places": sentence("Places"),
    "resources": sentence("Resources"),
    "openings": sentence("Openings"),
    "functions": sentence("Functions"),
    "communes": sentence("Communes"),
    "find": sentence("Find"),
    "bookings": sentence("Bookings"),
    "campaigns": sentence("Campaigns"),
    "requests": sentence("Requests"),
    "vacancy": sentence("Vacancy"),
    "reach": sentence("Reach"),
    "studies": sentence("Studies"),
    "groups": sentence("Groups and school holidays"),
}


@require_safe
def to_documentation(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("api-docs"))


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    description = description_in(get_language())
    areas: dict[str, tuple[str, list[dict[str, Any]]]] = {}
    for address, operations in description["paths"].items():
        for method, operation in operations.items():
            area = operation["tags"][0]
            areas.setdefault(area, (_(AREAS.get(area, area)), []))[1].append(
                {
                    "method": method.upper(),
                    "address": address,
                    "id": operation["operationId"],
                    "summary": operation["summary"],
                    "description": operation.get("description", ""),
                    "parameters": [_parameter(each) for each in operation["parameters"]],
                    "body": _body_of(operation),
                    "form": _form_of(operation),
                    "example": _example_of(operation),
                    "answer": _answer_of(operation),
                    "scopes": operation.get("x-scopes", []),
                }
            )
    shapes = {
        name: {"description": shape.get("description", ""), "fields": _fields(shape)}
        for name, shape in sorted(description["components"]["schemas"].items())
        if "properties" in shape
    }
    return render(
        request,
        "api/documentation.html",
        {"description": description, "areas": areas, "shapes": shapes},
    )


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "required": parameter.get("required", False),
        "type": _type(parameter["schema"]),
        "description": parameter.get("description", ""),
    }


def _body_of(operation: dict[str, Any]) -> str:
    if "requestBody" not in operation:
        return ""
    content = operation["requestBody"]["content"].get("application/json")
    return _type(content["schema"]) if content else ""


def _form_of(operation: dict[str, Any]) -> str:
    """The fields of a form with a file."""
    content = operation.get("requestBody", {}).get("content", {}).get("multipart/form-data")
    return ", ".join(f["name"] for f in _fields(content["schema"])) if content else ""


def _example_of(operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = content.get("example")
    return json.dumps(example, ensure_ascii=False, indent=1) if example else ""


def _answer_of(operation: dict[str, Any]) -> str:
    for status, told in operation["responses"].items():
        if status.startswith("2") and "content" in told:
            content = next(iter(told["content"].values()))
            return _type(content["schema"])
    return ""


def _fields(shape: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "type": _type(field),
            "description": field.get("description", ""),
        }
        for name, field in shape["properties"].items()
    ]


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words: "string (date-time) or null"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_type(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    kind = str(schema.get("type", "any"))
    return f"{kind} ({schema['format']})" if "format" in schema else kind
