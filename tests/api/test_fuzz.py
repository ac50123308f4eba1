"""Whatever is sent to it, the API never breaks, and answers as its description says."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from softplace.find.queries import forget_lexicon
from softplace.people.commands import grant_role
from softplace.people.enums import Role
from softplace.places.models import Closure, OpeningRule
from tests.api.conftest import World

pytestmark = pytest.mark.slow

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


description = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
few_and_always_the_same = settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

PLAIN = {"Accept-Encoding": "identity"}  # schemathesis does not unpack what it is given


@pytest.fixture
def unhurried(settings: Any) -> Iterator[None]:
    """No limit of requests; and one connection, which the test's transaction is on."""
    settings.API_REQUESTS_A_MINUTE = settings.API_REQUESTS_A_MINUTE_SIGNED_IN = 10**9
    forget_lexicon()
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def key(world: World, bearer: Callable[..., Client]) -> str:
    grant_role(actor=None, user=world.keeper, role=Role.ADMINISTRATOR)
    return str(bearer().defaults["HTTP_AUTHORIZATION"])


@description.parametrize()
@few_and_always_the_same
def test_nobody_breaks_it(case: Any, world: World, unhurried: None) -> None:
    case.call_and_validate(checks=CHECKS, headers=PLAIN)


@description.parametrize()
@few_and_always_the_same
def test_a_planner_does_not_break_what_there_is(
    case: Any, world: World, key: str, unhurried: None
) -> None:
    rule, closure = OpeningRule.objects.first(), Closure.objects.first()
    known = {
        "slug": "library",
        "resource_id": world.room.pk,
        "rule_id": rule.pk if rule else 1,
        "closure_id": closure.pk if closure else 1,
        "function": "test-print",
        "code": "26108" if "communes" in case.path else "test-print",
    }
    case.path_parameters = {name: known.get(name, 1) for name in case.path_parameters or {}}
    case.call_and_validate(checks=CHECKS, headers={**PLAIN, "Authorization": key})
