"""The time bank: one's account, what was noted on it, offers and needs."""

from datetime import date, datetime
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.callers import lends, user_of
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Code, Day, Id, described, or_404
from softplace.api.idempotency import HEADER
from softplace.api.problems import ProblemError
from softplace.foundation.clock import today
from softplace.foundation.errors import Reason
from softplace.people.enums import Scope
from softplace.territory.models import Commune, Function
from softplace.territory.queries import territory_zone
from softplace.timebank import commands
from softplace.timebank.enums import PostKind, TransferKind
from softplace.timebank.models import Account, Line, Post, Transfer
from softplace.timebank.queries import (
    account_of,
    bank_fields,
    posts_found,
    standings_of,
    tally,
)
from softplace.timebank.rules import (
    LONGEST_MINUTES,
    LONGEST_NOTE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_PAYEES,
    PostFields,
    TransferFields,
    warnings_of,
)

router = Router(tags=["time bank"])
READS, WRITES = lends(Scope.TIME_READ), lends(Scope.TIME_WRITE)


class TimeAccountShape(BaseModel):
    model_config = described(
        sentence("Your account, in minutes. Warnings are codes of what the bank says; it forbids "
                 "nothing.")
    )  # fmt: skip

    code: str
    balance_minutes: int
    given_minutes: int
    received_minutes: int
    is_listed: bool
    opened_at: datetime
    warnings: list[str]


class TimeLineShape(BaseModel):
    model_config = described(
        sentence("What a transfer did to your account: minutes above zero came, below zero went.")
    )

    id: int
    transfer: int
    kind: TransferKind
    minutes: int
    day: date
    note: str
    function: str | None


class NewTransfer(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("Who was helped gives minutes to each who helped.")),
    )

    payer: Code | None = Field(
        None,
        description=sentence("Who was helped, by code: for mediators. Left out, it is yourself."),
    )
    payees: list[Code] = Field(
        min_length=1,
        max_length=MOST_PAYEES,
        description=sentence("Codes of those who helped; “chest” is the solidarity chest."),
    )
    minutes: int = Field(ge=1, le=LONGEST_MINUTES, description=sentence("For each of them."))
    day: Day
    note: str = Field("", max_length=LONGEST_NOTE)
    function: Code | None = None


class TransferShape(BaseModel):
    model_config = described(sentence("A transfer that was noted."))

    id: int
    kind: TransferKind
    day: date
    minutes: int
    """All that changed hands."""


class PostShape(BaseModel):
    model_config = described(sentence("An offer or a need on the list."))

    id: int
    kind: PostKind
    title: str
    text: str
    function: str | None
    commune: str | None
    last_day: date
    made_at: datetime


class NewPost(BaseModel):
    model_config = ConfigDict(extra="forbid", **described(sentence("What you offer or need.")))

    kind: PostKind
    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    text: str = Field("", max_length=LONGEST_TEXT)
    function: Code | None = None
    commune: Code | None = None
    last_day: Day


def _account_shape(account: Account) -> TimeAccountShape:
    day, sums = today(territory_zone()), tally(account)
    standing = standings_of([account], day)[account.pk]
    return TimeAccountShape(
        code=account.code,
        balance_minutes=account.balance_minutes,
        given_minutes=sums.given_minutes,
        received_minutes=sums.received_minutes,
        is_listed=account.is_listed,
        opened_at=account.opened_at,
        warnings=[reason.code for reason in warnings_of(standing, bank_fields(), today=day)],
    )


def _line_shape(line: Line) -> TimeLineShape:
    transfer = line.transfer
    return TimeLineShape(
        id=line.pk,
        transfer=transfer.pk,
        kind=TransferKind(transfer.kind),
        minutes=line.minutes,
        day=transfer.day,
        note=transfer.note,
        function=transfer.function.code if transfer.function else None,
    )


def _transfer_shape(made: Transfer) -> TransferShape:
    moved = made.lines.filter(minutes__gt=0).values_list("minutes", flat=True)
    return TransferShape(id=made.pk, kind=TransferKind(made.kind), day=made.day, minutes=sum(moved))


def _post_shape(post: Post) -> PostShape:
    return PostShape(
        id=post.pk,
        kind=PostKind(post.kind),
        title=post.title,
        text=post.text,
        function=post.function.code if post.function else None,
        commune=post.commune.code if post.commune else None,
        last_day=post.last_day,
        made_at=post.made_at,
    )


