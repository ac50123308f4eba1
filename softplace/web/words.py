"""The words of the codes, and how hours, lengths, distances and dates are written.

`label(PlaceKind.LIBRARY)` is "Médiathèque" on a French page and "Library" on an English one.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models.enums import Choices
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.utils.translation import pgettext_lazy as word_of

from softplace.bookings.enums import BookingStatus, NoticeKind, Tariff, Visibility
from softplace.matching.enums import ApplicantKind, CampaignStatus, RequestStatus, Rhythm
from softplace.people.enums import Audience, Role, Scope
from softplace.places.enums import (
    Accessibility,
    Commitment,
    Equipment,
    HolidayPolicy,
    KeyHolding,
    Layout,
    Light,
    Mode,
    Noise,
    Pattern,
    PlaceKind,
    ResourceKind,
    Use,
)
from softplace.rounds.enums import Cadence
from softplace.timebank.enums import PostKind

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"

LABELS: dict[type[Choices], Mapping[Any, Any]] = {
    Role: {
        Role.MEDIATOR: word("Mediator"),
        Role.PLANNER: word("Planner"),
        Role.ADMINISTRATOR: word("Administrator"),
    },
    Audience: {
        Audience.EVERYONE: word("Everyone"),
        Audience.RESIDENTS: word("Residents"),
        Audience.PROFESSIONALS: word("Professionals"),
        Audience.MEMBERS: word("Members"),
        Audience.PASS_HOLDERS: word("Pass holders"),
    },
    Scope: {
        Scope.PLACES_READ: word("Read the places"),
        Scope.PLACES_WRITE: word("Change the places"),
        Scope.BOOKINGS_READ: word("Read your bookings, and those at the places you keep"),
        Scope.BOOKINGS_WRITE: word("Book, and change bookings"),
        Scope.STUDIES_READ: word("Read the studies, for planners"),
        Scope.STUDIES_WRITE: word("Change studies and publish scenarios, for planners"),
        Scope.REQUESTS_READ: word("Read your requests, and those for the places you keep"),
        Scope.REQUESTS_WRITE: word("Apply in campaigns, ask for spaces, and take them"),
        Scope.TIME_READ: word("Read your account of time"),
        Scope.TIME_WRITE: word("Note time for who helped you; offer and ask in the time bank"),
    },
    PlaceKind: {
        PlaceKind.TOWN_HALL: word("Town hall"),
        PlaceKind.FRANCE_SERVICES: word("France Services"),
        PlaceKind.POST: word("Post office"),
        PlaceKind.BANK: word("Bank"),
        PlaceKind.THIRD_PLACE: word("Third place"),
        PlaceKind.FAB_LAB: word("Fab lab"),
        PlaceKind.COWORKING: word("Coworking space"),
        PlaceKind.LIBRARY: word("Library"),
        PlaceKind.SCHOOL: word("School"),
        PlaceKind.HALL: word_of("place", "Village hall"),
        PlaceKind.SPORTS: word("Sports facility"),
        PlaceKind.HEALTH: word("Health centre"),
        PlaceKind.COLIVING: word("Co-living house"),
        PlaceKind.SHOP: word("Shop"),
        PlaceKind.MARKET: word("Market square"),
        PlaceKind.TRUCK: word("Truck"),
        PlaceKind.ASSOCIATION: word("Association"),
        PlaceKind.OTHER: word("Other place"),
    },
    ResourceKind: {
        ResourceKind.ROOM: word("Room"),
        ResourceKind.OFFICE: word("Office"),
        ResourceKind.DESK: word("Desk"),
        ResourceKind.COUNTER: word("Counter"),
        ResourceKind.HALL: word_of("resource", "Hall"),
        ResourceKind.WORKSHOP: word("Workshop"),
        ResourceKind.KITCHEN: word("Kitchen"),
        ResourceKind.PITCH: word("Pitch"),
        ResourceKind.BED: word("Bed"),
        ResourceKind.VEHICLE: word("Vehicle"),
        ResourceKind.EQUIPMENT: word_of("resource", "Equipment"),
        ResourceKind.OUTDOORS: word("Outdoors"),
    },
    Layout: {
        Layout.STANDING: word_of("layout", "Standing"),
        Layout.THEATRE: word_of("layout", "Theatre"),
        Layout.CLASSROOM: word_of("layout", "Classroom"),
        Layout.MEETING: word_of("layout", "Meeting"),
        Layout.BANQUET: word_of("layout", "Banquet"),
        Layout.EMPTY: word_of("layout", "Empty"),
    },
    Equipment: {
        Equipment.PROJECTOR: word("Projector"),
        Equipment.SCREEN: word("Screen"),
        Equipment.WHITEBOARD: word("Whiteboard"),
        Equipment.SOUND: word("Sound system"),
        Equipment.STAGE: word("Stage"),
        Equipment.PIANO: word("Piano"),
        Equipment.KITCHEN: word("Kitchen"),
        Equipment.PRINTER: word("Printer"),
        Equipment.COMPUTER: word("Computer"),
        Equipment.WIFI: word("Wi-Fi"),
        Equipment.VIDEOCALL: word("Video call"),
        Equipment.PRINTER_3D: word("3D printer"),
        Equipment.LASER_CUTTER: word("Laser cutter"),
        Equipment.SEWING_MACHINE: word("Sewing machine"),
        Equipment.WATER: word("Water"),
        Equipment.POWER: word("Power supply"),
        Equipment.HEATING: word("Heating"),
        Equipment.CONFIDENTIAL: word("Confidential: not overheard"),
    },
    Noise: {
        Noise.QUIET: word_of("noise", "Quiet"),
        Noise.TALK: word_of("noise", "Talking"),
        Noise.MUSIC: word_of("noise", "Music"),
        Noise.LOUD: word_of("noise", "Loud"),
    },
    Light: {
        Light.NONE: word_of("light", "No daylight"),
        Light.SOME: word_of("light", "Some daylight"),
        Light.DAYLIGHT: word_of("light", "Full daylight"),
        Light.DIMMABLE: word_of("light", "Can be made dark"),
    },
    Use: {
        Use.MEETING: word_of("use", "Meetings"),
        Use.TEACHING: word_of("use", "Teaching"),
        Use.RECEPTION: word_of("use", "Receptions"),
        Use.CARE: word_of("use", "Care"),
        Use.FOOD: word_of("use", "Meals"),
        Use.ALCOHOL: word_of("use", "Alcohol"),
        Use.SPORT: word_of("use", "Sport"),
        Use.DANCE: word_of("use", "Dance"),
        Use.REHEARSAL: word_of("use", "Rehearsal"),
        Use.SALE: word_of("use", "Sales"),
        Use.CRAFT: word_of("use", "Crafts"),
        Use.CHILDREN: word_of("use", "Children"),
        Use.ANIMALS: word_of("use", "Animals"),
        Use.OVERNIGHT: word_of("use", "Overnight stays"),
    },
    Accessibility: {
        Accessibility.STEP_FREE: word("Step-free access"),
        Accessibility.LIFT: word("Lift"),
        Accessibility.ADAPTED_TOILETS: word("Adapted toilets"),
        Accessibility.HEARING_LOOP: word("Hearing loop"),
        Accessibility.BRAILLE: word("Braille"),
        Accessibility.SIGN_LANGUAGE: word("Sign language"),
        Accessibility.EASY_READING: word("Easy reading"),
        Accessibility.RESERVED_PARKING: word("Reserved parking"),
        Accessibility.QUIET_ROOM: word("Quiet room"),
        Accessibility.GUIDE_DOGS: word("Guide dogs welcome"),
    },
    KeyHolding: {
        KeyHolding.STAFF: word("The staff opens"),
        KeyHolding.SHARED: word("Users hold keys"),
        KeyHolding.CODE: word("A code opens the door"),
        KeyHolding.PICK_UP: word("The key is picked up"),
        KeyHolding.OPEN: word("There is no door to open"),
    },
    Commitment: {
        Commitment.HOUR: word_of("commitment", "One hour"),
        Commitment.HALF_DAY: word_of("commitment", "Half a day"),
        Commitment.DAY: word_of("commitment", "One day"),
        Commitment.MONTH: word_of("commitment", "One month"),
        Commitment.YEAR: word_of("commitment", "One year"),
    },
    Mode: {
        Mode.WALK_IN: word("Walk in"),
        Mode.APPOINTMENT: word("By appointment"),
        Mode.KEY: word("With a key"),
    },
    Pattern: {
        Pattern.WEEKLY: word("Every week"),
        Pattern.ONCE: word("Once"),
        Pattern.RECURRENCE: word("On some weeks or days of the month"),
        Pattern.HOURS: word("By an opening-hours expression"),
    },
    HolidayPolicy: {
        HolidayPolicy.AS_USUAL: word("Open as usual"),
        HolidayPolicy.CLOSED: word_of("holidays", "Closed"),
        HolidayPolicy.ONLY: word_of("holidays", "Open then only"),
    },
    BookingStatus: {
        BookingStatus.HELD: word_of("booking", "Kept for some minutes"),
        BookingStatus.REQUESTED: word_of("booking", "Requested"),
        BookingStatus.CONFIRMED: word_of("booking", "Confirmed"),
        BookingStatus.REFUSED: word_of("booking", "Refused"),
        BookingStatus.CANCELLED: word_of("booking", "Cancelled"),
        BookingStatus.EXPIRED: word_of("booking", "Expired"),
        BookingStatus.RELEASED: word_of("booking", "Released"),
    },
    Tariff: {
        Tariff.FREE: word_of("tariff", "Free of charge"),
        Tariff.EUROS: word_of("tariff", "In euros"),
        Tariff.MINUTES: word_of("tariff", "In minutes of the time bank"),
        Tariff.SOCIAL: word_of("tariff", "Social: a share of the price in euros"),
    },
    Visibility: {
        Visibility.KEEPERS: word_of("visibility", "The keepers only"),
        Visibility.SIGNED_IN: word_of("visibility", "Whoever is signed in"),
        Visibility.EVERYONE: word_of("visibility", "Everyone"),
    },
    CampaignStatus: {
        CampaignStatus.DRAFT: word_of("campaign", "Draft"),
        CampaignStatus.OPEN: word_of("campaign", "Open"),
        CampaignStatus.DECIDING: word_of("campaign", "Being decided"),
        CampaignStatus.PUBLISHED: word_of("campaign", "Published"),
        CampaignStatus.ENDED: word_of("campaign", "Ended"),
    },
    ApplicantKind: {
        ApplicantKind.PERSON: word_of("applicant", "A person"),
        ApplicantKind.ASSOCIATION: word_of("applicant", "An association"),
        ApplicantKind.COMPANY: word_of("applicant", "A company"),
        ApplicantKind.PUBLIC_SERVICE: word_of("applicant", "A public service"),
    },
    Rhythm: {
        Rhythm.WEEKLY: word("Every week"),
        Rhythm.EVERY_OTHER_WEEK: word("Every other week"),
        Rhythm.ONCE: word("Once"),
    },
    Cadence: {
        Cadence.WEEKLY: word("Every week"),
        Cadence.EVERY_OTHER_WEEK: word("Every other week"),
        Cadence.MONTHLY: word("Every month, on the same weekday"),
        Cadence.ONCE: word("Once"),
    },
    PostKind: {
        PostKind.OFFER: word_of("time bank", "Offer"),
        PostKind.NEED: word_of("time bank", "Need"),
    },
    RequestStatus: {
        RequestStatus.SUBMITTED: word_of("request", "Submitted"),
        RequestStatus.SERVED: word_of("request", "Served"),
        RequestStatus.PARTLY_SERVED: word_of("request", "Partly served"),
        RequestStatus.REFUSED: word_of("request", "Refused"),
        RequestStatus.WITHDRAWN: word_of("request", "Withdrawn"),
        RequestStatus.EXPIRED: word_of("request", "Its dates are past"),
    },
    NoticeKind: {
        NoticeKind.HELD: word_of("event", "Kept for some minutes"),
        NoticeKind.REQUESTED: word_of("event", "Requested"),
        NoticeKind.CONFIRMED: word_of("event", "Confirmed"),
        NoticeKind.REFUSED: word_of("event", "Refused"),
        NoticeKind.CHANGED: word_of("event", "Changed"),
        NoticeKind.CANCELLED: word_of("event", "Cancelled"),
        NoticeKind.RELEASED: word_of("event", "Released"),
        NoticeKind.OFFERED: word_of("event", "Offered to the next in line"),
        NoticeKind.RECONFIRM: word_of("event", "Asked for again"),
        NoticeKind.TO_DECIDE: word_of("event", "To be decided"),
    },
}
BY_NAME = {vocabulary.__name__: vocabulary for vocabulary in LABELS}

WEEKDAYS = (
    word("Monday"),
    word("Tuesday"),
    word("Wednesday"),
    word("Thursday"),
    word("Friday"),
    word("Saturday"),
    word("Sunday"),
)
"""Monday is 0."""
WEEKDAYS_SHORT = (
    word("Mon"),
    word("Tue"),
    word("Wed"),
    word("Thu"),
    word("Fri"),
    word("Sat"),
    word("Sun"),
)


def label(code: Any, vocabulary: str = "") -> str:
    """The word for a member of an enum, or for its value with the name of the enum.

    An empty value has no word; one that the enum does not know is its own.
    """
    if code is None or code == "":
        return ""
    if vocabulary:
        try:
            code = BY_NAME[vocabulary](code)
        except ValueError:
            return str(code)
    return str(LABELS[type(code)][code])


def choices(vocabulary: type[Choices], empty: Any = None) -> list[tuple[Any, Any]]:
    """Pairs of value and word for a form; with `empty` as the word of no choice, if given."""
    pairs = [(code.value, words) for code, words in LABELS[vocabulary].items()]
    return [("", empty), *pairs] if empty is not None else pairs


def is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def hour(at: time | datetime | int) -> str:
    """An hour of the day: "9 h 30" or "9:30". A number is minutes since midnight, 1440 too.

    >>> hour(570)
    '9:30'
    """
    minutes = at if isinstance(at, int) else at.hour * 60 + at.minute
    hours, rest = divmod(minutes, 60)
    if hours > 24:
        hours -= 24
    if not is_french():
        return f"{hours}:{rest:02d}"
    end = f"{NO_BREAK}{rest:02d}" if rest else ""
    return f"{hours}{NO_BREAK}h{end}"


def hours(start: time | datetime | int, end: time | datetime | int) -> str:
    """From an hour to another: "9 h – 12 h 30" or "9:00–12:30"."""
    dash = f"{NO_BREAK}– " if is_french() else "–"
    if not isinstance(end, int) and end.hour == 0 and end.minute == 0:
        end = 1440
    return f"{hour(start)}{dash}{hour(end)}"


def duration(minutes: float) -> str:
    """A length of time: "45 min", "1 h 30", "2 days"."""
    whole = round(minutes)
    if whole >= 1440 and whole % 1440 == 0:
        days = whole // 1440
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest}{NO_BREAK}min"
    return f"{hours}{NO_BREAK}h{f'{NO_BREAK}{rest:02d}' if rest else ''}"


def duration_in_hours(minutes: int) -> str:
    """A length that is not of days: ten hours a week are not a day, nor are 24."""
    if minutes < 60 or minutes % 60:
        return duration(minutes)
    return f"{minutes // 60}{NO_BREAK}h"


def roughly(minutes: float) -> str:
    """How long until something, to the part that matters: "45 min", "5 h", "12 days"."""
    whole = max(0, round(minutes))
    if whole >= 2 * 1440:
        return duration(whole // 1440 * 1440)
    return duration(whole // 60 * 60 if whole >= 120 else whole)


def _number(value: float, digits: int) -> str:
    text = number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)
    separator = "," if is_french() else "."
    return text.rstrip("0").rstrip(separator) if separator in text else text


def number(value: float, digits: int = 0) -> str:
    """A number with the separators of the language: "12 345,6" or "12,345.6"."""
    return _number(value, digits)


def named(name: object, said: object) -> str:
    """A thing and what is said of it: "matin : vacant", "morning: idle"."""
    colon = f"{NO_BREAK}: " if is_french() else ": "
    return f"{name}{colon}{said}"


def listed_apart(parts: Iterable[str]) -> str:
    """Parts that hold commas themselves, with semicolons between them."""
    return (f"{NO_BREAK}; " if is_french() else "; ").join(parts)


def weekday(day: int) -> str:
    """Its name within a sentence: "mardi", "Tuesday"."""
    name = str(WEEKDAYS[day])
    return name.lower() if is_french() else name


def points(value: float, digits: int = 0) -> str:
    """What two shares differ by: "0,5 point", "0.5 points"; in French all below 2 is one."""
    is_one = value < 2 if is_french() else value == 1
    unit = ngettext("point", "points", 1 if is_one else 2)
    return f"{_number(value, digits)}{NO_BREAK}{unit}"


def distance(metres: float) -> str:
    """A distance: "850 m", "2,4 km", "23 km"."""
    if metres < 995:
        return f"{_number(round(metres, -1), 0)}{NO_BREAK}m"
    kilometres = metres / 1000
    return f"{_number(kilometres, 1 if kilometres < 9.95 else 0)}{NO_BREAK}km"


def area(square_metres: float) -> str:
    """An area: "45 m²", "8,5 m²"."""
    digits = 1 if square_metres < 20 else 0
    return f"{_number(square_metres, digits)}{NO_BREAK}m²"


def day(on: date, *, year: bool = False, weekday: bool = True) -> str:
    """A date: "mardi 1er décembre", "Tuesday 1 December"; with its year if asked."""
    ordinal = "1er" if on.day == 1 and is_french() else str(on.day)
    month = str(MONTHS[on.month])
    words = [ordinal, month.lower() if is_french() else month]
    if weekday:
        name = str(WEEKDAYS[on.weekday()])
        words.insert(0, name.lower() if is_french() else name)
    if year:
        words.append(str(on.year))
    return " ".join(words)


def day_short(on: date) -> str:
    """A short date: "mar. 24 nov.", "Tue 24 Nov"."""
    name = str(WEEKDAYS_SHORT[on.weekday()])
    if is_french():
        month = str(MONTHS_AP[on.month]).lower()
        return f"{name.lower()} {'1er' if on.day == 1 else on.day} {month}"
    return f"{name} {on.day} {str(MONTHS_3[on.month]).capitalize()}"


def moment(at: datetime, *, year: bool = False) -> str:
    """A date and its hour: "mardi 24 novembre à 9 h 30", "Tuesday 24 November at 9:30"."""
    return _("%(day)s at %(hour)s") % {"day": day(at, year=year), "hour": hour(at)}


def days_between(first: date, last: date) -> str:
    """A stretch of days: "du 2 au 5 mars 2027", "from 2 March to 5 March 2027"."""
    if first == last:
        return day(first, year=True)
    return _("from %(first)s to %(last)s") % {
        "first": day(first, weekday=False, year=first.year != last.year),
        "last": day(last, weekday=False, year=True),
    }
