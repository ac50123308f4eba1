"""The tree of functions, which planners extend."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_http_methods, require_safe

from softplace.foundation.errors import Refused
from softplace.foundation.text import folded
from softplace.places.commands import change_function
from softplace.territory.commands import add_function
from softplace.territory.models import Function
from softplace.territory.rules import FunctionFields
from softplace.web import words
from softplace.web.choice_fields import FunctionField
from softplace.web.forms import add_reasons
from softplace.web.keeper.access import for_planners, signed_in


class SynonymsField(forms.CharField):
    """Words separated by commas or lines."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        parts = [part.strip() for line in text.splitlines() for part in line.split(",")]
        return list(dict.fromkeys(part for part in parts if part))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class FunctionForm(forms.Form):
    code = forms.CharField(
        label=word("Code"),
        required=False,
        help_text=word(
            "Small letters and underscores, like identity_papers. It never changes after."
        ),
    )
    parent = FunctionField(
        label=word("Below"),
        required=False,
        empty_label=word("nothing: it stands at the top"),
    )
    name_fr = forms.CharField(label=word("Name in French"))
    name_en = forms.CharField(label=word("Name in English"))
    synonyms_fr = SynonymsField(
        label=word("Other words in French"),
        required=False,
        help_text=word("What people type when they look for it, separated by commas."),
    )
    synonyms_en = SynonymsField(label=word("Other words in English"), required=False)

    def __init__(self, function: Function | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if function is not None:
            del self.fields["code"]

    def function_fields(self) -> FunctionFields:
        said = self.cleaned_data
        return FunctionFields(
            parent=said["parent"],
            name_fr=said["name_fr"].strip(),
            name_en=said["name_en"].strip(),
            synonyms_fr=said["synonyms_fr"],
            synonyms_en=said["synonyms_en"],
        )


@require_safe
@for_planners
def list_functions(request: HttpRequest) -> HttpResponse:
    language = "fr" if words.is_french() else "en"
    nodes: dict[int | None, dict[str, Any]] = {
        function.pk: {"function": function, "name": function.name(language), "children": []}
        for function in Function.objects.annotate(place_count=Count("offers"))
    }
    roots: list[dict[str, Any]] = []
    for node in sorted(nodes.values(), key=lambda node: folded(node["name"])):
        parent = nodes.get(node["function"].parent_id)
        (parent["children"] if parent else roots).append(node)
    return render(request, "planner/functions.html", {"nodes": roots, "part": "functions"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_planners
def edit_function(request: HttpRequest, code: str = "") -> HttpResponse:
    function = get_object_or_404(Function, code=code) if code else None
    if request.method != "POST":
        return _editor(
            request, function, FunctionForm(function, initial=_initial(request, function))
        )
    form = FunctionForm(function, request.POST)
    if form.is_valid():
        try:
            if function is None:
                add_function(
                    actor=signed_in(request),
                    code=form.cleaned_data["code"].strip(),
                    **form.function_fields(),
                )
            else:
                change_function(
                    actor=signed_in(request), function=function, **form.function_fields()
                )
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            messages.success(request, _("The function is saved."))
            return redirect("planner-functions")
    return _editor(request, function, form, status=422)


def _initial(request: HttpRequest, function: Function | None) -> dict[str, Any]:
    if function is None:
        parent = Function.objects.filter(code=request.GET.get("below", "")[:60]).first()
        return {"parent": parent.pk if parent else None}
    names = FunctionFields.__annotations__
    return {name: getattr(function, name) for name in names} | {"parent": function.parent_id}


def _editor(
    request: HttpRequest, function: Function | None, form: FunctionForm, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "planner/function.html",
        {"function": function, "form": form, "part": "functions"},
        status=status,
    )
