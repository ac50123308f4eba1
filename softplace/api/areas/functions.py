"""Functions: what people come for."""

from collections.abc import Collection
from typing import Annotated, Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.callers import lends, user_of
from softplace.api.conditions import require_unchanged
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Code, Names, described, or_404
from softplace.foundation.errors import Reason, refuse
from softplace.people.enums import Scope
from softplace.places.commands import change_function
from softplace.territory.commands import add_function
from softplace.territory.models import Function
from softplace.territory.rules import FunctionFields

router = Router(tags=["functions"])
Synonym = Annotated[str, Field(max_length=80)]


class FunctionShape(BaseModel):
    model_config = described(
        sentence("A function; parent is the code of the function that it belongs to.")
    )

    code: str
    parent: str | None
    name: Names
    synonyms_fr: list[str]
    synonyms_en: list[str]
    official_codes: dict[str, list[str]] = Field(
        description=sentence("Codes in other vocabularies: bpe, france_services, mediation_num.")
    )


class FunctionQuery(PageQuery):
    parent: Code | None = Field(None, description=sentence("Only the functions just below it."))


def functions_named(codes: Collection[str]) -> list[Function]:
    """Those of these codes; refused where one is unknown."""
    found = list(Function.objects.filter(code__in=codes))
    unknown = sorted(set(codes) - {function.code for function in found})
    refuse([Reason("unknown_choice", "functions", {"value": code}) for code in unknown])
    return found


def function_shape(function: Function) -> FunctionShape:
    return FunctionShape(
        code=function.code,
        parent=function.parent.code if function.parent else None,
        name=Names(fr=function.name_fr, en=function.name_en),
        synonyms_fr=function.synonyms_fr,
        synonyms_en=function.synonyms_en,
        official_codes={
            vocabulary: [str(code) for code in (codes if isinstance(codes, list) else [codes])]
            for vocabulary, codes in function.official_codes.items()
        },
    )


@router.get(
    "/functions",
    response=PageOf[FunctionShape],
    operation_id="list_functions",
    summary=sentence("List functions"),
    description=sentence("The tree of what people come for, in the order of codes."),
)
def list_functions(
    request: HttpRequest, response: HttpResponse, query: Query[FunctionQuery]
) -> object:
    functions = Function.objects.select_related("parent")
    if query.parent is not None:
        functions = functions.filter(parent__code=query.parent)
    return page_of(request, response, query, functions, key="code", shape=function_shape)


@router.get(
    "/functions/{code}",
    response=FunctionShape,
    operation_id="read_function",
    summary=sentence("Read a function"),
    description=sentence("One function, with its codes in other vocabularies."),
)
def read_function(request: HttpRequest, code: Path[Code]) -> object:
    functions = Function.objects.select_related("parent")
    return function_shape(or_404(functions.filter(code=code).first()))


class FunctionChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("What is given is changed, what is not stays."))
    )

    parent: Code | None = Field(
        None, description=sentence("Code of the function it stands below; null for the top.")
    )
    name_fr: str = Field(default_factory=str, min_length=1, max_length=120)
    name_en: str = Field(default_factory=str, min_length=1, max_length=120)
    synonyms_fr: list[Synonym] = Field(default_factory=list, max_length=100)
    synonyms_en: list[Synonym] = Field(default_factory=list, max_length=100)


class NewFunction(FunctionChange):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("A function of your own. Its code never changes after.")),
    )

    code: Code
    name_fr: str = Field(min_length=1, max_length=120)
    name_en: str = Field(min_length=1, max_length=120)


def _fields(content: FunctionChange) -> FunctionFields:
    given: dict[str, Any] = content.model_dump(exclude_unset=True, exclude={"code"})
    for name in ("name_fr", "name_en"):
        if name in given:
            given[name] = given[name].strip()
    for name in ("synonyms_fr", "synonyms_en"):
        if name in given:
            given[name] = list(dict.fromkeys(word.strip() for word in given[name] if word.strip()))
    code = given.get("parent")
    if code is not None:
        given["parent"] = Function.objects.filter(code=code).first()
        unknown = Reason("unknown_choice", "parent", {"value": code})
        refuse([unknown] if given["parent"] is None else [])
    return cast(FunctionFields, given)


@router.post(
    "/functions",
    **lends(Scope.PLACES_WRITE),
    response={201: FunctionShape},
    operation_id="add_function",
    summary=sentence("Add a function"),
    description=sentence("For planners. Places can offer it at once."),
)
def add(request: HttpRequest, response: HttpResponse, content: NewFunction) -> object:
    made = add_function(actor=user_of(request), code=content.code, **_fields(content))
    response["Location"] = f"/api/functions/{made.code}"
    return function_shape(made)


@router.patch(
    "/functions/{code}",
    **lends(Scope.PLACES_WRITE, versioned=True),
    response=FunctionShape,
    operation_id="change_function",
    summary=sentence("Change a function"),
    description=sentence("For planners. Places that offer it are found by its new names."),
)
def change(request: HttpRequest, code: Path[Code], content: FunctionChange) -> object:
    fields = _fields(content)
    rows = Function.objects.select_related("parent").filter(code=code)
    with transaction.atomic():
        function: Function = or_404(rows.first())
        if "If-Match" in request.headers:
            Function.objects.select_for_update().get(pk=function.pk)
            require_unchanged(request, function_shape(rows.get()))
        change_function(actor=user_of(request), function=function, **fields)
    return function_shape(rows.get())
