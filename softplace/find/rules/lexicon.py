"""What and where: the words of a search turned into functions, equipment, kinds and communes.

Words are compared in their normal form: folded, without the mark of the plural. A word that
nobody knows is read as the nearest word that somebody does (Damerau-Levenshtein with adjacent
transpositions, "optimal string alignment"): one slip in four letters, two from eight on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from softplace.foundation.text import folded

LONGEST_PHRASE_WORDS = 7

# Articles, prepositions and the verbs of asking, in both languages: they select nothing.
IDLE_WORDS = frozenset(
    [
        "a",
        "ai",
        "alors",
        "au",
        "aux",
        "avec",
        "c",
        "ce",
        "ces",
        "cet",
        "cette",
        "chez",
        "comment",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "faire",
        "fais",
        "faut",
        "il",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "lui",
        "ma",
        "me",
        "mes",
        "mon",
        "n",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ou",
        "par",
        "pas",
        "peut",
        "plus",
        "pour",
        "puis",
        "qu",
        "que",
        "quel",
        "quelle",
        "quelles",
        "quels",
        "qui",
        "refaire",
        "s",
        "sa",
        "sans",
        "se",
        "ses",
        "son",
        "sur",
        "ta",
        "te",
        "tes",
        "toi",
        "ton",
        "tu",
        "un",
        "une",
        "vers",
        "veux",
        "voudrais",
        "vous",
        "y",
        "aller",
        "avoir",
        "besoin",
        "cherche",
        "chercher",
        "trouver",
        "trouve",
        "ouvert",
        "ouverte",
        "ouverts",
        "ouvertes",
        "fait",
        "where",
        "what",
        "who",
        "how",
        "i",
        "m",
        "my",
        "your",
        "the",
        "an",
        "and",
        "any",
        "at",
        "by",
        "can",
        "do",
        "for",
        "find",
        "from",
        "get",
        "go",
        "have",
        "how",
        "in",
        "is",
        "it",
        "near",
        "need",
        "of",
        "on",
        "open",
        "or",
        "some",
        "someone",
        "somewhere",
        "that",
        "there",
        "this",
        "to",
        "want",
        "with",
        "within",
        "would",
        "like",
        "looking",
        "public",
        "please",
        "svp",
        "merci",
        "service",
    ]
)
# "service" alone says nothing; "France Services" is a phrase and is read before idle words go.
PLACE_WORDS = (
    ("pres", "de"),
    ("proche", "de"),
    ("autour", "de"),
    ("a", "cote", "de"),
    ("vers",),
    ("near",),
    ("around",),
    ("in",),
    ("at",),
    ("a",),
    ("au",),
    ("aux",),
    ("sur",),
    ("dans",),
)


@dataclass(frozen=True)
class Locality:
    """A commune as search knows it."""

    code: str
    name: str
    latitude: float
    longitude: float
    population: int = 0
    is_near_territory: bool = True


@dataclass(frozen=True)
class Concept:
    """Something looked for: a place answers if it has any one of the alternatives."""

    phrase: str = ""
    """The folded words that said it, which a place's own name may also hold; empty for a filter."""
    functions: frozenset[int] = frozenset()
    place_kinds: frozenset[str] = frozenset()
    resource_kinds: frozenset[str] = frozenset()
    equipment: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    accessibility: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()

    def joined(self, other: "Concept") -> "Concept":
        """Either of the two."""
        return Concept(
            self.phrase or other.phrase,
            self.functions | other.functions,
            self.place_kinds | other.place_kinds,
            self.resource_kinds | other.resource_kinds,
            self.equipment | other.equipment,
            self.uses | other.uses,
            self.accessibility | other.accessibility,
            self.modes | other.modes,
        )

    @property
    def speaks_of_resources(self) -> bool:
        return bool(self.resource_kinds or self.equipment or self.uses)


@dataclass(frozen=True)
class Lexicon:
    """All that a search can recognise. Keys are in normal form."""

    phrases: Mapping[str, Concept] = field(default_factory=dict)
    localities: Mapping[str, tuple[Locality, ...]] = field(default_factory=dict)
    """By name and by post code; of one name, the nearest to the territory first."""
    place_words: frozenset[str] = frozenset()
    """Words of the published places, folded."""
    towns: tuple[Locality, ...] = ()
    """Communes of the territory and around it, the biggest first."""
    function_ids: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """By code: the function and all that is below it in the tree."""

    @property
    def _words_of_phrases(self) -> frozenset[str]:
        cached = self.__dict__.get("_cached_words")
        if cached is None:
            cached = frozenset(word for phrase in self.phrases for word in phrase.split())
            self.__dict__["_cached_words"] = cached
        return cached


@dataclass(frozen=True)
class Understood:
    """What a text was understood to say."""

    concepts: tuple[Concept, ...] = ()
    words: tuple[str, ...] = ()
    """Other words, each of which a place must have."""
    locality: Locality | None = None
    corrections: tuple[tuple[str, str], ...] = ()
    """(typed, read as)."""


