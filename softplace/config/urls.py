"""Which address leads where."""

from django.urls import include, path
from django.views.generic import TemplateView

from softplace.web import failures

urlpatterns = [
    path("", TemplateView.as_view(template_name="home.html"), name="find"),
    path("account/", include("allauth.urls")),
    path("api/", include("softplace.api.urls")),
]

handler400 = failures.not_found
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.server_error
