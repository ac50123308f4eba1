"""The form of a service market."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as word

from softplace.places.enums import PlaceKind
from softplace.places.models import Place, PlaceQuerySet
from softplace.rounds.models import Market
from softplace.rounds.rules import LONGEST_NAME, LONGEST_REMARK, MarketFields
from softplace.web.choice_fields import OneOf, offer
from softplace.web.rounds.timed_form import TimedForm, initial_of_times


class SquareField(OneOf[Place]):
    """A place of the territory by its address on the pages."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Place.objects.none(), to_field_name="slug", **options)

    def label_from_instance(self, square: Place) -> str:
        return f"{square.commune.name} – {square.name}" if square.commune else square.name


class MarketForm(TimedForm):
    name = forms.CharField(
        label=word("Name of the market"),
        max_length=LONGEST_NAME,
        help_text=word("As it stands on the poster: “Market of services of the valley”."),
    )
    square = SquareField(label=word("Square"))
    text = forms.CharField(
        label=word("A few words"),
        help_text=word("For the poster and the page: what people find there."),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, squares: QuerySet[Place], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "square", squares)

    def market_fields(self) -> MarketFields:
        said = self.cleaned_data
        return MarketFields(self.times(), said["name"], said["square"].pk, said["text"])


def squares_of(places: PlaceQuerySet) -> PlaceQuerySet:
    """Squares first: where else services meet is a place too."""
    found = places.filter(is_published=True, is_mobile=False).select_related("commune")
    squares = found.filter(kind=PlaceKind.MARKET)
    chosen = squares if squares.exists() else found
    return chosen.order_by("commune__name", "name", "id")


def initial_of_market(market: Market) -> dict[str, Any]:
    return initial_of_times(market.times) | {
        "name": market.name,
        "square": market.square.slug,
        "text": market.text,
    }
