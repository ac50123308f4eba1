"""Addresses below /studio/."""

from django.urls import path

from softplace.web.studio import overview, scenarios

urlpatterns = [
    path("", overview.overview, name="studio"),
    path("communes.csv", overview.communes_csv, name="studio-communes"),
    path("scenarios/", scenarios.create, name="studio-create"),
    path("scenarios/<int:scenario_id>/", scenarios.scenario, name="studio-scenario"),
    path("scenarios/<int:scenario_id>/edits/", scenarios.edit, name="studio-edit"),
    path("scenarios/<int:scenario_id>/undo/", scenarios.take_back, name="studio-undo"),
]