def normal(text: str) -> str:
    """Folded, and every word of four letters or more without its final s or x."""
    return " ".join(_singular(word) for word in folded(text).split())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def allowed_slips(word: str) -> int:
    return 0 if len(word) < 4 or word.isdigit() else 1 if len(word) < 8 else 2


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """The known word within the allowed slips, the nearest, then the first in the alphabet."""
    slips = allowed_slips(word)
    if not slips:
        return None
    near = [w for w in known if abs(len(w) - len(word)) <= slips and not w.isdigit()]
    found = process.extract(word, sorted(near), scorer=OSA.distance, score_cutoff=slips, limit=1)
    return found[0][0] if found else None


def nearest_locality(name: str, lexicon: Lexicon) -> Locality | None:
    """The commune of that name or post code, slips forgiven."""
    key = normal(name)
    exact = lexicon.localities.get(key)
    if exact:
        return exact[0]
    without_code = " ".join(word for word in key.split() if not word.isdigit())
    if without_code and without_code in lexicon.localities:
        return lexicon.localities[without_code][0]
    codes = [word for word in key.split() if word.isdigit() and len(word) == 5]
    if codes and codes[0] in lexicon.localities:
        return lexicon.localities[codes[0]][0]
    key = without_code or key
    near = nearest_word(key, lexicon.localities)
    if near is None and key.startswith("st "):
        near = nearest_word("saint " + key[3:], lexicon.localities)
    return lexicon.localities[near][0] if near else None


def understood(text: str, lexicon: Lexicon, *, may_name_locality: bool = True) -> Understood:
    """Read a folded text word by word, the longest phrase first."""
    tokens = [_singular(word) for word in text.split()]
    raw = text.split()
    known = lexicon._words_of_phrases
    concepts: list[Concept] = []
    words: list[str] = []
    corrections: list[tuple[str, str]] = []
    locality: Locality | None = None
    at = 0
    while at < len(tokens):
        if may_name_locality and locality is None:
            found, length = _locality_at(tokens, at, lexicon)
            if found is not None:
                locality, at = found, at + length
                continue
        concept, length = _concept_at(tokens, at, lexicon)
        if concept is not None:
            concepts.append(concept)
            at += length
            continue
        token = tokens[at]
        if raw[at] in IDLE_WORDS or token in IDLE_WORDS or (len(token) == 1 and token.isalpha()):
            at += 1
            continue
        if token not in known and not _begins_a_word(raw[at], lexicon.place_words):
            near = nearest_word(token, known)
            if near is not None:
                tokens[at] = near
                concept, _ = _concept_at(tokens, at, lexicon)
                starts_phrase = concept is not None or any(
                    p.startswith(near) for p in lexicon.phrases
                )
                if starts_phrase:
                    corrections.append((raw[at], near))
                    raw[at] = near
                    if concept is not None:
                        continue
            if near is None and (close := nearest_word(raw[at], lexicon.place_words)):
                corrections.append((raw[at], close))
                raw[at] = close
        words.append(raw[at])
        at += 1
    return Understood(
        tuple(_once(concepts)), tuple(dict.fromkeys(words)), locality, tuple(corrections)
    )


def _begins_a_word(start: str, words: Iterable[str]) -> bool:
    return any(word.startswith(start) for word in words)


def _once(concepts: Sequence[Concept]) -> list[Concept]:
    """Concepts that say the same become one ("France Services, maison France Services")."""
    kept: list[Concept] = []
    for concept in concepts:
        if all(replace(concept, phrase="") != replace(other, phrase="") for other in kept):
            kept.append(concept)
    return kept


def _concept_at(tokens: Sequence[str], at: int, lexicon: Lexicon) -> tuple[Concept | None, int]:
    for length in range(min(LONGEST_PHRASE_WORDS, len(tokens) - at), 0, -1):
        phrase = " ".join(tokens[at : at + length])
        concept = lexicon.phrases.get(phrase)
        if concept is not None:
            return replace(concept, phrase=phrase), length
    return None, 0


def _locality_at(tokens: Sequence[str], at: int, lexicon: Lexicon) -> tuple[Locality | None, int]:
    """A commune named here: after a preposition any commune; bare, one of the territory."""
    lead = 0
    for words in PLACE_WORDS:
        normalised = tuple(_singular(word) for word in words)
        if tuple(tokens[at : at + len(words)]) == normalised:
            lead = len(words)
            break
    start = at + lead
    for length in range(min(LONGEST_PHRASE_WORDS, len(tokens) - start), 0, -1):
        name = " ".join(tokens[start : start + length])
        found = lexicon.localities.get(name)
        if not found or (length == 1 and name in IDLE_WORDS):
            continue
        if not lead and (not found[0].is_near_territory or name in lexicon.phrases):
            continue
        return found[0], lead + length
    if (
        lead
        and start < len(tokens)
        and allowed_slips(tokens[start])
        and not _concept_at(tokens, start, lexicon)[0]
    ):
        # A slip in a commune's name, forgiven only after a preposition and near the territory.
        for length in range(min(LONGEST_PHRASE_WORDS, len(tokens) - start), 0, -1):
            name = " ".join(tokens[start : start + length])
            near = nearest_word(name, lexicon.localities)
            if near and lexicon.localities[near][0].is_near_territory and len(name) >= 4:
                if name in lexicon.place_words:
                    continue
                return lexicon.localities[near][0], lead + length
    return None, 0
