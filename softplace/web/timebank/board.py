"""Offers and needs, which everybody may read and members answer."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from softplace.foundation.clock import today
from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.territory.queries import territory_zone
from softplace.timebank.commands import answer_post, end_post, publish_post
from softplace.timebank.enums import PostKind
from softplace.timebank.models import Post
from softplace.timebank.queries import Month, months, posts_found
from softplace.web import words
from softplace.web.forms import add_reasons, say_reasons
from softplace.web.keeper.access import signed_in
from softplace.web.timebank.forms import AnswerForm, PostForm
from softplace.web.timebank.time_words import is_mediating, name_of

ON_A_PAGE = 30
USUAL_DAYS = 90


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What people offer and need, and how much was exchanged."""
    day = today(territory_zone())
    asked = {
        name: request.GET.get(name, "").replace("\x00", "")[:80].strip()
        for name in ("kind", "q", "function")
    }
    kind = asked["kind"] if asked["kind"] in PostKind.values else ""
    found = posts_found(today=day, kind=kind, words=asked["q"], function=asked["function"])
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "posts": [post_row(post) for post in page],
        "kinds": [("", _("Offers and needs")), *words.choices(PostKind)],
        "kind": kind,
        "q": asked["q"],
        "function": asked["function"],
        "months": [_month(one) for one in months(day)],
        "query": _query(kind, asked["q"], asked["function"]),
    }
    return render(request, "timebank/board.html", context)


def _query(kind: str, text: str, function: str) -> str:
    said = {"kind": kind, "q": text, "function": function}
    return urlencode({name: value for name, value in said.items() if value})


def _month(month: Month) -> dict[str, Any]:
    return {
        "first": month.first,
        "hours": None if month.minutes is None else words.number(month.minutes / 60, 1),
        "people": month.people,
    }


def post_row(post: Post) -> dict[str, Any]:
    """What a list and a page say of a post."""
    language = get_language() or "fr"
    return {
        "post": post,
        "author": name_of(post.account),
        "function": post.function.name(language) if post.function else "",
        "commune": post.commune.name if post.commune else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def post_page(request: HttpRequest, post_id: int) -> HttpResponse:
    """One offer or need, and the form with which a member answers it."""
    posts = Post.objects.select_related("account__owner", "function", "commune")
    post = get_object_or_404(posts, pk=post_id)
    day, user = today(territory_zone()), request.user
    is_mine = isinstance(user, User) and post.account.owner_id == user.pk
    stands = post.ended_at is None and post.last_day >= day and post.account.is_open
    if not stands and not is_mine and not is_mediating(user):
        return render(request, "timebank/over.html", status=410)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and isinstance(user, User) and form.is_valid():
        try:
            answer_post(actor=user, post=post, text=form.cleaned_data["text"])
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("Your message is on its way. The answer comes by mail."))
            return redirect("time-post", post.pk)
    context = {
        **post_row(post),
        "form": form,
        "is_mine": is_mine,
        "stands": stands,
        "may_end": stands and (is_mine or is_mediating(user)),
    }
    return render(request, "timebank/post.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_post(request: HttpRequest) -> HttpResponse:
    """Offer something, or ask for it."""
    day = today(territory_zone())
    initial: dict[str, Any] = {"last_day": day + timedelta(days=USUAL_DAYS)}
    if request.GET.get("kind") in PostKind.values:
        initial["kind"] = request.GET["kind"]
    form = PostForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = publish_post(actor=signed_in(request), fields=form.post_fields())
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("It is on the list. Answers come to you by mail."))
            return redirect("time-post", made.pk)
    context = {"form": form}
    return render(request, "timebank/new_post.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: HttpRequest, post_id: int) -> HttpResponse:
    """It is over: found, done, or wanted no longer."""
    post = get_object_or_404(Post, pk=post_id)
    try:
        end_post(actor=signed_in(request), post=post)
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    else:
        messages.success(request, _("It is off the list."))
    return redirect("time")
