"""Functions: what people come for."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Code, Names, described, or_404
from softplace.territory.models import Function

router = Router(tags=["functions"])


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
