"""Background work, each a thin wrapper: what must happen without anybody asking for it."""

import logging
from collections.abc import Callable, Iterable

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from softplace.bookings.commands import (
    ask_to_reconfirm,
    expire_holds,
    release_no_shows,
    release_unanswered,
)
from softplace.computing.commands import SOLVING_QUEUE
from softplace.matching.commands import end_waiting, retry_waiting
from softplace.matching.commands.solving import (
    SOLVE_TASK,
    fail_silent_runs,
    queue_lost_runs,
)
from softplace.matching.models import Run
from softplace.rounds.commands.drafts import (
    COMPUTE_TASK,
    fail_silent_computations,
    queue_lost_computations,
)
from softplace.rounds.models import Computation
from softplace.timebank.commands.posts import PASS_ON_TASK
from softplace.timebank.commands.transfers import TELL_TASK
from softplace.trail.commands import note_failure, note_success
from softplace.web.campaigns.letters import send_letters
from softplace.web.campaigns.mails import tell_what_is_found
from softplace.web.mails import send_notices
from softplace.web.timebank import mails as of_time
from softplace.web.webhooks import deliver_events

log = logging.getLogger(__name__)


def send_all_notices() -> None:
    while send_notices():
        pass


def send_all_letters() -> None:
    while send_letters():
        pass


EACH_MINUTE: tuple[Callable[[], object], ...] = (
    expire_holds,
    release_no_shows,
    release_unanswered,
    fail_silent_runs,
    queue_lost_runs,
    fail_silent_computations,
    queue_lost_computations,
    end_waiting,
    retry_waiting,
    send_all_notices,
    tell_what_is_found,
    deliver_events,
    send_all_letters,
)
"""End holds, release who did not come, give up dead runs and queue lost ones, look again for who
waits, then tell everybody concerned."""

EACH_NIGHT: tuple[Callable[[], object], ...] = (ask_to_reconfirm,)
"""Ask the holders of standing bookings whether they still want their next date."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="every-minute", pass_context=False)
def every_minute(timestamp: int) -> None:
    run_steps(EACH_MINUTE)


@app.periodic(cron="17 5 * * *")
@app.task(queueing_lock="every-night", pass_context=False)
def every_night(timestamp: int) -> None:
    run_steps(EACH_NIGHT)


def run_steps(steps: Iterable[Callable[[], object]]) -> None:
    """Each step by itself: one that fails is logged, and counted for `softplace doctor`, and
    holds up no other."""
    worked = []
    for step in steps:
        try:
            step()
        except Exception as error:
            log.exception("The step %s of the background work failed", step.__name__)
            # It may have failed because the connection broke: the next one gets a new one.
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            note_failure(step=step.__name__, fault=f"{type(error).__name__}: {error}")
        else:
            worked.append(step.__name__)
    note_success(steps=worked)


@app.task(name=SOLVE_TASK.name, queue=SOLVING_QUEUE)
def solve_campaign(run_id: int) -> None:
    """Compute the plan of a campaign that a planner has asked for."""
    # Compiled code is loaded here, by the one worker that needs it.
    from softplace.matching.planning.running import compute

    run = Run.objects.select_related("campaign").filter(pk=run_id).first()
    if run is not None:
        compute(run)


@app.task(name=COMPUTE_TASK.name, queue=SOLVING_QUEUE)
def compute_rounds(computation_id: int) -> None:
    """Compute a plan for a draft of rounds that somebody has asked for."""
    # Compiled code is loaded here, by the one worker that needs it.
    from softplace.rounds.planning.running import compute

    found = Computation.objects.select_related("draft").filter(pk=computation_id).first()
    if found is not None:
        compute(found)


TRIED_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)
"""A mail server that is away for a while is asked again, each time later, for about a day."""


@app.task(name=TELL_TASK, retry=TRIED_AGAIN)
def tell_of_transfer(transfer_id: int) -> None:
    """Tell the people whose accounts of time were moved."""
    of_time.tell_of_transfer(transfer_id)


@app.task(name=PASS_ON_TASK, retry=TRIED_AGAIN)
def pass_on_answer(answer_id: int) -> None:
    """Pass an answer to an offer or a need on to its author."""
    of_time.pass_on_answer(answer_id)
