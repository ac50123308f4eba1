"""The addresses of the pages for people who book."""

from django.urls import path

from softplace.web.bookings import acts, book, check_in, detail, mine, my_data, search

urlpatterns = [
    path("book/", search.book, name="book"),
    path("book/requests/", search.leave, name="leave-request"),
    path("book/<int:resource_id>/", book.book_resource, name="book-resource"),
    path("book/<int:resource_id>/wait/", book.wait, name="wait-for"),
    path("my-bookings/", mine.my_bookings, name="my-bookings"),
    path("my-bookings/waiting/<int:pk>/leave/", mine.leave_waiting, name="leave-waiting"),
    path("my-bookings/requests/<int:pk>/withdraw/", mine.withdraw, name="withdraw-request"),
    path("my-bookings/feeds/", mine.make_feed, name="make-feed"),
    path("my-bookings/feeds/<int:pk>/revoke/", mine.revoke, name="revoke-feed"),
    path("bookings/<str:reference>/", detail.booking, name="booking"),
    path("bookings/<str:reference>/event.ics", detail.event, name="booking-event"),
    path("bookings/<str:reference>/take/", acts.take, name="take-booking"),
    path("bookings/<str:reference>/cancel/", acts.cancel, name="cancel-booking"),
    path("bookings/<str:reference>/move/", acts.move, name="move-booking"),
    path("bookings/<str:reference>/reconfirm/", acts.reconfirm, name="reconfirm-booking"),
    path("bookings/<str:reference>/check-in/", acts.here, name="check-in-booking"),
    path("my-data/", my_data.my_data, name="my-data"),
    path("my-data/export/", my_data.export, name="my-data-export"),
    path("my-data/erase/", my_data.erase, name="my-data-erase"),
    path("check-in/<str:reference>/", check_in.at_the_door, name="check-in"),
]
