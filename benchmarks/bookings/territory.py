"""A large made-up territory of bookable resources, laid down by SQL, the same at every run.

4,000 places of 5 resources within about 70 km by 70 km: of each five, one is a pool of several
desks. Each unit is booked every five days or so, over a year around now.
"""

from datetime import datetime

from django.db import connection

PLACES = 4_000
RESOURCES = 20_000
UNITS = 30_000
BOOKINGS = 2_000_000
CENTRE = (44.73, 5.02)
SIDE_KM = 70.0

_PLACES = """
INSERT INTO places_place (slug, name, kind, is_mobile, is_published, source, source_id,
  official_ids, address, address_complement, post_code, latitude, longitude, zone,
  holiday_region, school_zone, description, phone, email, website, access, accessibility,
  erp_type, shortest_commitment, key_holding, audience, details, updated_at, search_text)
SELECT 'p' || n, 'Place ' || n, 'hall', false, true, '', '', '{}', '', '', '',
  %(lat)s + (abs(hashint4(n)) %% 10000 / 10000.0 - 0.5) * %(side)s / 111.2,
  %(lng)s + (abs(hashint4(n + 777777)) %% 10000 / 10000.0 - 0.5) * %(side)s / 79.0,
  'Europe/Paris', 'FR', 'A', '', '', '', '', '', '{}', '', '', '', 0, '{}', %(now)s, ''
FROM generate_series(1, %(places)s) AS n
"""
_RULES = """
INSERT INTO places_openingrule (place_id, title, pattern, weekdays, start_minute, length_minutes,
  recurrence, hours, on_public_holidays, on_school_holidays, audience, mode, source)
SELECT id, '', 1, CASE part WHEN 0 THEN 31 ELSE 96 END, 480, CASE part WHEN 0 THEN 840 ELSE 600 END,
  '', '', part, 0, 0, 'key', ''
FROM places_place, generate_series(0, 1) AS part
"""
_TERMS = """
INSERT INTO bookings_terms (place_id, audience, notice_minutes, horizon_days, shortest_minutes,
  longest_minutes, needs_approval, visibility, check_in_minutes, cancel_minutes, tariff,
  cents_per_hour, time_minutes_per_hour, social_percent)
SELECT id, 0, 0, 365, 15, 1440, false, 'keepers', 30, 0, 'euros', 1000, 0, 100 FROM places_place
"""
_RESOURCES = """
INSERT INTO places_resource (place_id, name, kind, is_bookable, is_pool, headcount, equipment,
  noise, light, uses, audience, setup_minutes, changeover_minutes, description, has_own_hours)
SELECT p.id, 'Resource ' || n, CASE n WHEN 0 THEN 'desk' ELSE 'room' END, true, n = 0,
  CASE n WHEN 0 THEN NULL ELSE 6 + abs(hashint8(p.id * 5 + n)) % 40 END,
  CASE WHEN abs(hashint8(p.id * 7 + n)) % 4 = 0 THEN '{}' ELSE '{projector}' END::varchar[],
  '', '', '{}', 0, 0, CASE n WHEN 1 THEN 15 ELSE 0 END, '', false
FROM places_place p, generate_series(0, 4) AS n
"""
_UNITS = """
INSERT INTO places_unit (place_id, name)
SELECT r.place_id, r.id::text || '/' || n FROM places_resource r
JOIN generate_series(1, 4) AS n
  ON n <= CASE WHEN r.is_pool THEN CASE WHEN r.place_id % 2 = 0 THEN 4 ELSE 3 END ELSE 1 END
"""
_RESOURCE_UNITS = """
INSERT INTO places_resource_units (resource_id, unit_id)
SELECT split_part(name, '/', 1)::bigint, id FROM places_unit
"""
_BOOKINGS = """
WITH slot AS (
  SELECT nextval('bookings_booking_id_seq') AS id, u.id AS unit_id, ru.resource_id, u.place_id,
    date_trunc('day', %(now)s::timestamptz - interval '182 days')
      + make_interval(days => (k * 365.0 / %(each)s)::int,
                      hours => 7 + abs(hashint8(u.id * 131 + k)) %% 9,
                      mins => 15 * (abs(hashint8(u.id * 17 + k)) %% 4)) AS starts_at,
    60 * (1 + abs(hashint8(u.id * 29 + k)) %% 3) AS minutes
  FROM generate_series(0, %(each)s - 1) AS k, places_unit u
  JOIN places_resource_units ru ON ru.unit_id = u.id
  WHERE k %% 10 = ANY(%(tenths)s)
), booking AS (
  INSERT INTO bookings_booking (id, reference, check_in_code, place_id, contact_name,
    contact_email, title, purpose, layout, starts_at, ends_at, status, decision_reason, quote,
    price_cents, price_minutes, revision, created_at, changed_at)
  SELECT id, 'R' || id, 'CODE', place_id, 'x', '', 'Booking', '', '', starts_at,
    starts_at + make_interval(mins => minutes), 'confirmed', '', '{}', 0, 0, 0, %(now)s, %(now)s
  FROM slot
), line AS (
  INSERT INTO bookings_line (booking_id, resource_id, quantity)
  SELECT id, resource_id, 1 FROM slot
)
INSERT INTO bookings_claim (booking_id, unit_id, period)
SELECT id, unit_id, tstzrange(starts_at, starts_at + make_interval(mins => minutes)) FROM slot
"""
_CONSTRAINT = "no_two_claims_of_one_unit_overlap"


def lay_down_places(now: datetime) -> None:
    """Places, opening rules, terms, resources and units."""
    values = {
        "places": PLACES,
        "lat": CENTRE[0],
        "lng": CENTRE[1],
        "side": SIDE_KM,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, values)
        for statement in (_RULES, _TERMS, _RESOURCES, _UNITS, _RESOURCE_UNITS):
            cursor.execute(statement)
        cursor.execute("SELECT count(*) FROM places_unit")
        (units,) = cursor.fetchone()
        cursor.execute("SELECT setval('bookings_booking_id_seq', 1, false)")
        cursor.execute("ANALYZE")
    assert units == UNITS, units


def lay_down_bookings(now: datetime, tenths: list[int]) -> int:
    """Some tenths of the two million; how many bookings there are afterwards."""
    with connection.cursor() as cursor:
        # Checking two million rows one by one takes long; building the constraint checks all.
        cursor.execute(f"ALTER TABLE bookings_claim DROP CONSTRAINT {_CONSTRAINT}")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            _BOOKINGS, {"now": now, "each": round(BOOKINGS / UNITS + 0.5), "tenths": tenths}
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            f"ALTER TABLE bookings_claim ADD CONSTRAINT {_CONSTRAINT} EXCLUDE USING gist"
            " ((int8range(unit_id, unit_id, '[]')) WITH &&, period WITH &&)"
        )
        cursor.execute("VACUUM ANALYZE bookings_claim")
        cursor.execute("ANALYZE bookings_booking")
        cursor.execute("SELECT count(*) FROM bookings_booking")
        (count,) = cursor.fetchone()
    return int(count)
