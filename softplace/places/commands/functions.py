"""Changing a function together with the words by which places that offer it are found."""

from typing import Unpack

from django.db import transaction

from softplace.people.models import User
from softplace.places.commands.search import refresh_search_text
from softplace.places.models import PlaceFunction
from softplace.territory import commands as territory
from softplace.territory.models import Function
from softplace.territory.rules import FunctionFields


@transaction.atomic
def change_function(
    *, actor: User | None, function: Function, **fields: Unpack[FunctionFields]
) -> Function:
    """Rename, move or enrich a function; what lies below it is found by its new names too."""
    function = territory.change_function(actor=actor, function=function, **fields)
    concerned, layer = {function.pk}, {function.pk}
    while layer:
        below = Function.objects.filter(parent__in=layer).values_list("pk", flat=True)
        layer = set(below) - concerned
        concerned |= layer
    offers = PlaceFunction.objects.filter(function__in=concerned)
    refresh_search_text(place_ids=set(offers.values_list("place_id", flat=True)))
    return function
