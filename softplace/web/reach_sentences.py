"""The sentences for reach: travel, indicators, scenarios, siting."""

from django.utils.translation import gettext_noop as sentence

REACH_SENTENCES: dict[str, str] = {
    # --- Travel
    "point_off_the_globe": sentence(
        "The point %(lat)s, %(lng)s is not on the globe: the latitude goes from -90 to 90 and "
        "the longitude from -180 to 180. Were they exchanged?"
    ),
    "speed_not_positive": sentence("A speed must be above 0 km/h."),
    "detour_below_one": sentence(
        "A detour factor must be 1 or more: no way is shorter than the straight line."
    ),
    "roads_file_missing": sentence("There is no file %(file)s. Check its name and folder."),
    "roads_file_unreadable": sentence(
        "%(file)s cannot be read as OpenStreetMap data: it is of another kind, or was cut short "
        "when it was copied (%(cause)s). Nothing was changed. Fetch it again."
    ),
    "roads_file_without_roads": sentence(
        "%(file)s was read but holds no road for this means of travel. Take an extract that "
        "has roads."
    ),
    "too_many_pairs_by_road": sentence(
        "%(cells)s cells and %(sites)s places are more pairs than can be measured by road "
        "(%(limit)s). Choose the communes, or a straight line."
    ),
    # --- Indicators
    "cells_without_people": sentence(
        "No cell has any people, so there is nobody to measure for. Import people first."
    ),
    "weights_negative": sentence("People and weights cannot be below 0. Correct the figure."),
    "threshold_negative": sentence("A threshold cannot be below 0."),
    "minutes_without_travel": sentence(
        "A straight line takes no minutes. Choose a means of travel, or a threshold in kilometres."
    ),
    "threshold_minutes_out_of_range": sentence("Give %(smallest)s to %(largest)s minutes."),
    "numbers_unreadable": sentence(
        "“%(value)s” are not numbers of 0 or more: write them with blanks between, such as 5 10 15."
    ),
    "needs_unreadable": sentence(
        "“%(value)s” is no group with a number. Write the name of a group, a blank and how much "
        "one of it uses the service, with semicolons between: “under_15 0.7; over_75 1.8”."
    ),
    "need_group_unknown": sentence(
        "These cells count no group “%(group)s”. Known are: %(known)s. Choose cells that were "
        "imported with age bands."
    ),
    "decay_needs_minutes": sentence(
        "These steps are minutes, and a straight line takes none. Choose a means of travel, or "
        "another way of counting distance."
    ),
    "opening_outside_week": sentence(
        "An opening from minute %(start)s to minute %(end)s does not lie in the week."
    ),
    "decay_lengths_differ": sentence("Give one weight for each limit of distance."),
    "decay_limits_not_rising": sentence("Give the limits of distance in rising order, from 0."),
    "decay_not_positive": sentence("A distance of decay must be above 0."),
    # --- Cells
    "parquet_cut_off": sentence(
        "This file begins as Parquet and does not end as one: it was cut short when it was copied. "
        "Nothing was changed. Fetch it again."
    ),
    "parquet_unreadable": sentence(
        "This file begins and ends as Parquet, but what lies between cannot be read: it is damaged "
        "or encrypted. Nothing was changed. Fetch it again, or save the cells as CSV."
    ),
    "parquet_without_geometry": sentence(
        "This Parquet file does not say which of its columns holds the points: it is no "
        "GeoParquet. Save it with its geometry, or as CSV with the columns latitude and longitude."
    ),
    "parquet_geometry_encoded": sentence(
        "The points of this file are written as “%(encoding)s”, and only WKB is read. Save it as "
        "GeoParquet with WKB, which most programs write at first."
    ),
    "parquet_in_other_crs": sentence(
        "The points of this file are in other coordinates (%(crs)s). Save it in longitude and "
        "latitude (WGS 84, EPSG:4326)."
    ),
    "parquet_too_long": sentence(
        "This file holds %(rows)s rows, and %(limit)s are read at most. Cut your territory out of "
        "it first."
    ),
    "columns_passed_over": sentence(
        "These columns hold no numbers and were passed over: %(columns)s."
    ),
    "cell_is_no_point": sentence(
        "A cell is a Point, and this is: %(kind)s. Give the middle of each square."
    ),
    "cell_below_zero": sentence("People and income cannot be below 0. Correct the figure."),
    "cell_off_the_globe": sentence(
        "It must lie between -%(limit)s and %(limit)s degrees. Are these degrees, and not metres?"
    ),
    "cell_without_people": sentence(
        "This cell has no people, so it counts for nothing. Give a number above 0, or leave the "
        "line out."
    ),
    "group_above_people": sentence("This group has more people than the cell itself."),
    "cell_outside_territory": sentence(
        "This cell lies outside the territory: the nearest commune, %(commune)s, is "
        "%(kilometres)s km away. Leave the line out, or import that commune first."
    ),
    "cell_set_unknown": sentence(
        "There is no set of cells called “%(name)s”. Import it first: softplace import cells."
    ),
    "cell_set_in_use": sentence(
        "Studies count people in the cells “%(name)s”: %(studies)s. Give them other cells, or remove "
        "them, then take the set out."
    ),
    # --- Scenarios
    "place_not_in_scenario": sentence(
        "“%(place)s” is not in this scenario: it was closed by an earlier edit, or never there."
    ),
    "place_already_in_scenario": sentence(
        "“%(place)s” is in this scenario already. Change it instead of opening it again."
    ),
    "function_not_at_place": sentence("“%(place)s” does not offer “%(function)s”."),
    "function_already_at_place": sentence(
        "“%(place)s” offers this already. Change its hours instead of bringing it again."
    ),
    "shuttle_without_stops": sentence(
        "A shuttle needs at least one stop: choose the communes from which it comes."
    ),
    "hours_outside_week": sentence("Hours must begin within the week."),
    "hours_end_before_start": sentence("These hours end before they begin. Give a later end."),
    "more_closures_than_places": sentence(
        "There are %(places)s places to close: choose a number from 0 to %(places)s."
    ),
    "slots_missing": sentence("A truck needs at least one half-day in the week. Give one."),
    "share_out_of_range": sentence("A share must be above 0 and at most 1."),
    "shuttle_needs_minutes": sentence(
        "A shuttle is measured in minutes: choose a means of travel instead of distance."
    ),
    "rate_negative": sentence("A rate cannot be below 0."),
    "site_already_open": sentence("This site is open already."),
    "site_not_open": sentence("This site is not open, so it cannot be closed."),
    # --- Studies
    "scenario_changed_meanwhile": sentence(
        "Somebody else has changed this scenario in the meantime. Nothing of theirs or yours is "
        "lost: read what it says now, then make your change again."
    ),
    "study_changed_meanwhile": sentence(
        "Somebody else has changed what this study is about in the meantime. Nothing of theirs is "
        "lost: read what it says now, then make your change again."
    ),
    "rates_changed_meanwhile": sentence(
        "Somebody else has changed these figures in the meantime. Nothing was kept: read what "
        "they are now, then make your change again."
    ),
    "scenario_name_taken": sentence(
        "Another scenario of this study is called “%(name)s”: give this one a name of its own."
    ),
    "scenario_is_published": sentence(
        "This scenario was published, so it does not change any more. Copy it and go on there."
    ),
    "study_has_published": sentence(
        "A scenario of this study was published: the study stays, as the record of why. Remove "
        "the scenarios that were not published instead."
    ),
    "not_a_monday": sentence("A week begins on a Monday: give the date of one."),
    "function_in_edits": sentence(
        "Scenarios of this study have changes about %(functions)s: undo them before you leave "
        "these functions out."
    ),
    "function_not_studied": sentence(
        "This study is not about “%(function)s”. Choose one of its functions, or add this one to "
        "the study."
    ),
    "edit_without_place": sentence("Nothing was changed: choose the place."),
    "edit_without_room": sentence("Nothing was changed: choose the room."),
    "edit_without_hours": sentence(
        "Nothing was changed: choose at least one day, and give both hours."
    ),
    "market_of_one": sentence(
        "A market brings at least two functions together. For one alone, bring a truck’s stop."
    ),
    "stop_of_several": sentence(
        "A truck’s stop brings one function. For several on one day, hold a market."
    ),
    "place_of_a_neighbour": sentence(
        "“%(place)s” belongs to a neighbouring territory: it counts here, but it is not yours to "
        "change."
    ),
    "room_never_idle": sentence(
        "“%(name)s” is claimed, or closed, in every hour of the week: nothing of it stands idle. "
        "Choose another room."
    ),
    "nothing_to_change": sentence(
        "This question changes nothing in this scenario: no place of yours is concerned."
    ),
    "preview_changed": sentence(
        "What would be added has changed since you looked: read it again, then add it."
    ),
    # --- Publication
    "effective_in_past": sentence("This day is over: publish from today on, or a later day."),
    "publication_changed": sentence(
        "What would be written has changed since you looked: read it again, then publish."
    ),
    "nothing_to_publish": sentence("Nothing in this scenario can be written into the openings."),
    "bookings_in_the_way": sentence(
        "%(count)s bookings stand at places that close. Have them moved or cancelled by their "
        "keepers, or say that they stay as they are."
    ),
    "shuttle_not_published": sentence(
        "The shuttle to %(place)s is not written: SoftPlace runs no shuttles yet. Set it up with "
        "your carrier."
    ),
    "room_stays_bookable": sentence(
        "The room “%(room)s” stays bookable in these hours: its keeper takes it for the function, "
        "by a series of bookings."
    ),
    "function_without_hours": sentence(
        "The hours of %(place)s are not known, so none of them can end on a day: take the "
        "function off the place’s page on that day."
    ),
    # --- Siting
    "costs_negative": sentence("Distances and minutes cannot be below 0."),
    "capacities_negative": sentence("A capacity cannot be below 0."),
    "site_costs_not_positive": sentence("Each site must cost more than 0."),
    "radius_negative": sentence("A radius cannot be below 0."),
    "budget_negative": sentence("A budget cannot be below 0."),
    "unserved_cost_negative": sentence("What an unserved person counts cannot be below 0."),
    "site_in_two_lists": sentence(
        "A site cannot be required, forbidden or already open at once. Keep it in one list."
    ),
    "choose_above_candidates": sentence(
        "%(choose)s sites cannot be chosen: the number of candidates is %(candidates)s."
    ),
    "choose_below_required": sentence(
        "%(required)s sites are required, more than the %(choose)s to choose. Choose more, or "
        "require fewer."
    ),
    "budget_below_required": sentence(
        "The required sites cost %(required_cost)s, more than the budget of %(budget)s. Raise "
        "it, or require fewer."
    ),
    "no_site_affordable": sentence(
        "Not a single site can be opened, and none is open yet. Allow at least one."
    ),
    "unserved_cost_missing": sentence(
        "%(cells)s cells cannot reach every site. Say what somebody who reaches none counts."
    ),
    "unknown_candidate": sentence(
        "“%(name)s” is no candidate: it offers the function already, or is not in the list."
    ),
    "too_many_candidates": sentence(
        "There are more than %(limit)s candidates, too many to solve while you wait. Leave the "
        "existing places out, or use `softplace solve siting`."
    ),
    "cells_out_of_reach": sentence(
        "%(cells)s cells with people reach no site at all, so no plan serves everybody. Add "
        "candidates near them, or set them aside."
    ),
    "capacity_below_demand": sentence(
        "All sites together can serve %(room)s, and %(needed)s are needed. Add capacity or "
        "candidates."
    ),
    "choose_below_cover": sentence(
        "%(choose)s sites cannot cover all: at least %(needed)s are needed."
    ),
    "budget_below_cover": sentence(
        "A budget of %(budget)s cannot cover all: at least %(needed)s are needed."
    ),
    "no_plan_fits": sentence(
        "No choice of sites keeps to all the limits. Allow more sites, money or capacity."
    ),
    "no_plan_in_time": sentence("No plan was found in the time given. Allow more time."),
    "siting_file_missing": sentence("There is no file %(file)s. Check its name and folder."),
    "siting_file_empty": sentence("%(file)s is empty."),
    "siting_file_counts": sentence(
        "Line %(line)s of %(file)s must hold the number of nodes, of edges, and of sites to choose."
    ),
    "siting_file_edge_count": sentence(
        "%(file)s does not hold as many edges as its first line says. Was it cut short?"
    ),
    "siting_file_node": sentence(
        "Line %(line)s of %(file)s names a node that is not there: they are numbered from 1."
    ),
    "siting_file_length": sentence(
        "Line %(line)s of %(file)s holds a length below 0 or above %(longest)s."
    ),
    "siting_file_too_large": sentence(
        "Line %(line)s of %(file)s says that there are more than %(nodes)s nodes, which is all that "
        "is read. Join neighbours first."
    ),
    "siting_file_three_whole_numbers": sentence(
        "Line %(line)s of %(file)s must hold three whole numbers."
    ),
}
