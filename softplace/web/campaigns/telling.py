"""What the engine says of a refusal, as sentences for the applicant and for who decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from softplace.matching.enums import ApplicantKind
from softplace.matching.models import Request
from softplace.places.models import Place, Resource
from softplace.web import words

CAUSES = {
    "no_room_fits": sentence("No offered room fits what was asked for."),
    "outside_opening_hours": sentence(
        "Rooms fit, but none is open long enough within the hours given."
    ),
    "booked": sentence(
        "Rooms fit and are open, but closures and earlier bookings leave too few dates."
    ),
    "ruled_out": sentence(
        "What would fit was ruled out or was given to others by the people who decide."
    ),
    "one_a_day": sentence(
        "More sessions were asked for than there are days on which they could take place."
    ),
    "applicant_busy": sentence(
        "Something was free, but the applicant is in another room at that time."
    ),
    "applicant_elsewhere": sentence(
        "The applicant is in another room whenever this session could take place."
    ),
    "taken": sentence("All that fit was taken by requests of higher value."),
}
NONE_LEFT = {
    "wish": sentence(
        "No offered room fits: what was wished for is not offered, and nothing else would do."
    ),
    "distance": sentence("No offered room fits: all are farther away than was allowed."),
    "audience": sentence("No offered room fits: those near enough are for others."),
    "noise": sentence("No offered room fits: in those that remained, it must be quieter."),
    "layout": sentence("No offered room fits: those that remained are not set up that way."),
    "equipment": sentence("No offered room fits: those that remained lack some of the equipment."),
    "headcount": sentence("No offered room fits: those that remained are too small."),
}
"""By the test of `engines.matching.rooms` after which no room was left."""
YOUR_WISH = {
    "not_offered": sentence("Your %(rank)s wish, %(name)s, is not offered in this campaign."),
    "does_not_fit": sentence("Your %(rank)s wish, %(name)s, does not fit: %(why)s."),
    "closed_then": sentence(
        "Your %(rank)s wish, %(name)s, is not open long enough in the hours you gave."
    ),
    "booked": sentence(
        "Your %(rank)s wish, %(name)s, was booked or closed on too many of your dates."
    ),
    "taken": sentence("Your %(rank)s wish, %(name)s, was taken by requests of higher value."),
    "taken_by": sentence(
        "Your %(rank)s wish, %(name)s, was taken by requests of higher value: %(others)s."
    ),
}
WISH_OF_OTHERS = {
    "not_offered": sentence("The %(rank)s wish, %(name)s, is not offered in this campaign."),
    "does_not_fit": sentence("The %(rank)s wish, %(name)s, does not fit: %(why)s."),
    "closed_then": sentence(
        "The %(rank)s wish, %(name)s, is not open long enough in the hours asked for."
    ),
    "booked": sentence(
        "The %(rank)s wish, %(name)s, was booked or closed on too many of the dates."
    ),
    "taken": sentence("The %(rank)s wish, %(name)s, was taken by requests of higher value."),
    "taken_by": sentence(
        "The %(rank)s wish, %(name)s, was taken by requests of higher value: %(others)s."
    ),
}
ORDINALS = (
    sentence("first"), sentence("second"), sentence("third"), sentence("fourth"),
    sentence("fifth"), sentence("sixth"), sentence("seventh"), sentence("eighth"),
    sentence("ninth"), sentence("tenth"),
)  # fmt: skip
BEFORE = {
    "wish": sentence("wished for (%(count)s)"),
    "distance": sentence("near enough (%(count)s)"),
    "audience": sentence("for these people (%(count)s)"),
    "noise": sentence("loud enough (%(count)s)"),
    "layout": sentence("set up that way (%(count)s)"),
    "equipment": sentence("with the equipment (%(count)s)"),
}
"""What the tests before the one that left no room left of the offered rooms."""
TESTS = {
    "audience": sentence("it is for others"),
    "noise": sentence("it is too quiet a place"),
    "layout": sentence("it has not this layout"),
    "equipment": sentence("equipment is missing"),
    "headcount": sentence("it is too small"),
}
AGAINST = {
    "wish": sentence("not among the wishes"),
    "distance": sentence("too far away"),
    "audience": sentence("for another audience"),
    "noise": sentence("too loud for the room"),
    "layout": sentence("another layout"),
    "equipment": sentence("equipment is missing"),
    "headcount": sentence("too many people"),
    "window": sentence("other hours than asked for"),
    "minutes": sentence("another length than asked for"),
    "start": sentence("other hours than asked for"),
    "weekday": sentence("another day than asked for"),
    "room": sentence("not among the wishes"),
    "radius": sentence("too far away"),
    "dates": sentence("fewer dates"),
}
LOST = {
    "booked": sentence("booked before"),
    "closed": sentence("closed"),
    "public_holiday": sentence("public holiday"),
}


@dataclass(frozen=True)
class Known:
    """Names of what refusals speak of, read once for all of them."""

    resources: Mapping[int, Resource]
    places: Mapping[int, Place]
    requests: Mapping[int, Request]

    def resource(self, pk: int | None) -> str:
        found = self.resources.get(pk or 0)
        return f"{found.name}, {found.place.name}" if found else ""

    def others(self, pks: Sequence[int]) -> list[str]:
        """Associations by their names; a person is never named to another."""
        names = []
        for pk in pks:
            request = self.requests.get(pk)
            if request is None:
                continue
            if request.applicant.kind == ApplicantKind.PERSON:
                names.append(_("a person"))
            else:
                names.append(request.applicant.name)
        return list(dict.fromkeys(names))


def known_of(told: Sequence[Mapping[str, Any]]) -> Known:
    """The rows that these refusals speak of. Three queries."""
    resources, places, requests = set(), set(), set()
    for each in told:
        details = each["details"]
        requests.add(each["request"])
        resources.add(details.get("resource"))
        requests |= set(details.get("by", ()))
        for wish in details.get("wishes", ()):
            resources.add(wish.get("resource"))
            places.add(wish.get("place"))
            requests |= set(wish.get("by", ()))
        resources |= {each["resource"] for each in each["alternatives"]}
    return Known(
        Resource.objects.select_related("place").in_bulk([pk for pk in resources if pk]),
        Place.objects.in_bulk([pk for pk in places if pk]),
        Request.objects.select_related("applicant").in_bulk(list(requests)),
    )


def against_words(against: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(_(AGAINST[each]) for each in against if each in AGAINST))


def lost_words(reason: str) -> str:
    return _(LOST[reason]) if reason in LOST else reason


def lost_dates(lost: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Dates that fall out, each with why."""
    return [(words.day_short(date.fromisoformat(day)), lost_words(reason)) for day, reason in lost]


