"""What must always hold of campaigns, requests and what is given."""

from collections.abc import Iterable

from django.db.models import F, Q

from softplace.foundation.checks import Check, Fault, rows_fault
from softplace.matching.enums import CampaignStatus, RequestStatus
from softplace.matching.models import Allocation, Campaign, Request
from softplace.matching.rules import joined, reasons_to_refuse_weights


def weights_make_a_policy() -> Iterable[Fault]:
    rows = Campaign.objects.order_by("pk").values_list("pk", "policy")
    return rows_fault(
        "Campaigns hold weights that the engine refuses: set them anew on the page of weights.",
        [f"campaign {pk}" for pk, weights in rows if reasons_to_refuse_weights(weights)],
    )


def requests_lie_within_their_season() -> Iterable[Fault]:
    early = Q(first_day__lt=F("campaign__first_day")) | Q(last_day__lt=F("campaign__first_day"))
    late = Q(first_day__gt=F("campaign__last_day")) | Q(last_day__gt=F("campaign__last_day"))
    wrong = Request.objects.standing().filter(early | late).order_by("pk")
    return rows_fault(
        "Requests have a day outside the season of their campaign: ask their writers to change it.",
        [f"request {reference}" for reference in wrong.values_list("reference", flat=True)],
    )


def requests_say_when_it_suits() -> Iterable[Fault]:
    rows = Request.objects.order_by("pk").values_list("reference", "windows", "shortest_minutes")
    return rows_fault(
        "Requests whose hours cannot be read, or are too short for them: write them anew.",
        [
            f"request {reference}"
            for reference, windows, shortest in rows.iterator(chunk_size=2000)
            if not _can_be_read(windows, shortest)
        ],
    )


def _can_be_read(windows: object, shortest: int) -> bool:
    if not isinstance(windows, list) or not windows:
        return False
    return all(
        isinstance(window, list)
        and len(window) == 3
        and all(isinstance(number, int) for number in window)
        and 0 <= window[0] <= 6
        and 0 <= window[1] < window[2] <= 1440
        for window in windows
    ) and all(end - start >= shortest for _, start, end in joined(windows))


def what_waits_has_no_booking() -> Iterable[Fault]:
    wrong = Request.objects.filter(status=RequestStatus.SUBMITTED, booking__isnull=False)
    return rows_fault(
        "Requests wait though something was booked for them: cancel the booking, or withdraw them.",
        [f"request {reference}" for reference in wrong.values_list("reference", flat=True)],
    )


def what_is_given_is_of_its_campaign() -> Iterable[Fault]:
    elsewhere = ~Q(request__campaign=F("campaign")) | Q(request__campaign=None)
    wrong = Allocation.objects.filter(elsewhere).order_by("pk")
    return rows_fault(
        "Sessions are given to requests of another campaign: take them off the board.",
        [f"allocation {pk}" for pk in wrong.values_list("pk", flat=True)],
    )


def only_what_is_published_is_booked() -> Iterable[Fault]:
    undecided = (CampaignStatus.DRAFT, CampaignStatus.OPEN)
    wrong = Allocation.objects.filter(series__isnull=False, campaign__status__in=undecided)
    return rows_fault(
        "Sessions are booked of a campaign that is not decided: publish it, or cancel them.",
        [f"allocation {pk}" for pk in wrong.order_by("pk").values_list("pk", flat=True)],
    )


CHECKS = (
    Check("weights_make_a_policy", weights_make_a_policy),
    Check("requests_lie_within_their_season", requests_lie_within_their_season),
    Check("requests_say_when_it_suits", requests_say_when_it_suits),
    Check("what_waits_has_no_booking", what_waits_has_no_booking),
    Check("what_is_given_is_of_its_campaign", what_is_given_is_of_its_campaign),
    Check("only_what_is_published_is_booked", only_what_is_published_is_booked),
)
