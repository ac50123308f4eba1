"""The doctor: each invariant is broken on purpose, behind the software's back, and told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.db.models import Q

from softplace.bookings.models import Booking, Claim, Line
from softplace.cli import main
from softplace.config import checks
from softplace.config.doctor import REGISTRY, examine
from softplace.demo.commands import load_demo
from softplace.foundation import clock
from softplace.places.models import OpeningRule, Place, Resource

pytestmark = [pytest.mark.xdist_group("doctor"), pytest.mark.django_db]
"""One process for all: the demo is loaded once."""
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def _demo(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.frozen(MONDAY):
            load_demo()
            _book()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_demo: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The demo and a booking; what a test breaks is whole again after it."""
    with transaction.atomic(), clock.frozen(MONDAY):
        # A server of one's own for tests may be quick and careless; that is not the question here.
        durable = {name: checks._setting(name) for name in checks.DURABLE}
        monkeypatch.setattr(checks, "DURABLE", durable)
        _execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        transaction.set_rollback(True)


def _book() -> Booking:
    room = Resource.objects.get(name="Salle Drôme")
    booking = Booking.objects.create(
        place=room.place,
        title="Répétition",
        starts_at=MONDAY + timedelta(days=300),
        ends_at=MONDAY + timedelta(days=300, hours=2),
        status="confirmed",
        created_at=MONDAY,
        changed_at=MONDAY,
    )
    Line.objects.create(booking=booking, resource=room)
    Claim.objects.create(
        booking=booking,
        unit=room.units.get(),
        period=(booking.starts_at, booking.ends_at),
    )
    return booking


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _found() -> dict[str, tuple[str, ...]]:
    """Failed checks, and the rows that they name."""
    return {
        finding.check: tuple(row for fault in finding.faults for row in fault.rows)
        for finding in examine()
        if finding.faults
    }


# Before the module's own transaction begins.
def test_nothing_is_wrong_with_an_empty_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "DURABLE", {name: checks._setting(name) for name in checks.DURABLE})
    assert _found() == {}


@pytest.mark.usefixtures("demo")
def test_nothing_is_wrong_with_a_fresh_demo() -> None:
    assert _found() == {}


