"""Addresses below /campaigns/."""

from django.urls import path

from softplace.web.campaigns import apply, mine, offers, setup, standing

urlpatterns = [
    path("", setup.campaigns, name="campaigns"),
    path("new/", setup.edit, name="campaign-new"),
    path("<int:campaign_id>/", setup.campaign, name="campaign"),
    path("<int:campaign_id>/edit/", setup.edit, name="campaign-edit"),
    path("<int:campaign_id>/step/", setup.step, name="campaign-step"),
    path("<int:campaign_id>/weights/", setup.weights, name="campaign-weights"),
    path(
        "<int:campaign_id>/weights/preview/",
        setup.preview_weights,
        name="campaign-weights-preview",
    ),
    path("<int:campaign_id>/offers/", offers.offers, name="campaign-offers"),
    path("<int:campaign_id>/offers/invite/", offers.invite, name="campaign-invite"),
    path("<int:campaign_id>/requests/", mine.campaign_requests, name="campaign-requests"),
    path("<int:campaign_id>/apply/", apply.apply, name="campaign-apply"),
    path("<int:campaign_id>/advice/", apply.live_advice, name="campaign-advice"),
    path(
        "<int:campaign_id>/advice/<str:reference>/",
        apply.live_advice,
        name="campaign-advice-on",
    ),
    path("requests/", mine.my_requests, name="my-requests"),
    path("requests/new/", standing.ask, name="request-new"),
    path("requests/<str:reference>/", mine.request_page, name="request"),
    path("requests/<str:reference>/change/", apply.change, name="request-change"),
    path("requests/<str:reference>/withdraw/", mine.withdraw, name="request-withdraw"),
    path("requests/<str:reference>/take/", standing.take, name="request-take"),
    path("applicants/new/", apply.applicant, name="applicant-new"),
    path("applicants/<int:applicant_id>/", apply.applicant, name="applicant"),
]
