"""What mails of all areas share: a plain text for one reader, and addresses that lead back here."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from softplace.people.models import User


def full_address(name: str, *arguments: object) -> str:
    """The address of a page for somebody who is not on this site.

    While nobody has said where this installation is, it is on this machine.
    """
    return f"{settings.ADDRESS or 'http://localhost:8000'}{reverse(name, args=arguments)}"


def plain_mail(
    reader: User, subject: str, template: str, context: Mapping[str, Any]
) -> EmailMessage:
    """A mail in the active language; its subject is one line whatever it holds."""
    body = render_to_string(template, {"reader": reader, **context})
    return EmailMessage(subject=" ".join(subject.split()), body=body, to=[reader.email])