def cause_words(cause: str) -> str:
    return _(CAUSES[cause]) if cause in CAUSES else cause


def explained(told: Mapping[str, Any]) -> str:
    """The cause of one refusal; where no room fits, with the test that left none and those before.

    Of the tests before, only those are told that took some rooms away, with how many they left.
    """
    left = told["details"].get("tests", {})
    if told["cause"] == "no_room_fits":
        failed = next((test for test in NONE_LEFT if left.get(test) == 0), None)
        if failed is not None:
            before = _tests_before(failed, left)
            return " ".join([_(NONE_LEFT[failed]), *before])
    return cause_words(told["cause"])


def _tests_before(failed: str, left: Mapping[str, int]) -> list[str]:
    names = list(NONE_LEFT)
    counts = [(name, left[name]) for name in names[: names.index(failed)] if name in left]
    # The first count says how many rooms came into question at all.
    narrowed = [
        (name, count)
        for at, (name, count) in enumerate(counts)
        if at == 0 or count < counts[at - 1][1]
    ]
    if not narrowed:
        return []
    parts = [_(BEFORE[name]) % {"count": words.number(count)} for name, count in narrowed]
    return [_("Rooms that were left, test after test: %(tests)s.") % {"tests": ", ".join(parts)}]


def when_words(weekday: int, start: int, minutes: int) -> str:
    """ "Tuesday 18:00–19:30"."""
    name = str(words.WEEKDAYS[weekday])
    name = name.lower() if words.is_french() else name
    return f"{name} {words.hours(start, start + minutes)}"


def wish_sentences(told: Mapping[str, Any], known: Known, *, to_planner: bool = False) -> list[str]:
    """What became of each wish, said to who has it or to who decides."""
    outcomes = WISH_OF_OTHERS if to_planner else YOUR_WISH
    return [_wish(wish, known, outcomes) for wish in told["details"].get("wishes", ())]


def _wish(wish: Mapping[str, Any], known: Known, outcomes: Mapping[str, str]) -> str:
    rank = wish["rank"]
    place = known.places.get(wish.get("place") or 0)
    name = place.name if place else known.resource(wish.get("resource"))
    said = {
        "rank": _(ORDINALS[rank]) if rank < len(ORDINALS) else str(rank + 1),
        "name": name or _("a room that is gone"),
    }
    outcome = wish["outcome"]
    if outcome == "does_not_fit":
        said["why"] = ", ".join(_(TESTS[test]) for test in wish.get("tests", ()) if test in TESTS)
    elif outcome == "taken" or outcome not in outcomes:
        said["others"] = ", ".join(known.others(wish.get("by", ())))
        outcome = "taken_by" if said["others"] else "taken"
    return _(outcomes[outcome]) % said


