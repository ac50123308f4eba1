"""Lists by pages. A cursor says after which row the next page begins, not how many to skip:
rows that come and go meanwhile neither repeat nor hide others, and a deep page costs no more
than the first."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Annotated, Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from pydantic import BaseModel, Field

from softplace.api.fields import described
from softplace.api.problems import ProblemError
from softplace.foundation.errors import Reason

MOST_ROWS = 200
NOT_OF_THE_QUERY = frozenset({"cursor", "limit", "language"})

Shape = TypeVar("Shape")
Row = TypeVar("Row", bound=models.Model)

Limit = Annotated[
    int, Field(ge=1, le=MOST_ROWS, description=sentence("How many rows at most, 1 to 200."))
]
Cursor = Annotated[
    str | None,
    Field(
        max_length=1000,
        description=sentence("The next_cursor of the page before; nothing for the first page."),
    ),
]


class PageOf(BaseModel, Generic[Shape]):
    model_config = described(sentence("One page of a list; next_cursor is null on the last one."))

    items: list[Shape]
    next_cursor: str | None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """PageOfPlaceSummary, not PageOf[PlaceSummary]: a name that fits in a reference."""
        return f"PageOf{params[0].__name__}"


class PageQuery(BaseModel):
    """What every list takes."""

    limit: Limit = 50
    cursor: Cursor = None


def write_cursor(request: HttpRequest, position: Sequence[Any]) -> str:
    return Signer(salt="softplace.api.cursor").sign_object([_query_digest(request), *position])


def read_cursor(request: HttpRequest, cursor: str | None) -> list[Any] | None:
    """The position after which to begin; None is the beginning."""
    if cursor is None:
        return None
    try:
        digest, *position = Signer(salt="softplace.api.cursor").unsign_object(cursor)
    except (BadSignature, ValueError) as error:
        raise ProblemError(422, Reason("bad_cursor", "cursor")) from error
    if digest != _query_digest(request):
        raise ProblemError(422, Reason("cursor_of_another_query", "cursor"))
    return position


def _query_digest(request: HttpRequest) -> str:
    asked = sorted(
        (name, value)
        for name, values in request.GET.lists()
        if name not in NOT_OF_THE_QUERY
        for value in values
    )
    return sha256(repr((request.path, asked)).encode()).hexdigest()[:16]


def page_of(
    request: HttpRequest,
    response: HttpResponse,
    query: PageQuery,
    rows: "models.QuerySet[Row]",
    *,
    key: str,
    shape: Callable[[Row], Shape],
) -> dict[str, Any]:
    """The page of rows in the order of `key`, a unique field, that `query` asks for."""
    position = read_cursor(request, query.cursor)
    if position is not None:
        rows = rows.filter(**{f"{key}__gt": position[0]})
    found = list(rows.order_by(key)[: query.limit + 1])
    shown = found[: query.limit]
    more = len(found) > query.limit
    cursor = write_cursor(request, [getattr(shown[-1], key)]) if more else None
    return finished_page(request, response, [shape(row) for row in shown], cursor)


def finished_page(
    request: HttpRequest, response: HttpResponse, items: Sequence[Any], cursor: str | None
) -> dict[str, Any]:
    """The page, with a Link to the next one for clients that follow links."""
    if cursor is not None:
        parameters = request.GET.copy()
        parameters["cursor"] = cursor
        response.headers["Link"] = f'<{request.path}?{parameters.urlencode()}>; rel="next"'
    return {"items": items, "next_cursor": cursor}
