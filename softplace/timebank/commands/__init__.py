"""The only writes of the time bank."""

from softplace.timebank.commands.accounts import list_account, open_account, open_chest
from softplace.timebank.commands.caring import dispense, end_dispensation, set_bank
from softplace.timebank.commands.erasing import erase_person
from softplace.timebank.commands.posts import answer_post, end_post, mark_passed_on, publish_post
from softplace.timebank.commands.transfers import correct_transfer, note_help, transfer_time

__all__ = [
    "answer_post",
    "correct_transfer",
    "dispense",
    "end_dispensation",
    "end_post",
    "erase_person",
    "list_account",
    "mark_passed_on",
    "note_help",
    "open_account",
    "open_chest",
    "publish_post",
    "set_bank",
    "transfer_time",
]
