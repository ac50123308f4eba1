"""Addresses below /campaigns/ from the board on: computing, adjusting, publishing, results."""

from django.urls import path

from softplace.web.campaigns import (
    appeals,
    board,
    decisions,
    publishing,
    requests,
    results,
    runs,
)

urlpatterns = [
    path("<int:campaign_id>/board/", board.board, name="campaign-board"),
    path("<int:campaign_id>/board/<int:request_id>/", requests.show, name="campaign-request"),
    path("<int:campaign_id>/board/<int:request_id>/place/", board.place, name="campaign-place"),
    path("<int:campaign_id>/board/<int:request_id>/do/", requests.change, name="campaign-act"),
    path("<int:campaign_id>/runs/", runs.start, name="campaign-run"),
    path("<int:campaign_id>/runs/<int:run_id>/", runs.follow, name="campaign-follow"),
    path("<int:campaign_id>/runs/<int:run_id>/stop/", runs.stop, name="campaign-stop"),
    path("<int:campaign_id>/publish/", publishing.publishing, name="campaign-publish"),
    path("<int:campaign_id>/second-pass/", publishing.second_pass, name="campaign-second-pass"),
    path("<int:campaign_id>/results/", results.results, name="campaign-results"),
    path("<int:campaign_id>/results.csv", results.results_csv, name="campaign-results-csv"),
    path("<int:campaign_id>/appeals/", appeals.appeals, name="campaign-appeals"),
    path("<int:campaign_id>/appeals/<int:appeal_id>/", appeals.answer, name="campaign-answer"),
    path("requests/<str:reference>/take-instead/", decisions.take, name="campaign-take"),
    path("requests/<str:reference>/appeal/", decisions.appeal, name="campaign-appeal"),
]
