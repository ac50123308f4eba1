"""The form of the Find page: its choices, and those that are on."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from softplace.find.enums import Part, When
from softplace.find.queries import functions_offered
from softplace.find.rules import Asked
from softplace.find.rules.question import CHOICES
from softplace.people.enums import Audience
from softplace.places.enums import Accessibility, Equipment, Mode, PlaceKind, ResourceKind
from softplace.web import words

RADII_KM = (2, 5, 10, 20, 30, 50, 100)


def form(asked: Asked) -> dict[str, Any]:
    """The choices of the form, with those that are on."""
    language = get_language() or "fr"
    fields = asked.fields
    functions = functions_offered()

    def on(name: str) -> str:
        return next(iter(fields.get(name, ())), "")

    moment = asked.question.moment
    day = on("day") or (moment.when if moment.when not in set(When) else "")
    is_in_words = not set(fields) & {"when", "day", "part", "from", "to"}
    if is_in_words:
        # The fields stay empty: they would still say it after the words have changed.
        chosen_when, chosen_part, day = "", "", ""
    else:
        chosen_when = "" if day or moment.when == When.WEEK else moment.when
        chosen_part = moment.part
    says_when = is_in_words and (moment.when != When.WEEK or bool(moment.part))
    more = {"function", "for", "day", "from", "to", "radius", *CHOICES}
    return {
        "q": on("q"),
        "where": on("where"),
        "whens": _marked(_whens(is_day=bool(day), says_when=says_when), chosen_when),
        "parts": _marked([("", _("Any hour")), *parts_of_day()], chosen_part),
        "day": day,
        "from_time": on("from"),
        "to_time": on("to"),
        "radii": _marked(
            [("", words.distance(20_000))]
            + [(str(km), words.distance(km * 1000)) for km in RADII_KM if km != 20],
            on("radius"),
        ),
        "audiences": _marked(words.choices(Audience, _("Anyone")), on("for")),
        "latitude": on("lat"),
        "longitude": on("lng"),
        "functions": _marked(
            [
                ("", _("Anything")),
                *sorted(
                    ((f.code, f.name(language)) for f in functions),
                    key=lambda pair: pair[1].lower(),
                ),
            ],
            on("function"),
        ),
        "kinds": _marked(words.choices(PlaceKind, _("Any kind")), on("kind")),
        "resources": _marked(words.choices(ResourceKind, _("Anything")), on("resource")),
        "modes": _marked(words.choices(Mode, _("Any way")), on("mode")),
        "equipments": _marked(words.choices(Equipment), *fields.get("equipment", ())),
        "accessibilities": _marked(words.choices(Accessibility), *fields.get("accessibility", ())),
        # What is on stands above the list; the filters open where something in them is wrong.
        "more_is_open": any(reason.field in more for reason in asked.reasons),
        "popular": functions[:6] if not fields else [],
        "language": language,
    }


def _marked(pairs: Sequence[tuple[Any, Any]], *on: str) -> list[tuple[Any, Any, bool]]:
    return [(value, label, str(value) in on) for value, label in pairs]


def _whens(*, is_day: bool, says_when: bool) -> list[tuple[str, str]]:
    """The first, with no value, leaves the choice to the day given or to the words typed."""
    otherwise = _("Next 7 days")
    if is_day:
        otherwise = _("On the day chosen")
    elif says_when:
        otherwise = _("As my words say")
    return [
        ("", otherwise),
        (When.NOW, _("Now")),
        (When.TODAY, _("Today")),
        (When.TOMORROW, _("Tomorrow")),
        (When.WEEKEND, _("This weekend")),
    ]


def parts_of_day() -> list[tuple[str, str]]:
    return [
        (Part.MORNING, _("Morning")),
        (Part.NOON, _("Lunchtime")),
        (Part.AFTERNOON, _("Afternoon")),
        (Part.EVENING, _("Evening")),
    ]
