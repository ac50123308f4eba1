"""The resources of a place and their technical sheets."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from softplace.bookings.commands import divide_anew
from softplace.foundation.errors import Refused
from softplace.places.commands import add_resource, remove_resource
from softplace.places.models import Place
from softplace.web.forms import add_reasons
from softplace.web.keeper.access import of_kept_place, signed_in
from softplace.web.keeper.resource_form import INITIAL_OF_NEW, ResourceForm, initial_of_resource
from softplace.web.sentences import told


@require_safe
@of_kept_place
def list_resources(request: HttpRequest, place: Place) -> HttpResponse:
    resources = list(place.resources.prefetch_related("units", "layouts").order_by("name"))
    sets = {resource.pk: {unit.pk for unit in resource.units.all()} for resource in resources}
    rows = [
        {
            "resource": resource,
            "unit_count": len(sets[resource.pk]),
            "parts": [r.name for r in resources if sets[r.pk] and sets[r.pk] < sets[resource.pk]],
            "wholes": [
                r.name for r in resources if sets[resource.pk] and sets[resource.pk] < sets[r.pk]
            ],
        }
        for resource in resources
    ]
    return render(
        request, "keeper/resources.html", {"place": place, "part": "resources", "rows": rows}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_kept_place
def edit_resource(
    request: HttpRequest, place: Place, resource_id: int | None = None
) -> HttpResponse:
    resource = get_object_or_404(place.resources, pk=resource_id) if resource_id else None
    if request.method != "POST":
        initial = initial_of_resource(resource) if resource else INITIAL_OF_NEW
        return _editor(request, ResourceForm(place, resource, initial=initial))
    form = ResourceForm(place, resource, request.POST)
    if form.is_valid():
        try:
            if resource is None:
                add_resource(
                    actor=signed_in(request),
                    place=place,
                    layouts=form.layouts(),
                    **form.sharing_fields(),
                    **form.resource_fields(),
                )
            else:
                divide_anew(
                    actor=signed_in(request),
                    resource=resource,
                    layouts=form.layouts(),
                    **form.sharing_fields(),
                    **form.resource_fields(),
                )
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            messages.success(request, _("The resource is saved."))
            return redirect("keeper-resources", slug=place.slug)
    return _editor(request, form, status=422)


def _editor(request: HttpRequest, form: ResourceForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "keeper/resource.html",
        {"place": form.place, "resource": form.resource, "form": form, "part": "resources"},
        status=status,
    )


@require_POST
@of_kept_place
def take_resource_away(request: HttpRequest, place: Place, resource_id: int) -> HttpResponse:
    resource = get_object_or_404(place.resources, pk=resource_id)
    try:
        remove_resource(actor=signed_in(request), resource=resource)
        messages.success(request, _("The resource is removed."))
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return redirect("keeper-resources", slug=place.slug)
