"""Which address leads where."""

from django.urls import include, path

from softplace.web import failures, feeds, find, place
from softplace.web.bookings import detail

urlpatterns = [
    path("bookings/<str:reference>/", detail.booking, name="booking"),
    path("feeds/<str:token>.ics", feeds.read_feed, name="feed"),
    path("", find.find, name="find"),
    path("find.geojson", find.places_geojson, name="find-geojson"),
    path("map/communes.geojson", find.communes, name="communes-geojson"),
    path("map/shapes.svg", find.shapes, name="map-shapes"),
    path("places/<slug:slug>/", place.place, name="place"),
    path("account/", include("allauth.urls")),
    path("api/", include("softplace.api.urls")),
]

handler400 = failures.not_found
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.server_error
