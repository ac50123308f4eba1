"""Background work, each a thin wrapper: what must happen without anybody asking for it."""

import logging

from procrastinate.contrib.django import app

from softplace.bookings import commands
from softplace.matching.commands import end_waiting, retry_waiting
from softplace.matching.commands.solving import SOLVE_TASK, SOLVING_QUEUE, fail_silent_runs
from softplace.matching.models import Run
from softplace.web.campaigns.letters import send_letters
from softplace.web.campaigns.mails import tell_what_is_found
from softplace.web.mails import send_notices
from softplace.web.webhooks import deliver_events

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="every-minute", pass_context=False)
def every_minute(timestamp: int) -> None:
    """End holds, release who did not come, give up dead runs, look again for who waits, then tell
    everybody concerned."""
    commands.expire_holds()
    commands.release_no_shows()
    commands.release_unanswered()
    fail_silent_runs()
    end_waiting()
    retry_waiting()
    while send_notices():
        pass
    tell_what_is_found()
    deliver_events()
    while send_letters():
        pass


@app.periodic(cron="17 5 * * *")
@app.task(queueing_lock="every-night", pass_context=False)
def every_night(timestamp: int) -> None:
    """Ask the holders of standing bookings whether they still want their next date."""
    commands.ask_to_reconfirm()


@app.task(name=SOLVE_TASK, queue=SOLVING_QUEUE)
def solve_campaign(run_id: int) -> None:
    """Compute the plan of a campaign that a planner has asked for."""
    # Compiled code is loaded here, by the one worker that needs it.
    from softplace.matching.planning.running import compute

    run = Run.objects.select_related("campaign").filter(pk=run_id).first()
    if run is not None:
        compute(run)
