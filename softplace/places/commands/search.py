"""Keeping the words by which places are found in step with what is said of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection, transaction

from softplace.foundation.text import folded
from softplace.places.models import Place, PlaceFunction, Resource
from softplace.places.vocabulary import (
    ACCESSIBILITY_WORDS,
    EQUIPMENT_WORDS,
    PLACE_KIND_WORDS,
    RESOURCE_KIND_WORDS,
    USE_WORDS,
    Phrases,
)
from softplace.territory.models import Function


@transaction.atomic
def refresh_search_text(*, place_ids: Iterable[int] | None = None) -> int:
    """Write anew the search text of places (None: of all); the number of texts that changed.

    Five queries, however many places. To be called by whatever changes a place, its functions
    or its resources, inside the same transaction.
    """
    changed = stale_search_texts(place_ids=place_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE places_place SET search_text = fresh.text "
            "FROM unnest(%s::bigint[], %s::text[]) AS fresh(id, text) "
            "WHERE places_place.id = fresh.id",
            [list(changed), list(changed.values())],
        )
    return len(changed)


def stale_search_texts(*, place_ids: Iterable[int] | None = None) -> dict[int, str]:
    """What the search text of places should be, where it is something else; changes nothing."""
    places = Place.objects.all()
    # In an order of their own: the words of a text come in that order, whatever was updated since.
    offers = PlaceFunction.objects.order_by("id")
    resources = Resource.objects.order_by("id")
    if place_ids is not None:
        ids = list(place_ids)
        places = places.filter(id__in=ids)
        offers, resources = offers.filter(place_id__in=ids), resources.filter(place_id__in=ids)
    phrases_of_function = _function_phrases()
    phrases: dict[int, list[str]] = defaultdict(list)
    before: dict[int, str] = {}
    for place_id, text, name, kind, address, commune, accessibility in places.values_list(
        "id", "search_text", "name", "kind", "address", "commune__name", "accessibility"
    ):
        before[place_id] = text
        phrases[place_id] += [name, *PLACE_KIND_WORDS.get(kind, ()), address, commune or ""]
        phrases[place_id] += _words(ACCESSIBILITY_WORDS, accessibility)
    for place_id, function_id in offers.values_list("place_id", "function_id"):
        phrases[place_id] += phrases_of_function[function_id]
    for place_id, name, kind, equipment, uses in resources.values_list(
        "place_id", "name", "kind", "equipment", "uses"
    ):
        phrases[place_id] += [name, *RESOURCE_KIND_WORDS.get(kind, ())]
        phrases[place_id] += _words(EQUIPMENT_WORDS, equipment) + _words(USE_WORDS, uses)
    return {
        place_id: text
        for place_id, old in before.items()
        if (text := _search_text(phrases[place_id])) != old
    }


def _words(vocabulary: Mapping[str, Phrases], codes: Iterable[str]) -> list[str]:
    return [phrase for code in codes for phrase in vocabulary.get(code, ())]


def _function_phrases() -> dict[int, list[str]]:
    """For each function, its names and synonyms in both languages, and its ancestors' names."""
    rows = {
        row[0]: row
        for row in Function.objects.values_list(
            "id", "parent_id", "name_fr", "name_en", "synonyms_fr", "synonyms_en"
        )
    }
    phrases: dict[int, list[str]] = {}
    for function_id, (_, parent, name_fr, name_en, synonyms_fr, synonyms_en) in rows.items():
        phrases[function_id] = [name_fr, name_en, *synonyms_fr, *synonyms_en]
        seen = {function_id}
        while parent is not None and parent not in seen:
            seen.add(parent)
            _, above, name_fr, name_en, _, _ = rows[parent]
            phrases[function_id] += [name_fr, name_en]
            parent = above
    return phrases


def _search_text(phrases: Iterable[str]) -> str:
    """Each word once, in the order in which it first comes."""
    return " ".join(dict.fromkeys(folded(" ".join(phrases)).split()))
