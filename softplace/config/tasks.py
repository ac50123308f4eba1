"""Background work, each a thin wrapper: what must happen without anybody asking for it."""

import logging

from procrastinate.contrib.django import app

from softplace.bookings import commands
from softplace.matching.commands import end_waiting, retry_waiting
from softplace.web.campaigns.mails import tell_what_is_found
from softplace.web.mails import send_notices
from softplace.web.webhooks import deliver_events

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="every-minute", pass_context=False)
def every_minute(timestamp: int) -> None:
    """End holds, release who did not come, look again for who waits, then tell everybody concerned."""
    commands.expire_holds()
    commands.release_no_shows()
    commands.release_unanswered()
    end_waiting()
    retry_waiting()
    while send_notices():
        pass
    tell_what_is_found()
    deliver_events()


@app.periodic(cron="17 5 * * *")
@app.task(queueing_lock="every-night", pass_context=False)
def every_night(timestamp: int) -> None:
    """Ask the holders of standing bookings whether they still want their next date."""
    commands.ask_to_reconfirm()
