"""Places as records for files."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from softplace.people.enums import Audience
from softplace.places.enums import Pattern
from softplace.places.formats.records import ROUGH_POSITION, HoursDraft, PlaceRecord
from softplace.places.models import OpeningRule, Place, PlaceFunction, PlaceQuerySet


def place_records(places: PlaceQuerySet, *, on: date) -> list[PlaceRecord]:
    """Records of places in the order of their slugs, with the rules that hold on that day.

    Three queries, however many places.
    """
    found = list(places.select_related("commune").order_by("slug"))
    ids = [place.pk for place in found]
    functions: dict[int, list[str]] = defaultdict(list)
    for place_id, code in (
        PlaceFunction.objects.filter(place_id__in=ids)
        .order_by("id")
        .values_list("place_id", "function__code")
    ):
        functions[place_id].append(code)
    rules: dict[int, list[HoursDraft]] = defaultdict(list)
    for rule in general_rules(on).filter(place_id__in=ids):
        rules[rule.place_id].append(_draft_of(rule))
    return [
        record_of(
            place,
            commune_code=place.commune.code if place.commune else "",
            commune_name=place.commune.name if place.commune else "",
            functions=functions[place.pk],
            rules=rules[place.pk],
        )
        for place in found
    ]


def general_rules(on: date) -> QuerySet[OpeningRule]:
    """The rules by which places as such open to everyone on that day, week by week."""
    return OpeningRule.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=on),
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        pattern__in=[Pattern.WEEKLY, Pattern.HOURS],
        resource__isnull=True,
        function__isnull=True,
        audience=Audience.EVERYONE,
    ).order_by("id")


def record_of(
    place: Place,
    *,
    commune_code: str,
    commune_name: str,
    functions: Sequence[str],
    rules: Sequence[HoursDraft],
) -> PlaceRecord:
    """A place as a record; it need not be saved."""
    return PlaceRecord(
        slug=place.slug,
        source=place.source,
        source_id=place.source_id,
        name=place.name,
        kind=place.kind,
        is_mobile=place.is_mobile,
        official_ids=place.official_ids,
        address=place.address,
        address_complement=place.address_complement,
        post_code=place.post_code,
        commune_code=commune_code,
        commune_name=commune_name,
        latitude=place.latitude,
        longitude=place.longitude,
        position_is_rough=bool(place.details.get(ROUGH_POSITION)),
        description=place.description,
        phone=place.phone,
        email=place.email,
        website=place.website,
        access=place.access,
        accessibility=tuple(place.accessibility),
        erp_type=place.erp_type,
        erp_category=place.erp_category,
        legal_headcount=place.legal_headcount,
        functions=tuple(sorted(functions)),
        hours=tuple(rules),
        details=place.details,
        updated_on=place.updated_at.astimezone(ZoneInfo(place.zone)).date(),
    )


def _draft_of(rule: OpeningRule) -> HoursDraft:
    return HoursDraft(
        pattern=rule.pattern,
        weekdays=rule.weekdays,
        start_minute=rule.start_minute,
        length_minutes=rule.length_minutes,
        hours=rule.hours,
        on_public_holidays=rule.on_public_holidays,
        on_school_holidays=rule.on_school_holidays,
        mode=rule.mode,
    )
