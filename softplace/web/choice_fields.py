"""Fields in which people choose rows: each says in its class how a row is called on the page."""

from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.db.models import QuerySet

from softplace.territory.models import Function
from softplace.web import words

if TYPE_CHECKING:
    OneOf = forms.ModelChoiceField
    SomeOf = forms.ModelMultipleChoiceField
else:
    # Only for who checks types do Django's own say of which model they are.
    class OneOf(forms.ModelChoiceField):
        def __class_getitem__(cls, model):
            return cls

    class SomeOf(forms.ModelMultipleChoiceField):
        def __class_getitem__(cls, model):
            return cls


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let people choose among these, in a field that is declared with none."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class FunctionField(OneOf[Function]):
    """A function by its name in the language of the page, and in the order of those names."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Function.objects.none(), **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        # Each form copies its fields when it is made: then the language is known.
        copied = super().__deepcopy__(memo)
        copied.queryset = Function.objects.order_by(f"name_{_language()}")
        return copied

    def label_from_instance(self, function: Function) -> str:
        return function.name(_language())


class FunctionsField(FunctionField, SomeOf[Function]):
    """Some of them."""


def _language() -> str:
    return "fr" if words.is_french() else "en"
