"""The words that search knows, read from the database and kept by the process.

They are read anew when functions, communes or places changed; the check is one query a search.
The words of places, which only mend slips, and the functions of the menus are read at most once
a minute.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.models import Count

from softplace.find.queries.answers import FunctionName
from softplace.find.rules import Concept, Lexicon, Locality
from softplace.find.rules.lexicon import normal
from softplace.foundation.clock import monotonic_seconds
from softplace.foundation.distances import great_circle_metres
from softplace.places.vocabulary import (
    ACCESSIBILITY_WORDS,
    EQUIPMENT_WORDS,
    MODE_WORDS,
    PLACE_KIND_WORDS,
    RESOURCE_KIND_WORDS,
    USE_WORDS,
    Phrases,
)
from softplace.territory.models import Commune, Function

NEAR_TERRITORY_METRES = 120_000.0
MOST_TOWNS = 600
KEPT_SECONDS = 60.0
_VOCABULARIES = {
    "place_kinds": PLACE_KIND_WORDS,
    "resource_kinds": RESOURCE_KIND_WORDS,
    "equipment": EQUIPMENT_WORDS,
    "uses": USE_WORDS,
    "accessibility": ACCESSIBILITY_WORDS,
    "modes": MODE_WORDS,
}


@dataclass
class _Kept:
    """What this process has read."""

    signature: tuple[object, ...] | None = None
    lexicon: Lexicon = field(default_factory=Lexicon)
    words_of: object = None
    words_read_at: float = float("-inf")
    offered: tuple[FunctionName, ...] = ()
    offered_read_at: float = float("-inf")


_kept = _Kept()


def forget_lexicon() -> None:
    """Read everything anew on the next search."""
    global _kept
    _kept = _Kept()


def current_lexicon() -> Lexicon:
    """One query where nothing changed, four more where something did."""
    with connection.cursor() as cursor:
        # xmin also changes when a row is edited; the function tree is small enough to be read.
        cursor.execute(
            "SELECT (SELECT max(xmin::text::bigint) FROM territory_function), "
            "(SELECT count(*) FROM territory_function), "
            "(SELECT max(id) FROM territory_commune), "
            "(SELECT (latitude, longitude)::text FROM territory_territory LIMIT 1), "
            "(SELECT max(id) FROM places_place)"
        )
        *signature, last_place = cursor.fetchone()
    if tuple(signature) != _kept.signature:
        _kept.lexicon = replace(_read(), place_words=_kept.lexicon.place_words)
        _kept.signature = tuple(signature)
    now = monotonic_seconds()
    if last_place != _kept.words_of and now - _kept.words_read_at > KEPT_SECONDS:
        _kept.lexicon = replace(_kept.lexicon, place_words=_place_words())
        _kept.words_of, _kept.words_read_at = last_place, now
    return _kept.lexicon


def functions_offered() -> tuple[FunctionName, ...]:
    """The functions that some published place offers, the most offered first.

    For menus: read at most once a minute.
    """
    now = monotonic_seconds()
    if now - _kept.offered_read_at > KEPT_SECONDS:
        rows = (
            Function.objects.filter(offers__place__is_published=True)
            .annotate(places_count=Count("offers"))
            .order_by("-places_count", "id")
            .values_list("code", "name_fr", "name_en")
        )
        _kept.offered = tuple(FunctionName(*row) for row in rows)
        _kept.offered_read_at = now
    return _kept.offered


def _read() -> Lexicon:
    phrases: dict[str, Concept] = {}

    def add(phrase: str, concept: Concept) -> None:
        key = normal(phrase)
        if key:
            phrases[key] = phrases[key].joined(concept) if key in phrases else concept

    for name, vocabulary in _VOCABULARIES.items():
        _add_codes(name, vocabulary, add)
    function_ids: dict[str, frozenset[int]] = {}
    rows = list(
        Function.objects.values_list(
            "id", "parent_id", "code", "name_fr", "name_en", "synonyms_fr", "synonyms_en"
        )
    )
    below = _descendants([(row[0], row[1]) for row in rows])
    for function_id, _, code, name_fr, name_en, synonyms_fr, synonyms_en in rows:
        function_ids[code] = below[function_id]
        for phrase in (name_fr, name_en, *synonyms_fr, *synonyms_en):
            add(phrase, Concept(functions=below[function_id]))
    localities = _localities()
    towns = {
        locality.code: locality
        for of_name in localities.values()
        for locality in of_name
        if locality.is_near_territory
    }
    biggest = sorted(towns.values(), key=lambda town: (-town.population, town.code))
    return Lexicon(
        phrases=phrases,
        localities=localities,
        towns=tuple(biggest[:MOST_TOWNS]),
        function_ids=function_ids,
    )


def _add_codes(
    name: str, vocabulary: Mapping[str, Phrases], add: Callable[[str, Concept], None]
) -> None:
    for code, words in vocabulary.items():
        for phrase in words:
            add(phrase, Concept(**{name: frozenset({str(code)})}))  # type: ignore[arg-type]


def _descendants(rows: list[tuple[int, int | None]]) -> dict[int, frozenset[int]]:
    """Each id to itself and all below it."""
    parent_of = dict(rows)
    below: dict[int, set[int]] = {node: {node} for node in parent_of}
    for node in parent_of:
        above, seen = parent_of[node], {node}
        while above is not None and above not in seen:
            below[above].add(node)
            seen.add(above)
            above = parent_of.get(above)
    return {node: frozenset(nodes) for node, nodes in below.items()}


def _localities() -> dict[str, tuple[Locality, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT latitude, longitude FROM territory_territory LIMIT 1")
        centre = cursor.fetchone()
    found: dict[str, list[tuple[float, Locality]]] = {}
    rows = Commune.objects.values_list(
        "code", "name", "latitude", "longitude", "population", "folded_name", "post_codes"
    )
    for code, name, latitude, longitude, population, folded_name, post_codes in rows:
        metres = great_circle_metres(centre[0], centre[1], latitude, longitude) if centre else 0.0
        near = metres <= NEAR_TERRITORY_METRES
        locality = Locality(code, name, latitude, longitude, population or 0, near)
        for key in {normal(folded_name), *post_codes}:
            # Far away, the biggest of the name; near, the nearest.
            found.setdefault(key, []).append(
                (metres if near else 1e9 - (population or 0), locality)
            )
    return {
        key: tuple(locality for _, locality in sorted(places, key=lambda pair: pair[0]))
        for key, places in found.items()
    }


def _place_words() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unnest(string_to_array(search_text, ' ')) FROM places_place "
            "WHERE is_published"
        )
        return frozenset(word for (word,) in cursor.fetchall())
