"""The tokens of the API that an account holds: seen, made and revoked by their owner."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from softplace.foundation.clock import now
from softplace.foundation.errors import Refused
from softplace.people.commands import IssuedToken, issue_token, revoke_token
from softplace.people.enums import Scope
from softplace.people.models import ApiToken, User
from softplace.web import words
from softplace.web.forms import add_reasons

TERMS_DAYS = (30, 90, 365)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=word("What it is for"),
        help_text=word("So that you know it again: “Town website”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=word("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=word("Never more than your own account may."),
    )
    term_days = forms.TypedChoiceField(label=word("For how long"), coerce=int)

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.fields["scopes"].choices = words.choices(Scope)  # type: ignore[attr-defined]
        self.fields["term_days"].choices = [  # type: ignore[attr-defined]
            (days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days})
            for days in TERMS_DAYS
        ]


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and the form to make one. The key is shown in the answer to the form, once."""
    owner = request.user
    assert isinstance(owner, User)
    issued: IssuedToken | None = None
    form = TokenForm(request.POST or None, initial={"term_days": TERMS_DAYS[1]})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            issued = issue_token(
                actor=owner,
                user=owner,
                name=said["name"],
                scopes=said["scopes"],
                expires_at=now() + timedelta(days=said["term_days"]),
            )
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            form = TokenForm(initial={"term_days": TERMS_DAYS[1]})
    return render(
        request,
        "account_tokens/tokens.html",
        {
            "form": form,
            "issued": issued,
            "address": request.build_absolute_uri("/api/my-places"),
            "held": ApiToken.objects.filter(user=owner).valid_at(now()).order_by("-created_at"),
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    owner = request.user
    assert isinstance(owner, User)
    token = get_object_or_404(ApiToken, pk=token_id, user=owner)
    revoke_token(actor=owner, token=token)
    messages.success(request, _("The token “%(name)s” was revoked.") % {"name": token.name})
    return redirect("account-tokens")
