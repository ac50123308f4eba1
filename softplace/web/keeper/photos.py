"""The photos of a place."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_http_methods, require_POST

from softplace.foundation.errors import Refused
from softplace.places.commands import add_photo, remove_photo
from softplace.places.models import Place, Resource
from softplace.web.forms import add_reasons
from softplace.web.keeper.access import of_kept_place, signed_in
from softplace.web.sentences import told


class PhotoForm(forms.Form):
    file = forms.FileField(
        label=word("Photo"),
        help_text=word(
            "JPEG, PNG or WebP, 12 MB at most. Where and with what it was taken is erased."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,
    )
    alternative_text = forms.CharField(
        label=word("What it shows"),
        help_text=word("For those who cannot see it: “The main door, with a ramp on the left”."),
    )
    resource = forms.ModelChoiceField(
        label=word("Of which resource"),
        required=False,
        queryset=Resource.objects.none(),
        empty_label=word("of the place as a whole"),
    )

    def __init__(self, place: Place, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["resource"].queryset = place.resources.order_by("name")  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@of_kept_place
def photos(request: HttpRequest, place: Place) -> HttpResponse:
    if request.method != "POST":
        return _photos(request, place, PhotoForm(place))
    form = PhotoForm(place, request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            add_photo(
                actor=signed_in(request),
                place=place,
                file=file.file,
                size_bytes=file.size,
                alternative_text=form.cleaned_data["alternative_text"],
                resource=form.cleaned_data["resource"],
            )
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            messages.success(request, _("The photo is added."))
            return redirect("keeper-photos", slug=place.slug)
    return _photos(request, place, form, status=422)


def _photos(request: HttpRequest, place: Place, form: PhotoForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "keeper/photos.html",
        {
            "place": place,
            "part": "photos",
            "form": form,
            "photos": place.photos.select_related("resource"),
        },
        status=status,
    )


@require_POST
@of_kept_place
def take_photo_away(request: HttpRequest, place: Place, photo_id: int) -> HttpResponse:
    photo = get_object_or_404(place.photos, pk=photo_id)
    try:
        remove_photo(actor=signed_in(request), photo=photo)
        messages.success(request, _("The photo is removed."))
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return redirect("keeper-photos", slug=place.slug)
