"""The sentences for places, resources, photos, keepers and the planner's lists."""

from django.utils.translation import gettext_noop as sentence

PLACE_SENTENCES: dict[str, str] = {
    # --- Who may
    "not_your_place": sentence(
        "You do not keep this place, so nothing was changed. Ask a planner of the territory to "
        "name you its keeper."
    ),
    "planners_only": sentence(
        "Only a planner of the territory may do this. Nothing was changed: ask one of them."
    ),
    "administrators_only": sentence(
        "Only an administrator may do this. Nothing was changed: ask one of them."
    ),
    "last_administrator": sentence(
        "This is the last administrator: without one, nobody could grant roles any more. Grant the "
        "role to someone else first."
    ),
    "group_named_already": sentence(
        "There is a group called “%(name)s” already. Give this one another name, or change that one."
    ),
    "unknown_account": sentence(
        "Nobody has an account with the address “%(email)s”. Check it, or ask the person to sign up."
    ),
    "already_removed": sentence(
        "This was removed in the meantime, perhaps by someone else. Reload the page to see the "
        "present state."
    ),
    "sheet_changed_meanwhile": sentence(
        "Somebody else has changed this sheet since you opened it: the history of the place says "
        "what. What you typed is still here. Compare, then save again to keep it."
    ),
    # --- Texts
    "name_without_letters": sentence(
        "A name needs at least one letter or figure. Write it in words."
    ),
    "name_with_markup": sentence("A name cannot hold < or >. Take them out."),
    "not_an_email": sentence(
        "“%(value)s” is not an e-mail address. Write it like name@example.org."
    ),
    "not_a_website": sentence(
        "“%(value)s” is not a web address. Write it whole, like https://www.example.org."
    ),
    "not_a_phone": sentence("“%(value)s” is not a telephone number. Use figures, spaces and +."),
    # --- Places
    "degrees_out_of_range": sentence(
        "%(value)s is not on the globe: give degrees between -%(limit)s and %(limit)s."
    ),
    "coordinates_swapped": sentence(
        "This point is far away, but would be in the territory with latitude and longitude "
        "exchanged. Exchange them."
    ),
    "point_out_of_territory": sentence(
        "This point is %(kilometres)s km from the nearest commune known here. Check the latitude "
        "and the longitude."
    ),
    "not_an_erp_type": sentence(
        "“%(value)s” is not a type of establishment. Write its letters, like L or N; several with commas."
    ),
    "erp_category_out_of_range": sentence("The category of an establishment goes from 1 to 5."),
    "headcount_unbelievable": sentence(
        "%(value)s people cannot be meant: give a number from 1 to %(limit)s."
    ),
    "headcount_not_of_category": sentence(
        "An establishment of category %(category)s holds %(low)s to %(high)s people, not %(value)s. "
        "Correct the headcount or the category."
    ),
    "legal_headcount_below_resource": sentence(
        "A room of this place holds %(resource_headcount)s people, more than %(value)s. Correct the "
        "room first, or this number."
    ),
    "function_has_openings": sentence(
        "Opening hours speak of a function that you took away. Remove those hours first, or keep the "
        "function."
    ),
    # --- Resources
    "resource_name_taken": sentence("This place already has a “%(name)s”. Choose another name."),
    "area_unbelievable": sentence("Give an area in m² above 0 and up to %(limit)s."),
    "buffer_out_of_day": sentence("Give a number of minutes from 0 to %(limit)s."),
    "headcount_above_legal": sentence(
        "%(value)s people are more than the %(legal_headcount)s that may be in the whole place by law. "
        "Give fewer."
    ),
    "layout_above_headcount": sentence(
        "%(value)s people are more than the %(headcount)s that it holds at most. Correct one of them."
    ),
    "pool_size_out_of_range": sentence("A pool has 2 to %(limit)s equal units, not %(value)s."),
    "too_few_parts": sentence("What is made of parts has at least two. Choose them."),
    "part_of_itself": sentence("Nothing is a part of itself. Choose other parts."),
    "part_of_another_place": sentence("A part belongs to the same place. Choose other parts."),
    "is_part_of_another": sentence(
        "This is a part of “%(name)s”, whose bookings count on it as it is. Change “%(name)s” first."
    ),
    "bookings_have_no_room": sentence(
        "Nothing was changed: “%(name)s” has %(count)s coming bookings that find no room in the new "
        "division. Move or cancel them, or divide it once the last is over, after %(last)s."
    ),
    "in_the_way_of_dividing": sentence("In the way: “%(title)s”, %(start)s (%(reference)s)."),
    "units_were_booked": sentence(
        "“%(name)s” was booked as it is cut now. Stop offering it and add it anew, cut differently."
    ),
    "resource_was_booked": sentence(
        "“%(name)s” was booked, and its history is kept. Stop offering it for booking instead."
    ),
    # --- Openings
    "rule_of_two_subjects": sentence("Hours speak of a function or of a resource, not of both."),
    "resource_of_another_place": sentence("This resource is not of this place. Choose another."),
    "function_not_offered": sentence(
        "This place does not offer this function. Add it to the place first."
    ),
    "rule_of_another_place": sentence("These hours are not of this place."),
    "weekday_never_falls": sentence(
        "None of these days falls between the first and the last date. Choose other days or dates."
    ),
    "last_day_before_first": sentence("The last day is before the first. Give a later one."),
    "number_unreadable": sentence("“%(value)s” is not a number. Write it in figures."),
    "several_communes": sentence("Several communes have this name: %(names)s. Copy one of them."),
    "too_many_synonyms": sentence("A function has at most %(limit)s other words. Keep the best."),
    "not_an_hour": sentence("“%(value)s” is not an hour of the day. Write it like 09:30."),
    "starts_at_midnight_end": sentence(
        "24:00 ends a day and cannot begin one. Write 00:00 and choose the day after."
    ),
    "no_such_date": sentence(
        "“%(value)s” is not a date that exists. Write it like 2026-11-24, and mind 29 February."
    ),
    "no_week_of_month": sentence("No week of the month is chosen. Choose at least one."),
    # --- Photos
    "not_a_photo": sentence(
        "This file is not a photo that can be read. Send a JPEG, PNG or WebP picture."
    ),
    "photo_too_heavy": sentence(
        "This photo weighs %(megabytes)s MB; at most %(limit)s MB can be sent. Make it smaller."
    ),
    "photo_too_many_pixels": sentence(
        "This photo has %(width)s × %(height)s pixels, too many to be opened safely. Make it smaller."
    ),
    "too_many_photos": sentence("A place has at most %(limit)s photos. Remove one first."),
    # --- The territory and its functions
    "function_code_taken": sentence("There is already a function with the code “%(code)s”."),
    "not_a_function_code": sentence(
        "“%(value)s” is not a code. Use small letters without accents, figures and underscores."
    ),
    "function_under_itself": sentence(
        "A function cannot stand below itself. Choose another parent."
    ),
    "unknown_school_zone": sentence("“%(value)s” is not a school zone. Choose from the list."),
}
