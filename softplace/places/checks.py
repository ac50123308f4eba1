"""What must always hold of places, their resources and their opening rules."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q

from softplace.engines.calendar.hours import reasons_to_refuse_hours
from softplace.engines.calendar.recurrence import reasons_to_refuse_recurrence
from softplace.engines.calendar.rules import is_known_zone
from softplace.foundation.checks import Check, Fault, rows_fault
from softplace.places.commands.search import stale_search_texts
from softplace.places.enums import Pattern
from softplace.places.models import Closure, OpeningRule, Photo, Place, PlaceFunction, Resource


def units_are_of_the_same_place() -> Iterable[Fault]:
    between = Resource.units.through.objects.exclude(unit__place=F("resource__place"))
    return rows_fault(
        "Resources hold units of another place: take these units from them.",
        [f"resource {row.resource_id}, unit {row.unit_id}" for row in between],
    )


def resources_have_units() -> Iterable[Fault]:
    bare = Resource.objects.filter(units__isnull=True).values_list("pk", "name")
    return rows_fault(
        "Resources, or pools, have no unit, so nobody can book them: open and save their sheet.",
        [f"resource {pk} ({name})" for pk, name in bare],
    )


def offers_know_their_own_hours() -> Iterable[Fault]:
    rules = OpeningRule.objects.filter(place=OuterRef("place"), function=OuterRef("function"))
    wrong = PlaceFunction.objects.alias(found=Exists(rules)).exclude(has_own_hours=F("found"))
    return rows_fault(
        "Functions of places say that they have hours of their own and have none, or the other "
        "way round: open and save one of their opening rules.",
        [f"place {row.place_id}, function {row.function_id}" for row in wrong],
    )


def resources_know_their_own_hours() -> Iterable[Fault]:
    rules = OpeningRule.objects.filter(resource=OuterRef("pk"))
    wrong = Resource.objects.alias(found=Exists(rules)).exclude(has_own_hours=F("found"))
    return rows_fault(
        "Resources say that they have hours of their own and have none, or the other way round: "
        "open and save one of their opening rules.",
        [f"resource {pk}" for pk in wrong.values_list("pk", flat=True)],
    )


def rules_are_of_the_same_place() -> Iterable[Fault]:
    rules = OpeningRule.objects.filter(resource__isnull=False)
    return rows_fault(
        "Opening rules speak of a resource of another place: delete them.",
        [f"opening rule {rule.pk}" for rule in rules.exclude(place=F("resource__place"))],
    )


def rules_can_be_read() -> Iterable[Fault]:
    unreadable = []
    rules = OpeningRule.objects.filter(pattern__in=[Pattern.HOURS, Pattern.RECURRENCE])
    for pk, hours, recurrence, pattern, starts_on in rules.order_by("pk").values_list(
        "pk", "hours", "recurrence", "pattern", "starts_on"
    ):
        if pattern == Pattern.HOURS:
            reasons = reasons_to_refuse_hours(hours)
        else:
            reasons = reasons_to_refuse_recurrence(recurrence, starts_on)
        if reasons:
            unreadable.append(f"opening rule {pk}: {hours or recurrence}")
    return rows_fault("Opening rules cannot be read: write their hours again.", unreadable)


def closures_are_of_the_same_place() -> Iterable[Fault]:
    closures = Closure.objects.filter(rule__isnull=False).exclude(place=F("rule__place"))
    return rows_fault(
        "Closures speak of an opening rule of another place: delete them.",
        [f"closure {pk}" for pk in closures.values_list("pk", flat=True)],
    )


def zones_are_known() -> Iterable[Fault]:
    places = Place.objects.values_list("slug", "zone")
    return rows_fault(
        "Places have an unknown time zone, so their hours cannot be told: give an IANA name.",
        [f"{slug}: {zone}" for slug, zone in places if not is_known_zone(zone)],
    )


def search_texts_are_fresh() -> Iterable[Fault]:
    stale = stale_search_texts()
    return rows_fault(
        "Search does not know what these places say of themselves now: open and save them, or "
        "import them again.",
        Place.objects.filter(pk__in=stale).values_list("slug", flat=True),
    )


def photos_have_their_files() -> Iterable[Fault]:
    missing = [
        photo
        for photo in Photo.objects.all()
        if not photo.file.storage.exists(str(photo.file.name))
    ]
    return rows_fault(
        "Files of photos are missing: put the folder media back from a backup, or delete them.",
        [f"photo {photo.pk}: {photo.file.name}" for photo in missing],
    )


def photos_are_of_the_same_place() -> Iterable[Fault]:
    photos = Photo.objects.filter(~Q(place=F("resource__place")), resource__isnull=False)
    return rows_fault(
        "Photos show a resource of another place: delete them.",
        [f"photo {pk}" for pk in photos.values_list("pk", flat=True)],
    )


CHECKS = (
    Check("units_are_of_the_same_place", units_are_of_the_same_place),
    Check("resources_have_units", resources_have_units),
    Check("offers_know_their_own_hours", offers_know_their_own_hours),
    Check("resources_know_their_own_hours", resources_know_their_own_hours),
    Check("rules_are_of_the_same_place", rules_are_of_the_same_place),
    Check("rules_can_be_read", rules_can_be_read),
    Check("closures_are_of_the_same_place", closures_are_of_the_same_place),
    Check("zones_are_known", zones_are_known),
    Check("search_texts_are_fresh", search_texts_are_fresh),
    Check("photos_have_their_files", photos_have_their_files),
    Check("photos_are_of_the_same_place", photos_are_of_the_same_place),
)
