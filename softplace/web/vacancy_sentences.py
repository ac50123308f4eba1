"""The sentences for the policy against vacancy, its exemptions, and what is opened to others."""

from django.utils.translation import gettext_noop as sentence

VACANCY_SENTENCES: dict[str, str] = {
    "housing_is_left_out": sentence(
        "Housing is never asked to be in use: leave beds out of the policy."
    ),
    "policy_covers_nothing": sentence(
        "This leaves everything out, so that the policy would speak of nothing. Keep at least one "
        "kind in."
    ),
    "no_weekday_counts": sentence("No day of the week would count. Choose at least one."),
    "threshold_out_of_range": sentence("Give a number of half-days from 1 to %(limit)s."),
    "policy_changed_meanwhile": sentence(
        "Another planner has changed the policy in the meantime. Nothing of theirs or yours is "
        "lost: read what it says now, then make your change again."
    ),
    "exemption_is_over": sentence("This exemption is over already. Give a last day to come."),
    "exemption_too_long": sentence(
        "An exemption is for a term of at most %(limit_years)s years. Give an earlier last day; it "
        "can be granted again."
    ),
    "unknown_place": sentence("No place is called “%(name)s” here. Choose one from the list."),
    "half_days_not_open": sentence(
        "“%(name)s” is not open to anybody in these half-days any more, or it was booked in the "
        "meantime. Reload the page to see what stands idle now."
    ),
    "open_to_them_already": sentence(
        "These half-days are open to these people already. Nothing was changed."
    ),
    "limits_cannot_be_joined": sentence(
        "“%(name)s” and its opening hours are for different people, which cannot be said in one "
        "opening rule. Change its hours by hand."
    ),
    "release_undone": sentence("This was taken back already. Reload the page."),
}
