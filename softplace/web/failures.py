"""Pages for what goes wrong: each says what happened, why, and what to do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _failure(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    return render(
        request, "failure.html", {"title": title, "advice": advice, "status": status}, status=status
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _failure(
        request,
        404,
        _("There is nothing at this address."),
        _("It may have moved, or the link may be incomplete. Search for the place instead."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _failure(
        request,
        403,
        _("Your account may not do this."),
        _(
            "Sign in with another account, or ask somebody who may: a keeper of the place, a planner of the territory or an administrator."
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _failure(
        request,
        403,
        _("This form is too old to be sent."),
        _("Nothing was changed. Go back, reload the page and send it again."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _failure(
        request,
        500,
        _("Something broke on our side."),
        _(
            "Nothing that you sent was half saved. Try again in a minute; if it happens again, tell the territory."
        ),
    )