ONE_PLACE = "(SELECT min(id) FROM places_place)"
ANOTHER = "(SELECT max(place_id) FROM places_resource)"
ONE_UNIT = f"(SELECT min(id) FROM places_unit WHERE place_id = {ANOTHER})"
BREAKS = {
    "vacancy_policy_makes_sense": ["UPDATE vacancy_policy SET resource_kinds_left_out = '{}'"],
    "releases_open_their_own_resource": [
        "INSERT INTO vacancy_release (resource_id, opened_id, weekday, is_afternoon, first_date,"
        " last_date, audience, audience_before, made_at)"
        " SELECT r.id, o.id, 0, false, '2027-03-01', '2027-03-01', 0, 0, now()"
        " FROM places_resource r, places_openingrule o WHERE o.resource_id IS NULL LIMIT 1"
    ],
    "one_territory": (
        "ALTER TABLE territory_territory DROP CONSTRAINT one_territory",
        "INSERT INTO territory_territory (id, name, latitude, longitude, zone, holiday_region, "
        "school_zone) VALUES (2, 'x', 0, 0, 'UTC', '', '')",
    ),
    "territory_zone": ("UPDATE territory_territory SET zone = 'Europe/Crest'",),
    "functions_are_a_tree": (
        "UPDATE territory_function SET parent_id = (SELECT id FROM territory_function "
        "WHERE code = 'doctor') WHERE code = 'health'",
    ),
    "communes_can_be_searched": (
        "UPDATE territory_commune SET folded_name = 'x' WHERE name = 'Crest'",
    ),
    "background_steps_work": (
        "INSERT INTO trail_failingstep (name, failure_count, failing_since, failed_at, fault) "
        "VALUES ('send_letters', 2, now(), now(), 'OSError: no route to the mail server')",
    ),
    "somebody_administers": ("DELETE FROM people_grant",),
    "units_are_of_the_same_place": (
        f"UPDATE places_unit SET place_id = {ONE_PLACE} WHERE id = {ONE_UNIT}",
    ),
    "resources_have_units": (
        "DELETE FROM places_resource_units WHERE resource_id = "
        "(SELECT min(id) FROM places_resource WHERE is_pool AND id NOT IN "
        "(SELECT resource_id FROM bookings_line))",
    ),
    "offers_know_their_own_hours": (
        "UPDATE places_placefunction SET has_own_hours = NOT has_own_hours WHERE id = "
        "(SELECT min(id) FROM places_placefunction)",
    ),
    "resources_know_their_own_hours": (
        "UPDATE places_resource SET has_own_hours = NOT has_own_hours WHERE id = "
        "(SELECT min(id) FROM places_resource)",
    ),
    "rules_are_of_the_same_place": (
        f"UPDATE places_openingrule SET place_id = {ANOTHER} WHERE id = "
        "(SELECT min(id) FROM places_openingrule WHERE resource_id IS NOT NULL)",
    ),
    "rules_can_be_read": (
        "UPDATE places_openingrule SET hours = 'sometimes' WHERE id = "
        "(SELECT min(id) FROM places_openingrule WHERE pattern = 4)",
        "UPDATE places_openingrule SET recurrence = 'FREQ=NEVER' WHERE id = "
        "(SELECT min(id) FROM places_openingrule WHERE pattern = 3)",
    ),
    "closures_are_of_the_same_place": (
        f"UPDATE places_closure SET place_id = {ANOTHER}, rule_id = (SELECT min(id) FROM "
        f"places_openingrule WHERE place_id = {ONE_PLACE})",
    ),
    "zones_are_known": (f"UPDATE places_place SET zone = 'Mars' WHERE id = {ONE_PLACE}",),
    "search_texts_are_fresh": (
        f"UPDATE places_place SET search_text = 'x' WHERE id = {ONE_PLACE}",
    ),
    "photos_have_their_files": (
        "INSERT INTO places_photo (place_id, file, width, height, alternative_text, position) "
        f"VALUES ({ONE_PLACE}, 'photos/gone.jpg', 1, 1, 'x', 0)",
    ),
    "photos_are_of_the_same_place": (
        "INSERT INTO places_photo (place_id, resource_id, file, width, height, alternative_text, "
        f"position) VALUES ({ONE_PLACE}, (SELECT min(id) FROM places_resource WHERE place_id = "
        f"{ANOTHER}), 'photos/here.jpg', 1, 1, 'x', 0)",
    ),
    "claims_do_not_overlap": (
        "ALTER TABLE bookings_claim DROP CONSTRAINT no_two_claims_of_one_unit_overlap",
        "INSERT INTO bookings_claim (booking_id, unit_id, period) "
        "SELECT booking_id, unit_id, period FROM bookings_claim",
    ),
    "fallen_bookings_claim_nothing": ("UPDATE bookings_booking SET status = 'cancelled'",),
    "standing_bookings_claim_their_units": ("DELETE FROM bookings_claim",),
    "coming_bookings_claim_exactly_what_they_need": ("DELETE FROM bookings_claim",),
    "holds_run_out_and_nothing_else_does": ("UPDATE bookings_claim SET expires_at = '2027-01-01'",),
    "claims_are_what_was_booked": (
        f"UPDATE bookings_claim SET unit_id = {ONE_UNIT} WHERE id = "
        "(SELECT max(c.id) FROM bookings_claim c JOIN bookings_booking b ON b.id = c.booking_id "
        "WHERE b.title = 'Répétition')",
    ),
    "published_stops_open": (
        "DELETE FROM rounds_written WHERE stop_id = (SELECT min(stop_id) FROM rounds_written)",
    ),
    "visits_stand_on_their_days": (
        "UPDATE rounds_visit SET day = '2020-02-29' WHERE id = (SELECT min(id) FROM rounds_visit)",
    ),
    "minutes_sum_to_zero": (
        "ALTER TABLE timebank_account DISABLE TRIGGER balances_follow_lines",
        "UPDATE timebank_account SET balance_minutes = balance_minutes + 1 WHERE kind = 'chest'",
        "ALTER TABLE timebank_account ENABLE TRIGGER balances_follow_lines",
    ),
    "triggers_stand": ("ALTER TABLE timebank_line DISABLE TRIGGER lines_stay",),
    "constraints_stand": ("ALTER TABLE places_closure DROP CONSTRAINT closure_forward",),
    "what_is_acknowledged_is_kept": ("SET LOCAL synchronous_commit = off",),
}
ALSO = {
    # Breaking these breaks others that say the same of the same rows.
    "one_territory": {"constraints_stand"},
    "claims_do_not_overlap": {
        "constraints_stand",
        "coming_bookings_claim_exactly_what_they_need",
    },
    "standing_bookings_claim_their_units": {"coming_bookings_claim_exactly_what_they_need"},
    "claims_are_what_was_booked": {"coming_bookings_claim_exactly_what_they_need"},
    "coming_bookings_claim_exactly_what_they_need": {"standing_bookings_claim_their_units"},
    "functions_are_a_tree": {"search_texts_are_fresh"},
    "rules_are_of_the_same_place": {"resources_know_their_own_hours"},
}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("check", BREAKS)
def test_what_was_broken_is_told_with_its_rows(check: str, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "here.jpg").touch()
    for sql in BREAKS[check]:
        _execute(sql)
    found = _found()
    assert check in found
    assert found[check] or check == "somebody_administers"
    assert set(found) - {check} <= ALSO.get(check, set())


