"""The sentences for bookings: why one is refused, and what to do instead."""

from django.utils.translation import gettext_noop as sentence

BOOKING_SENTENCES: dict[str, str] = {
    # --- The time
    "in_the_past": sentence("This time is already past. Choose a later one."),
    "booking_too_long": sentence("A booking lasts %(limit_days)s days at most. Make several."),
    "whole_minutes": sentence(
        "A booking starts and ends on a whole minute. Leave the seconds out."
    ),
    "too_far_ahead": sentence("This is too far ahead: nothing is booked beyond the year %(year)s."),
    "time_does_not_exist": sentence(
        "On %(date)s clocks go forward, and no clock shows %(time)s. Choose an hour later."
    ),
    "notice_too_short": sentence(
        "This is booked at least %(minutes)s minutes ahead. Choose a later time."
    ),
    "beyond_horizon": sentence("This is booked at most %(days)s days ahead. Choose a nearer date."),
    "shorter_than_terms": sentence(
        "This is booked for at least %(minutes)s minutes. Choose a later end."
    ),
    "longer_than_terms": sentence(
        "This is booked for at most %(minutes)s minutes. Choose an earlier end."
    ),
    "over_quota": sentence(
        "Each person may book %(minutes)s minutes a week here, and you have %(booked_minutes)s "
        "already. Choose another week, or ask the keeper."
    ),
    "closed_then": sentence(
        "“%(resource)s” is not open all that time. Choose a time within its opening hours."
    ),
    "taken": sentence("“%(resource)s” is taken then. Choose another time, or another room."),
    "bookings_collide": sentence(
        "Some of these bookings take the same thing at the same time. Nothing was changed."
    ),
    "divided_anew": sentence(
        "A keeper has just divided “%(resource)s” anew. Nothing was booked: look again at what is "
        "free."
    ),
    "divided_since_planned": sentence(
        "“%(resource)s” has been divided anew since this was planned. Nothing was booked: compute "
        "again."
    ),
    "busy": sentence(
        "Many people are booking this at the same moment. Nothing was booked: try again."
    ),
    # --- What and for whom
    "how_many_resources": sentence("Book from one to %(limit)s things at once."),
    "resource_twice": sentence("The same thing is asked for twice. Keep it once."),
    "no_such_resource": sentence("What you want to book is not here any more. Search again."),
    "several_places": sentence("One booking is at one place. Make one for each place."),
    "moves_to_another_place": sentence(
        "A booking cannot move to another place. Cancel it and book there."
    ),
    "not_bookable": sentence("“%(resource)s” cannot be booked at the moment. Ask the keeper."),
    "no_units": sentence(
        "“%(resource)s” has nothing to book yet: its keeper must say how it is divided."
    ),
    "not_a_pool": sentence("“%(resource)s” is booked as a whole. Ask for one."),
    "more_than_the_pool": sentence("“%(resource)s” has %(limit)s in all. Ask for fewer."),
    "how_many_units": sentence("Ask for a number from 1 to %(limit)s."),
    "not_for_you": sentence(
        "“%(resource)s” is for a group that your account is not known to belong to. Sign in, or ask the "
        "keeper."
    ),
    "only_for_yourself": sentence(
        "You can only book for yourself. A mediator or the keeper can book for somebody else."
    ),
    "needs_a_contact": sentence("Say for whom this is: a name is needed."),
    # --- How many people
    "headcount_out_of_range": sentence("The number of people goes from 1 to %(limit)s."),
    "above_legal_headcount": sentence(
        "The law allows %(limit)s people at this place, and you are %(asked)s. Choose a larger one."
    ),
    "above_layout_headcount": sentence(
        "“%(resource)s” holds %(limit)s people in this layout, and you are %(asked)s. Choose "
        "another layout or a larger room."
    ),
    "above_headcount": sentence(
        "“%(resource)s” holds %(limit)s people, and you are %(asked)s. Choose a larger room."
    ),
    "no_such_layout": sentence("“%(resource)s” is not set up that way. Choose another layout."),
    # --- Series
    "series_without_end": sentence("Say when the series ends: a number of dates, or a last day."),
    "too_many_dates": sentence("A series has %(limit)s dates at most. Give fewer."),
    "series_too_long": sentence("A series lasts %(years)s years at most. Give an earlier end."),
    "no_dates": sentence("This rule gives no date at all. Change the days or the end."),
    "no_date_is_free": sentence(
        "None of the %(dates)s dates can be booked. Choose another time, or another room."
    ),
    "pick_more_dates": sentence("Choose the other dates too, or choose “Once”."),
    "not_all_dates": sentence(
        "Nothing was booked, because you want all of these dates or none and %(count)s cannot be "
        "booked. Read why below, then choose for each of them, or take away “all or none”."
    ),
    "left_out": sentence("This date was left out, as was asked."),
    # --- What becomes of a booking
    "not_yours": sentence("This is somebody else’s, and only they or a keeper may change it."),
    "not_keeper": sentence("Only the keepers of the place may do this."),
    "already_ended": sentence("This booking no longer stands, so it cannot be changed."),
    "already_over": sentence("This booking is already over, so it cannot be changed."),
    "too_late_to_cancel": sentence(
        "This is cancelled at least %(minutes)s minutes ahead. Call the keeper of the place."
    ),
    "hold_is_over": sentence("This time was kept for a while, and no longer is. Book it again."),
    "not_confirmed": sentence("This booking is not confirmed, so this cannot be done yet."),
    "needs_a_reason": sentence("Say why: the person is told your reason."),
    "choose_a_date": sentence("No date is ticked. Tick those that you decide on."),
    "check_in_not_open": sentence(
        "One checks in here from %(minutes)s minutes before the start. Nothing was noted: come "
        "back then."
    ),
    "not_begun": sentence("This has not begun yet. Cancel it if it is not to take place."),
    "already_there": sentence("They have come already, so this is not free."),
    "wrong_code": sentence("This code is not that of the booking. Look at the confirmation again."),
    "shortest_above_longest": sentence("The shortest time is longer than the longest. Mend one."),
    "terms_there_already": sentence(
        "There are terms for them already. Change those in the list of terms."
    ),
    "not_a_length": sentence(
        "“%(value)s” is not a length of time. Give one such as 45 min, 1 h 30 or 2 days."
    ),
    "price_out_of_range": sentence("A price goes from 0 to %(limit)s euros."),
    # --- Waiting, feeds, webhooks
    "waits_for_too_much": sentence(
        "You wait for %(limit)s things already. Leave one before you add another."
    ),
    "too_many_feeds": sentence("You have %(limit)s calendar addresses. Revoke one first."),
    "too_many_webhooks": sentence(
        "This place tells %(limit)s addresses already. Remove one first."
    ),
    "not_an_address": sentence("This is not a web address. It starts with https://."),
    # --- My data
    "email_differs": sentence(
        "This is not the e-mail address of your account. Nothing was erased: type it again."
    ),
    # --- Searches for free time
    "length_out_of_range": sentence("The length goes from one minute to %(limit_days)s days."),
    "how_many_windows": sentence("Search from one to %(limit)s days at once."),
    "weeks_out_of_range": sentence("A weekly search goes over 1 to %(limit)s weeks."),
    "too_many_requests_left": sentence(
        "You have left %(limit)s requests already. Withdraw one that you no longer need."
    ),
    "windows_too_short": sentence(
        "The hours that you give are shorter than the time you need. Give longer hours."
    ),
}
