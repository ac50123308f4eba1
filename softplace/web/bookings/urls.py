"""The addresses of the pages for people who book."""

from django.urls import path

from softplace.web.bookings import detail, search

urlpatterns = [
    path("book/", search.book, name="book"),
    path("book/requests/", search.leave, name="leave-request"),
    path("book/<int:resource_id>/", search.book, name="book-resource"),
    path("bookings/<str:reference>/", detail.booking, name="booking"),
]