def nearest_sentence(told: Mapping[str, Any], known: Known) -> str:
    """The option that was nearest to being served, and what it was worth against what it met."""
    details = told["details"]
    if told["cause"] != "taken" or "worth" not in details:
        return ""
    said = {
        "room": known.resource(details.get("resource")),
        "when": when_words(details["weekday"], details["start"], details["minutes"]),
        "worth": words.number(details["worth"]),
        "against": words.number(details["against"]),
        "others": ", ".join(known.others(details.get("by", ()))) or _("others"),
    }
    return (
        _(
            "Nearest to being served was %(room)s, %(when)s: worth %(worth)s points, against "
            "%(against)s of what stands there (%(others)s)."
        )
        % said
    )


CHANGES = {
    "minutes": sentence("If it lasts %(duration)s only"),
    "room": sentence("In a room that was not wished for"),
    "radius": sentence("Farther away, within %(radius_km)s km"),
    "equipment": sentence("Without this equipment: %(without)s"),
    "layout": sentence("In another layout: %(layout)s"),
    "headcount": sentence("With %(headcount)s people at most"),
    "dates": sentence("On fewer dates"),
    "weekday": sentence("On another day of the week"),
}
EARLIER, LATER = (
    sentence("%(shift)s earlier than your hours"),
    sentence("%(shift)s later than your hours"),
)
EARLIER_THAN_ASKED, LATER_THAN_ASKED = (
    sentence("%(shift)s earlier than the applicant’s hours"),
    sentence("%(shift)s later than the applicant’s hours"),
)


@dataclass(frozen=True)
class Alternative:
    """A change that would be served, as a line with its button."""

    number: int
    change: str
    where: str
    when: str
    date_count: int
    first: str
    last: str


def alternatives_of(
    told: Mapping[str, Any], known: Known, *, to_planner: bool = False
) -> list[Alternative]:
    """The computed changes, smallest first, said to who asked or to who decides."""
    asked = known.requests.get(told["request"])
    shifts = (EARLIER_THAN_ASKED, LATER_THAN_ASKED) if to_planner else (EARLIER, LATER)
    return [
        _alternative(number, each, known, asked, shifts)
        for number, each in enumerate(told["alternatives"])
    ]


def _alternative(
    number: int,
    each: Mapping[str, Any],
    known: Known,
    asked: Request | None,
    shifts: tuple[str, str],
) -> Alternative:
    details = dict(each["details"])
    said = {
        "duration": words.duration(each["minutes"]),
        "radius_km": words.number(float(details.get("radius_km", 0)), 1),
        "without": words.label(details.get("without", ""), "Equipment").lower(),
        "layout": words.label(each["layout"], "Layout").lower(),
        "headcount": words.number(each["headcount"]),
    }
    dates = [date.fromisoformat(day) for day in each["dates"]]
    return Alternative(
        number,
        ", ".join(_changes(each, asked, said, shifts)),
        known.resource(each["resource"]),
        when_words(each["weekday"], each["start"], each["minutes"]),
        len(dates),
        words.day_short(dates[0]),
        words.day_short(dates[-1]),
    )


def _changes(
    each: Mapping[str, Any],
    asked: Request | None,
    said: Mapping[str, object],
    shifts: tuple[str, str],
) -> Iterator[str]:
    """All that is other than asked for: what was given up, the hour, the length."""
    kind = each["kind"]
    if kind in CHANGES:
        yield _(CHANGES[kind]) % said
    if asked is None:
        return
    shift = _shift(each, asked.windows)
    if shift:
        earlier, later = shifts
        yield _(earlier if shift < 0 else later) % {"shift": words.duration(abs(shift))}
    if kind != "minutes" and each["minutes"] < asked.wished_minutes:
        yield _("for %(duration)s only") % said


def _shift(each: Mapping[str, Any], windows: Sequence[Sequence[int]]) -> int:
    """Minutes by which it lies before (below 0) or after the nearest hours that were given."""
    start, end = each["start"], each["start"] + each["minutes"]
    on_the_day = [window for window in windows if window[0] == each["weekday"]]
    shifts = []
    for _weekday, opens, closes in on_the_day or windows:
        early, late = opens - start, end - closes
        shifts.append(0 if max(early, late) <= 0 else -early if early >= late else late)
    return min(shifts, key=abs, default=0)
