"""Addresses below /my/."""

from django.urls import path

from softplace.web.keeper import (
    accounts,
    arrivals,
    history,
    idle,
    links,
    openings,
    photos,
    places,
    requests,
    resources,
    terms,
    vacancy,
    week,
)

urlpatterns = [
    path("", places.list_places, name="keeper-places"),
    path("+/", places.add_place, name="keeper-place-new"),
    path("+/requests/", requests.all_requests, name="keeper-all-requests"),
    path("+/today/", arrivals.all_arrivals, name="keeper-all-today"),
    path("+/idle/", idle.all_idle, name="keeper-all-idle"),
    path("<slug:slug>/requests/", requests.requests_of_place, name="keeper-requests"),
    path("<slug:slug>/requests/decide/", requests.decide, name="keeper-decide"),
    path("<slug:slug>/idle/", idle.idle_of_place, name="keeper-idle"),
    path("<slug:slug>/idle/open/", idle.open_idle, name="keeper-idle-open"),
    path(
        "<slug:slug>/idle/<int:release_id>/take-back/", idle.close_again, name="keeper-idle-close"
    ),
    path("<slug:slug>/vacancy/", vacancy.vacancy, name="keeper-vacancy"),
    path("<slug:slug>/week/", week.week, name="keeper-week"),
    path("<slug:slug>/week/<str:reference>/move/", week.move, name="keeper-move"),
    path("<slug:slug>/accounts/", accounts.accounts, name="keeper-accounts"),
    path(
        "<slug:slug>/accounts/activity.csv", accounts.activity_table, name="keeper-activity-table"
    ),
    path(
        "<slug:slug>/accounts/statements.csv",
        accounts.accountant_table,
        name="keeper-accountant-table",
    ),
    path(
        "<slug:slug>/accounts/<str:reference>/paid/", accounts.note_payment, name="keeper-payment"
    ),
    path("<slug:slug>/links/", links.links, name="keeper-links"),
    path("<slug:slug>/links/feeds/", links.make_feed, name="keeper-feed"),
    path("<slug:slug>/links/feeds/<int:feed_id>/revoke/", links.revoke, name="keeper-feed-revoke"),
    path("<slug:slug>/links/webhooks/", links.new_webhook, name="keeper-webhook"),
    path(
        "<slug:slug>/links/webhooks/<int:webhook_id>/remove/",
        links.take_webhook_away,
        name="keeper-webhook-remove",
    ),
    path("<slug:slug>/terms/", terms.list_terms, name="keeper-terms"),
    path("<slug:slug>/terms/add/", terms.edit_terms, name="keeper-terms-new"),
    path("<slug:slug>/terms/add/preview/", terms.preview_terms, name="keeper-terms-new-preview"),
    path("<slug:slug>/terms/<int:terms_id>/", terms.edit_terms, name="keeper-terms-edit"),
    path(
        "<slug:slug>/terms/<int:terms_id>/preview/",
        terms.preview_terms,
        name="keeper-terms-preview",
    ),
    path(
        "<slug:slug>/terms/<int:terms_id>/remove/",
        terms.take_terms_away,
        name="keeper-terms-remove",
    ),
    path("<slug:slug>/today/", arrivals.arrivals_at_place, name="keeper-today"),
    path(
        "<slug:slug>/today/<str:reference>/check-in/", arrivals.note_arrival, name="keeper-check-in"
    ),
    path("<slug:slug>/today/<str:reference>/release/", arrivals.release, name="keeper-release"),
    path("<slug:slug>/", places.show_place, name="keeper-place"),
    path("<slug:slug>/sheet/", places.edit_sheet, name="keeper-sheet"),
    path("<slug:slug>/show/", places.show_or_hide, name="keeper-show"),
    path("<slug:slug>/openings/", openings.list_openings, name="keeper-openings"),
    path("<slug:slug>/openings/add/", openings.edit_opening, name="keeper-opening-new"),
    path(
        "<slug:slug>/openings/add/preview/",
        openings.preview_opening,
        name="keeper-opening-new-preview",
    ),
    path("<slug:slug>/openings/<int:rule_id>/", openings.edit_opening, name="keeper-opening"),
    path(
        "<slug:slug>/openings/<int:rule_id>/preview/",
        openings.preview_opening,
        name="keeper-opening-preview",
    ),
    path(
        "<slug:slug>/openings/<int:rule_id>/remove/",
        openings.remove_opening,
        name="keeper-opening-remove",
    ),
    path("<slug:slug>/closures/", openings.close_place, name="keeper-close"),
    path(
        "<slug:slug>/closures/<int:closure_id>/remove/", openings.reopen_place, name="keeper-reopen"
    ),
    path("<slug:slug>/resources/", resources.list_resources, name="keeper-resources"),
    path("<slug:slug>/resources/add/", resources.edit_resource, name="keeper-resource-new"),
    path(
        "<slug:slug>/resources/<int:resource_id>/", resources.edit_resource, name="keeper-resource"
    ),
    path(
        "<slug:slug>/resources/<int:resource_id>/remove/",
        resources.take_resource_away,
        name="keeper-resource-remove",
    ),
    path("<slug:slug>/photos/", photos.photos, name="keeper-photos"),
    path(
        "<slug:slug>/photos/<int:photo_id>/remove/",
        photos.take_photo_away,
        name="keeper-photo-remove",
    ),
    path("<slug:slug>/history/", history.history, name="keeper-history"),
]
