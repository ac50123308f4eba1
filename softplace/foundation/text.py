"""Text as search compares it."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def folded(text: str) -> str:
    """Lower case, without accents, ligatures or punctuation; words separated by one space.

    >>> folded("L’Œuvre d'Été, à Crest")
    'l oeuvre d ete a crest'
    """
    lowered = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    bare = "".join(letter for letter in lowered if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", bare).strip()


def one_line(text: str, longest: int) -> str:
    """The text on one line, without control characters, at most `longest` characters.

    >>> one_line(" Yoga\\nBcc: all", 20)
    'Yoga Bcc: all'
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(plain.split())[:longest].rstrip()
