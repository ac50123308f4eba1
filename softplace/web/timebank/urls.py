"""Addresses below /time/."""

from django.urls import path

from softplace.web.timebank import account, bank, board, giving

urlpatterns = [
    path("", board.board, name="time"),
    path("posts/new/", board.new_post, name="time-post-new"),
    path("posts/<int:post_id>/", board.post_page, name="time-post"),
    path("posts/<int:post_id>/end/", board.end, name="time-post-end"),
    path("account/", account.mine, name="time-account"),
    path("account/open/", account.open_mine, name="time-account-open"),
    path("account/listing/", account.listing, name="time-account-listing"),
    path("account/statement.csv", account.statement_csv, name="time-statement-csv"),
    path("give/", giving.give, name="time-give"),
    path("transfers/<int:transfer_id>/back/", giving.give_back, name="time-give-back"),
    path("bank/", bank.bank, name="time-bank"),
    path("bank/dispensations/", bank.dispense_somebody, name="time-dispense"),
    path(
        "bank/dispensations/<int:dispensation_id>/end/",
        bank.end_one,
        name="time-dispensation-end",
    ),
]
