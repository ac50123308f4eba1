"""The sentences of rounds."""

from django.utils.translation import gettext_noop as sentence

ROUNDS_SENTENCES: dict[str, str] = {
    # --- A stop
    "not_a_vehicle": sentence(
        "This place does not move. On its sheet, tick “It moves: a truck, a stall”; then its "
        "rounds can be planned."
    ),
    "stop_without_function": sentence("Choose at least one thing that people can come for."),
    "stop_ends_before_first": sentence("The last day is before the first one. Give a later day."),
    "round_too_long": sentence(
        "A stop is planned for %(limit_days)s days at most. Give an earlier last day; it can be "
        "prolonged later."
    ),
    "round_is_over": sentence("This last day has passed. Give one to come."),
    "no_day_of_stop": sentence(
        "It would never come between these two days: public holidays are left out. Give a later "
        "last day."
    ),
    "stop_length_out_of_range": sentence(
        "A stop lasts at least %(least)s minutes and at most %(most_hours)s hours."
    ),
    "begun_stop_changes_later": sentence(
        "This stop has begun, and what has passed stays as it was. Give a first day after %(day)s: "
        "the change holds from then on."
    ),
    "vehicle_is_at": sentence(
        "The vehicle is somewhere else then: %(name)s, %(at)s. Choose other hours, or move that "
        "stop first."
    ),
    "vehicle_elsewhere": sentence(
        "Somebody has planned another stop of this vehicle at these hours just now. Look at its "
        "week, then try again."
    ),
    "drive_impossible": sentence(
        "On %(day)s there are %(there_are)s minutes from “%(from_name)s” to “%(to_name)s”: no road "
        "is that quick. Leave more time between the two."
    ),
    "drive_too_short": sentence(
        "On %(day)s there are %(there_are)s minutes from “%(from_name)s” to “%(to_name)s”, and the "
        "way takes about %(needed)s. Leave more time, or tick here if you know that it is enough."
    ),
    "room_not_bookable": sentence(
        "This room or pitch cannot be booked any more. Choose another one."
    ),
    "room_away_from_market": sentence(
        "This room or pitch is not at %(square)s, where the market is. Choose one there, or none."
    ),
    "no_market_that_day": sentence(
        "There is no market on %(date)s. Begin on a day on which it is held."
    ),
    "outside_market_hours": sentence(
        "The market is held from %(start)s to %(end)s: stay within these hours."
    ),
    "no_working_day": sentence("Choose at least one day on which the vehicle works."),
    # --- Two at once, and publishing
    "round_changed_meanwhile": sentence(
        "Somebody else has changed this in the meantime. Nothing of yours was saved: read what it "
        "says now, then make your change again."
    ),
    "rounds_changed_since_seen": sentence(
        "Something has changed since you saw this list, so nothing was published. Read it again "
        "below, then publish."
    ),
    "rounds_as_published": sentence(
        "Everything that is planned is on the calendar already: there is nothing to publish."
    ),
    "berth_refused": sentence(
        "“%(room)s” cannot be had for the stop “%(stop)s”, so nothing was published. Choose other "
        "hours or another room for it:"
    ),
    # --- Drafts and computed plans
    "draft_without_vehicle": sentence("Choose from one to %(limit)s vehicles."),
    "draft_begins_on_monday": sentence("Begin on a Monday to come."),
    "target_in_five_minutes": sentence(
        "Give a length in steps of five minutes, up to sixteen hours."
    ),
    "target_beyond_its_hours": sentence(
        "These hours are shorter than the %(minutes)s minutes of the stop. Give a later end."
    ),
    "nothing_to_serve": sentence("Say first which communes or squares must be served."),
    "computation_in_progress": sentence(
        "A plan is being computed already. Wait until it is done, or stop it: the best plan so "
        "far is kept."
    ),
    "draft_not_computable": sentence(
        "This cannot be computed: %(cause)s. Look at the working hours of the vehicles, and at "
        "the stops that are locked."
    ),
    "no_road_between": sentence(
        "No imported road leads between two of these points, so nothing was computed. Give the "
        "exact point of a stop, or import roads that reach it."
    ),
    "proposal_outdated": sentence(
        "This plan was computed from what the draft said before. Compute again, then take it over."
    ),
    "draft_has_begun": sentence(
        "The first day of this draft has come. Begin a new draft for the weeks ahead: what stands "
        "stays."
    ),
}
