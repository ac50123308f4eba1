"""A body for every operation that takes one, as the description shows it. Each is tried in tests."""

from typing import Any

ROOM = [{"resource": 12, "quantity": 1}]
TUESDAY = {"starts_at": "2027-03-02T18:00:00+01:00", "ends_at": "2027-03-02T20:00:00+01:00"}
EVENINGS = [{"weekday": "tuesday", "start": "18:00", "end": "22:00"}]
WISH = {
    "title": "Choir practice",
    "headcount": 20,
    "layout": "meeting",
    "rhythm": "weekly",
    "wished_minutes": 120,
    "shortest_minutes": 90,
    "windows": EVENINGS,
    "wishes": [{"resource": 12}, {"place": 3}],
}
ASKED = {"headcount": 20, "layout": "meeting", "wished_minutes": 120, "windows": EVENINGS}
SESSION = {"version": 7, "resource": 12, "weekday": 1, "start": "18:00", "minutes": 120}
HALF_DAYS = {
    "resource": 12,
    "weekday": "tuesday",
    "is_afternoon": True,
    "first_date": "2027-03-02",
    "last_date": "2027-03-23",
    "audience": "everyone",
}
SERIES = {
    "resources": ROOM,
    "first_day": "2027-03-02",
    "start": "18:00",
    "minutes": 120,
    "recurrence": "FREQ=WEEKLY;COUNT=10",
    "headcount": 20,
}
CLOSE_TWO = {"question": "close_least_used", "function": "france_services", "count": 2}
MORNINGS = [[540, 720], [1980, 2160]]
TWO_SITES = {
    "objective": "p-median",
    "function": "france_services",
    "choose": 2,
    "hours": MORNINGS,
}
STOP = {
    "version": 2,
    "spot": "place de la Bascule",
    "latitude": 44.73,
    "longitude": 5.02,
    "functions": ["france_services"],
    "cadence": "weekly",
    "first_day": "2027-03-09",
    "last_day": "2027-06-29",
    "start_minute": 540,
    "end_minute": 720,
}
MARKET = {
    "name": "Market of services",
    "square": "place-du-prieure",
    "cadence": "monthly",
    "first_day": "2027-03-06",
    "last_day": "2027-12-04",
    "start_minute": 540,
    "end_minute": 780,
}
DIGEST = "3f2a9c51d07be8446a1c90fd"

