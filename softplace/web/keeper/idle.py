"""What stands idle in the weeks to come, what to open and to whom, in two clicks."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from softplace.find.queries.unmet import unmet_searches
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.people.enums import Audience
from softplace.places.models import Place, Resource
from softplace.territory.queries import current_territory
from softplace.vacancy.commands import HalfDays, Preview, open_half_days, preview_release, take_back
from softplace.vacancy.models import Release
from softplace.vacancy.queries import WEEKS_AHEAD, IdleRun, Proposal, proposals, wishes
from softplace.vacancy.rules.evidence import Evidence
from softplace.web import words
from softplace.web.forms import DayField, say_reasons
from softplace.web.keeper.access import of_kept_place, signed_in

MOST_PROPOSALS = 40
MOST_RELEASES = 30
MOST_UNWANTED = 2


@dataclass(frozen=True)
class Row:
    """A proposal in words."""

    proposal: Proposal
    when: str
    limit: str
    """Why not everyone may book it."""
    evidence: str
    address: str


@require_safe
@login_required
def all_idle(request: HttpRequest) -> HttpResponse:
    """At all the places that one keeps; a planner reads those of the territory elsewhere."""
    user = signed_in(request)
    return render(request, "keeper/all_idle.html", _idle(Place.objects.kept_by(user)))


@require_safe
@of_kept_place
def idle_of_place(request: HttpRequest, place: Place) -> HttpResponse:
    return render(request, "keeper/idle.html", {"place": place, **_idle([place])})


def _idle(places: Iterable[Place]) -> dict[str, Any]:
    at, ids = clock.now(), [place.pk for place in places]
    territory = current_territory()
    zone = ZoneInfo(territory.zone if territory else "Europe/Paris")
    wanted = [*wishes(at, zone), *unmet_searches(at, zone)] if ids else []
    found = proposals(ids, wanted, at)
    closed = [one for one in found if not one.run.is_open_to_them]
    shown = list(_shown(closed))[:MOST_PROPOSALS]
    releases = (
        Release.objects.standing()
        .filter(resource__place__in=ids, last_date__gte=at.astimezone(zone).date())
        .select_related("resource__place", "made_by")
    )
    return {
        "part": "idle",
        "has_places": bool(ids),
        "rows": [_row(one) for one in shown],
        "more": len(closed) - len(shown),
        "open_already": _by_resource(one for one in found if one.run.is_open_to_them),
        "releases": [
            (one, half_words(one.weekday, one.is_afternoon)) for one in releases[:MOST_RELEASES]
        ],
        "weeks_ahead": WEEKS_AHEAD - 1,
    }


def _shown(found: Iterable[Proposal]) -> Iterator[Proposal]:
    """All that somebody wants, and of the rest a few half-days of each resource."""
    seen: Counter[int] = Counter()
    for one in found:
        seen[one.run.room.resource_id] += 1
        if one.evidence.wishes or seen[one.run.room.resource_id] <= MOST_UNWANTED:
            yield one


def _row(one: Proposal) -> Row:
    run = one.run
    query = {
        "resource": run.room.resource_id,
        "weekday": run.weekday,
        "half": int(run.is_afternoon),
        "first": run.first_date.isoformat(),
        "last": run.last_date.isoformat(),
        "audience": int(Audience.EVERYONE),
    }
    address = reverse("keeper-idle-open", kwargs={"slug": run.place_slug})
    return Row(
        one,
        run_in_words(run),
        _limit(run),
        evidence_in_words(one.evidence),
        f"{address}?{urlencode(query)}",
    )


def _limit(run: IdleRun) -> str:
    """For whom it is now: the resource itself, else its hours or terms."""
    if run.audience != Audience.EVERYONE:
        return words.label(Audience(run.audience))
    if run.limited_to:
        return ", ".join(words.label(Audience(who)) for who in run.limited_to)
    return _("hours or terms are for some only")


def run_in_words(run: IdleRun) -> str:
    """ "Tuesday afternoon, 14:00–18:00, 4 weeks in a row from Tue 1 Dec"."""
    weeks = len(run.spans)
    half, hours = (
        half_words(run.weekday, run.is_afternoon),
        words.hours(run.start_minute, run.end_minute),
    )
    if weeks == 1:
        return _("%(half)s, %(hours)s, on %(day)s") % {
            "half": half,
            "hours": hours,
            "day": words.day_short(run.first_date),
        }
    return _("%(half)s, %(hours)s, %(weeks)s weeks in a row from %(day)s") % {
        "half": half,
        "hours": hours,
        "weeks": weeks,
        "day": words.day_short(run.first_date),
    }


def half_words(weekday: int, is_afternoon: bool) -> str:
    day = str(words.WEEKDAYS[weekday])
    if is_afternoon:
        return _("%(weekday)s afternoon") % {"weekday": day}
    return _("%(weekday)s morning") % {"weekday": day}


def evidence_in_words(found: Evidence) -> str:
    """ "3 searches found nothing; 1 person waits for a room that is taken. For up to 10 people."."""
    said = [
        text % {"n": count}
        for count, text in (
            (
                found.searches,
                ngettext(
                    "%(n)s search found nothing", "%(n)s searches found nothing", found.searches
                ),
            ),
            (
                found.waiting,
                ngettext(
                    "%(n)s person waits for something that is taken",
                    "%(n)s people wait for something that is taken",
                    found.waiting,
                ),
            ),
            (
                found.requests,
                ngettext(
                    "%(n)s request waits or was refused",
                    "%(n)s requests wait or were refused",
                    found.requests,
                ),
            ),
        )
        if count
    ]
    if not said:
        return ""
    if found.largest_headcount:
        said.append(
            ngettext("for %(n)s person", "for up to %(n)s people", found.largest_headcount)
            % {"n": found.largest_headcount}
        )
    return ", ".join(said)


def _by_resource(found: Iterable[Proposal]) -> list[tuple[IdleRun, int, int]]:
    """(a run of the resource, its idle half-days, people who want any of them)."""
    key = lambda one: one.run.room.resource_id  # noqa: E731
    rows = []
    for _key, group in groupby(sorted(found, key=key), key=key):
        ones = list(group)
        rows.append(
            (
                ones[0].run,
                sum(len(one.run.spans) for one in ones),
                max(one.evidence.people for one in ones),
            )
        )
    return sorted(rows, key=lambda row: (-row[2], -row[1]))


class OpenForm(forms.Form):
    """Which half-days, as the address says; `audience` is what the keeper may still choose."""

    resource = forms.IntegerField(widget=forms.HiddenInput)
    weekday = forms.IntegerField(min_value=0, max_value=6, widget=forms.HiddenInput)
    half = forms.IntegerField(min_value=0, max_value=1, widget=forms.HiddenInput)
    first = DayField(widget=forms.HiddenInput)
    last = DayField(widget=forms.HiddenInput)
    audience = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            (who, name) for who, name in words.choices(Audience) if who != Audience.MEMBERS
        ]

    def half_days(self) -> HalfDays:
        said = self.cleaned_data
        return HalfDays(said["weekday"], bool(said["half"]), said["first"], said["last"])


@require_http_methods(["GET", "HEAD", "POST"])
@of_kept_place
def open_idle(request: HttpRequest, place: Place) -> HttpResponse:
    """What opening some idle half-days changes; then it is done."""
    form = OpenForm(request.POST if request.method == "POST" else request.GET, auto_id=False)
    if not form.is_valid():
        messages.error(request, _("This address does not name half-days. Choose from the list."))
        return redirect("keeper-idle", place.slug)
    resource = get_object_or_404(Resource, pk=form.cleaned_data["resource"], place=place)
    halves, audience = form.half_days(), Audience(form.cleaned_data["audience"])
    try:
        if request.method == "POST":
            open_half_days(
                actor=signed_in(request), resource=resource, halves=halves, audience=audience
            )
            messages.success(
                request,
                _("%(name)s is open to others in these half-days. You can take it back here.")
                % {"name": resource.name},
            )
            return redirect(f"{reverse('keeper-idle', kwargs={'slug': place.slug})}#opened")
        preview = preview_release(resource, halves, audience)
    except Refused as refused:
        say_reasons(request, refused.reasons)
        return redirect("keeper-idle", place.slug)
    return render(
        request,
        "keeper/idle_preview.html",
        {
            "place": place,
            "part": "idle",
            "resource": resource,
            "form": form,
            "preview": preview,
            "when": run_in_words(preview.run),
            "dates": [
                day for day in preview.run.dates if halves.first_date <= day <= halves.last_date
            ],
            "changes": _changes(preview, resource, audience),
            "audiences": [
                (who, name, who == audience)
                for who, name in form.fields["audience"].choices  # type: ignore[attr-defined]
            ],
        },
    )


def _changes(preview: Preview, resource: Resource, audience: Audience) -> list[str]:
    """What is written, in sentences."""
    run, plan = preview.run, preview.plan
    said = [
        _("Opening hours are added to %(name)s for these dates, %(hours)s: %(audience)s.")
        % {
            "name": resource.name,
            "hours": words.hours(run.start_minute, run.end_minute),
            "audience": words.label(audience),
        }
    ]
    if plan.copied:
        said.append(
            _("Its usual hours are those of the place: they are written again for it alone.")
        )
    if plan.widens_resource:
        said.append(
            _("All its other hours stay for those they are for now: %(audience)s.")
            % {"audience": words.label(Audience(resource.audience))}
        )
    if plan.adds_terms:
        said.append(
            _(
                "Terms are added for the people you open it to: you decide on each of their requests."
            )
        )
    return said


@require_POST
@of_kept_place
def close_again(request: HttpRequest, place: Place, release_id: int) -> HttpResponse:
    release = get_object_or_404(Release, pk=release_id, resource__place=place)
    try:
        take_back(actor=signed_in(request), release=release)
    except Refused as refused:
        say_reasons(request, refused.reasons)
    else:
        messages.success(
            request, _("Taken back: all is as it was. What others booked in the meantime stands.")
        )
    return redirect("keeper-idle", place.slug)
