"""What every test stands on: a PostgreSQL of its own, apart from the installation's data."""

import hashlib
import os
from pathlib import Path

import hypothesis
import pytest

# A slow machine is no fault, and a property that fails does so each time.
hypothesis.settings.register_profile(
    "tests",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("tests")

PROJECT = Path(__file__).resolve().parents[1]
REAL_DATA = PROJECT.parent / "shared" / "data"

# One home a checkout, so that two checkouts may be tested at once. Not below /root: PostgreSQL
# does not run as root, and its own user must be able to enter.
_checkout = hashlib.sha256(str(PROJECT).encode()).hexdigest()[:10]
os.environ["SOFTPLACE_HOME"] = os.environ.get(
    "SOFTPLACE_TEST_HOME", f"/tmp/softplace-tests-{os.getuid()}-{_checkout}"
)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files beside the project; the test is skipped where it is absent."""
    if not REAL_DATA.exists():
        pytest.skip("the real files (shared/data beside the project) are not on this machine")
    return REAL_DATA


@pytest.fixture(autouse=True)
def _quick_passwords(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
