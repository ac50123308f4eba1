"""The sentences for campaigns, offers, requests and who asks."""

from django.utils.translation import gettext_noop as sentence

MATCHING_SENTENCES: dict[str, str] = {
    # --- A campaign
    "applications_close_before_they_open": sentence(
        "Applications would close before they open. Give a later last moment to apply."
    ),
    "applications_close_after_the_season": sentence(
        "People would still apply when the season is over. Give an earlier last moment to apply."
    ),
    "group_without_members": sentence(
        "A group is chosen, but not that its members may apply. Choose “Members”, or no group."
    ),
    "season_ends_before_it_starts": sentence(
        "The season ends before it starts. Give a later last day."
    ),
    "season_too_long": sentence(
        "A season has %(weeks)s weeks at most. Give an earlier last day, or make two campaigns."
    ),
    "campaign_is_decided": sentence(
        "This campaign is decided and published, so what it says can no longer be changed."
    ),
    "season_is_fixed": sentence(
        "Applications are closed and the season is being given out, so its dates stay. Open "
        "the applications again to change them."
    ),
    "season_leaves_out_requests": sentence(
        "%(count)s requests have a date outside this season. Choose dates that hold them, or "
        "ask their applicants to change them first."
    ),
    "campaign_step_unknown": sentence(
        "The campaign does not stand where you saw it, so it cannot go there. Read this page again."
    ),
    "applications_would_be_over": sentence(
        "The last moment to apply is over, so nobody could apply. Set a later one first."
    ),
    "campaign_offers_nothing": sentence(
        "Nothing is offered yet, so nobody could be served. Offer rooms, or invite their keepers, "
        "then open it."
    ),
    "campaign_without_requests": sentence(
        "Nobody has asked for anything, so there is nothing to decide. Open the applications again."
    ),
    "campaign_has_requests": sentence(
        "%(count)s requests have been made, so this is no draft any more. Nothing was changed."
    ),
    "campaign_changed_meanwhile": sentence(
        "Somebody else has changed this campaign in the meantime. Nothing of theirs is lost, and "
        "yours was not made: read what it says now, then make your change again."
    ),
    # --- Weights
    "unknown_weight": sentence("There is no weight called “%(name)s”. Take it out."),
    "weight_not_a_number": sentence("This weight must be a number of points."),
    "weight_out_of_range": sentence("A weight goes from 0 to %(limit)s points."),
    "hour_worth_nothing": sentence(
        "If an hour is worth nothing, nobody is served before another. Give more than 0 points."
    ),
    "later_wish_worth_more": sentence(
        "A later wish would be worth more than an earlier one. Let the points fall, or stay."
    ),
    "tranches_missing": sentence("Say what the hours of an applicant count: 1 to %(limit)s steps."),
    "share_of_hours_out_of_range": sentence(
        "An hour counts for more than 0 %% and for 100 %% at most. Correct the share."
    ),
    "later_hour_worth_more": sentence(
        "Later hours of an applicant would count more than the first ones, and those who have "
        "much would come first. Let the shares fall, or stay."
    ),
    "last_tranche_has_a_limit": sentence(
        "Each step but the last has a limit in hours, and the last has none. Correct the limits."
    ),
    "tranche_hours_do_not_rise": sentence(
        "The limits in hours a week must rise from step to step, up to 168. Correct them."
    ),
    "noon_off_the_quarter": sentence(
        "The half-day ends at a quarter of an hour within the day, such as 13:00."
    ),
    "step_off_the_quarter": sentence(
        "Sessions shrink by quarters of an hour: give 15, 30, 45, … up to %(limit)s minutes."
    ),
    # --- Offers
    "offer_of_another_place": sentence(
        "“%(resource)s” is at a place that you do not keep. Only its keepers or a planner offer it."
    ),
    "offers_are_closed": sentence(
        "“%(resource)s” can be offered or taken back only until applications are closed. Ask the "
        "planner to open them again."
    ),
    "offer_of_unpublished_place": sentence(
        "“%(resource)s” is at a place that is not published. Publish the place first."
    ),
    "offer_not_bookable": sentence(
        "“%(resource)s” cannot be booked. Tick “can be booked” on its sheet first."
    ),
    "offer_without_units": sentence(
        "“%(resource)s” has no unit that could be taken. Say on its sheet how it is shared."
    ),
    "offer_with_too_many_units": sentence(
        "“%(resource)s” has more than %(limit)s units, too many for a campaign. Divide it."
    ),
    "offer_without_headcount": sentence(
        "Nobody knows how many people “%(resource)s” holds. Give its headcount, or that of each "
        "layout, on its sheet first."
    ),
    "offer_never_open": sentence(
        "“%(resource)s” has no opening hours, so nobody could come. Give its hours first."
    ),
    "offer_closed_to_applicants": sentence(
        "“%(resource)s” has no opening hours for those who may apply in this campaign: all are for "
        "others. Give it hours for them, or nothing can be placed there."
    ),
    "nobody_keeps_it": sentence(
        "Nobody keeps “%(place)s”, so there is nobody to invite. Name a keeper first, or offer it "
        "yourself."
    ),
    # --- Who asks
    "applicant_named_already": sentence(
        "You ask as “%(name)s” already. Choose it from the list, or give another name."
    ),
    "no_such_applicant": sentence("You do not ask in that name. Say first who asks."),
    "no_such_campaign": sentence("There is no such campaign, or it is not open to be seen yet."),
    "group_of_others": sentence("You do not belong to this group. Choose one of yours, or none."),
    # --- Applying
    "applications_not_open_yet": sentence("Applications are not open yet. Come back on %(at)s."),
    "campaign_not_opened": sentence(
        "The planners have not opened this campaign yet, though its day has come. Look again later."
    ),
    "applications_closed_early": sentence(
        "The planners closed the applications, so nothing more can be asked for, changed or "
        "withdrawn."
    ),
    "applications_are_closed": sentence(
        "Applications closed on %(at)s, so nothing more can be asked for, changed or withdrawn."
    ),
    "campaign_not_for_you": sentence(
        "This campaign is for others than you. Look at who may apply, or ask for a space "
        "without a campaign."
    ),
    "too_many_applications": sentence(
        "There are %(limit)s requests of this applicant already. Withdraw or change one."
    ),
    "request_is_decided": sentence(
        "This request is decided, withdrawn or over, so it cannot be changed any more."
    ),
    "option_is_taken": sentence(
        "This is not free any more: somebody was quicker. Nothing was booked; choose among what "
        "is still free."
    ),
    # --- A request
    "sessions_out_of_range": sentence("Ask for 1 to %(limit)s sessions a week."),
    "once_is_one_session": sentence("What takes place once is one session. Write 1."),
    "one_session_without_campaign": sentence(
        "Without a campaign, a request is for one session. Ask for each of them by itself."
    ),
    "more_sessions_than_days": sentence(
        "Sessions of a week are on different days, and your hours lie on %(days)s. Give hours on "
        "more days, or ask for fewer sessions than %(sessions)s."
    ),
    "session_length_out_of_range": sentence(
        "A session lasts from %(smallest)s minutes to %(largest)s hours."
    ),
    "not_quarters_of_an_hour": sentence(
        "Sessions last whole quarters of an hour: %(minutes)s minutes is none."
    ),
    "shortest_above_wished": sentence(
        "The shortest time is longer than the wished one. Make it the same, or shorter."
    ),
    "windows_missing": sentence("Say when it suits you: at least one day with its hours."),
    "hours_half_given": sentence(
        "On %(weekday)s, one of the two hours is missing. Give both, or neither."
    ),
    "window_off_the_week": sentence("These hours are not within a week. Give a day and its hours."),
    "window_past_midnight": sentence(
        "On %(weekday)s, the hours go past midnight. End them at 24:00 at the latest."
    ),
    "window_ends_before_it_starts": sentence(
        "On %(weekday)s, the hours end before they start. Give a later end."
    ),
    "window_too_short": sentence(
        "On %(weekday)s, there are %(minutes)s minutes, and the shortest session needs "
        "%(shortest)s. Give longer hours, or a shorter time. Sessions begin at a quarter."
    ),
    "outside_the_season": sentence(
        "This is outside the season, which goes from %(first)s to %(last)s. Choose a day of it."
    ),
    "dates_are_past": sentence("These days are past. Give a later last day."),
    "dates_too_long": sentence("These dates are more than %(days)s days apart. Give fewer."),
    "no_such_weekday_in_dates": sentence(
        "None of your weekdays lies between %(first)s and %(last)s. Change the days or the dates."
    ),
    "radius_without_a_point": sentence(
        "Say around which commune or point these kilometres are, or leave them empty."
    ),
    "too_many_wishes": sentence("Give %(limit)s wishes at most, the best first."),
    "wished_twice": sentence("The same is wished for twice. Keep it once, at its best rank."),
    "wish_not_offered": sentence(
        "Something that you wish for is not offered here any more. Choose from the list."
    ),
    "wishes_missing": sentence(
        "Say which rooms or places you wish for, or that anything that fits will do."
    ),
}
