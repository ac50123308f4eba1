"""The French catalogue: `check` that all is translated and well set, `update` it with new words.

Source texts are English. They are found in Python by `gettext` and its kin, and in templates
by Django's own reading of them; Babel keeps the catalogue. No gettext program is needed.
"""

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

WEB = Path(__file__).parent
PACKAGE = WEB.parent
FRENCH = WEB / "locale" / "fr" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "sentence": None,
    "word": None,
    "word_of": ((1, "c"), 2),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

NO_BREAK = "\N{NO-BREAK SPACE}"
# A plain space before a sign of two parts or inside guillemets lets it fall onto the next line.
MISPRINT = re.compile(r" [:;?!»](?!\S)|«(?!\N{NO-BREAK SPACE})|(?<=\w)'(?=\w)|\"(?![^<]*>)")


def extracted() -> Catalog:
    """Every text of the pages, in the order of files."""
    catalog = Catalog(locale="en")
    sources = [*PACKAGE.rglob("*.py"), *(WEB / "templates").rglob("*")]
    for path in sorted(sources):
        if path.suffix not in {".py", ".html", ".txt"}:
            continue
        text = path.read_text()
        if path.suffix != ".py":
            # Indentation means nothing in a template, and everything to who reads it as Python.
            lines = templatize(text, origin=str(path)).splitlines()
            text = "\n".join(line.lstrip() for line in lines)
        for _line, message, comments, context in extract(
            "python", BytesIO(text.encode()), keywords=KEYWORDS
        ):
            flags = ["python-format"] if "%(" in str(message) else []
            catalog.add(message, context=context, auto_comments=comments, flags=flags)
    return catalog


def french() -> Catalog:
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def untranslated(source: Catalog, catalog: Catalog) -> list[str]:
    """Texts with no French, and French whose placeholders differ from the English ones."""
    faults = []
    for message in source:
        if not message.id:
            continue
        name = str(message.id if isinstance(message.id, str) else message.id[0])
        known = catalog.get(
            message.id if isinstance(message.id, str) else message.id[0], message.context
        )
        strings = () if known is None else known.string
        strings = (strings,) if isinstance(strings, str) else strings
        if known is None or known.fuzzy or not strings or not all(strings):
            faults.append(f"untranslated: {name}")
        else:
            faults += [f"{error}: {name}" for error in known.check(catalog)]
    return faults


def well_set(text: str) -> str:
    """French with non-breaking spaces and curly apostrophes where they are due."""
    text = re.sub(r" (?=[:;?!»](?!\S))", NO_BREAK, text).replace("« ", f"«{NO_BREAK}")
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def misprints(catalog: Catalog) -> list[str]:
    """French with straight quotation marks, or where a non-breaking space is due."""
    faults = []
    for message in catalog:
        strings = (message.string,) if isinstance(message.string, str) else message.string or ()
        faults += [f"misprint: {text}" for text in strings if message.id and MISPRINT.search(text)]
    return faults


def unused(source: Catalog, catalog: Catalog) -> list[str]:
    """French that no page asks for any more."""
    return [
        f"unused: {message.id}"
        for message in catalog
        if message.id
        and source.get(
            message.id if isinstance(message.id, str) else message.id[0], message.context
        )
        is None
    ]


def update() -> int:
    """Add what is new with no French, set the French well, drop what nothing asks for.

    The number left to translate.
    """
    source, catalog = extracted(), french()
    for message in source:
        key = message.id if isinstance(message.id, str) else (message.id or [""])[0]
        if message.id and catalog.get(key, message.context) is None:
            catalog.add(message.id, context=message.context, flags=message.flags)
    for message in list(catalog):
        if message.id and isinstance(message.string, str):
            message.string = well_set(message.string)
        elif message.id and message.string:
            message.string = tuple(well_set(text) for text in message.string)
        key = message.id if isinstance(message.id, str) else (message.id or [""])[0]
        if message.id and source.get(key, message.context) is None:
            catalog.delete(key, message.context)
    with FRENCH.open("wb") as file:
        write_po(file, catalog, sort_output=True, no_location=True, width=100, ignore_obsolete=True)
    return len(untranslated(source, catalog))


def main(command: str) -> int:
    if not settings.configured:
        settings.configure()
    if command == "update":
        left = update()
        sys.stdout.write(f"{left} texts to translate in {FRENCH}\n")
        return 0
    source, catalog = extracted(), french()
    faults = untranslated(source, catalog) + misprints(catalog) + unused(source, catalog)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if faults:
        sys.stdout.write("Run `make messages`, then mend the catalogue.\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
