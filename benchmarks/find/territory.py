"""A large invented territory, written by bulk SQL: places, offers and opening rules."""

from django.db import connection

PLACES = 20_000
RULES_A_PLACE = 3
SIDE_KM = 140.0
"""Side of the square, in km: the size of a large département."""
CENTRE = (44.73, 5.02)
FUNCTIONS = 40


def fill() -> None:
    """20,000 places, each with 3 of 40 functions and 3 rules: one of a function, two general."""
    half_lat = SIDE_KM / 111.2 / 2
    half_lng = half_lat / 0.71
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.42)")
        cursor.execute(
            "INSERT INTO territory_territory (id, name, latitude, longitude, zone, "
            "holiday_region, school_zone) VALUES (1, 'Bench', %s, %s, 'Europe/Paris', 'FR', 'A')",
            CENTRE,
        )
        cursor.execute(
            "INSERT INTO territory_commune (code, name, department, region, post_codes, latitude, "
            "longitude, population, folded_name) SELECT 'B' || n, 'Commune ' || n, '26', '84', "
            "'{}', %s + (random() - 0.5) * 2 * %s, %s + (random() - 0.5) * 2 * %s, "
            "(random() * 5000)::int, 'commune ' || n FROM generate_series(1, 500) n",
            [CENTRE[0], half_lat, CENTRE[1], half_lng],
        )
        cursor.execute(
            "INSERT INTO territory_function (code, name_fr, name_en, synonyms_fr, synonyms_en, "
            "official_codes) SELECT 'function-' || n, 'Fonction ' || n, 'Function ' || n, '{}', "
            "'{}', '{}' FROM generate_series(1, %s) n",
            [FUNCTIONS],
        )
        cursor.execute(
            "INSERT INTO places_place (slug, name, kind, is_mobile, is_published, source, source_id,"
            " official_ids, address, address_complement, post_code, commune_id, latitude, longitude,"
            " zone, holiday_region, school_zone, description, phone, email, website, access, "
            "accessibility, erp_type, shortest_commitment, key_holding, audience, details, "
            "updated_at, search_text) SELECT 'place-' || n, 'Lieu ' || n, "
            "(ARRAY['town_hall','library','third_place','hall','school'])[1 + n %% 5], false, true, "
            "'', '', '{}', n || ' rue des Moulins', '', '26400', 1 + n %% 500 + (SELECT min(id) - 1 "
            "FROM territory_commune), %s + (random() - 0.5) * 2 * %s, "
            "%s + (random() - 0.5) * 2 * %s, 'Europe/Paris', 'FR', 'A', '', '', '', '', '', '{}', "
            "'', '', '', 0, '{}', now(), 'lieu ' || n || ' mairie rue des moulins commune fonction'"
            " FROM generate_series(1, %s) n",
            [CENTRE[0], half_lat, CENTRE[1], half_lng, PLACES],
        )
        cursor.execute(
            "INSERT INTO places_placefunction (place_id, function_id, has_own_hours) "
            "SELECT p.id, f.id, k = 0 FROM places_place p CROSS JOIN generate_series(0, 2) k "
            "JOIN territory_function f ON f.code = 'function-' || (1 + (p.id * 7 + k * 13) %% %s)",
            [FUNCTIONS],
        )
        cursor.execute(
            "INSERT INTO places_openingrule (place_id, function_id, resource_id, title, pattern, "
            "weekdays, start_minute, length_minutes, recurrence, hours, on_public_holidays, "
            "on_school_holidays, audience, mode, source) SELECT p.id, CASE WHEN k = 0 THEN "
            "(SELECT f.id FROM territory_function f WHERE f.code = 'function-' || "
            "(1 + (p.id * 7) %% %s)) END, NULL, '', 1, 1 + floor(random() * 127)::int, "
            "(ARRAY[480, 510, 540, 600, 810, 840])[1 + (p.id + k) %% 6], "
            "(ARRAY[180, 210, 240, 480])[1 + (p.id / 7 + k) %% 4], '', '', 1, 0, 0, 'walk_in', '' "
            "FROM places_place p CROSS JOIN generate_series(0, %s) k",
            [FUNCTIONS, RULES_A_PLACE - 1],
        )
        cursor.execute("ANALYZE")
