"""Addresses below /api/. What none of them knows is told as a problem."""

from django.urls import path, re_path

from softplace.api import description, documentation
from softplace.api.api import api

urlpatterns = [
    path("", documentation.to_documentation),
    path("docs", documentation.documentation, name="api-docs"),
    path("openapi.json", description.openapi, name="api-description"),
    path("", api.urls),
    re_path("", description.nothing_here),
]
