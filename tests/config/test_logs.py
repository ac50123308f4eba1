"""What a request leaves in the log."""

import io
import logging

import pytest
from django.http import HttpResponse
from django.utils.log import log_response

from softplace.config.logs import RefusedInALine


@pytest.mark.parametrize(
    ("status", "lines"),
    [(403, ["Answered: /studio/"]), (500, ["Answered: /studio/", "ValueError: broken"])],
)
def test_who_is_refused_leaves_a_line_and_what_breaks_says_where(
    status: int, lines: list[str]
) -> None:
    console = next(
        handler
        for handler in logging.getLogger().handlers
        if any(isinstance(each, RefusedInALine) for each in handler.filters)
    )
    assert isinstance(console, logging.StreamHandler)
    said = io.StringIO()
    before = console.setStream(said)
    try:
        answer = HttpResponse(status=status)
        log_response("Answered: %s", "/studio/", response=answer, exception=ValueError("broken"))
    finally:
        console.setStream(before)
    assert said.getvalue().splitlines() == lines
