"""Addresses below /studio/."""

from django.urls import path

from softplace.web.studio import (
    exports,
    overview,
    publication,
    rates,
    ready_made,
    report,
    scenarios,
    siting,
    studies,
)

urlpatterns = [
    path("", overview.overview, name="studio"),
    path("communes.csv", exports.communes_csv, name="studio-communes"),
    path("communes.geojson", exports.communes_geojson, name="studio-communes-geojson"),
    path("figures.json", exports.figures_json, name="studio-figures"),
    path("rates/", rates.rates_page, name="studio-rates"),
    path("studies/", studies.create, name="studio-create"),
    path("studies/<int:study_id>/", studies.study, name="studio-study"),
    path("studies/<int:study_id>/change/", studies.change, name="studio-study-change"),
    path("studies/<int:study_id>/remove/", studies.remove, name="studio-study-remove"),
    path("studies/<int:study_id>/scenarios/", scenarios.create, name="studio-scenario-create"),
    path("studies/<int:study_id>/report/", report.report, name="studio-report"),
    path("studies/<int:study_id>/figures.csv", report.figures_csv, name="studio-study-figures"),
    path("studies/<int:study_id>/communes.csv", report.communes_csv, name="studio-study-communes"),
    path(
        "studies/<int:study_id>/communes.geojson",
        report.communes_geojson,
        name="studio-study-geojson",
    ),
    path("scenarios/<int:scenario_id>/", scenarios.scenario, name="studio-scenario"),
    path("scenarios/<int:scenario_id>/edits/", scenarios.edit, name="studio-edit"),
    path("scenarios/<int:scenario_id>/undo/", scenarios.take_back, name="studio-undo"),
    path("scenarios/<int:scenario_id>/copy/", scenarios.duplicate, name="studio-scenario-copy"),
    path("scenarios/<int:scenario_id>/name/", scenarios.rename, name="studio-scenario-rename"),
    path("scenarios/<int:scenario_id>/remove/", scenarios.remove, name="studio-scenario-remove"),
    path(
        "scenarios/<int:scenario_id>/ready-made/",
        ready_made.ready_made_page,
        name="studio-ready-made",
    ),
    path("scenarios/<int:scenario_id>/siting/", siting.siting, name="studio-siting"),
    path(
        "scenarios/<int:scenario_id>/publication/",
        publication.publication,
        name="studio-publication",
    ),
]
