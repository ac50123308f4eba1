"""The addresses of the pages for people who book."""

from django.urls import path

from softplace.web.bookings import book, detail, search

urlpatterns = [
    path("book/", search.book, name="book"),
    path("book/requests/", search.leave, name="leave-request"),
    path("book/<int:resource_id>/", book.book_resource, name="book-resource"),
    path("book/<int:resource_id>/wait/", book.wait, name="wait-for"),
    path("bookings/<str:reference>/", detail.booking, name="booking"),
]
