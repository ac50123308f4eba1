"""What the pages of keepers share."""

from typing import Any

from django import template

from softplace.places.models import Place
from softplace.web.keeper.pages import pages_of_place

register = template.Library()


@register.filter
def keeper_pages(place: Place) -> list[Any]:
    """`{% for title, pages in place|keeper_pages %}`"""
    return pages_of_place(place)
