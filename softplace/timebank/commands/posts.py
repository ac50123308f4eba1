"""Offers and needs, and the answers to them."""

from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from softplace.foundation.clock import now, today
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.territory.queries import territory_zone
from softplace.timebank.commands.accounts import open_account
from softplace.timebank.models import Account, Answer, Post
from softplace.timebank.rules import PostFields, reasons_to_refuse_answer, reasons_to_refuse_post
from softplace.trail.commands import record

PASS_ON_TASK = "pass_on_answer"


@transaction.atomic
def publish_post(*, actor: User, fields: PostFields) -> Post:
    """Offer something to all, or ask them for it; opens the account of who has none."""
    account = open_account(person=actor)
    # Against two posts at once that would each be the last one allowed.
    Account.objects.select_for_update().get(pk=account.pk)
    day = today(territory_zone())
    standing = Post.objects.standing(day).filter(account=account).count()
    refuse(reasons_to_refuse_post(fields, today=day, standing_count=standing))
    post = Post.objects.create(
        account=account,
        kind=fields.kind,
        title=" ".join(fields.title.split()),
        text=fields.text.strip(),
        last_day=fields.last_day,
        function_id=fields.function_id,
        commune_id=fields.commune_id,
        made_at=now(),
    )
    record(actor=actor, verb="publish_post", subject=post)
    return post


@transaction.atomic
def end_post(*, actor: User, post: Post) -> Post:
    """Take it off the list; its author may, and mediators. Doing it twice changes nothing."""
    post = Post.objects.select_for_update(of=("self",)).select_related("account").get(pk=post.pk)
    if post.account.owner_id != actor.pk and not actor.is_mediator:
        raise Refused(Reason("not_your_account"))
    if post.ended_at is None:
        post.ended_at = now()
        post.save(update_fields=["ended_at"])
        record(actor=actor, verb="end_post", subject=post)
    return post


@transaction.atomic
def answer_post(*, actor: User, post: Post, text: str) -> Answer:
    """Write to the author of a post. The author is told by mail and may reply directly."""
    post = Post.objects.select_related("account").get(pk=post.pk)
    if not Post.objects.standing(today(territory_zone())).filter(pk=post.pk).exists():
        raise Refused(Reason("post_is_over"))
    # Against two answers at once that would each be the last one allowed.
    User.objects.select_for_update().get(pk=actor.pk)
    since = now() - timedelta(days=1)
    refuse(
        reasons_to_refuse_answer(
            text,
            is_own=post.account.owner_id == actor.pk,
            answers_today=Answer.objects.filter(person=actor, made_at__gt=since).count(),
        )
    )
    answer = Answer.objects.create(post=post, person=actor, text=text.strip(), made_at=now())
    app.configure_task(PASS_ON_TASK).defer(answer_id=answer.pk)
    return answer


def mark_passed_on(*, answer: Answer) -> None:
    """It has reached the author."""
    Answer.objects.filter(pk=answer.pk).update(passed_on_at=now())
