"""Mails of the time bank, in the language of who reads them."""

from django.utils import translation
from django.utils.translation import gettext as _

from softplace.timebank.commands import mark_passed_on
from softplace.timebank.models import Answer, Transfer
from softplace.web import words
from softplace.web.plain_mails import full_address, plain_mail
from softplace.web.timebank.time_words import balance, name_of


def tell_of_transfer(transfer_id: int) -> int:
    """Tell each person whose account it moved, the one who noted it aside; how many mails left."""
    transfer = Transfer.objects.filter(pk=transfer_id).first()
    if transfer is None:
        return 0
    lines = list(transfer.lines.select_related("account__owner"))
    sent = 0
    for line in lines:
        reader = line.account.owner
        if reader is None or reader.pk == transfer.made_by_id:
            continue
        across = [one.account for one in lines if one.minutes * line.minutes < 0]
        with translation.override(reader.language):
            context = {
                "transfer": transfer,
                "came": line.minutes > 0,
                "time": words.duration_in_hours(abs(line.minutes)),
                "names": ", ".join(map(name_of, across)),
                "day": words.day(transfer.day),
                "balance": balance(line.account.balance_minutes),
                "address": full_address("time-account"),
            }
            subject = _("Your account of time") + f" · {balance(line.minutes)}"
            plain_mail(reader, subject, "mail/time_transfer.txt", context).send()
        sent += 1
    return sent


def pass_on_answer(answer_id: int) -> int:
    """Pass an answer on to the author of the post, who may reply to it directly."""
    answers = Answer.objects.select_related("post__account__owner", "person")
    answer = answers.filter(pk=answer_id, passed_on_at=None).first()
    if answer is None or answer.post.account.owner is None:
        return 0
    reader = answer.post.account.owner
    with translation.override(reader.language):
        context = {
            "answer": answer,
            "address": full_address("time-post", answer.post_id),
        }
        subject = _("An answer to “%(title)s”") % {"title": answer.post.title}
        mail = plain_mail(reader, subject, "mail/time_answer.txt", context)
        mail.reply_to = [answer.person.email]
        mail.send()
    mark_passed_on(answer=answer)
    return 1