def _function_id(code: str | None) -> int | None:
    if code is None:
        return None
    found = Function.objects.filter(code=code).first()
    if found is None:
        raise ProblemError(422, Reason("unknown_choice", "function", {"value": code}))
    return found.pk


def _commune_id(code: str | None) -> int | None:
    if code is None:
        return None
    found = Commune.objects.filter(code=code).first()
    if found is None:
        raise ProblemError(422, Reason("unknown_commune", "commune", {"name": code}))
    return found.pk


@router.get(
    "/time/account",
    **READS,
    response=TimeAccountShape | None,
    operation_id="get_time_account",
    summary=sentence("Read your account of time"),
    description=sentence("null while you have none."),
)
def get_account(request: HttpRequest) -> object:
    account = account_of(user_of(request))
    return _account_shape(account) if account else None


@router.post(
    "/time/account",
    **WRITES,
    response={201: TimeAccountShape},
    operation_id="open_time_account",
    summary=sentence("Open your account of time"),
    description=sentence("It begins at zero and may go below. Opened twice, it is one."),
)
def open_account(request: HttpRequest) -> object:
    return _account_shape(commands.open_account(person=user_of(request)))


@router.get(
    "/time/lines",
    **READS,
    response=PageOf[TimeLineShape],
    operation_id="list_time_lines",
    summary=sentence("List what was noted on your account"),
    description=sentence("Your own only, the oldest first."),
)
def list_lines(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> object:
    lines = Line.objects.filter(account__owner=user_of(request))
    return page_of(
        request,
        response,
        query,
        lines.select_related("transfer__function"),
        key="id",
        shape=_line_shape,
    )


@router.post(
    "/time/transfers",
    **WRITES,
    response={201: TransferShape},
    operation_id="transfer_time",
    summary=sentence("Note that somebody helped"),
    description=sentence("Minutes go from who was helped to each who helped, who is told by mail."),
)
def transfer_time(request: HttpRequest, content: NewTransfer) -> object:
    made = commands.note_help(
        actor=user_of(request),
        payer=content.payer or "",
        payees=content.payees,
        fields=TransferFields(
            content.minutes, content.day, content.note, _function_id(content.function)
        ),
        key=request.headers.get(HEADER) or uuid4().hex,
    )
    return _transfer_shape(made)


@router.post(
    "/time/transfers/{transfer_id}/give-back",
    **WRITES,
    response={201: TransferShape},
    operation_id="give_time_back",
    summary=sentence("Give time back"),
    description=sentence(
        "By its opposite, once: for who received it alone, and for mediators. Nothing is edited."
    ),
)
def give_back(request: HttpRequest, transfer_id: Path[Id]) -> object:
    user = user_of(request)
    transfer: Transfer = or_404(Transfer.objects.seen_by(user).filter(pk=transfer_id).first())
    return _transfer_shape(commands.correct_transfer(actor=user, transfer=transfer))


@router.get(
    "/time/posts",
    response=PageOf[PostShape],
    operation_id="list_time_posts",
    summary=sentence("List offers and needs"),
    description=sentence("Those on the list now. Who wrote them stands on the page only."),
)
def list_posts(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> object:
    found = posts_found(today=today(territory_zone()))
    return page_of(request, response, query, found, key="id", shape=_post_shape)


@router.post(
    "/time/posts",
    **WRITES,
    response={201: PostShape},
    operation_id="publish_time_post",
    summary=sentence("Offer something, or ask for it"),
    description=sentence("Opens your account if you have none. Answers come by mail."),
)
def publish_post(request: HttpRequest, content: NewPost) -> object:
    fields = PostFields(
        content.kind,
        content.title,
        content.text,
        content.last_day,
        _function_id(content.function),
        _commune_id(content.commune),
    )
    return _post_shape(commands.publish_post(actor=user_of(request), fields=fields))


@router.delete(
    "/time/posts/{post_id}",
    **WRITES,
    response={204: None},
    operation_id="end_time_post",
    summary=sentence("Take an offer or a need off the list"),
    description=sentence("For its author and for mediators."),
)
def end_post(request: HttpRequest, post_id: Path[Id]) -> object:
    user = user_of(request)
    post: Post = or_404(Post.objects.kept_by(user).filter(pk=post_id).first())
    commands.end_post(actor=user, post=post)
    return None
