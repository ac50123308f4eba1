"""The public page of a campaign's results, and the same as CSV."""

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence
from django.views.decorators.http import require_safe

from softplace.foundation import clock
from softplace.foundation.tables import plain_cell
from softplace.matching.enums import AppealStatus, CampaignStatus
from softplace.matching.models import Appeal, Campaign
from softplace.matching.queries.results import Count, Given, has_results, results_of
from softplace.matching.rules import policy_of, weights_of
from softplace.vacancy.queries import campaign_week
from softplace.web import words
from softplace.web.campaigns.publishing import idle_words
from softplace.web.campaigns.telling import cause_words, when_words
from softplace.web.plan_runs import at_most

WEIGHTS = {
    "hour_points": sentence("An hour of use brings %(points)s points."),
    "session_points": sentence("Each session held brings %(points)s points, however long."),
    "person_hour_points": sentence("Each person brings %(points)s points an hour."),
    "km_points": sentence("Each kilometre of travel takes %(points)s points off a session."),
    "empty_seat_points": sentence(
        "Seats left empty take off up to %(points)s points an hour: a smaller room that fits is "
        "preferred."
    ),
    "idle_half_day_points": sentence(
        "Filling a half-day that stood idle brings %(points)s points."
    ),
}


def campaign_with_results(campaign_id: int) -> Campaign:
    campaign = get_object_or_404(Campaign.objects.visible(), pk=campaign_id)
    if not has_results(campaign):
        raise Http404
    return campaign


@require_safe
def results(request: HttpRequest, campaign_id: int) -> HttpResponse:
    campaign = campaign_with_results(campaign_id)
    found = results_of(campaign)
    is_planner = request.user.is_authenticated and request.user.is_planner
    rooms: dict[int, dict[str, Any]] = {
        resource.pk: {"resource": resource, "days": [[] for _day in range(7)]}
        for resource in found.resources
    }
    for given in found.given:
        room = rooms.setdefault(
            given.resource.pk, {"resource": given.resource, "days": [[] for _day in range(7)]}
        )
        room["days"][given.row.weekday].append(_session(given))
    context: dict[str, Any] = {
        "campaign": campaign,
        "found": found,
        "counts": [
            (_("requests"), masked(found.requests)),
            (_("served in full"), masked(found.served)),
            (_("served in part"), masked(found.partly)),
            (_("not served"), masked(found.refused)),
            (_("weekly sessions"), words.number(found.session_count)),
            (_("hours over the season"), words.number(found.served_hours)),
        ],
        "causes": [(cause_words(cause), masked(count)) for cause, count in found.causes],
        "rules": rule_sentences(campaign),
        "rooms": [room for room in rooms.values() if any(room["days"])],
        "idle_rooms": sum(not any(room["days"]) for room in rooms.values()),
        "weekdays": [str(name) for name in words.WEEKDAYS_SHORT],
        "idle": idle_words(campaign_week(campaign, clock.now())),
        "value": words.number(found.run.value or 0) if found.run else "",
        "bound": words.number(found.run.bound or 0) if found.run else "",
        "at_most": at_most(found.run.value, found.run.bound) if found.run else "",
        "is_planner": is_planner,
        "may_reopen": is_planner and campaign.status == CampaignStatus.PUBLISHED,
        "appeals_open": campaign.appeals_close_at is not None
        and campaign.appeals_close_at > clock.now(),
    }
    if is_planner:
        context["appeal_count"] = Appeal.objects.filter(
            request__campaign=campaign, status=AppealStatus.OPEN
        ).count()
    return render(request, "campaigns/results.html", context)


def masked(count: Count) -> str:
    """A count as the public may read it; a star where it would give a small one away."""
    if count.shown is None:
        return _("1 to 4") if count.is_small else "✱"
    return words.number(count.shown)


def _session(given: Given) -> dict[str, Any]:
    row = given.row
    return {
        "hours": words.hours(row.start_minute, row.end_minute),
        "name": given.name or _("a person"),
        "dates": len(row.dates),
    }


def rule_sentences(campaign: Campaign) -> list[str]:
    """The weights that were used, in plain words."""
    weights = weights_of(policy_of(campaign.policy))
    said = [
        _(words_of) % {"points": words.number(weights[name], 1)}
        for name, words_of in WEIGHTS.items()
        if weights[name]
    ]
    if weights["rank_points"]:
        points = ", ".join(words.number(each, 1) for each in weights["rank_points"])
        said.append(
            _("An hour in a first, second, third, … wish brings more: %(points)s points.")
            % {"points": points}
        )
    shares, before = [], 0.0
    for limit, share in weights["tranches"]:
        percent = words.number(share * 100)
        if limit is None:
            shares.append(_("beyond, %(percent)s %%") % {"percent": percent})
        else:
            shares.append(
                _("from %(low)s to %(high)s h, %(percent)s %%")
                % {"low": words.number(before, 1), "high": words.number(limit, 1),
                   "percent": percent}
            )  # fmt: skip
            before = limit
    said.append(
        _("The more hours a week an applicant has, the less each further one counts: %(shares)s.")
        % {"shares": "; ".join(shares)}
    )
    return said


@require_safe
def results_csv(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One line for each weekly session; who has it only where that is an association."""
    campaign = campaign_with_results(campaign_id)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="campaign-{campaign.pk}-results.csv"'
    writer = csv.writer(answer)
    writer.writerow(
        ["place", "resource", "weekday", "start", "end", "dates", "first_date", "last_date",
         "applicant", "pass"]
    )  # fmt: skip
    for given in results_of(campaign).given:
        row = given.row
        writer.writerow(
            [
                plain_cell(given.resource.place.name),
                plain_cell(given.resource.name),
                row.weekday + 1,
                f"{row.start_minute // 60:02}:{row.start_minute % 60:02}",
                f"{row.end_minute // 60:02}:{row.end_minute % 60:02}",
                len(row.dates),
                row.dates[0].isoformat(),
                row.dates[-1].isoformat(),
                plain_cell(given.name),
                row.pass_number,
            ]
        )
    return answer


def given_words(row: Any) -> dict[str, Any]:
    """A session that was given, for who asked."""
    return {
        "row": row,
        "when": when_words(row.weekday, row.start_minute, row.minutes),
        "first": words.day_short(row.dates[0]),
        "last": words.day_short(row.dates[-1]),
    }