@pytest.mark.usefixtures("demo")
def test_both_unreadable_rules_are_named() -> None:
    for sql in BREAKS["rules_can_be_read"]:
        _execute(sql)
    assert _found()["rules_can_be_read"] == tuple(
        f"opening rule {rule.pk}: {rule.hours or rule.recurrence}"
        for rule in OpeningRule.objects.filter(
            Q(hours="sometimes") | Q(recurrence="FREQ=NEVER")
        ).order_by("pk")
    )


@pytest.mark.usefixtures("demo")
def test_every_check_of_the_registry_is_broken_above_or_below() -> None:
    # Those of matching are broken in tests/matching/test_checks.py.
    apps = set(REGISTRY) - {"matching"}
    registered = {check.name for app in apps for check in REGISTRY[app]}
    below = {
        "server_is_new_enough",
        "text_is_utf8",
        "embedded_server_is_private",
        "secret_key_is_secret",
    }
    assert registered == set(BREAKS) | below


@pytest.mark.usefixtures("demo")
def test_tables_of_another_version_are_told_and_the_rest_is_not_tried() -> None:
    _execute("DELETE FROM django_migrations WHERE app = 'places'")
    assert [finding.check for finding in examine()] == ["migrations_are_applied"]
    assert "places 0001_initial" in _found()["migrations_are_applied"]


@pytest.mark.usefixtures("demo")
def test_a_check_that_cannot_be_made_is_a_fault_and_the_others_go_on() -> None:
    _execute("DROP TABLE places_photo")
    assert {"photos_have_their_files", "photos_are_of_the_same_place"} <= set(_found())


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("check", "name", "value"),
    [
        ("server_is_new_enough", "server_version_num", "140012"),
        ("text_is_utf8", "server_encoding", "LATIN1"),
        ("embedded_server_is_private", "listen_addresses", "*"),
        ("embedded_server_is_private", "unix_socket_permissions", "0777"),
        ("what_is_acknowledged_is_kept", "fsync", "neither"),
    ],
)
def test_a_setting_of_the_server_that_is_not_right_is_told(
    check: str, name: str, value: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    true_setting = checks._setting
    monkeypatch.setattr(checks, "_setting", lambda n: value if n == name else true_setting(n))
    if check.startswith("embedded") and not settings.DATABASES["default"]["EMBEDDED"]:
        pytest.skip("DATABASE_URL names another server than the embedded one")
    assert set(_found()) == {check}


def test_a_secret_key_that_others_can_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOFTPLACE_HOME", str(tmp_path))
    monkeypatch.delenv("SOFTPLACE_SECRET_KEY", raising=False)
    (tmp_path / "secret-key").write_text("x")
    (tmp_path / "secret-key").chmod(0o644)
    assert len(list(checks.secret_key_is_secret())) == 1
    (tmp_path / "secret-key").chmod(0o600)
    assert list(checks.secret_key_is_secret()) == []


@pytest.mark.usefixtures("demo")
def test_the_command_ends_with_status_1_and_a_sentence_when_something_is_wrong() -> None:
    assert CliRunner().invoke(main, ["doctor"]).exit_code == 0
    slug = Place.objects.order_by("id")[0].slug
    _execute(BREAKS["search_texts_are_fresh"][0])
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "Search does not know what these places say of themselves now" in result.output
    assert f"- {slug}\n" in result.output


@pytest.mark.usefixtures("demo")
def test_the_command_says_the_same_as_json() -> None:
    import json

    _execute("DELETE FROM people_grant")
    result = CliRunner().invoke(main, ["doctor", "--json"])
    report = json.loads(result.output)
    assert result.exit_code == 1
    assert report["is_well"] is False
    assert [c["check"] for c in report["checks"] if c["faults"]] == ["somebody_administers"]
