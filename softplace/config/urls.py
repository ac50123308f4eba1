"""Which address leads where."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve

from softplace.web import commune, failures, feeds, find, place, tokens

urlpatterns = [
    path("", include("softplace.web.bookings.urls")),
    path("feeds/<str:token>.ics", feeds.read_feed, name="feed"),
    path("", find.find, name="find"),
    path("find.geojson", find.places_geojson, name="find-geojson"),
    path("map/communes.geojson", find.communes, name="communes-geojson"),
    path("map/shapes.svg", find.shapes, name="map-shapes"),
    path("places/<slug:slug>/", place.place, name="place"),
    path("communes/", commune.communes, name="communes"),
    path("communes/<str:code>/", commune.commune, name="commune"),
    path("communes/<str:code>/near.csv", commune.commune_csv, name="commune-csv"),
    path("my/", include("softplace.web.keeper.urls")),
    path("territory/", include("softplace.web.planner.urls")),
    path("campaigns/", include("softplace.web.campaigns.deciding_urls")),
    path("studio/", include("softplace.web.studio.urls")),
    path("campaigns/", include("softplace.web.campaigns.urls")),
    path("vacancy/", include("softplace.web.vacancy.urls")),
    path("rounds/", include("softplace.web.rounds.urls")),
    path("time/", include("softplace.web.timebank.urls")),
    path("account/tokens/", tokens.tokens, name="account-tokens"),
    path("account/tokens/<int:token_id>/revoke", tokens.revoke, name="account-token-revoke"),
    path("account/", include("allauth.urls")),
    # Photos only: encoded anew by SoftPlace itself, under names that cannot be guessed.
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
    path("api/", include("softplace.api.urls")),
]

handler400 = failures.not_found
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.server_error
