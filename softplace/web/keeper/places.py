"""The places that one keeps, and the sheet of each."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from softplace.foundation.clock import today
from softplace.foundation.errors import Refused
from softplace.foundation.text import folded
from softplace.places.commands import change_place, create_place, publish_place, unpublish_place
from softplace.places.models import Place
from softplace.places.queries import mark_of_sheet
from softplace.territory.queries import current_territory
from softplace.web.forms import add_reasons
from softplace.web.keeper.access import for_planners, of_kept_place, signed_in
from softplace.web.keeper.place_form import PlaceForm, initial_of_new_place, initial_of_place
from softplace.web.keeper.preview import preview_of_place
from softplace.web.sentences import told

PLACES_ON_A_PAGE = 60


@require_safe
@login_required
def list_places(request: HttpRequest) -> HttpResponse:
    """The places that one keeps; all of them for a planner."""
    user = signed_in(request)
    places = Place.objects.select_related("commune").annotate(
        resource_count=Count("resources", distinct=True),
        rule_count=Count("opening_rules", distinct=True),
    )
    sees_all = user.is_planner
    if not sees_all:
        places = places.kept_by(user)
    asked = request.GET.get("q", "").strip()[:100]
    for part in folded(asked).split():
        places = places.filter(Q(search_text__contains=part))
    page = Paginator(places.order_by("name", "id"), PLACES_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request, "keeper/places.html", {"page": page, "asked": asked, "sees_all": sees_all}
    )


@require_safe
@of_kept_place
def show_place(request: HttpRequest, place: Place) -> HttpResponse:
    on = today(ZoneInfo(place.zone))
    return render(
        request,
        "keeper/place.html",
        {
            "place": place,
            "part": "place",
            "preview": preview_of_place(place, on),
            "missing": missing(place),
            "keepers": place.keepers.order_by("name", "email"),
            "functions": place.offers.select_related("function"),
        },
    )


def missing(place: Place) -> list[tuple[str, str]]:
    """What would help people to find and use the place, with the name of the page to say it."""
    found = []
    if not place.opening_rules.exists():
        found.append((_("No opening hours: nobody finds it by its hours."), "keeper-opening-new"))
    if not place.offers.exists():
        found.append((_("No function: nobody finds it by what they need."), "keeper-sheet"))
    if not place.phone and not place.email and not place.website:
        found.append((_("No telephone, e-mail or website."), "keeper-sheet"))
    if not place.accessibility:
        found.append((_("Nothing is said of its accessibility."), "keeper-sheet"))
    if not place.photos.exists():
        found.append((_("No photo."), "keeper-photos"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@of_kept_place
def edit_sheet(request: HttpRequest, place: Place) -> HttpResponse:
    initial = initial_of_place(place)
    if request.method != "POST":
        return _sheet(request, place, PlaceForm(initial=initial), seen=mark_of_sheet(place))
    form = PlaceForm(request.POST, initial=initial)
    seen = request.POST.get("seen")
    if form.is_valid():
        try:
            change_place(
                actor=signed_in(request),
                place=place,
                functions=form.functions_chosen(),
                seen=seen,
                **form.place_fields(),
            )
        except Refused as error:
            add_reasons(form, error.reasons)
            if any(reason.code == "sheet_changed_meanwhile" for reason in error.reasons):
                # Who was told of the change and saves again means it.
                seen = mark_of_sheet(place)
        else:
            messages.success(request, _("The sheet is saved."))
            return redirect("keeper-place", slug=place.slug)
    return _sheet(request, place, form, status=422, seen=seen or "")


def _sheet(
    request: HttpRequest, place: Place | None, form: PlaceForm, status: int = 200, seen: str = ""
) -> HttpResponse:
    return render(
        request,
        "keeper/sheet.html" if place else "keeper/new.html",
        {
            "place": place,
            "part": "sheet",
            "form": form,
            "seen": seen,
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_planners
def add_place(request: HttpRequest) -> HttpResponse:
    initial = initial_of_new_place(current_territory())
    if request.method != "POST":
        return _sheet(request, None, PlaceForm(initial=initial))
    form = PlaceForm(request.POST, initial=initial)
    if form.is_valid():
        try:
            place = create_place(
                actor=signed_in(request),
                functions=form.functions_chosen(),
                is_published=False,
                **form.place_fields(),
            )
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            messages.success(
                request, _("The place is there, hidden for now. Add its hours, then show it.")
            )
            return redirect("keeper-place", slug=place.slug)
    return _sheet(request, None, form, status=422)


@require_POST
@of_kept_place
def show_or_hide(request: HttpRequest, place: Place) -> HttpResponse:
    command = publish_place if request.POST.get("shown") == "1" else unpublish_place
    try:
        command(actor=signed_in(request), place=place)
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return redirect("keeper-place", slug=place.slug)
