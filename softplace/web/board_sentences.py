"""The sentences for the board of a campaign: runs, adjusting, publishing, appeals."""

from django.utils.translation import gettext_noop as sentence

BOARD_SENTENCES: dict[str, str] = {
    # --- Where a campaign stands
    "not_deciding": sentence(
        "The board can be changed only while the campaign is decided on. Close the applications "
        "first, or open a second pass."
    ),
    "run_in_progress": sentence(
        "A plan is being computed. Wait until it is done, or stop it: the best plan so far is kept."
    ),
    "season_is_over": sentence(
        "The season ended on %(last_day)s, so there is nothing left to give out."
    ),
    "nothing_is_offered": sentence(
        "No resource is offered in this campaign. Ask keepers to offer theirs first."
    ),
    "seconds_out_of_range": sentence("Compute for %(fewest)s to %(most)s seconds."),
    # --- Runs that fail
    "buffers_too_long": sentence(
        "“%(resource)s” needs %(minutes)s minutes around each session; a campaign can keep "
        "%(limit)s at most. Shorten its buffers, or take it out of the campaign."
    ),
    "campaign_not_computable": sentence(
        "The engine cannot compute this campaign: %(cause)s Nothing was changed."
    ),
    "plan_refused_by_check": sentence(
        "The plan broke rules in %(count)s places, so it was not saved, and nothing "
        "changed. Tell who runs this installation."
    ),
    "run_broke_down": sentence(
        "The computation broke down, and nothing changed. Start it again; if that does "
        "not help, tell who runs this installation."
    ),
    "worker_was_killed": sentence(
        "The background worker was stopped before it was done. Nothing changed: start "
        "the computation again."
    ),
    "stopped_before_it_began": sentence("It was stopped before it began."),
    # --- Placing by hand
    "off_the_quarter": sentence("Sessions begin and last by quarters of an hour. Nothing changed."),
    "past_midnight": sentence("A session ends at midnight at the latest. Give an earlier start."),
    "closed_on_that_weekday": sentence(
        "“%(resource)s” is not open then on that day. Choose other hours, or another room."
    ),
    "booked_or_closed_on_every_date": sentence(
        "It is booked or closed then on every date of the season. Choose another time or room."
    ),
    "not_between_its_dates": sentence("The request has no date on that day of the week."),
    "all_sessions_locked": sentence(
        "Each of the %(sessions)s sessions of this request is locked already. Move one of them."
    ),
    "locked_on_that_weekday": sentence(
        "A session of this request is locked on that day already: its sessions are on different "
        "days. Move that one, or choose another day."
    ),
    "lock_in_the_way": sentence(
        "“%(request)s” is locked there, or too close to it. Unlock or move it first."
    ),
    "applicant_locked_elsewhere": sentence(
        "The applicant has “%(request)s” locked at that time, and cannot be in two rooms at once."
    ),
    "does_not_fit_the_pool": sentence("“%(resource)s” has not enough units for so many people."),
    "not_offered": sentence("“%(resource)s” is not offered in this campaign."),
    "request_withdrawn": sentence("This request was withdrawn."),
    "all_served": sentence("All sessions of this request were given in an earlier pass."),
    "forbid_needs_something": sentence("Say what is ruled out: a room, a day or an hour."),
    "points_out_of_range": sentence("Points go from 0 to %(limit)s an hour."),
    "points_need_a_reason": sentence("Say why: the reason stays on the trail."),
    "place_unclear": sentence("Say where: choose a room, a day and an hour."),
    # --- Publishing
    "sessions_overlap": sentence(
        "Sessions placed by hand stand where others stand (%(count)s overlaps). Compute again, and "
        "the others give way."
    ),
    "board_is_outdated": sentence(
        "Something on the board has been booked or closed since it was computed (%(count)s "
        "sessions). Nothing was published. Compute again around it."
    ),
    "board_dates_passed": sentence(
        "Dates on the board have passed since it was computed (%(count)s sessions). Nothing was "
        "published. Compute again: what is left of the season is given out."
    ),
    "no_longer_offered": sentence(
        "“%(resource)s” is no longer offered, published or open to bookings, and the board still "
        "gives it out. Nothing was published. Compute again without it."
    ),
    "board_breaks_rules": sentence(
        "The board breaks rules in %(count)s places (%(rules)s). Nothing was published. Compute "
        "again."
    ),
    "taken_meanwhile": sentence(
        "“%(title)s” in %(resource)s on %(date)s: somebody has booked it in the meantime. Nothing "
        "was published. Compute again around it."
    ),
    "taken_at_this_moment": sentence(
        "Somebody booked one of these rooms at this very moment. Nothing was published: compute "
        "again around it."
    ),
    "appeals_close_out_of_range": sentence(
        "Appeals close on a day to come, at most %(limit_days)s days from now."
    ),
    "not_published": sentence("A second pass follows a published one. Publish the board first."),
    # --- After publication
    "not_your_request": sentence("This is the request of somebody else."),
    "not_published_yet": sentence("This is not decided yet: wait until the results are published."),
    "nothing_was_refused": sentence("Nothing of this request was refused."),
    "no_such_alternative": sentence("This alternative is not among those that were found."),
    "no_longer_free": sentence(
        "Somebody else has taken it in the meantime, on one of its dates at least. Nothing was "
        "booked. Look at the other alternatives, or search for free time."
    ),
    "appeals_closed": sentence("Appeals are no longer heard for this campaign."),
    "appealed_already": sentence(
        "You have appealed already; the planners will answer. One appeal is heard for each pass."
    ),
    "appeal_answered_already": sentence("Somebody has answered this appeal already."),
    # --- Dates of a series that a campaign could not give
    "lost_booked": sentence("It was booked before on this date."),
    "lost_closed": sentence("It is closed on this date."),
    "lost_public_holiday": sentence("This date is a public holiday."),
}
