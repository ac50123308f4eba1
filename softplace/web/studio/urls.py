"""Addresses below /studio/."""

from django.urls import path

from softplace.web.studio import exports, overview, scenarios

urlpatterns = [
    path("", overview.overview, name="studio"),
    path("communes.csv", exports.communes_csv, name="studio-communes"),
    path("communes.geojson", exports.communes_geojson, name="studio-communes-geojson"),
    path("figures.json", exports.figures_json, name="studio-figures"),
    path("scenarios/", scenarios.create, name="studio-create"),
    path("scenarios/<int:scenario_id>/", scenarios.scenario, name="studio-scenario"),
    path("scenarios/<int:scenario_id>/edits/", scenarios.edit, name="studio-edit"),
    path("scenarios/<int:scenario_id>/undo/", scenarios.take_back, name="studio-undo"),
]
