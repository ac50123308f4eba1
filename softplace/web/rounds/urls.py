"""Addresses below /rounds/."""

from django.urls import path

from softplace.web.rounds import drafts, markets, mine, public, publishing, sheet, stops, vehicle

urlpatterns = [
    path("", public.vehicles, name="rounds"),
    path("mine/", mine.mine, name="rounds-mine"),
    path("markets/", markets.markets, name="rounds-markets"),
    path("markets/new/", markets.edit, name="rounds-market-new"),
    path("markets/<int:market_id>/", markets.market, name="rounds-market"),
    path("markets/<int:market_id>/poster/", markets.poster, name="rounds-market-poster"),
    path("markets/<int:market_id>/change/", markets.edit, name="rounds-market-change"),
    path("markets/<int:market_id>/end/", markets.end, name="rounds-market-end"),
    path("drafts/", drafts.drafts, name="rounds-drafts"),
    path("drafts/<int:draft_id>/", drafts.draft, name="rounds-draft"),
    path("drafts/<int:draft_id>/compute/", drafts.compute, name="rounds-draft-compute"),
    path(
        "drafts/<int:draft_id>/targets/<int:target_id>/remove/",
        drafts.drop,
        name="rounds-target-remove",
    ),
    path(
        "drafts/<int:draft_id>/computations/<int:computation_id>/",
        drafts.follow,
        name="rounds-draft-follow",
    ),
    path(
        "drafts/<int:draft_id>/computations/<int:computation_id>/stop/",
        drafts.halt,
        name="rounds-draft-stop",
    ),
    path(
        "drafts/<int:draft_id>/computations/<int:computation_id>/take/",
        drafts.take,
        name="rounds-draft-take",
    ),
    path("of/<slug:slug>/", public.week, name="rounds-week"),
    path("of/<slug:slug>/plan/", vehicle.vehicle, name="rounds-vehicle"),
    path("of/<slug:slug>/settings/", vehicle.settings, name="rounds-settings"),
    path("of/<slug:slug>/days/<str:day>/", sheet.sheet, name="rounds-sheet"),
    path("of/<slug:slug>/publish/", publishing.publish, name="rounds-publish"),
    path("of/<slug:slug>/stops/new/", stops.edit, name="rounds-stop-new"),
    path("of/<slug:slug>/stops/<int:stop_id>/", stops.edit, name="rounds-stop"),
    path("of/<slug:slug>/stops/<int:stop_id>/remove/", stops.remove, name="rounds-stop-remove"),
    path("of/<slug:slug>/stops/<int:stop_id>/lock/", stops.lock, name="rounds-stop-lock"),
]
