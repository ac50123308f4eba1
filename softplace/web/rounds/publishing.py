"""What publishing a round writes, and the button that does it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from softplace.foundation.clock import now
from softplace.foundation.errors import Refused
from softplace.places.models import Place
from softplace.rounds.commands import publish_rounds
from softplace.rounds.models import Vehicle
from softplace.rounds.queries import differences
from softplace.web.keeper.access import signed_in
from softplace.web.rounds.access import of_vehicle, version_of, version_seen
from softplace.web.rounds.round_words import berths_in_words, function_names, step_row
from softplace.web.sentences import told


@require_http_methods(["GET", "HEAD", "POST"])
@of_vehicle
def publish(request: HttpRequest, place: Place) -> HttpResponse:
    """The preview; sent back with its digest, it is written."""
    refusals: list[str] = []
    if request.method == "POST":
        try:
            publish_rounds(
                actor=signed_in(request),
                place=place,
                version=version_seen(request),
                digest=request.POST.get("digest", ""),
            )
        except Refused as refusal:
            refusals = [told(reason) for reason in refusal.reasons]
        else:
            messages.success(
                request, _("The round is published: people find the vehicle where it stands.")
            )
            return redirect("rounds-vehicle", slug=place.slug)
    found: Vehicle | None = getattr(place, "vehicle", None)
    plan = differences(found, now()) if found else None
    names = function_names()
    context = {
        "part": "publish",
        "place": place,
        "version": version_of(place),
        "plan": plan,
        "rows": [step_row(step, names) for step in plan.steps] if plan else [],
        "berths": berths_in_words(plan) if plan else [],
        "refusals": refusals,
    }
    return render(request, "rounds/publish.html", context, status=422 if refusals else 200)
