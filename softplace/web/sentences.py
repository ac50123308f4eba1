"""Reason codes become sentences for people here, and nowhere else.

A sentence says what happened, why, and what to do now. Its placeholders are the names of the
reason's details.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from softplace.foundation.errors import Reason
from softplace.web.board_sentences import BOARD_SENTENCES
from softplace.web.booking_sentences import BOOKING_SENTENCES
from softplace.web.import_sentences import IMPORT_SENTENCES
from softplace.web.matching_sentences import MATCHING_SENTENCES
from softplace.web.opening_sentences import OPENING_SENTENCES
from softplace.web.place_sentences import PLACE_SENTENCES
from softplace.web.reach_sentences import REACH_SENTENCES
from softplace.web.rounds_sentences import ROUNDS_SENTENCES
from softplace.web.timebank_sentences import TIMEBANK_SENTENCES
from softplace.web.vacancy_sentences import VACANCY_SENTENCES
from softplace.web.words import WEEKDAYS, day, is_french, moment

SENTENCES: dict[str, str] = {
    **BOOKING_SENTENCES,
    **BOARD_SENTENCES,
    **OPENING_SENTENCES,
    **PLACE_SENTENCES,
    **IMPORT_SENTENCES,
    **REACH_SENTENCES,
    **MATCHING_SENTENCES,
    **VACANCY_SENTENCES,
    **ROUNDS_SENTENCES,
    **TIMEBANK_SENTENCES,
    "required": sentence("This is needed: fill it in."),
    # --- Searches
    "search_too_long": sentence(
        "This search is longer than %(limit)s characters. Keep the words that matter."
    ),
    "radius_out_of_range": sentence(
        "This distance cannot be searched. Give a number of kilometres from %(smallest)s to "
        "%(largest)s."
    ),
    "not_a_point": sentence(
        "This is not a point on the globe: the latitude goes from -90 to 90 and the longitude "
        "from -180 to 180, and both are needed."
    ),
    "commune_or_point_needed": sentence("Say where it is: give its commune, or its coordinates."),
    "unknown_commune": sentence(
        "No commune is called “%(name)s” here. Check the spelling, or give its post code."
    ),
    "not_a_date": sentence(
        "“%(value)s” is not a date of the calendar. Give a day such as 2026-11-24."
    ),
    "year_out_of_range": sentence("Give a date between the years %(first)s and %(last)s."),
    "not_a_time": sentence("“%(value)s” is not an hour of the day. Give one such as 14:30."),
    "ends_before_start": sentence("It ends before it starts. Give a later end."),
    "unknown_choice": sentence("“%(value)s” is not one of the choices. Choose from the list."),
    # --- Studies on a cluster
    "cluster_not_reached": sentence(
        "No worker of the cluster at %(address)s answered within %(seconds)s seconds. Check the "
        "address, and that its workers run; or leave --cluster out to work on this machine."
    ),
    "study_part_lost": sentence(
        "The workers died %(times)s times over the part “%(part)s”, so the study stopped; they "
        "may lack memory. What was done is kept: give the same command again to go on."
    ),
    # --- Any value that is typed or sent
    "too_long": sentence("This is too long: at most %(limit)s characters."),
    "too_short": sentence("This is too short: at least %(limit)s characters."),
    "too_many": sentence("There are too many of these: at most %(limit)s."),
    "too_few": sentence("There are too few of these: at least %(limit)s."),
    "too_small": sentence("This number is too small: it must be %(limit)s or more."),
    "too_large": sentence("This number is too large: it must be %(limit)s or less."),
    "unprintable": sentence("This holds characters that cannot be shown. Type it again."),
    "not_text": sentence("This must be a text."),
    "not_a_number": sentence("This must be a number."),
    "not_a_day": sentence("This must be a date that exists, such as 2026-11-24."),
    "not_an_instant": sentence(
        "This must be an instant with its offset, such as 2026-11-24T09:00:00+01:00 (in an "
        "address, write + as %%2B)."
    ),
    "instant_without_zone": sentence(
        "This instant lacks its offset from UTC: write 2026-11-24T09:00:00+01:00, or Z."
    ),
    "out_of_time": sentence("This instant is out of reach: from %(first)s to %(last)s only."),
    "not_true_or_false": sentence("This must be true or false."),
    "not_a_list": sentence("This must be a list."),
    "not_an_object": sentence("This must be an object with named fields."),
    "wrong_form": sentence("This does not have the form that is expected here."),
    "unknown_value": sentence("This value is not known here. Known are: %(expected)s."),
    # --- The API
    "dates_said_twice": sentence(
        "The dates are picked one by one, so this is one thing too many. Give one or the other."
    ),
    "unknown_field": sentence("This field is not known here: take it out, or mend its name."),
    "unknown_parameter": sentence(
        "The parameter “%(name)s” is not known here: take it out, or mend its name."
    ),
    "nul_character": sentence("The character NUL cannot be kept: take it out."),
    "nested_too_deep": sentence("This is nested too deep."),
    "not_json": sentence("The body is not JSON. Nothing was changed: mend it and send it again."),
    "not_json_type": sentence(
        "The body must be JSON: send it with Content-Type: application/json."
    ),
    "body_too_large": sentence("The body is too large: at most 5 MB. Nothing was changed."),
    "unreadable_request": sentence("This request cannot be read. Nothing was changed."),
    "method_not_allowed": sentence("This address answers to %(methods)s only."),
    "nothing_here": sentence(
        "There is nothing at this address, or nothing that you may see. Check it, or sign in."
    ),
    "not_allowed": sentence("Your account may not do this. Ask someone who keeps this place."),
    "not_your_account": sentence("This belongs to another account."),
    "broken": sentence(
        "Something broke on our side; nothing was half done. Try again in a minute."
    ),
    "not_now": sentence("This cannot be answered just now. Try again in a minute."),
    "too_many_requests": sentence(
        "More than %(limit)s requests in one minute. Wait %(wait_seconds)s seconds, then go on."
    ),
    "sign_in_first": sentence(
        "This needs an account: send a token (Authorization: Bearer ...) or sign in."
    ),
    "not_a_bearer_token": sentence(
        "The Authorization header is not understood: write Bearer, a space, then the token."
    ),
    "unknown_token": sentence("This token is not known. Make a new one on the account page."),
    "token_revoked": sentence("This token was revoked. Make a new one on the account page."),
    "token_expired": sentence("This token has expired. Make a new one on the account page."),
    "token_lacks_scope": sentence(
        "This token may not do this: it lacks the scope %(scope)s. Make one that has it."
    ),
    "csrf_token_missing": sentence(
        "Signed in by cookie, a write needs the header X-CSRFToken. Reload the page, or use a token."
    ),
    "bad_cursor": sentence("This cursor is not one of ours. Begin again without it."),
    "cursor_of_another_query": sentence(
        "This cursor belongs to a list with other filters. Begin again without it."
    ),
    "changed_since": sentence(
        "It was changed since you read it. Nothing was written: read it again, then decide."
    ),
    "bad_idempotency_key": sentence(
        "An Idempotency-Key has 1 to %(limit)s plain characters (a UUID is a good one)."
    ),
    "idempotency_key_used": sentence(
        "This Idempotency-Key was sent before with another request. Use a new key for a new one."
    ),
    "still_being_answered": sentence(
        "The same request is still being answered. Ask again in a moment with the same key."
    ),
    "side_of_box_missing": sentence("A rectangle has four sides: south, west, north and east."),
    "window_too_long": sentence(
        "These instants lie too far apart: at most %(limit_days)s days. Ask in parts."
    ),
    "box_inside_out": sentence("South must be below north, and west left of east."),
    # --- Tokens of the API
    "token_without_scope": sentence("Choose at least one thing that the token may do."),
    "unknown_scope": sentence("There is no scope %(scope)s."),
    "token_expired_at_birth": sentence("Its end lies in the past: choose a later date."),
    "token_too_long_lived": sentence("A token lasts %(limit_days)s days at most."),
    "too_many_tokens": sentence(
        "You hold %(limit)s valid tokens, as many as one may: revoke one that you do not need."
    ),
}


def told(reason: Reason) -> str:
    """The reason as a sentence in the active language."""
    words = SENTENCES.get(reason.code)
    if words is None:
        return str(reason)
    return _(words) % {name: _spoken(name, value) for name, value in reason.details.items()}


def _spoken(name: str, value: object) -> object:
    """A detail as it stands in a sentence: a moment, a day and a weekday are said in words."""
    if isinstance(value, datetime):
        return moment(value, year=True)
    if isinstance(value, date):
        return day(value, year=True)
    if name == "weekday" and isinstance(value, int):
        weekday = str(WEEKDAYS[value])
        return weekday.lower() if is_french() else weekday
    return value


def told_by_field(reasons: Iterable[Reason]) -> dict[str, list[str]]:
    """Sentences grouped by the input that they are about, for a form; "" is the whole."""
    fields: dict[str, list[str]] = {}
    for reason in reasons:
        fields.setdefault(reason.field, []).append(told(reason))
    return fields