EXAMPLES: dict[str, dict[str, Any]] = {
    "create_place": {
        "name": "Fablab",
        "kind": "third_place",
        "latitude": 44.73,
        "longitude": 5.02,
        "functions": ["printing"],
    },
    "change_place": {"phone": "04 75 00 00 00"},
    "name_keepers": {"keepers": ["ada@example.org"]},
    "add_resource": {"name": "Meeting room", "kind": "room", "headcount": 12, "area_m2": 30},
    "change_resource": {"headcount": 14},
    "add_rule": {"weekdays": ["friday"], "start": "14:00", "length_minutes": 120},
    "change_rule": {"start": "13:30"},
    "add_closure": {"first_date": "2027-08-02", "last_date": "2027-08-20", "note": "Summer"},
    "add_function": {
        "code": "bicycle_repair",
        "name_fr": "Réparation de vélos",
        "name_en": "Bicycle repair",
        "synonyms_fr": ["atelier vélo"],
    },
    "change_function": {"synonyms_en": ["bike workshop"]},
    "book": {"resources": ROOM, **TUESDAY, "title": "Choir practice", "headcount": 12},
    "move_booking": TUESDAY,
    "hold": {"resources": ROOM, **TUESDAY, "title": "Choir practice", "minutes": 10},
    "refuse_booking": {"reason": "The hall is being painted."},
    "cancel_booking": {"reason": "We found another room."},
    "check_in": {"code": "4821"},
    "plan_series": SERIES,
    "book_series": {**SERIES, "title": "Choir practice"},
    "move_series": {"start": "18:30", "minutes": 90},
    "cancel_series": {"reason": "The season is over."},
    "join_waiting_list": {"resource": ROOM[0], **TUESDAY, "title": "Choir practice"},
    "create_campaign": {
        "name": "Season 2027–2028",
        "first_day": "2027-09-06",
        "last_day": "2028-07-02",
        "applications_open_at": "2027-04-01T08:00:00+02:00",
        "applications_close_at": "2027-06-01T22:00:00+02:00",
        "weights": {"km_points": 2},
    },
    "change_campaign": {"version": 1, "description": "Halls and rooms of the town."},
    "offer_resources": {"resources": [12, 13]},
    "set_weights": {"version": 1, "weights": {"km_points": 0, "idle_half_day_points": 20}},
    "preview_weights": {"weights": {"km_points": 0}},
    "step_campaign": {"version": 2, "step": "open"},
    "read_advice": ASKED,
    "start_run": {"version": 7, "seconds": 20},
    "publish_campaign": {"version": 9, "appeal_days": 14},
    "open_second_pass": {"version": 10},
    "answer_appeal": {"upheld": True, "answer": "You will be placed in the second pass."},
    "place_session": {"request": "7KQ2M9PX", **SESSION},
    "move_session": SESSION,
    "lock_session": {"version": 7},
    "unlock_session": {"version": 7},
    "forbid": {"version": 7, "request": "7KQ2M9PX", "weekday": 6},
    "set_points": {"version": 7, "points": 5, "reason": "New in the territory"},
    "comment_on_request": {"text": "They have children: not after 20:00."},
    "invite_keepers": {"place": "mairie-de-crest"},
    "describe_applicant": {"name": "Crest Choir", "kind": "association", "member_count": 40},
    "change_applicant": {"member_count": 45},
    "submit_request": {"applicant": 1, "campaign": 2, **WISH},
    "change_request": {"headcount": 25},
    "take_option": {"option": "12-2027-03-02-1080-120"},
    "take_alternative": {"number": 0},
    "make_appeal": {"text": "We need the piano that only this hall has."},
    "set_vacancy_policy": {"version": 0, "longest_idle_half_days": 2},
    "grant_exemption": {
        "place": "mairie-de-crest",
        "reason": "Works on the roof",
        "first_date": "2027-03-01",
        "last_date": "2027-05-31",
    },
    "open_half_days": HALF_DAYS,
    "preview_release": HALF_DAYS,
    "create_group": {"name": "Crest Choir", "members": ["ada@example.org"]},
    "change_group": {"members": ["ada@example.org", "ben@example.org"]},
    "write_school_holidays": {
        "holidays": [
            {
                "zone": "A",
                "name": "Vacances d’hiver",
                "first_date": "2027-02-13",
                "last_date": "2027-02-28",
            }
        ]
    },
    "create_study": {
        "name": "Two counters fewer",
        "question": "What if two counters close and a truck comes on Thursdays?",
        "functions": ["france_services"],
        "threshold_km": 10,
    },
    "change_study": {"version": 1, "threshold_km": 5},
    "create_scenario": {"name": "Truck on Thursdays"},
    "rename_scenario": {"version": 1, "name": "Truck on Thursday mornings"},
    "copy_scenario": {"name": "Two trucks"},
    "add_edit": {
        "version": 1,
        "kind": "stop",
        "content": {
            "name": "Die",
            "latitude": 44.75,
            "longitude": 5.37,
            "functions": ["france_services"],
            "hours": [[4860, 5040]],
        },
    },
    "preview_ready_made": CLOSE_TWO,
    "take_ready_made": {**CLOSE_TWO, "version": 1, "digest": DIGEST},
    "seek_sites": TWO_SITES,
    "take_sites": {**TWO_SITES, "version": 1, "digest": DIGEST},
    "change_rates": {"version": 1, "staff_per_hour": 31.5},
    "publish_scenario": {"version": 3, "effective_on": "2027-09-06", "digest": DIGEST},
    "set_terms": {"audience": "residents", "needs_approval": False, "longest_minutes": 240},
    "transfer_time": {
        "payees": ["K7M2QX"],
        "minutes": 90,
        "day": "2027-03-01",
        "note": "Mended two bicycles",
    },
    "publish_time_post": {
        "kind": "offer",
        "title": "I mend bicycles",
        "last_day": "2027-05-01",
        "commune": "26108",
    },
    "add_stop": STOP,
    "change_stop": {**STOP, "end_minute": 750},
    "publish_rounds": {"version": 3, "digest": DIGEST},
    "call_market": MARKET,
    "change_market": {**MARKET, "version": 1, "end_minute": 720},
    "create_draft": {
        "name": "Spring rounds",
        "vehicles": ["bus-des-vallees"],
        "first_day": "2027-03-08",
        "last_day": "2027-06-27",
        "meeting_value": 60,
    },
    "add_target": {
        "version": 1,
        "commune": "26108",
        "functions": ["france_services"],
        "cadence": "every_other_week",
        "minutes": 180,
        "from_minute": 540,
        "to_minute": 1020,
    },
    "request_computation": {"version": 2, "seconds": 20},
    "take_over_plan": {"version": 2},
}
