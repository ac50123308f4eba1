"""The API: its areas, its renderer and what becomes of exceptions."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from softplace import __version__
from softplace.api.areas import (
    advising,
    applicants,
    board_changes,
    booking_changes,
    bookings,
    campaign_changes,
    campaigns,
    communes,
    deciding,
    decisions,
    drafts,
    find,
    free_times,
    functions,
    groups,
    idle,
    keepers,
    markets,
    offers,
    openings,
    place_changes,
    places,
    proposals,
    publications,
    reach,
    reports,
    requests,
    resource_changes,
    resources,
    results,
    rounds,
    rules,
    series,
    studies,
    study_changes,
    terms,
    timebank,
    vacancy,
    vacancy_policy,
    waiting,
)
from softplace.api.exchange import exchange, not_now
from softplace.api.problems import ProblemError, problem, reason_of, refusal
from softplace.api.rendering import Renderer, StrictParser
from softplace.foundation.errors import Refused

api = NinjaAPI(
    title="SoftPlace",
    version=__version__,
    renderer=Renderer(),
    parser=StrictParser(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
api.add_decorator(exchange, mode="view")

AREAS = (
    places, place_changes, resources, resource_changes, rules, openings, functions, communes,
    bookings, booking_changes, series, waiting, campaigns, campaign_changes, offers,
    deciding, board_changes, results, applicants, requests, advising,
    decisions, find,
    free_times, vacancy, vacancy_policy, idle, keepers, terms, groups, reach, studies, study_changes, proposals, publications, reports,
    timebank, rounds, markets, drafts,
)  # fmt: skip

# An address belongs to one router: reads and changes of a thing share it.
for router in dict.fromkeys(area.router for area in AREAS):
    api.add_router("", router)


@api.exception_handler(ProblemError)
def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status, *error.reasons, headers=error.headers)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal(error.reasons)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404)


@api.exception_handler(ObjectDoesNotExist)
def _gone(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404)  # taken away between our reading and our writing


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(422, *(reason_of(each) for each in error.errors[:50]))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, ProblemError):  # django-ninja hides what the parser said
        return problem(cause.status, *cause.reasons, headers=cause.headers)
    return problem(error.status_code)


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(413)


@api.exception_handler(UnreadablePostError)
def _cut_off(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(400)


@api.exception_handler(InterfaceError)
@api.exception_handler(OperationalError)
def _not_now(request: HttpRequest, error: Any) -> HttpResponse:
    return not_now(request, error)


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    raise error  # logged by Django, then told by `answers`
