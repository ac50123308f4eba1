"""The sentences of the time bank. What warns is kind, and forbids nothing."""

from django.utils.translation import gettext_noop as sentence

TIMEBANK_SENTENCES: dict[str, str] = {
    # --- A transfer
    "minutes_out_of_range": sentence(
        "Give a time of at least one minute and at most %(limit_hours)s hours. Note a longer help "
        "day by day."
    ),
    "day_to_come": sentence("This day is still to come: note the help when it was given."),
    "day_too_long_ago": sentence(
        "This is more than %(limit_days)s days ago. Ask a mediator what to do with it."
    ),
    "nobody_receives": sentence("Say who helped: somebody else than who was helped."),
    "account_is_closed": sentence(
        "One of these accounts is closed, because its owner has left. Nothing was noted."
    ),
    "unknown_member": sentence(
        "No member has the code or the listed name “%(name)s”. Ask for their code: it stands on "
        "their account."
    ),
    "key_used_for_another": sentence(
        "This form was sent before with another content, which was noted. Look at your statement, "
        "then open the form anew."
    ),
    "mediators_only": sentence("Only mediators may do this. Ask one."),
    "only_receivers_give_back": sentence(
        "Only who received this time alone can give it back, or a mediator. Ask them."
    ),
    "cannot_be_given_back": sentence(
        "This was given back already, or closes an account: it stays. Note a new transfer instead."
    ),
    # --- What the bank says; it forbids nothing
    "below_floor": sentence(
        "The balance is %(minutes)s. That is allowed. Somebody may call to ask what would help."
    ),
    "above_ceiling": sentence(
        "The balance is %(minutes)s. Receive something, or give some to the solidarity chest, if "
        "you like."
    ),
    "has_not_given": sentence(
        "No time was given since %(day)s. Perhaps an offer on the list is a way to begin."
    ),
    # --- Offers, needs, answers
    "post_is_over": sentence("This is off the list, or its last day has passed."),
    "post_too_long": sentence(
        "An offer or need stands for %(limit_days)s days at most. Give an earlier last day; it can "
        "be put up again."
    ),
    "too_many_posts": sentence(
        "You have %(limit)s on the list, as many as one may. Take one off first."
    ),
    "answers_to_oneself": sentence("This is your own: nobody needs to answer it for you."),
    "too_many_answers": sentence(
        "You have written %(limit)s answers since yesterday. Wait until tomorrow."
    ),
    # --- The bank
    "floor_above_zero": sentence("The first limit is at zero or below."),
    "ceiling_below_zero": sentence("The second limit is at zero or above."),
    "quiet_out_of_range": sentence("Give a number of days from 7 to 3660."),
    "bank_changed_meanwhile": sentence(
        "Another planner has changed this in the meantime. Read what it says now, then make your "
        "change again."
    ),
    "dispensation_is_over": sentence("This last day has passed. Give one to come, or none."),
}
