"""How accounts behave on the pages of django-allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from softplace.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.language = (get_language() or "fr")[:2]
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page of each role, where no other was asked for."""
        user = request.user
        if isinstance(user, User) and user.is_planner:
            return reverse("planner-territory")
        if isinstance(user, User) and user.places.exists():
            return reverse("keeper-places")
        return reverse("find")


class SignupForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, required=False)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Asked for by django-allauth; the adapter has already kept everything."""
